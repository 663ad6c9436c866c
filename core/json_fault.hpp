// Finds what is wrong with a text that the JSON parser refused: where it stops being JSON, or which numbers are no
// exact integers. Slow and careful; only refused bodies pay for it. The fast parser says neither.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"

namespace tallygate::core {

struct JsonFault {
  bool malformed = false;           // not JSON (RFC 8259), or nested deeper than `depth_max`
  std::string detail;               // of a malformed text: a sentence with the byte
  std::vector<FieldError> numbers;  // of a well-formed one: numbers beyond what 64 bits hold, at most kFieldErrorsMax
};

JsonFault find_json_fault(std::string_view json, std::size_t depth_max);

// Appends "/segment" as RFC 6901 writes it; a long segment is cut at a character.
void append_pointer(std::string& pointer, std::string_view segment);

}  // namespace tallygate::core
