// The test double itself: what others rely on when they say that a commit failed.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/lmdb_log.hpp"
#include "tests/support/faulty_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {
namespace {

using core::ErrorKind;

class FaultyLogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    real_ = std::move(eventstore::LmdbLog::open(directory_.path())).value();
    faulty_ = std::make_unique<FaultyLog>(*real_);
    ASSERT_TRUE(faulty_->create_tenant("acme").ok());
  }
  auto append(const char* text) { return LogBatch().record(text).append_to(*faulty_, "acme"); }

  TemporaryDirectory directory_;
  std::unique_ptr<eventstore::LmdbLog> real_;
  std::unique_ptr<FaultyLog> faulty_;
};

TEST_F(FaultyLogTest, FailsTheChosenAppendBeforeItIsWritten) {
  faulty_->fail_append(2, Failing::before_commit, ErrorKind::storage_full);
  EXPECT_TRUE(append("0").ok());
  EXPECT_EQ(append("1").error().kind, ErrorKind::storage_full);
  EXPECT_EQ(append("2").error().kind, ErrorKind::unavailable);
  ASSERT_TRUE(faulty_->reopen().ok());
  EXPECT_TRUE(append("3").ok());
  EXPECT_EQ(all_records(*faulty_, "acme"), (std::vector<std::string>{"0", "3"}));
}

TEST_F(FaultyLogTest, FailsTheChosenAppendAfterItWasWritten) {
  faulty_->fail_append(1, Failing::after_commit);
  EXPECT_EQ(append("0").error().kind, ErrorKind::io);
  ASSERT_TRUE(faulty_->reopen().ok());
  EXPECT_TRUE(append("1").ok());
  EXPECT_EQ(all_records(*faulty_, "acme"), (std::vector<std::string>{"0", "1"}));
}

TEST_F(FaultyLogTest, FailsToReopenAsOftenAsItIsTold) {
  faulty_->fail_append(1, Failing::before_commit);
  faulty_->fail_reopen(2);
  EXPECT_FALSE(append("0").ok());
  EXPECT_FALSE(faulty_->reopen().ok());
  EXPECT_FALSE(faulty_->reopen().ok());
  EXPECT_FALSE(append("0").ok());
  EXPECT_TRUE(faulty_->reopen().ok());
  EXPECT_TRUE(append("0").ok());
  EXPECT_EQ(faulty_->reopens(), 3U);
}

TEST_F(FaultyLogTest, HoldsAppendsUntilTheyAreReleased) {
  faulty_->hold_appends();
  std::thread writer([&] { EXPECT_TRUE(append("0").ok()); });
  faulty_->wait_for_held_append();
  EXPECT_EQ(faulty_->head("acme")->size, 0U);
  faulty_->release_appends();
  writer.join();
  EXPECT_EQ(faulty_->head("acme")->size, 1U);
  EXPECT_EQ(faulty_->appends(), 1U);
}

}  // namespace
}  // namespace tallygate::tests
