// Random trees, put in any order: an upline is refused as too deep exactly where a chain through the party would be
// longer than the setting says, whichever end of it was put first.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "ledger/downlines.hpp"
#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {
namespace {

constexpr std::int64_t kDeepest = 4;

// Who is above whom, and nothing else.
struct Tree {
  std::map<std::string, std::string> upline;

  std::int64_t above(const std::string& party) const {
    std::int64_t out = 0;
    for (auto up = upline.find(party); up != upline.end(); up = upline.find(up->second)) ++out;
    return out;
  }
  std::int64_t below(const std::string& party) const {
    std::int64_t out = 0;
    for (const auto& [other, direct] : upline) {
      std::int64_t way = 1;
      auto up = upline.find(other);
      for (; up != upline.end() && up->second != party; up = upline.find(up->second)) ++way;
      if (up != upline.end()) out = std::max(out, way);
    }
    return out;
  }
  bool is_above(const std::string& who, const std::string& party) const {
    for (auto up = upline.find(party); up != upline.end(); up = upline.find(up->second))
      if (up->second == who) return true;
    return false;
  }
};

TEST(Downlines, AnUplineIsRefusedExactlyWhereAChainWouldBeTooLong) {
  core::SettingsPut settings;
  settings.upline_depth_max = kDeepest;
  int refused = 0, cycles = 0, moved = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const auto someone = [&] { return "d" + std::to_string(random() % 14); };
    LedgerWorld world;
    world.run(change_settings(settings));
    Tree tree;
    for (int i = 0; i < 150; ++i) {
      const std::string party = someone(), up = someone();
      if (random() % 6 == 0) {
        ASSERT_FALSE(world.run(put_party(party)).refusal);
        tree.upline.erase(party);
        continue;
      }
      world.dry_run(put_party(party, up));
      const auto outcome = world.run(put_party(party, up));
      if (party == up || tree.is_above(party, up)) {
        ASSERT_EQ(outcome.refusal->code, core::Code::upline_cycle) << party << " below " << up;
        ++cycles;
      } else if (tree.above(up) + 1 + tree.below(party) > kDeepest) {
        ASSERT_TRUE(outcome.refusal) << party << " below " << up;
        ASSERT_EQ(outcome.refusal->code, core::Code::upline_too_deep);
        ++refused;
      } else {
        ASSERT_FALSE(outcome.refusal) << outcome.refusal->detail;
        moved += tree.below(party) > 0 && tree.upline.contains(party) ? 1 : 0;
        tree.upline[party] = up;
      }
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(cycles, 100);
  EXPECT_GT(moved, 100);
}

TEST(Downlines, AreCountedFromLoadedUplines) {
  std::vector<ledger::Party> parties(6);
  std::vector<ledger::Party*> all;
  for (ledger::Party& party : parties) all.push_back(&party);
  parties[0].upline = &parties[3];  // 0 below 3 below 5, 1 and 2 below 5, 4 alone
  parties[3].upline = &parties[5];
  parties[1].upline = &parties[5];
  parties[2].upline = &parties[5];
  ASSERT_TRUE(ledger::count_downlines(all));
  EXPECT_EQ(ledger::depth_below(parties[5]), 2);
  EXPECT_EQ(parties[5].downlines, (std::vector<std::uint32_t>{2, 1}));
  EXPECT_EQ(ledger::depth_below(parties[3]), 1);
  EXPECT_EQ(ledger::depth_below(parties[4]), 0);

  parties[5].upline = &parties[0];
  EXPECT_FALSE(ledger::count_downlines(all)) << "a circle of damaged bytes";
}

}  // namespace
}  // namespace tallygate::tests
