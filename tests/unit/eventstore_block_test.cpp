#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "eventstore/block.hpp"

namespace tallygate::eventstore {
namespace {

std::vector<AppendRecord> records_of(const std::vector<std::string>& texts) {
  std::vector<AppendRecord> out;
  for (const auto& text : texts) out.push_back({text, {}, static_cast<std::uint16_t>(out.size() + 7), {}});
  return out;
}

std::string block_of(const std::vector<AppendRecord>& records) {
  const BlockPlan plan = plan_block(records);
  std::string value(plan.value_bytes, '?');
  write_block(records, plan, value.data());
  return value;
}

TEST(Block, GivesBackItsRecordsAndTheirTypes) {
  const std::vector<std::string> texts{"a", "bcd", std::string(5'000, 'e'), "f"};
  const std::string value = block_of(records_of(texts));
  const auto block = BlockView::parse(value);
  ASSERT_TRUE(block);
  ASSERT_EQ(block->count(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(block->record(i), texts[i]);
    EXPECT_EQ(block->type(i), i + 7);
  }
}

TEST(Block, TakesAsManyRecordsAsFitIntoEightPages) {
  const std::vector<std::string> texts(100, std::string(1'000, 'x'));
  const BlockPlan plan = plan_block(records_of(texts));
  EXPECT_EQ(plan.records, 32U);
  EXPECT_LE(plan.value_bytes, 8U * 4'096 - 16);
  EXPECT_GT(plan.value_bytes + 6 + 1'000, 8U * 4'096 - 16);
}

TEST(Block, ARecordLargerThanABlockStandsAlone) {
  const std::vector<std::string> texts{std::string(kRecordBytesMax, 'x'), "y"};
  const auto records = records_of(texts);
  EXPECT_EQ(plan_block(records).records, 1U);
  const std::string value = block_of(records);
  const auto block = BlockView::parse(value);
  ASSERT_TRUE(block);
  EXPECT_EQ(block->record(0), texts[0]);
}

struct DamagedCase {
  const char* name;
  std::string value;
};

TEST(Block, RefusesEveryDamagedOffsetTable) {
  const std::string good = block_of(records_of({"abc", "def"}));
  const auto changed = [&](std::size_t at, char to) {
    std::string value = good;
    value[at] = to;
    return value;
  };
  const DamagedCase cases[] = {{"empty", ""},
                               {"shorter than a count", "\1"},
                               {"no record", std::string(8, '\0')},
                               {"more records than bytes", changed(3, '\x7f')},
                               {"an end before its begin", changed(4, '\7')},
                               {"an empty record", changed(10, '\3')},
                               {"a record past the value", changed(10, '\7')},
                               {"bytes after the last record", good + "x"},
                               {"cut off", good.substr(0, good.size() - 1)}};
  for (const auto& c : cases) {
    const auto block = BlockView::parse(c.value);
    ASSERT_FALSE(block) << c.name;
    EXPECT_EQ(block.error().kind, core::ErrorKind::corrupt) << c.name;
  }
}

}  // namespace
}  // namespace tallygate::eventstore
