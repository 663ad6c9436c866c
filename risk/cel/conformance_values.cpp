#include "risk/cel/conformance_values.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include "risk/cel/double_text.hpp"
#include "risk/cel/name_scope.hpp"
#include "risk/cel/ordering.hpp"
#include "risk/cel/overloads.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::string_view kProtoTimestamp = "[type.googleapis.com/google.protobuf.Timestamp]";
constexpr std::string_view kProtoDuration = "[type.googleapis.com/google.protobuf.Duration]";

// Decimal or, behind 0x, hexadecimal; empty where the text is something else or the number too large. No text: the
// field is left out, and 0.
template <class Number>
std::optional<Number> number(std::string_view text) {
  if (text.empty()) return Number{0};
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  Number v = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v, hex ? 16 : 10);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(v) : std::nullopt;
}

// Protobuf text lets a float end in f.
std::optional<double> floating(std::string_view text) {
  const bool suffixed = (text.ends_with('f') || text.ends_with('F')) && !text.ends_with("inf") && text.size() > 1;
  return parse_double(suffixed ? text.substr(0, text.size() - 1) : text);
}

struct SecondsAndNanos {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
};
std::optional<SecondsAndNanos> seconds_and_nanos(const ProtoMessage& message) {
  const auto seconds = number<std::int64_t>(message.scalar("seconds"));
  const auto nanos = number<std::int64_t>(message.scalar("nanos"));
  return seconds && nanos ? std::optional(SecondsAndNanos{*seconds, *nanos}) : std::nullopt;
}

std::optional<Value> object(const ProtoMessage& any) {
  if (const ProtoMessage* timestamp = any.message(kProtoTimestamp)) {
    const auto t = seconds_and_nanos(*timestamp);
    if (t) return Value::timestamp({t->seconds, static_cast<std::uint32_t>(t->nanos)});
  }
  if (const ProtoMessage* duration = any.message(kProtoDuration)) {
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max() / 1'000'000'000 - 1;
    const auto d = seconds_and_nanos(*duration);
    if (d && d->seconds <= kMax && d->seconds >= -kMax)
      return Value::duration_ns(d->seconds * 1'000'000'000 + d->nanos);
  }
  return std::nullopt;
}

std::optional<Value> list(const ProtoMessage& message, ConformanceStorage& storage) {
  auto values = std::make_unique<std::vector<Value>>();
  for (const ProtoField& field : message.fields) {
    const auto value = conformance_value(field.message, storage);
    if (!value) return std::nullopt;
    values->push_back(*value);
  }
  storage.lists.push_back(std::move(values));
  return Value::list(*storage.lists.back());
}

std::optional<Value> map(const ProtoMessage& message, ConformanceStorage& storage) {
  auto entries = std::make_unique<std::vector<MapEntry>>();
  for (const ProtoField& field : message.fields) {
    const ProtoMessage* key = field.message.message("key");
    const ProtoMessage* mapped = field.message.message("value");
    if (key == nullptr || mapped == nullptr) return std::nullopt;
    const auto key_value = conformance_value(*key, storage);
    const auto mapped_value = conformance_value(*mapped, storage);
    if (!key_value || !mapped_value) return std::nullopt;
    entries->push_back({*key_value, *mapped_value});
  }
  storage.maps.push_back(std::move(entries));
  return Value::map(*storage.maps.back());
}

std::optional<Type> primitive(std::string_view name) {
  constexpr std::pair<std::string_view, Kind> kPrimitives[] = {
      {"BOOL", Kind::boolean},    {"INT64", Kind::integer}, {"UINT64", Kind::unsigned_integer},
      {"DOUBLE", Kind::floating}, {"STRING", Kind::string}, {"BYTES", Kind::bytes}};
  for (const auto& [known, kind] : kPrimitives)
    if (known == name) return Type(kind);
  return std::nullopt;
}

std::optional<Type> collection(const ProtoMessage& type) {
  if (const ProtoMessage* l = type.message("list_type")) {
    const ProtoMessage* element = l->message("elem_type");
    const auto inside = element != nullptr ? conformance_type(*element) : std::optional(Type(Kind::undetermined));
    return inside && Type::fits_list(*inside) ? std::optional(Type::list(*inside)) : std::nullopt;
  }
  const ProtoMessage* m = type.message("map_type");
  if (m == nullptr) return std::nullopt;
  const ProtoMessage* key = m->message("key_type");
  const ProtoMessage* mapped = m->message("value_type");
  const auto key_type = key != nullptr ? conformance_type(*key) : std::optional(Type(Kind::undetermined));
  const auto mapped_type = mapped != nullptr ? conformance_type(*mapped) : std::optional(Type(Kind::undetermined));
  return key_type && mapped_type && Type::fits_map(*key_type, *mapped_type)
             ? std::optional(Type::map(*key_type, *mapped_type))
             : std::nullopt;
}

}  // namespace

