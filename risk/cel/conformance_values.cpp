#include "risk/cel/conformance_values.hpp"

#include <charconv>
#include <utility>

#include "risk/cel/double_text.hpp"
#include "risk/cel/name_scope.hpp"
#include "risk/cel/ordering.hpp"
#include "risk/cel/overloads.hpp"

namespace tallygate::risk::cel {
namespace {

constexpr std::string_view kProtoTimestamp = "[type.googleapis.com/google.protobuf.Timestamp]";
constexpr std::string_view kProtoDuration = "[type.googleapis.com/google.protobuf.Duration]";

template <class Number>
Number number(std::string_view text) {
  Number v = 0;
  std::from_chars(text.data(), text.data() + text.size(), v);
  return v;
}

std::optional<Value> object(const ProtoMessage& any) {
  if (const ProtoMessage* t = any.message(kProtoTimestamp))
    return Value::timestamp({number<std::int64_t>(t->scalar("seconds")), number<std::uint32_t>(t->scalar("nanos"))});
  if (const ProtoMessage* d = any.message(kProtoDuration))
    return Value::duration_ns(number<std::int64_t>(d->scalar("seconds")) * 1'000'000'000 +
                              number<std::int64_t>(d->scalar("nanos")));
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
  if (field.name == "int64_value") return Value::integer(number<std::int64_t>(text));
  if (field.name == "uint64_value") return Value::unsigned_integer(number<std::uint64_t>(text));
  if (field.name == "double_value") {
    const auto d = parse_double(text);
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
