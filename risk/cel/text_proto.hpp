// A small reader of protobuf text, as far as test files use it: nested messages, scalars, adjacent strings, comments,
// [extension.names].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tallygate::risk::cel {

struct ProtoField;

struct ProtoMessage {
  std::vector<ProtoField> fields;

  const ProtoField* find(std::string_view name) const;  // the first of that name
  const ProtoMessage* message(std::string_view name) const;
  std::string_view scalar(std::string_view name) const;  // empty when there is none
  bool has(std::string_view name) const { return find(name) != nullptr; }
};

struct ProtoField {
  std::string name;    // "[type.googleapis.com/…]" for an extension or Any
  std::string scalar;  // decoded string, or the text of a number or word
  bool is_message = false;
  ProtoMessage message;
};

struct ProtoFault {
  std::size_t line = 1;
  std::string message;
};

// At most 64 levels deep and 4 MiB long.
std::variant<ProtoMessage, ProtoFault> parse_text_proto(std::string_view text);

}  // namespace tallygate::risk::cel
