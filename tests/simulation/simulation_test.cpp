// Random business over a disk that fails and a process that dies, against the model. `make simulate` goes on from here.
#include "tests/simulation/simulation.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <utility>
#include <vector>

#include "tests/simulation/must_be_reached.hpp"

namespace tallygate::simulation {
namespace {

constexpr std::uint64_t kSeeds = 400;

struct Campaign {
  Reached reached;
  std::vector<Difference> differences;
};

const Campaign& campaign() {
  static const Campaign all = [] {
    Campaign out;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed)
      if (auto difference = simulate(seed, {}, out.reached)) out.differences.push_back(*std::move(difference));
    return out;
  }();
  return all;
}

TEST(Simulation, AgreesWithTheModelWhateverFails) {
  for (const auto& d : campaign().differences)
    ADD_FAILURE() << "seed " << d.seed << ", step " << d.step << ": " << d.what;
}

// So that the claim above is about all else that can happen.
TEST(Simulation, ReachesEveryKindOfRecordAndFault) {
  const Reached& reached = campaign().reached;
  for (const auto& traits : core::record_types()) {
    // Made when a tenant is, by a restore and by a rotation: not by a command.
    if (traits.type != core::RecordType::log_opened && traits.type != core::RecordType::epoch_opened &&
        traits.type != core::RecordType::key_rotated) {
      EXPECT_TRUE(reached.types.contains(traits.type)) << traits.name;
    }
  }
  using enum core::Code;
  for (const auto code : {payment_already_captured, payment_voided, hold_expired, payment_not_authorised,
                          exceeds_authorised, exceeds_payable})
    EXPECT_TRUE(reached.codes.contains(code)) << core::traits(code).name;
  EXPECT_EQ(reached.faults.size(), 4U);
  EXPECT_GT(reached.crashes, kSeeds);
  EXPECT_GT(reached.failed_commits, kSeeds);
  EXPECT_GT(reached.dropped, kSeeds);
  EXPECT_GT(reached.survived, 0U);
  EXPECT_GT(reached.replays, kSeeds);
  EXPECT_GT(reached.quarantined, 0U);
  EXPECT_GT(reached.checkpoints, kSeeds);
  EXPECT_GT(reached.lost_files, 0U);
  EXPECT_GT(reached.left_memory, 100 * kSeeds);
}

TEST(Simulation, GetsEveryAnswerThatItMust) {
  std::set<std::string> reached;
  for (const auto& [outcome, n] : campaign().reached.outcomes)
    reached.insert(std::string(core::traits(outcome.first).name) + " " + outcome.second);
  for (const auto& must : kMustBeReached) {
    std::istringstream outcomes{std::string(must.outcomes)};
    for (std::string outcome; outcomes >> outcome;)
      EXPECT_TRUE(reached.contains(std::string(must.operation) + " " + outcome)) << must.operation << " " << outcome;
  }
}

TEST(Simulation, ComesToEverythingThatItMust) {
  for (const auto must : kMustBeMet) EXPECT_TRUE(campaign().reached.met.contains(std::string(must))) << must;
}

TEST(Simulation, ASeedReplaysToTheSameRun) {
  Reached first, again;
  simulate(7, {}, first);
  simulate(7, {}, again);
  EXPECT_EQ(first.commands, again.commands);
  EXPECT_EQ(first.types, again.types);
  EXPECT_EQ(first.codes, again.codes);
  EXPECT_EQ(first.lost_files, again.lost_files);
}

// A simulation that finds nothing on a disk that loses what it said was synced would find nothing at all.
TEST(Simulation, FindsADiskThatLies) {
  Reached reached;
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) found += simulate(seed, {.lying_disk = true}, reached) ? 1 : 0;
  EXPECT_GE(found, 10);
}

}  // namespace
}  // namespace tallygate::simulation
