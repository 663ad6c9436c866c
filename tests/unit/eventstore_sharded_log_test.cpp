// Several shards read as one log: each tenant's from where it stands.
#include <gtest/gtest.h>

#include "eventstore/lmdb_log.hpp"
#include "eventstore/sharded_log.hpp"
#include "tests/support/faulty_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {
namespace {

using core::ErrorKind;
using eventstore::LmdbLog;
using eventstore::ShardedLog;

class ShardsAsOneLog : public ::testing::Test {
 protected:
  // A shard that holds these tenants, each with a record that no other has, a key, a blob and a row.
  std::unique_ptr<eventstore::EventLog> shard(unsigned number, const std::vector<std::string>& tenants) {
    auto log = std::move(LmdbLog::open(directory_.path() / std::to_string(number))).value();
    for (const auto& tenant : tenants) {
      EXPECT_TRUE(log->create_tenant(tenant).ok());
      LogBatch batch;
      batch.keyed_record(record_of(tenant, number), tenant).blob("blob of " + tenant).row("rows", tenant, "row");
      EXPECT_TRUE(batch.append_to(*log, tenant).ok());
    }
    return log;
  }
  static std::string record_of(const std::string& tenant, unsigned number) {
    return R"({"of":")" + tenant + R"(","shard":)" + std::to_string(number) + "}";
  }
  std::unique_ptr<ShardedLog> three_tenants() {
    std::vector<ShardedLog::Shard> shards;
    shards.push_back({0, shard(0, {"zoe", "adam"})});
    shards.push_back({7, shard(7, {"mia"})});
    return std::move(ShardedLog::make(std::move(shards))).value();
  }
  TemporaryDirectory directory_;
};

TEST_F(ShardsAsOneLog, EachTenantIsReadWhereItStands) {
  const auto log = three_tenants();
  EXPECT_EQ(log->tenants(), (std::vector<std::string>{"adam", "mia", "zoe"}));
  for (const auto& [tenant, number] : {std::pair("adam", 0U), {"mia", 7U}, {"zoe", 0U}}) {
    const std::string record = record_of(tenant, number);
    EXPECT_EQ(*log->read_one(tenant, 0), record);
    EXPECT_EQ(all_records(*log, tenant), std::vector{record});
    EXPECT_EQ(log->head(tenant)->size, 1U);
    EXPECT_EQ(*log->leaf(tenant, 0), core::leaf_hash(record));
    EXPECT_EQ(*log->root_at(tenant, 1), core::leaf_hash(record));
    EXPECT_EQ(*log->tile(tenant, 0, 0, 1), std::vector{core::leaf_hash(record)});
    EXPECT_EQ(*log->blob(tenant, core::sha256("blob of " + std::string(tenant))), "blob of " + std::string(tenant));
    std::vector<core::Hash16> keys;
    ASSERT_TRUE(log->read_keys(tenant, [&](const eventstore::KeyEntry& key) { keys.push_back(key.key); }).ok());
    EXPECT_EQ(keys, std::vector{core::hash16(tenant)});
    std::string rows;
    ASSERT_TRUE(log->read_rows(tenant, "rows", [&](std::string_view key, std::string_view) { rows += key; }).ok());
    EXPECT_EQ(rows, tenant);
  }
  EXPECT_EQ(log->bytes_on_disk(), log->shards()[0].log->bytes_on_disk() + log->shards()[1].log->bytes_on_disk());
}

TEST_F(ShardsAsOneLog, ATenantThatStandsInTwoIsRefusedWithBothNumbers) {
  std::vector<ShardedLog::Shard> shards;
  shards.push_back({0, shard(0, {"adam", "mia"})});
  shards.push_back({3, shard(3, {"mia"})});
  const auto log = ShardedLog::make(std::move(shards));
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().kind, ErrorKind::corrupt);
  EXPECT_NE(log.error().message.find("tenant mia stands in shard 0 and in shard 3"), std::string::npos)
      << log.error().message;
}

TEST_F(ShardsAsOneLog, ATenantOfNoShardIsNotFoundAndNothingIsWrittenThroughIt) {
  const auto log = three_tenants();
  EXPECT_EQ(log->head("eve").error().kind, ErrorKind::not_found);
  EXPECT_EQ(log->read_one("eve", 0).error().kind, ErrorKind::not_found);
  EXPECT_EQ(log->create_tenant("eve").error().kind, ErrorKind::invalid);
  EXPECT_EQ(log->reopen().error().kind, ErrorKind::invalid);
  EXPECT_EQ(LogBatch().numbered(1, 1).append_to(*log, "mia").error().kind, ErrorKind::invalid);
  EXPECT_EQ(log->head("mia")->size, 1U);
}

}  // namespace
}  // namespace tallygate::tests
