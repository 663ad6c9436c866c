// Whether a hash may be in a run: a blocked Bloom filter (Putze, Sanders, Singler: Cache-, Hash- and Space-Efficient
// Bloom Filters, 2007) of 10 bits an entry and 7 bits set in one line of 64 bytes; about one hash in a hundred that is
// not there is called possible. The hashes are taken as evenly spread: their first 8 bytes choose the line, in their
// order, the last 8 the bits.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/hash.hpp"

namespace tallygate::eventstore {

class RunFilter {
 public:
  static constexpr std::size_t kBitsPerEntry = 10;

  RunFilter() = default;  // of nothing: no hash is possible
  explicit RunFilter(std::uint64_t entries);
  static RunFilter of_bytes(std::string_view bytes);  // whole lines

  void add(const core::Hash16& hash);
  bool may_contain(const core::Hash16& hash) const;
  void prefetch(const core::Hash16& hash) const;  // for one who asks many filters

  std::string_view bytes() const;
  static constexpr std::size_t kLineBytes = 64;

 private:
  struct alignas(kLineBytes) Line {
    std::array<std::uint64_t, 8> words{};
  };
  std::size_t line_of(const core::Hash16& hash) const;
  std::vector<Line> lines_;
};

}  // namespace tallygate::eventstore
