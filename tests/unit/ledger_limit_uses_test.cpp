// The sums of what counts against a limit, against adding up each time; and that every change is undone exactly.
#include <gtest/gtest.h>

#include <random>

#include "core/undo_journal.hpp"
#include "ledger/limit_uses.hpp"
#include "ledger/limits.hpp"

namespace tallygate::ledger {
namespace {

core::Hash16 key_of(std::uint64_t n) {
  return core::hash16(std::to_string(n));
}

WideAmount added_up(const LimitUses& uses, core::Time from) {
  WideAmount sum = 0;
  for (const LimitUse& use : uses)
    if (use.at >= from) sum += use.amount;
  return sum;
}

std::vector<std::tuple<std::int64_t, core::Hash16, core::Amount>> as_list(const LimitUses& uses) {
  std::vector<std::tuple<std::int64_t, core::Hash16, core::Amount>> out;
  for (const LimitUse& use : uses) out.emplace_back(use.at.us, use.key, use.amount);
  return out;
}

// Several uses an instant, some of 0, as many as make sums of each level begin and end.
TEST(LimitUses, AddUpFromAnyInstantAsTheyWouldOneByOne) {
  LimitUses uses;
  std::mt19937_64 random(7);
  for (std::uint64_t n = 0; n < 9'000; ++n)
    uses.push_back({core::Time{static_cast<std::int64_t>(n / 3)}, key_of(n), static_cast<core::Amount>(random() % 5)});
  for (int round = 0; round < 400; ++round) {
    for (int i = 0; i < 22; ++i) uses.pop_front();
    const auto first = uses.begin()->at.us;
    for (int i = 0; i < 5; ++i) {
      const core::Time from{first - 1 + static_cast<std::int64_t>(random() % 3'200)};
      ASSERT_EQ(uses.sum_from(from), added_up(uses, from)) << round << " from " << from.us;
    }
    const auto any = uses.begin() + static_cast<std::ptrdiff_t>(random() % uses.size());
    uses.set_amount(any->key, static_cast<core::Amount>(random() % 90));
  }
  EXPECT_EQ(uses.sum_from(core::Time{3'000}), 0);
}

TEST(LimitUses, AreExactlyAsBeforeWhenTheyAreTakenBack) {
  Limit limit;
  core::UndoJournal journal;
  std::mt19937_64 random(11);
  std::int64_t now = 0;
  const auto change = [&] {
    now += static_cast<std::int64_t>(random() % 4);
    const core::Time at{now}, from{now - 300};
    const std::string id = "p" + std::to_string(random() % 900);
    Limits::count(limit, id, {static_cast<core::Amount>(random() % 50), at, at, from}, journal);
  };
  for (int round = 0; round < 300; ++round) {
    for (int i = 0; i < 40; ++i) change();
    journal.commit();
    const auto before = as_list(limit.uses);
    const auto then = now;
    for (int i = static_cast<int>(random() % 600); i > 0; --i) change();
    journal.rollback(0);
    now = then;
    ASSERT_EQ(as_list(limit.uses), before) << round;
    for (std::int64_t from = now - 320; from <= now + 1; from += 9)
      ASSERT_EQ(limit.used(core::Time{from}), added_up(limit.uses, core::Time{from})) << round;
    for (const LimitUse& use : limit.uses) ASSERT_EQ(limit.uses.find(use.key)->amount, use.amount);
  }
}

}  // namespace
}  // namespace tallygate::ledger
