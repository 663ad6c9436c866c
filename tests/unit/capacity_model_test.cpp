// The rules by which a sample becomes a whole: each is the one that the part itself follows.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "api/capacity/growth_of_runs.hpp"
#include "api/capacity/model.hpp"
#include "api/capacity/question.hpp"
#include "core/random.hpp"
#include "engine/key_table.hpp"
#include "eventstore/run_set.hpp"
#include "eventstore/run_writer.hpp"
#include "ledger/table.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::capacity {
namespace {

struct Named {
  std::string id;
};

TEST(CapacityQuestion, MorePeopleThanASampleCanHoldAreRefusedByTheFlagThatAsksForThem) {
  Question q;
  q.rate = 0.01;
  q.window = core::days(1);
  q.mix.distributors = 10'000'000'000;
  ASSERT_TRUE(check(q));
  EXPECT_EQ(check(q)->flag, "distributors");
  q.mix.distributors = 0;
  q.mix.buyers = 10'000'000'000;
  ASSERT_TRUE(check(q));
  EXPECT_EQ(check(q)->flag, "buyers");
  q.mix.distributors = 100'000;
  EXPECT_FALSE(check(q)) << check(q)->why;
}

TEST(CapacityModel, KnowsWhenATableDoubles) {
  ledger::Table<Named> table;
  core::UndoJournal journal;
  for (std::uint64_t n = 1; n <= 5'000; ++n) {
    table.create(std::to_string(n), journal);
    journal.commit();
    const auto now = table.open_table();
    ASSERT_EQ(now.slots_for(table.size()), now.slots) << "with " << n << " items";
  }
}

TEST(CapacityModel, GrowsAPartByItsItemsAndDoublesItsTable) {
  const core::HeldPart part{"orders", 1'000, 300'000, {2'048, 16, 1, 2}};
  EXPECT_EQ(grown_bytes(part, 1), 300'000U + 2'048 * 16);
  EXPECT_EQ(grown_bytes(part, 1.02), 306'000U + 2'048 * 16);
  EXPECT_EQ(grown_bytes(part, 1.03), 309'000U + 4'096 * 16);
  const core::HeldPart without{"maturities", 10, 1'000, {}};
  EXPECT_EQ(grown_bytes(without, 7), 7'000U);
}

core::Hash16 hash_of(core::SeededRandom& random) {
  core::Hash16 hash;
  random.fill({reinterpret_cast<std::uint8_t*>(hash.data()), hash.size()});
  return hash;
}

eventstore::RunSet::Run run_of(std::uint64_t entries, core::SeededRandom& random, const std::filesystem::path& in,
                               const std::atomic<bool>& stop) {
  std::vector<core::Hash16> hashes;
  for (std::uint64_t i = 0; i < entries; ++i) hashes.push_back(hash_of(random));
  std::ranges::sort(hashes);
  eventstore::RunWriter writer(in, "test", entries, stop);
  for (const auto& hash : hashes) EXPECT_TRUE(writer.add(hash, std::string(24, 'v')).ok());
  auto run = writer.finish();
  EXPECT_TRUE(run.ok());
  return *run;
}

TEST(CapacityModel, MergesRunsAsTheyAreMerged) {
  const tests::TemporaryDirectory directory;
  const std::atomic<bool> stop{false};
  core::SeededRandom random(5);
  auto set = std::make_shared<const eventstore::RunSet>();
  GrowthOfRuns model;
  for (int checkpoint = 1; checkpoint <= 40; ++checkpoint) {
    const auto run = run_of(2'000, random, directory.path(), stop);
    const auto before = set;
    model.add(static_cast<double>(run->name().bytes));
    auto grown = eventstore::grown(*set, run, directory.path(), stop);
    ASSERT_TRUE(grown.ok());
    set = *grown;
    std::uint64_t kept = set->disk_bytes();  // and what only the checkpoint before names
    for (const auto& old : before->runs())
      if (std::ranges::find(set->runs(), old) == set->runs().end()) kept += old->name().bytes;
    EXPECT_NEAR(model.newest(), static_cast<double>(set->disk_bytes()), 0.03 * model.newest()) << checkpoint;
    EXPECT_NEAR(model.kept(), static_cast<double>(kept), 0.03 * model.kept()) << checkpoint;
  }
}

TEST(CapacityQuestion, SaysWhichValueCannotBe) {
  Question fine;
  fine.rate = 1;
  fine.window = core::days(30);
  ASSERT_FALSE(check(fine).has_value());
  struct Case {
    const char* flag;
    void (*change)(Question&);
  };
  const Case cases[] = {
      {"rate", [](Question& q) { q.rate = 0; }},
      {"rate", [](Question& q) { q.rate = -1; }},
      {"rate", [](Question& q) { q.rate = std::numeric_limits<double>::quiet_NaN(); }},
      {"rate", [](Question& q) { q.rate = std::numeric_limits<double>::infinity(); }},
      {"rate", [](Question& q) { q.rate = 1e300; }},
      {"window", [](Question& q) { q.window = core::Duration{0}; }},
      {"window", [](Question& q) { q.window = core::Duration{std::numeric_limits<std::int64_t>::max()}; }},
      {"window", [](Question& q) { q.window = core::seconds(10); }},
      {"window", [](Question& q) { q.rate = 1e6, q.window = core::days(3'000); }},
      {"buyers", [](Question& q) { q.mix.buyers = ~std::uint64_t{0}; }},
      {"merchants", [](Question& q) { q.mix.merchants = ~std::uint64_t{0}; }},
      {"distributors", [](Question& q) { q.mix.distributors = ~std::uint64_t{0}; }},
      {"levels", [](Question& q) { q.mix.levels = 3; }},
      {"id-chars", [](Question& q) { q.mix.id_chars = 5; }},
      {"commands-a-commit", [](Question& q) { q.commands_a_commit = 0.5; }},
      {"commands-a-commit", [](Question& q) { q.commands_a_commit = 1e9; }},
  };
  for (const auto& one : cases) {
    Question q = fine;
    one.change(q);
    const auto wrong = check(q);
    ASSERT_TRUE(wrong.has_value()) << one.flag;
    EXPECT_EQ(wrong->flag, one.flag);
  }
}

}  // namespace
}  // namespace tallygate::capacity
