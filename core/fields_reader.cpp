#include "core/fields_reader.hpp"

#include <algorithm>
#include <cstring>

#include "core/bytes.hpp"
#include "core/card_number.hpp"
#include "core/check.hpp"
#include "core/hash.hpp"
#include "core/ip_text.hpp"
#include "core/json_fault.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kSignalTextMax = 200;

// Tells most names apart by one comparison.
std::uint32_t tag_of(std::string_view name) {
  if (name.empty()) return 0;
  return static_cast<std::uint32_t>(name.size()) << 16 |
         static_cast<std::uint32_t>(static_cast<unsigned char>(name.front())) << 8 |
         static_cast<unsigned char>(name.back());
}

bool control_character(unsigned char c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

// JSON can escape half of a surrogate pair, which no UTF-8 text holds: it would come out as ED A0..BF.
bool holds_surrogate(std::string_view text) {
  for (std::size_t i = text.find('\xed'); i != std::string_view::npos; i = text.find('\xed', i + 1))
    if (i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return true;
  return false;
}

bool valid_signal_name(std::string_view name) {
  if (name.empty() || name.size() > 32 || name[0] < 'a' || name[0] > 'z') return false;
  return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

}  // namespace

// ---- objects

bool FieldsReader::open_frame(Frame& outer, std::size_t fields) {
  if (fields > kFieldsMax) {
    fail("too_many", "The object has more than " + std::to_string(kFieldsMax) + " fields.");
    return false;
  }
  TALLYGATE_CHECK(frame_.last + fields <= fields_.size(), "objects nested deeper than the parser allows");
  outer = frame_;
  frame_ = {.first = frame_.last, .last = frame_.last, .shorthand = false};
  return true;
}

bool FieldsReader::enter(const Element& value, Frame& outer) {
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) {
    fail("wrong_type", "The value must be an object.");
    return false;
  }
  if (!open_frame(outer, object.size())) return false;
  for (const auto field : object) add_field(field.key, field.value);
  return true;
}

bool FieldsReader::enter_shorthand(const Element& value, std::string_view name, Frame& outer) {
  if (!value.is_string()) return enter(value, outer);
  if (!open_frame(outer, 1)) return false;
  frame_.shorthand = true;
  add_field(name, value);
  return true;
}

void FieldsReader::add_field(std::string_view key, const Element& value) {
  const std::uint32_t tag = tag_of(key);
  for (std::size_t i = frame_.first; i < frame_.last; ++i) {
    if (fields_[i].tag != tag || fields_[i].key != key) continue;
    push(key);
    fail("duplicate_field", "The field stands more than once.");
    pop();
    return;
  }
  fields_[frame_.last++] = {tag, false, key, value};
}

const FieldsReader::Element* FieldsReader::take(std::string_view name) {
  const std::uint32_t tag = tag_of(name);
  for (std::size_t i = frame_.first; i < frame_.last; ++i) {
    Field& f = fields_[i];
    if (f.tag != tag || f.key != name) continue;
    f.taken = true;
    return &f.value;
  }
  return nullptr;
}

void FieldsReader::leave(const Frame& outer) {
  for (std::size_t i = frame_.first; i < frame_.last; ++i) {
    if (fields_[i].taken) continue;
    const bool card = holds_card_number(fields_[i].key);  // which no answer repeats
    if (!card) push(fields_[i].key);
    fail("unknown_field", "There is no such field here.");
    if (!card) pop();
  }
  frame_ = outer;
}

void FieldsReader::missing(std::string_view name) {
  push(name);
  fail("required", "The field is required.");
  pop();
}

void FieldsReader::fail(std::string_view code, std::string detail) {
  if (!full()) errors_->push_back({pointer(), std::string(code), std::move(detail)});
}

std::string FieldsReader::pointer() const {
  std::string out;
  const std::size_t length = path_length_ - (frame_.shorthand && path_length_ > 0 ? 1 : 0);
  for (std::size_t i = 0; i < length; ++i) {
    if (path_[i].name.data() == nullptr)
      append_pointer(out, std::to_string(path_[i].index));
    else
      append_pointer(out, path_[i].name);
  }
  return out;
}

// ---- scalars

void FieldsReader::read(const Element& value, bool& out, const Limits&) {
  if (value.get(out) != simdjson::SUCCESS) fail("wrong_type", "The value must be true or false.");
}

void FieldsReader::read(const Element& value, std::int64_t& out, const Limits& limits) {
  using simdjson::dom::element_type;
  switch (value.type()) {
    case element_type::INT64:
      break;
    case element_type::UINT64:
      return fail("out_of_range", "The number is larger than 2^53 - 1.");
    case element_type::DOUBLE:
      return fail("not_an_integer", "The number must be an integer, written without a point or exponent.");
    default:
      return fail("wrong_type", "The value must be an integer.");
  }
  const std::int64_t number = value.get_int64().value_unsafe();
  const std::int64_t min = form_ == Form::wire ? limits.min : -kAmountMax;
  const std::int64_t max = form_ == Form::wire ? limits.max : kAmountMax;
  if (number < min || number > max)
    return fail("out_of_range", "The number must be from " + std::to_string(min) + " to " + std::to_string(max) + ".");
  out = number;
}

bool FieldsReader::read_string(const Element& value, std::string_view& out) {
  if (value.get(out) == simdjson::SUCCESS) return true;
  fail("wrong_type", value.is_null() ? "The value must be a text; leave the field out instead of null."
                                     : "The value must be a text.");
  return false;
}

bool FieldsReader::read_text(const Element& value, const Limits& limits, std::string_view& out) {
  if (!read_string(value, out)) return false;
  if (form_ == Form::record) return true;
  if (out.empty()) {
    fail("bad_value", "The text must not be empty.");
  } else if (out.size() > limits.length_max) {
    fail("too_long", "The text must not be longer than " + std::to_string(limits.length_max) + " bytes.");
  } else if (card_number_in(out)) {
    fail("pan_refused", "The text holds what looks like a card number.");
  } else if (limits.visible_ascii && !std::ranges::all_of(out, [](char c) { return c >= 0x21 && c <= 0x7e; })) {
    fail("bad_value", "The text must be of visible ASCII characters without spaces.");
  } else if (!limits.visible_ascii &&
             std::ranges::any_of(out, [](char c) { return control_character(static_cast<unsigned char>(c)); })) {
    fail("bad_value", "The text must not hold control characters.");
  } else if (holds_surrogate(out)) {
    fail("bad_value", "The text holds half of a surrogate pair.");
  } else {
    return true;
  }
  return false;
}

void FieldsReader::read(const Element& value, std::string& out, const Limits& limits) {
  std::string_view text;
  if (read_text(value, limits, text)) out = text;
}

bool FieldsReader::read_id(const Element& value, std::string_view& out) {
  if (!read_string(value, out)) return false;
  if (form_ == Form::record) return true;
  if (card_number_in(out))
    fail("pan_refused", "The id holds what looks like a card number.");
  else if (!valid_id(out))
    fail("bad_id", "An id is 1 to 64 of A-Z a-z 0-9 . _ - and begins with a letter or digit.");
  else
    return true;
  return false;
}

void FieldsReader::read(const Element& value, Time& out, const Limits&) {
  std::string_view text;
  if (!read_string(value, text)) return;
  const auto time = parse_time(text);
  if (time)
    out = *time;
  else if (form_ == Form::wire && card_number_in(text))
    fail("pan_refused", "The text holds what looks like a card number.");
  else
    fail("bad_time", "A time is RFC 3339 in UTC, like 2026-11-22T06:17:14Z.");
}

void FieldsReader::read(const Element& value, Currency& out, const Limits&) {
  std::string_view text;
  if (!read_string(value, text)) return;
  const auto currency = Currency::from_code(text);
  if (currency)
    out = *currency;
  else
    fail("bad_currency", "A currency is the upper-case code of an active ISO 4217 currency.");
}

bool FieldsReader::read_array(const Element& value, simdjson::dom::array& out, const Limits& limits) {
  if (value.get(out) != simdjson::SUCCESS) {
    fail("wrong_type", "The value must be an array.");
    return false;
  }
  if (form_ == Form::wire && out.size() > limits.items_max) {
    fail("too_many", "The array must not hold more than " + std::to_string(limits.items_max) + " items.");
    return false;
  }
  return true;
}

// ---- values with a form of their own

void FieldsReader::blob(std::string_view name, std::string_view hash_name, std::string& content,
                        std::string& sha256_hex, const Limits& limits) {
  if (form_ == Form::record) return (*this)(hash_name, sha256_hex);
  (*this)(name, content, limits);
  if (!content.empty()) sha256_hex = to_hex(view(sha256(content)));
}

void FieldsReader::read_personal(const Element& value, Personal& out, PersonalKind kind, const Limits& limits) {
  out.kind = kind;
  if (form_ == Form::record) return read_sealed(value, out);
  std::string_view text;
  if (!read_text(value, limits, text)) return;
  if (kind == PersonalKind::ip && !valid_ip(text))
    return fail("bad_value", "The value must be an IPv4 or IPv6 address.");
  out.clear = text;
}

void FieldsReader::read_sealed(const Element& value, Personal& out) {
  Frame outer;
  if (!enter(value, outer)) return;
  const auto member = [&](std::string_view name, std::string& text) {
    if (const Element* found = take(name)) {
      push(name);
      read(*found, text, Limits{});
      pop();
    }
  };
  member("country", out.country);
  member("ct", out.sealed);
  member("net", out.network);
  member("pn", out.pseudonym);
  if (out.pseudonym.empty() || out.pseudonym.size() > kPseudonymMax) missing("pn");
  leave(outer);
}

void FieldsReader::read(const Element& value, Signals& out, const Limits&) {
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS)
    return fail("wrong_type", "The value must be an object of integers and texts.");
  if (object.size() > kSignalsMax)
    return fail("too_many", "There must not be more than " + std::to_string(kSignalsMax) + " signals.");
  for (const auto field : object) {
    push(field.key);
    read_signal(field.key, field.value, out);
    pop();
  }
}

void FieldsReader::read_signal_number(const Element& value, std::int64_t& out) {
  read(value, out, Limits{});
  if (form_ == Form::wire && card_number_in(std::to_string(out)))
    fail("pan_refused", "The number looks like a card number.");
}

void FieldsReader::read_signal(std::string_view name, const Element& value, Signals& out) {
  if (!valid_signal_name(name))
    return fail("bad_value", "A signal's name is 1 to 32 of a-z 0-9 _ and begins with a letter.");
  const auto [entry, is_new] = out.try_emplace(std::string(name));
  if (!is_new) return fail("duplicate_field", "The field stands more than once.");
  if (value.is_string())
    read(value, entry->second.text_value.emplace(), text(kSignalTextMax));
  else
    read_signal_number(value, entry->second.number.emplace());
}

}  // namespace tallygate::core
