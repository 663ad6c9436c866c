// The JSON parser with its buffers, kept for the next text; what it refuses is explained by json_fault. One thread.
#pragma once

#include <simdjson.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "core/json_fault.hpp"

namespace tallygate::core {

class PaddedParser {
 public:
  static constexpr std::size_t kTextMax = 1024 * 1024;  // bytes; more is refused unread

  explicit PaddedParser(std::size_t depth_max);

  // The root lives until the next parse. On failure `fault` says why.
  bool parse(std::string_view text, simdjson::dom::element& root, JsonFault& fault);

 private:
  void copy(std::string_view text);

  simdjson::dom::parser parser_;
  std::size_t depth_max_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
};

}  // namespace tallygate::core
