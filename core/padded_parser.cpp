#include "core/padded_parser.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

constexpr std::size_t kFirstCapacity = 4096;

}  // namespace

PaddedParser::PaddedParser(std::size_t depth_max) : parser_(kTextMax), depth_max_(depth_max) {
  // The parser counts the level inside the innermost object as one more.
  TALLYGATE_CHECK(parser_.allocate(kFirstCapacity, depth_max + 1) == simdjson::SUCCESS, "no memory for a JSON parser");
}

void PaddedParser::copy(std::string_view text) {
  if (capacity_ < text.size()) {
    capacity_ = std::max({kFirstCapacity, capacity_ * 2, text.size()});
    buffer_ = std::make_unique<char[]>(capacity_ + simdjson::SIMDJSON_PADDING);
  }
  std::memcpy(buffer_.get(), text.data(), text.size());
}

bool PaddedParser::parse(std::string_view text, simdjson::dom::element& root, JsonFault& fault) {
  if (text.size() > kTextMax) {
    fault.malformed = true;
    fault.detail = "The JSON is larger than 1 MiB.";
    return false;
  }
  if (text.empty()) {
    fault.malformed = true;
    fault.detail = "There is no JSON.";
    return false;
  }
  copy(text);
  const auto error = parser_.parse(buffer_.get(), text.size(), false).get(root);
  if (error == simdjson::SUCCESS) return true;
  fault = find_json_fault(text, depth_max_);
  if (!fault.malformed && fault.numbers.empty()) {  // what only the parser minds: bytes that are no UTF-8
    fault.malformed = true;
    fault.detail = error == simdjson::UTF8_ERROR ? "The text is not UTF-8." : "The text is not JSON.";
  }
  return false;
}

}  // namespace tallygate::core