std::optional<Value> conformance_value(const ProtoMessage& value, ConformanceStorage& storage) {
  if (value.fields.size() != 1) return std::nullopt;
  const ProtoField& field = value.fields.front();
  const std::string_view text = field.scalar;
  if (field.name == "null_value") return Value::null();
  if (field.name == "bool_value") return Value::boolean(text == "true");
  if (field.name == "int64_value") {
    const auto i = number<std::int64_t>(text);
    return i ? std::optional(Value::integer(*i)) : std::nullopt;
  }
  if (field.name == "uint64_value") {
    const auto u = number<std::uint64_t>(text);
    return u ? std::optional(Value::unsigned_integer(*u)) : std::nullopt;
  }
  if (field.name == "double_value") {
    const auto d = floating(text);
    return d ? std::optional(Value::floating(*d)) : std::nullopt;
  }
  if (field.name == "string_value" || field.name == "bytes_value") {
    storage.texts.push_back(std::make_unique<std::string>(text));
    return field.name == "string_value" ? Value::string(*storage.texts.back()) : Value::bytes(*storage.texts.back());
  }
  if (field.name == "list_value") return list(field.message, storage);
  if (field.name == "map_value") return map(field.message, storage);
  if (field.name == "object_value") return object(field.message);
  if (field.name == "type_value") {
    const auto kind = type_constant(text);
    return kind ? std::optional(Value::type(*kind)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Type> conformance_type(const ProtoMessage& type) {
  if (type.fields.empty()) return std::nullopt;
  const ProtoField& field = type.fields.front();
  if (field.name == "primitive") return primitive(field.scalar);
  if (field.name == "null") return Type(Kind::null_value);
  if (field.name == "type") return Type(Kind::type);
  if (field.name == "well_known" && field.scalar == "TIMESTAMP") return Type(Kind::timestamp);
  if (field.name == "well_known" && field.scalar == "DURATION") return Type(Kind::duration);
  if (field.name == "message_type" || field.name == "abstract_type") {
    const std::string_view name = field.is_message ? field.message.scalar("name") : std::string_view(field.scalar);
    const auto kind = type_constant(name);
    return kind ? std::optional(Type(*kind)) : std::nullopt;
  }
  return collection(type);
}

std::optional<Type> type_of_value(const Value& value) {
  Type inside = Kind::undetermined;
  Type key = Kind::undetermined;
  const auto join = [](Type& all, const Value& v) {
    const auto one = type_of_value(v);
    const auto both = one ? agree(all, *one) : std::nullopt;
    if (both) all = *both;
    return both.has_value();
  };
  if (value.is(Kind::list)) {
    for (const Value& v : value.as_list())
      if (!join(inside, v)) return std::nullopt;
    return Type::fits_list(inside) ? std::optional(Type::list(inside)) : std::nullopt;
  }
  if (value.is(Kind::map)) {
    for (const MapEntry& entry : value.as_map())
      if (!join(key, entry.key) || !join(inside, entry.mapped)) return std::nullopt;
    return Type::fits_map(key, inside) ? std::optional(Type::map(key, inside)) : std::nullopt;
  }
  return Type(value.kind());
}

bool same_result(const Value& expected, const Value& actual) {
  if (expected.kind() != actual.kind()) return false;
  switch (expected.kind()) {
    case Kind::floating: {
      const double a = expected.as_double();
      const double b = actual.as_double();
      return a == b || (a != a && b != b);
    }
    case Kind::list: {
      if (expected.as_list().size() != actual.as_list().size()) return false;
      for (std::size_t i = 0; i < expected.as_list().size(); ++i)
        if (!same_result(expected.as_list()[i], actual.as_list()[i])) return false;
      return true;
    }
    case Kind::map: {
      if (expected.as_map().size() != actual.as_map().size()) return false;
      for (const MapEntry& entry : expected.as_map()) {
        bool found = false;
        for (const MapEntry& other : actual.as_map())
          found = found || (same_result(entry.key, other.key) && same_result(entry.mapped, other.mapped));
        if (!found) return false;
      }
      return true;
    }
    default:
      return equal(expected, actual);
  }
}

}  // namespace tallygate::risk::cel
