#include "api/stepup/cbor_reader.hpp"

#include <limits>

namespace tallygate::stepup {
namespace {

// RFC 8949, 3.1
constexpr int kUnsigned = 0, kNegative = 1, kBytes = 2, kText = 3, kArray = 4, kMap = 5, kSimple = 7;
constexpr std::uint64_t kFalse = 20, kNull = 22;

constexpr std::uint8_t kArgumentInOneByte = 24, kArgumentInEightBytes = 27;

}  // namespace

void CborReader::fail() {
  ok_ = false;
  rest_ = {};
}

core::ByteView CborReader::take(std::uint64_t size) {
  if (size > rest_.size()) {
    fail();
    return {};
  }
  const core::ByteView taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

CborReader::Head CborReader::head() {
  const core::ByteView first = take(1);
  if (first.empty()) return {};
  const auto octet = static_cast<std::uint8_t>(first[0]);
  Head head{octet >> 5, octet & 31U};
  if (head.argument < kArgumentInOneByte) return head;
  if (head.argument > kArgumentInEightBytes) {
    fail();
    return {};
  }
  const std::size_t size = std::size_t{1} << (head.argument - kArgumentInOneByte);
  head.argument = 0;
  for (const char c : take(size)) head.argument = head.argument << 8 | static_cast<std::uint8_t>(c);
  // The shortest head that holds the argument is the only one.
  const std::uint64_t least = size == 1 ? kArgumentInOneByte : std::uint64_t{1} << (size * 4);
  if (head.argument < least) {
    fail();
    return {};
  }
  return head;
}

std::uint64_t CborReader::argument_of(int major) {
  const Head read = head();
  if (ok_ && read.major == major) return read.argument;
  fail();
  return 0;
}

std::int64_t CborReader::integer() {
  const Head read = head();
  if (!ok_ || read.major > kNegative || read.argument > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    fail();
    return 0;
  }
  const auto value = static_cast<std::int64_t>(read.argument);
  return read.major == kUnsigned ? value : -1 - value;
}

core::ByteView CborReader::bytes() {
  return take(argument_of(kBytes));
}

core::ByteView CborReader::text() {
  return take(argument_of(kText));
}

std::size_t CborReader::count(std::uint64_t items, std::size_t bytes_of_each) {
  if (items <= rest_.size() / bytes_of_each) return items;
  fail();
  return 0;
}

std::size_t CborReader::array() {
  return count(argument_of(kArray), 1);
}

std::size_t CborReader::map() {
  return count(argument_of(kMap), 2);
}

core::ByteView CborReader::item() {
  const core::ByteView before = rest_;
  skip(0);
  return ok_ ? before.substr(0, before.size() - rest_.size()) : core::ByteView{};
}

void CborReader::skip(int depth) {
  const Head read = head();
  if (!ok_) return;
  switch (read.major) {
    case kUnsigned:
    case kNegative:
      return;
    case kBytes:
    case kText:
      take(read.argument);
      return;
    case kArray:
    case kMap: {
      if (depth == kDepthMax) return fail();
      const std::size_t each = read.major == kMap ? 2 : 1;
      const std::size_t items = each * count(read.argument, each);
      for (std::size_t i = 0; i < items && ok_; ++i) skip(depth + 1);
      return;
    }
    case kSimple:
      if (read.argument < kFalse || read.argument > kNull) fail();
      return;
    default:
      return fail();
  }
}

}  // namespace tallygate::stepup
