// What counts against a limit, oldest first, with sums that answer how much of it began at an instant or later without
// looking at each: in at most 3 x 64 steps and one for every 262,144 uses. Each change is undone by its opposite, so
// the undo journal restores it exactly. One thread (the engine's).
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "core/hash.hpp"
#include "core/held_memory.hpp"
#include "core/time.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

// What one payment or payout counts.
struct LimitUse {
  core::Time at;       // when it began to count
  core::Hash16 key{};  // of the id of the payment or payout
  core::Amount amount = 0;
};

class LimitUses {
 public:
  // What began to count at `from` or later.
  WideAmount sum_from(core::Time from) const;
  const LimitUse* find(const core::Hash16& key) const;  // null: none; until the next change
  const LimitUse& front() const { return uses_.front(); }
  std::size_t size() const { return uses_.size(); }
  bool empty() const { return uses_.empty(); }
  std::uint64_t sums_and_index(const core::OwnedBytes& owned) const;  // bytes beside the uses themselves
  auto begin() const { return uses_.begin(); }
  auto end() const { return uses_.end(); }

  void push_back(const LimitUse& use);  // not older than the last; no other has its key
  void pop_back();
  void push_front(const LimitUse& use);  // that pop_front() took
  void pop_front();
  void set_amount(const core::Hash16& key, core::Amount amount);  // of one that is there

 private:
  static constexpr unsigned kShift = 6;  // a sum of the next level is of 64
  static constexpr std::size_t kLevels = 3;
  static constexpr std::uint64_t kDroppedAtOnce = 64;

  struct Sums {
    std::uint64_t base = 0;        // what the first is of: so many of this level's numbers come before
    std::vector<WideAmount> sums;  // what left or never came is 0
  };
  void add(std::uint64_t at, core::Amount amount);
  void drop_old_sums();
  WideAmount part(std::size_t level, std::uint64_t at) const;  // level 0: the uses themselves

  std::deque<LimitUse> uses_;
  std::uint64_t first_ = 0;         // number of the oldest: they are numbered as they come
  std::array<Sums, kLevels> sums_;  // of 64, 4,096 and 262,144 numbers in a row
  std::unordered_map<core::Hash16, std::uint64_t, core::Hash16Hasher> by_key_;  // their numbers
};

}  // namespace tallygate::ledger
