#include "core/body_codec.hpp"

#include <simdjson.h>

#include "core/body_checks.hpp"
#include "core/body_types.hpp"
#include "core/check.hpp"
#include "core/padded_parser.hpp"
#include "core/struct_codec.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kKeyMax = 255;
constexpr std::string_view kEmptyBody = "{}";

Hash16 hash_of_parts(std::initializer_list<std::string_view> parts) {
  thread_local std::string scratch;
  scratch.clear();
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) scratch += '\0';
    scratch += part;
    first = false;
  }
  return hash16(scratch);
}

std::string without_ranges(const std::string& text, const std::vector<CiphertextRange>& ranges) {
  std::string out;
  std::size_t from = 0;
  for (const CiphertextRange& r : ranges) {
    out.append(text, from, r.begin - from);
    from = r.end;
  }
  return out.append(text, from);
}

}  // namespace

void read_body_fields(FieldsReader& reader, Operation op, const FieldsReader::Element& value, Body& out) {
  with_body_type(op, [&]<class T>(std::type_identity<T>) { StructCodec<T>::read(reader, value, out.emplace<T>()); });
}

struct BodyReader::Parser {
  PaddedParser json{FieldsReader::kDepthMax};
  FieldsReader fields;
  std::string canonical;  // record form only: what the writer makes of the body

  bool parse(std::string_view text, FieldsReader::Element& root, BodyErrors& errors) {
    JsonFault fault;
    if (json.parse(text, root, fault)) return true;
    errors.malformed = fault.malformed;
    if (fault.malformed)
      errors.errors = {{"", "malformed_json", fault.detail}};
    else
      errors.errors = std::move(fault.numbers);
    return false;
  }

  void line_path(const FieldsReader::Element& path, BodyReader::Line& out) {
    fields.push("path");
    FieldsReader::Frame outer;
    if (fields.enter(path, outer)) {
      OtherId id;
      fields("id", id);
      out.path_id = id.str();
      fields.leave(outer);
    }
    fields.pop();
  }

  void line_operation(BodyReader::Line& out) {
    std::string name;
    fields("op", name);
    if (name.empty()) return;
    out.op = operation_named(name);
    if (out.op && traits(*out.op).in_batches) return;
    fields.push("op");
    fields.fail("bad_value", out.op ? "The operation is not one of a batch." : "There is no such operation.");
    fields.pop();
  }

  // True when every field of the line's body is good by itself.
  bool line_body(BodyReader::Line& out, const FieldsReader::Element* body, const std::vector<FieldError>& errors) {
    const std::size_t before = errors.size();
    fields.push("body");
    read_body_fields(fields, *out.op, body != nullptr ? *body : no_fields(), out.body);
    fields.pop();
    return errors.size() == before;
  }

  // An absent body reads as an empty object: the same fields are missing.
  static const FieldsReader::Element& no_fields() {
    static simdjson::dom::parser parser;
    static const FieldsReader::Element empty_object = parser.parse(kEmptyBody.data(), kEmptyBody.size()).value();
    return empty_object;
  }
};

BodyReader::BodyReader() : parser_(std::make_unique<Parser>()) {}
BodyReader::~BodyReader() = default;

BodyErrors BodyReader::read(Operation op, std::string_view json, Form form, Body& out) {
  BodyErrors errors;
  FieldsReader::Element root;
  if (json.empty()) json = kEmptyBody;
  if (!parser_->parse(json, root, errors)) return errors;

  parser_->fields.begin(form, errors.errors);
  read_body_fields(parser_->fields, op, root, out);
  if (!errors.ok()) return errors;

  if (form == Form::wire) {
    check_body(op, out, "", errors.errors);
  } else {
    parser_->canonical.clear();
    write_body(parser_->canonical, out);
    if (parser_->canonical != json) errors.errors.push_back({"", "bad_value", "The body is not canonical."});
  }
  return errors;
}

BodyErrors BodyReader::read_line(std::string_view json, Line& out) {
  BodyErrors errors;
  FieldsReader::Element root;
  out = {};
  if (!parser_->parse(json, root, errors)) return errors;

  FieldsReader& fields = parser_->fields;
  fields.begin(Form::wire, errors.errors);
  FieldsReader::Frame outer;
  if (!fields.enter(root, outer)) return errors;
  parser_->line_operation(out);
  fields("at", out.at);
  fields("key", out.key, token(kKeyMax));
  if (const auto* path = fields.take("path"))
    parser_->line_path(*path, out);
  else if (out.op && traits(*out.op).has_path_id)
    fields.missing("path");
  const FieldsReader::Element* body = fields.take("body");
  const bool good = out.op && parser_->line_body(out, body, errors.errors);
  fields.leave(outer);
  if (good) check_body(*out.op, out.body, "/body", errors.errors);
  return errors;
}

void write_body(std::string& out, const Body& body, bool without_ciphertext) {
  FieldsWriter writer(out, without_ciphertext);
  std::visit([&](const auto& b) { StructCodec<std::remove_cvref_t<decltype(b)>>::write(writer, b); }, body);
}

void finish_command(Command& command) {
  thread_local std::vector<CiphertextRange> ciphertexts;
  ciphertexts.clear();
  command.request.clear();
  FieldsWriter writer(command.request);
  writer.note_ciphertexts(ciphertexts);
  std::visit([&](const auto& b) { StructCodec<std::remove_cvref_t<decltype(b)>>::write(writer, b); }, command.body);

  const std::string_view op = traits(command.op).name;
  command.key_hash = hash_of_parts({command.actor.client, command.key});
  command.body_hash = ciphertexts.empty()
                          ? hash_of_parts({op, command.path_id, command.request})
                          : hash_of_parts({op, command.path_id, without_ranges(command.request, ciphertexts)});
}

void for_each_personal(Body& body, const std::function<void(Personal&, std::string_view)>& visit) {
  PersonalWalk walk(visit);
  std::visit([&](auto& b) { StructCodec<std::remove_reference_t<decltype(b)>>::walk(walk, b); }, body);
}

}  // namespace tallygate::core
