// How many records each subject has had so far: an open table of hashes (core/keyed_hash.hpp), since every record of a
// log asks for several of millions. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/keyed_hash.hpp"

namespace tallygate::audit {

class SubjectCounts {
 public:
  SubjectCounts();

  // The subject's record n. Empty where it is the next one, or a later one where not all were seen (`some_unseen`) and
  // it is the subject's first, or its first since some_missed(); else how many came before.
  std::optional<std::uint64_t> add(const core::Hash16& name, std::uint64_t n, bool some_unseen = false);
  // Brings the subject's place near, where it will be asked for soon.
  void prefetch(const core::Hash16& name) const { __builtin_prefetch(&slots_[index_of(slots_, name)]); }
  // Records follow that are not seen: from here on each may have had more than it says.
  void some_missed();
  std::uint64_t size() const { return size_; }

 private:
  struct Slot {
    core::Hash16 name;
    std::uint64_t n;  // 0: nobody's; kMissed is added where some may have been missed since
  };
  static constexpr std::uint64_t kMissed = std::uint64_t{1} << 63;
  static std::size_t index_of(const std::vector<Slot>& slots, const core::Hash16& name) {
    return core::Hash16Hasher{}(name) & (slots.size() - 1);
  }
  static Slot& slot_of(std::vector<Slot>& slots, const core::Hash16& name);
  void grow();

  std::vector<Slot> slots_;  // a power of two, at most half of them taken
  std::uint64_t size_ = 0;
};

}  // namespace tallygate::audit
