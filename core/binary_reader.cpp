#include "core/binary_reader.hpp"

namespace tallygate::core {

void BinaryReader::fail(std::string_view why) {
  if (ok()) fault_ = why;
  rest_ = {};
}

std::string_view BinaryReader::take(std::size_t size) {
  if (size > rest_.size()) {
    fail("it ends too early");
    return {};
  }
  const std::string_view bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

void BinaryReader::flag(bool& value) {
  std::uint8_t n = 0;
  number(n);
  if (n > 1) fail("a yes or no is neither");
  value = ok() && n == 1;
}

std::string_view BinaryReader::text() {
  std::uint32_t size = 0;
  number(size);
  return take(size);
}

std::size_t BinaryReader::count(std::size_t bytes_min) {
  std::uint64_t n = 0;
  number(n);
  if (n > rest_.size() / bytes_min) fail("there are more of something than there are bytes");
  return ok() ? static_cast<std::size_t>(n) : 0;
}

}  // namespace tallygate::core
