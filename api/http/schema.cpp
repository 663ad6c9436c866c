#include "api/http/schema.hpp"

namespace tallygate::http {

void SchemaWriter::operator()(std::string_view name, const core::Signals&, const core::Limits&) {
  json_.key(name);
  json_.begin_object();
  json_.key("additionalProperties");
  json_.raw(R"({"type":["integer","string"]})");
  json_.member("maxProperties", 16);
  json_.key("propertyNames");
  json_.raw(R"({"pattern":"^[a-z][a-z0-9_]{0,31}$"})");
  json_.member("type", "object");
  json_.end_object();
}

void SchemaWriter::operator()(std::string_view name, const std::optional<core::Personal>&, core::PersonalKind kind,
                              const core::Limits& limits) {
  json_.key(name);
  json_.begin_object();
  json_.member("description", "Personal: recorded only as a pseudonym and as ciphertext.");
  if (kind == core::PersonalKind::ip) {
    json_.key("examples");
    json_.raw(R"(["203.0.113.7"])");
  }
  json_.member("maxLength", limits.length_max);
  json_.member("type", "string");
  json_.member("writeOnly", true);
  json_.end_object();
}

void SchemaWriter::id() {
  json_.raw(R"({"pattern":"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$","type":"string"})");
}

void SchemaWriter::type(bool, const core::Limits&) {
  json_.raw(R"({"type":"boolean"})");
}

void SchemaWriter::type(std::int64_t, const core::Limits& limits) {
  json_.begin_object();
  json_.member("maximum", limits.max);
  json_.member("minimum", limits.min);
  json_.member("type", "integer");
  json_.end_object();
}

void SchemaWriter::type(const std::string&, const core::Limits& limits) {
  json_.begin_object();
  json_.member("maxLength", limits.length_max);
  if (limits.visible_ascii) json_.member("pattern", "^[!-~]*$");
  json_.member("type", "string");
  json_.end_object();
}

void SchemaWriter::type(core::Time, const core::Limits&) {
  json_.raw(R"({"format":"date-time","type":"string"})");
}

void SchemaWriter::type(core::Currency, const core::Limits&) {
  json_.raw(R"({"pattern":"^[A-Z]{3}$","type":"string"})");
}

}  // namespace tallygate::http
