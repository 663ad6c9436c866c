// What a state holds in memory, part by part, so that it can be said how much more of the same would hold:
// what `tallygate capacity` multiplies. Counted over the live objects; no allocator is asked but through BlockBytes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tallygate::core {

// What the allocator of the process takes for a block of so many bytes; 0 for none.
using BlockBytes = std::function<std::uint64_t(std::uint64_t bytes)>;

// The table that finds a part's items: open addressing, a power of two slots, doubled when it would be too full.
struct OpenTable {
  std::uint64_t slots = 0;
  std::uint32_t slot_bytes = 0;
  std::uint32_t full_of = 1, full = 1;  // at most full_of of full slots are taken

  std::uint64_t slots_for(std::uint64_t items) const {
    const std::uint64_t least = (items * full + full_of - 1) / full_of;
    return items == 0 ? 0 : std::max<std::uint64_t>(kFirstSlots, std::bit_ceil(least));
  }
  static constexpr std::uint64_t kFirstSlots = 64;
};

struct HeldPart {
  std::string name;
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  // of the items and all that they own, without the table
  OpenTable table;
};

// Bytes of what a value owns outside of itself.
class OwnedBytes {
 public:
  explicit OwnedBytes(const BlockBytes& block) : block_(block) {}
  std::uint64_t block(std::uint64_t bytes) const { return bytes == 0 ? 0 : block_(bytes); }
  std::uint64_t of(const std::string& text) const {
    static const std::size_t inside = std::string().capacity();
    return text.capacity() > inside ? block(text.capacity() + 1) : 0;
  }
  template <class T>
  std::uint64_t of(const std::vector<T>& list) const {  // its own block alone
    return block(list.capacity() * sizeof(T));
  }

 private:
  const BlockBytes& block_;
};

}  // namespace tallygate::core
