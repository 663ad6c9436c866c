#include "core/fields_writer.hpp"

#include "core/check.hpp"

namespace tallygate::core {

void FieldsWriter::write(Time time) {
  json_.plain_string(kTimeTextLength, [time](char* to) { write_time(to, time); });
}

void FieldsWriter::operator()(std::string_view name, const Signals& field, const Limits&) {
  if (field.empty()) return;
  json_.key(name);
  json_.begin_object();
  for (const auto& [signal, value] : field) {
    json_.key(signal);
    if (value.number)
      json_.integer(*value.number);
    else
      json_.string(value.text_value ? std::string_view(*value.text_value) : std::string_view());
  }
  json_.end_object();
}

void FieldsWriter::operator()(std::string_view name, const std::optional<Personal>& field, PersonalKind,
                              const Limits&) {
  if (!field || !field->present()) return;
  TALLYGATE_CHECK(!field->pseudonym.empty(),
                  "a personal value that the vault has not sealed, on its way into a record");
  json_.key(name);
  json_.begin_object();
  // Only the pseudonym tells whether two senders said the same: ciphertexts are random, and where an address is depends
  // on the day's GeoIP database. What comes before it is left out of the hash, with the comma behind.
  const std::size_t begin = json_.position();
  if (!without_ciphertext_) {
    if (!field->country.empty()) json_.member("country", field->country);
    if (!field->sealed.empty()) json_.member("ct", field->sealed);
    if (!field->network.empty()) json_.member("net", field->network);
    if (ranges_ != nullptr && json_.position() > begin) ranges_->push_back({begin, json_.position() + 1});
  }
  json_.member("pn", field->pseudonym);
  json_.end_object();
}

}  // namespace tallygate::core
