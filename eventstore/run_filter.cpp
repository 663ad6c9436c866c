#include "eventstore/run_filter.hpp"

#include <cstring>

namespace tallygate::eventstore {
namespace {

constexpr std::size_t kProbes = 7;
constexpr unsigned kBitsOfALine = 9;  // 512

std::uint64_t word(const core::Hash16& hash, std::size_t at) {
  std::uint64_t out = 0;
  std::memcpy(&out, hash.data() + at, sizeof out);
  return out;
}

}  // namespace

RunFilter::RunFilter(std::uint64_t entries) {
  constexpr std::uint64_t kLineBits = 8 * kLineBytes;
  lines_.resize((entries * kBitsPerEntry + kLineBits - 1) / kLineBits);
}

RunFilter RunFilter::of_bytes(std::string_view bytes) {
  RunFilter filter;
  filter.lines_.resize(bytes.size() / kLineBytes);
  if (!filter.lines_.empty()) std::memcpy(filter.lines_.data(), bytes.data(), filter.lines_.size() * kLineBytes);
  return filter;
}

std::string_view RunFilter::bytes() const {
  return {reinterpret_cast<const char*>(lines_.data()), lines_.size() * kLineBytes};
}

// In the order of the hashes, so that a filter that is made in their order is written from one end to the other.
std::size_t RunFilter::line_of(const core::Hash16& hash) const {
  const auto first = __builtin_bswap64(word(hash, 0));
  return static_cast<std::size_t>((static_cast<unsigned __int128>(first) * lines_.size()) >> 64U);
}

void RunFilter::add(const core::Hash16& hash) {
  Line& line = lines_[line_of(hash)];
  auto bits = word(hash, 8);
  for (std::size_t i = 0; i < kProbes; ++i, bits >>= kBitsOfALine)
    line.words[(bits >> 6U) & 7U] |= std::uint64_t{1} << (bits & 63U);
}

bool RunFilter::may_contain(const core::Hash16& hash) const {
  if (lines_.empty()) return false;
  const Line& line = lines_[line_of(hash)];
  auto bits = word(hash, 8);
  for (std::size_t i = 0; i < kProbes; ++i, bits >>= kBitsOfALine)
    if ((line.words[(bits >> 6U) & 7U] >> (bits & 63U) & 1U) == 0) return false;
  return true;
}

void RunFilter::prefetch(const core::Hash16& hash) const {
  if (!lines_.empty()) __builtin_prefetch(&lines_[line_of(hash)]);
}

}  // namespace tallygate::eventstore
