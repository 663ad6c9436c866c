// What can be said of a record alone, whatever stands around it: canonical bytes, postings that add up, subjects that
// name every account once. No state but buffers, so that many threads do it at a time; one RecordCheck a thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/record_codec.hpp"

namespace tallygate::audit {

struct ExaminedRecord {
  core::Decoded decoded;
  core::Digest leaf{};  // of the bytes as they stand
  std::uint32_t bytes = 0;
  std::string wrong;  // a sentence's rest, empty where nothing is; then `decoded` may be empty
};

class RecordCheck {
 public:
  ExaminedRecord examine(std::string_view bytes);

 private:
  core::RecordDecoder decoder_;
  std::string again_;
};

}  // namespace tallygate::audit
