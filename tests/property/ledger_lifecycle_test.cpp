// Properties over random lives of orders. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/lifecycles.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kSeeds = 40;
constexpr int kCommands = 400;

// One life: the world after it, with its log.
void live(LedgerWorld& world, Lifecycles& life) {
  world.run(publish_plan("default", life.terms()));
  for (int i = 0; i < kCommands; ++i) {
    world.release_verdict(life.verdict());
    core::Command next = life.next(world);
    const core::Verdict verdict = life.verdict();
    world.run(std::move(next), verdict);
    world.pass(life.pause());
  }
}

TEST(Lifecycles, NoMinorUnitIsGainedOrLost) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    live(world, life);
    std::map<std::string, core::Amount> sums;
    for (const auto& b : world.ledger().balances()) {
      sums[std::string(b.currency.code())] += b.posted;
      sums[std::string(b.currency.code()) + ", held"] += b.held;
    }
    for (const auto& [code, sum] : sums) EXPECT_EQ(sum, 0) << code << ", seed " << seed;
  }
}

// So that the other claims are about all that can happen.
TEST(Lifecycles, ReachEveryKindOfRecordThatMovesAnOrder) {
  std::set<core::RecordType> seen;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    live(world, life);
    for (const core::Record& record : world.log()) seen.insert(record.type);
  }
  for (const core::RecordTypeTraits& traits : core::record_types()) {
    const auto number = static_cast<int>(traits.type);
    if (number >= 40 && number < 145 && traits.type != core::RecordType::payment_declined &&
        traits.type != core::RecordType::order_override_put) {
      EXPECT_TRUE(seen.contains(traits.type)) << traits.name;
    }
  }
}

// And about what channels say of refunds out of turn.
TEST(Lifecycles, ReachRefundsThatAreSettledAndFailOutOfTurn) {
  std::map<std::string, int> seen;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    live(world, life);
    std::set<std::string> settled;
    for (const core::Record& record : world.log()) {
      const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
      if (refund == nullptr) continue;
      const std::string how = refund->unplaced.value_or(false) ? " unplaced"
                              : refund->parts.empty()          ? ""
                                                               : " of a split";
      const bool fails = record.type == core::RecordType::refund_failed;
      if (record.type == core::RecordType::refund_settled && !refund->sources.empty()) ++seen["settled" + how];
      if (fails && settled.contains(refund->refund.str())) ++seen["came back" + how];
      if (refund->settled.value_or(false)) settled.insert(refund->refund.str());
    }
    const std::string all = world.ledger().breaks_json({"", ""}, "", 1'000, world.now());
    for (const char* kind : {"escrow_left", "refund_unplaced"})
      if (all.find(kind) != std::string::npos) ++seen[kind];
  }
  for (const char* what : {"settled", "settled of a split", "settled unplaced", "came back", "came back unplaced",
                           "escrow_left", "refund_unplaced"})
    EXPECT_GT(seen[what], 0) << what;
}

TEST(Lifecycles, ARollbackRestoresTheStateExactlyWhateverTheCommand) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    world.run(publish_plan("default", life.terms()));
    for (int i = 0; i < kCommands; ++i) {
      const core::Command next = life.next(world);
      const core::Verdict verdict = life.verdict();
      const core::Digest before = world.digest();
      world.dry_run(next, verdict);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i << ", seed " << seed;
      world.run(next, verdict);
      world.pass(life.pause());
    }
  }
}

TEST(Lifecycles, TheSameRecordsReadBackFromTheirBytesGiveTheSameState) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    live(world, life);
    EXPECT_EQ(world.digest_from_the_log(), world.digest()) << "seed " << seed;
  }
}

// Whatever happened, refunding all that is left of every order leaves nothing with anyone but what no order could take.
TEST(Lifecycles, WhatWasPaidOutIsClawedBackToTheUnit) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    LedgerWorld world;
    Lifecycles life(seed);
    live(world, life);
    world.pass(core::days(4));  // what still waits or is held expires
    for (std::int64_t i = 0; i <= life.orders(); ++i) {
      const std::string id = "o" + std::to_string(i);
      const auto order = world.ledger().order(id);
      if (!order || order->captured == order->refunded) continue;
      const auto outcome = world.run(refund_order(id, "final." + id, cny(order->captured - order->refunded)));
      EXPECT_FALSE(outcome.refusal) << outcome.refusal->detail << ", seed " << seed;
    }
    for (const auto& b : world.ledger().balances()) {
      EXPECT_EQ(b.held, 0) << b.account << ", seed " << seed;
      const bool unplaced = b.account.starts_with("liabilities:suspense:") || b.account.starts_with("assets:channel:");
      if (!unplaced) {
        EXPECT_EQ(b.posted, 0) << b.account << ", seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace tallygate::tests
