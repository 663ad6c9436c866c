// The table against a plain map, through commits and rollbacks.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "ledger/table.hpp"

namespace tallygate::tests {
namespace {

struct Thing {
  std::string id;
  int value = 0;
};

TEST(Table, HoldsWhatAMapHoldsThroughCommitsAndRollbacks) {
  ledger::Table<Thing> table;
  core::UndoJournal journal;
  std::map<std::string, int> model;
  std::mt19937_64 random(11);
  for (int round = 0; round < 2'000; ++round) {
    const auto before = model;
    const auto mark = journal.mark();
    for (std::uint64_t n = random() % 8; n > 0; --n) {
      const std::string id = "t" + std::to_string(random() % 5'000);
      if (model.contains(id)) continue;
      table.create(id, journal).value = round;
      model[id] = round;
    }
    if (random() % 2 == 0) {
      journal.commit();
    } else {
      journal.rollback(mark);
      model = before;
    }
    ASSERT_EQ(table.size(), model.size());
    const std::string any = "t" + std::to_string(random() % 5'000);
    ASSERT_EQ(table.find(any) != nullptr, model.contains(any)) << any << ", round " << round;
  }
  const auto sorted = table.sorted();
  ASSERT_EQ(sorted.size(), model.size());
  std::size_t i = 0;
  for (const auto& [id, value] : model) {
    EXPECT_EQ(sorted[i]->id, id);
    EXPECT_EQ(sorted[i++]->value, value);
    EXPECT_EQ(table.find(id)->value, value);
  }
}

TEST(Table, ObjectsNeverMove) {
  ledger::Table<Thing> table;
  core::UndoJournal journal;
  const Thing* first = &table.create("first", journal);
  for (int i = 0; i < 10'000; ++i) table.create("t" + std::to_string(i), journal);
  EXPECT_EQ(table.find("first"), first);
  EXPECT_EQ(ledger::Table<Thing>().find("none"), nullptr);
}

TEST(Table, AnIdNamesOneObject) {
  ledger::Table<Thing> table;
  core::UndoJournal journal;
  table.create("t", journal);
  EXPECT_THROW(table.create("t", journal), core::CheckFailure);
  EXPECT_EQ(table.size(), 1U);
}

}  // namespace
}  // namespace tallygate::tests
