#include <gtest/gtest.h>

#include <map>
#include <string>

#include "core/undo_journal.hpp"

namespace tallygate::core {
namespace {

TEST(UndoJournal, RollsBackNewestFirstToTheMark) {
  UndoJournal journal;
  int a = 1;
  journal.set(a, 2);
  const auto mark = journal.mark();
  journal.set(a, 3);
  journal.set(a, 4);
  journal.rollback(mark);
  EXPECT_EQ(a, 2);
  journal.rollback(0);
  EXPECT_EQ(a, 1);
}

TEST(UndoJournal, WhatIsCommittedStands) {
  UndoJournal journal;
  int a = 1;
  std::string s = "old";
  journal.set(a, 2);
  journal.replace(s, "new");
  journal.commit();
  EXPECT_EQ(journal.mark(), 0U);
  journal.rollback(0);
  EXPECT_EQ(a, 2);
  EXPECT_EQ(s, "new");
}

TEST(UndoJournal, RestoresStringsOfAnyLength) {
  UndoJournal journal;
  std::string s(100, 'x');
  journal.replace(s, std::string(200, 'y'));
  journal.replace(s, "z");
  EXPECT_EQ(s, "z");
  journal.rollback(0);
  EXPECT_EQ(s, std::string(100, 'x'));
}

TEST(UndoJournal, ANotedActionUndoesAnInsertion) {
  UndoJournal journal;
  std::map<int, int> m{{1, 1}};
  journal.note(m, 2, +[](std::map<int, int>& map, const int& key) { map.erase(key); });
  m[2] = 2;
  journal.rollback(0);
  EXPECT_EQ(m, (std::map<int, int>{{1, 1}}));
}

TEST(UndoJournal, ValuesKeptForACommandThatEndsEitherWayAreFreed) {  // the address sanitizer counts them
  UndoJournal journal;
  std::string s(100, 'a');
  for (int i = 0; i < 100; ++i) {
    journal.replace(s, std::string(100, 'b'));
    if (i % 2 == 0)
      journal.rollback(0);
    else
      journal.commit();
  }
  journal.replace(s, "left for the destructor");
}

TEST(UndoJournal, AFullJournalRefusesAndLeavesTheValueAsItWas) {
  constexpr std::size_t kMax = 300;
  UndoJournal journal(kMax);
  int a = 0;
  std::string s = "untouched";
  for (std::size_t i = 0; i < kMax; ++i) journal.set(a, static_cast<int>(i));
  EXPECT_THROW(journal.replace(s, "new"), CheckFailure);
  EXPECT_EQ(s, "untouched");
  EXPECT_THROW(journal.set(a, -1), CheckFailure);
  EXPECT_EQ(a, static_cast<int>(kMax) - 1);
  journal.rollback(0);
  EXPECT_EQ(a, 0);
}

}  // namespace
}  // namespace tallygate::core
