#include "ledger/limit_uses.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::ledger {

WideAmount LimitUses::part(std::size_t level, std::uint64_t at) const {
  if (level == 0) return uses_[at - first_].amount;
  const Sums& of = sums_[level - 1];
  return of.sums[at - of.base];
}

std::uint64_t LimitUses::sums_and_index(const core::OwnedBytes& owned) const {
  constexpr std::uint64_t kNodeBytes = sizeof(void*) + sizeof(decltype(by_key_)::value_type);
  std::uint64_t bytes = by_key_.size() * owned.block(kNodeBytes);
  if (by_key_.bucket_count() > 1) bytes += owned.block(by_key_.bucket_count() * sizeof(void*));
  for (const Sums& level : sums_) bytes += owned.of(level.sums);
  return bytes;
}

// From the first that counts up to the next whole 64, then of those up to the next whole 64 of them, and so on: a sum
// of numbers that are not all there yet is of those that are.
WideAmount LimitUses::sum_from(core::Time from) const {
  const auto counts = std::ranges::lower_bound(uses_, from, {}, &LimitUse::at);
  std::uint64_t at = first_ + static_cast<std::uint64_t>(counts - uses_.begin()), end = first_ + uses_.size();
  WideAmount sum = 0;
  for (std::size_t level = 0; at < end; ++level) {
    const bool last = level == kLevels;
    for (; at < end && (last || at % (1U << kShift) != 0); ++at) sum += part(level, at);
    if (at >= end) break;
    at >>= kShift;
    end = ((end - 1) >> kShift) + 1;
  }
  return sum;
}

const LimitUse* LimitUses::find(const core::Hash16& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &uses_[found->second - first_];
}

void LimitUses::add(std::uint64_t at, core::Amount amount) {
  unsigned shift = 0;
  for (Sums& level : sums_) {
    const std::uint64_t place = at >> (shift += kShift);
    if (level.sums.empty()) level.base = place;
    if (place < level.base) {
      level.sums.insert(level.sums.begin(), level.base - place, 0);
      level.base = place;
    }
    if (place - level.base >= level.sums.size()) level.sums.resize(place - level.base + 1);
    level.sums[place - level.base] += amount;
  }
}

// Now and then, so that each sum is moved once at most.
void LimitUses::drop_old_sums() {
  unsigned shift = 0;
  for (Sums& level : sums_) {
    const std::uint64_t gone = (first_ >> (shift += kShift)) - level.base;
    if (gone < kDroppedAtOnce || 2 * gone < level.sums.size() || gone > level.sums.size()) continue;
    level.sums.erase(level.sums.begin(), level.sums.begin() + static_cast<std::ptrdiff_t>(gone));
    level.base += gone;
  }
}

void LimitUses::push_back(const LimitUse& use) {
  const std::uint64_t at = first_ + uses_.size();
  const bool is_new = by_key_.emplace(use.key, at).second;
  TALLYGATE_CHECK(is_new, "a payment or payout counts once for a limit");
  uses_.push_back(use);
  add(at, use.amount);
}

void LimitUses::pop_back() {
  add(first_ + uses_.size() - 1, -uses_.back().amount);
  by_key_.erase(uses_.back().key);
  uses_.pop_back();
}

void LimitUses::push_front(const LimitUse& use) {
  --first_;
  uses_.push_front(use);
  by_key_.emplace(use.key, first_);
  add(first_, use.amount);
}

void LimitUses::pop_front() {
  add(first_, -uses_.front().amount);
  by_key_.erase(uses_.front().key);
  uses_.pop_front();
  ++first_;
  drop_old_sums();
}

void LimitUses::set_amount(const core::Hash16& key, core::Amount amount) {
  const auto found = by_key_.find(key);
  TALLYGATE_CHECK(found != by_key_.end(), "what counts otherwise counted before");
  LimitUse& use = uses_[found->second - first_];
  add(found->second, amount - use.amount);
  use.amount = amount;
}

}  // namespace tallygate::ledger
