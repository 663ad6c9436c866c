// A set of runs is a map, whatever is written, written again, merged and opened anew.
#include <gtest/gtest.h>

#include <map>

#include "core/random.hpp"
#include "eventstore/run_merge.hpp"
#include "eventstore/run_set.hpp"
#include "eventstore/run_writer.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {
namespace {

using eventstore::RunSet;
using Map = std::map<core::Hash16, std::string>;

constexpr std::uint64_t kSeeds = 10;
constexpr int kRounds = 30;

class RunsAgainstAMap {
 public:
  explicit RunsAgainstAMap(std::uint64_t seed) : random_(seed), keys_(50 + random_.below(4'000)) {}

  void run() {
    for (int round = 0; round < kRounds; ++round) {
      Map more;
      for (auto n = random_.below(300); n > 0; --n) more[any_key()] = any_value();
      add(more);
      if (random_.below(4) == 0) reopen();
      compare();
    }
    ASSERT_LE(set_->runs().size(), 12U);
    const auto one = eventstore::merge_runs(set_->runs(), directory_.path(), stop_);
    ASSERT_TRUE(one.ok()) << one.error().message;
    ASSERT_EQ((*one)->name().entries, all_.size()) << "what is shadowed is gone";
    set_ = std::make_shared<const RunSet>(std::vector{*one});
    compare();
  }

 private:
  // Some far apart, as hashes are, some neighbours that share lines of the filter and blocks.
  core::Hash16 any_key() {
    const auto n = random_.below(keys_);
    core::Hash16 key = core::hash16(std::to_string(n / 8));
    key[15] = static_cast<std::uint8_t>(n % 8);
    return key;
  }
  std::string any_value() {
    const auto size = random_.below(40) == 0 ? random_.below(eventstore::kRunValueBytesMax + 1) : random_.below(150);
    return std::string(size, static_cast<char>('a' + random_.below(26)));
  }
  void add(const Map& more) {
    eventstore::RunWriter writer(directory_.path(), "more", more.size() + random_.below(9), stop_);
    for (const auto& [key, value] : more) ASSERT_TRUE(writer.add(key, value).ok());
    auto run = writer.finish();
    ASSERT_TRUE(run.ok()) << run.error().message;
    auto set = eventstore::grown(*set_, *run, directory_.path(), stop_);
    ASSERT_TRUE(set.ok()) << set.error().message;
    set_ = *set;
    for (const auto& [key, value] : more) all_[key] = value;
  }
  void reopen() {
    auto set = RunSet::open(directory_.path(), set_->names(), random_.below(2) == 0 ? set_.get() : nullptr);
    ASSERT_TRUE(set.ok()) << set.error().message;
    set_ = *set;
  }
  void compare() {
    for (int i = 0; i < 200; ++i) {
      const auto key = any_key();
      const auto wanted = all_.find(key);
      const auto found = set_->find(key);
      ASSERT_TRUE(found.ok()) << found.error().message;
      ASSERT_EQ(found->has_value(), wanted != all_.end());
      if (*found) ASSERT_EQ(**found, wanted->second);
      if (*found) ASSERT_TRUE(set_->may_contain(key));
    }
  }

  core::SeededRandom random_;
  const std::uint64_t keys_;
  TemporaryDirectory directory_;
  std::atomic<bool> stop_{false};
  std::shared_ptr<const RunSet> set_ = std::make_shared<const RunSet>();
  Map all_;
};

TEST(RunSets, AreMaps) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RunsAgainstAMap(seed).run();
    if (testing::Test::HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace tallygate::tests
