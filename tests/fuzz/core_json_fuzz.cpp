// Any bytes as a body, a batch line and a record: nothing crashes, and what is taken in comes out canonical and is
// taken in again as the same.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/body_codec.hpp"
#include "core/record_codec.hpp"

namespace {

namespace core = tallygate::core;

void require(bool holds) {
  if (!holds) std::abort();
}

void seal(core::Body& body) {
  core::for_each_personal(body, [](core::Personal& p, std::string_view) {
    require(!p.clear.empty());
    p.pseudonym = "0123456789abcdef";
    p.sealed = "c2VhbGVk";
    p.clear.clear();
  });
}

void as_body(core::BodyReader& reader, core::Operation op, std::string_view json) {
  core::Command command;
  command.op = op;
  const auto errors = reader.read(op, json, core::Form::wire, command.body);
  require(errors.malformed ? errors.errors.size() == 1 : errors.errors.size() <= core::kFieldErrorsMax);
  if (!errors.ok()) return;
  seal(command.body);
  finish_command(command);
  core::Body again;
  require(reader.read(op, command.request, core::Form::record, again).ok());
}

void as_line(core::BodyReader& reader, std::string_view json) {
  core::BodyReader::Line line;
  if (!reader.read_line(json, line).ok()) return;
  require(line.op.has_value() && !line.key.empty());
}

void as_record(std::string_view bytes) {
  static core::RecordDecoder decoder;
  const auto decoded = decoder.decode(bytes);
  if (!decoded) return;
  std::string again;
  encode_record(again, decoded->record, decoded->chained);
  require(again == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static core::BodyReader reader;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto operations = core::operations();
  as_body(reader, operations[static_cast<std::size_t>(data[0]) % operations.size()].op, text.substr(1));
  as_line(reader, text.substr(1));
  as_record(text.substr(1));
  return 0;
}
