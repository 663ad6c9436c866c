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
  if (!field->country.empty()) json_.member("country", field->country);
  if (!field->sealed.empty() && !without_ciphertext_) {
    const std::size_t begin = json_.position() + (field->country.empty() ? 0 : 1);  // behind the comma that comes first
    json_.member("ct", field->sealed);
    if (ranges_ != nullptr) ranges_->push_back({begin, json_.position() + 1});  // with the comma before "net" or "pn"
  }
  if (!field->network.empty()) json_.member("net", field->network);
  json_.member("pn", field->pseudonym);
  json_.end_object();
}

}  // namespace tallygate::core
