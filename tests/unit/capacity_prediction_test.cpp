// What a small sample predicts for a larger load is what that load then takes, in bytes: over more days than orders
// stay in memory, with buyers who come back and with a new one each time.
#include <gtest/gtest.h>
#include <malloc.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <vector>

#include "api/capacity/block_bytes.hpp"
#include "api/capacity/model.hpp"
#include "api/capacity/sample.hpp"
#include "engine/state_file.hpp"
#include "risk/ruleset.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::capacity {
namespace {

constexpr double kWithin = 0.10;  // what is promised of the whole
constexpr std::uint64_t kSmall = 2'500, kWhole = 12'000;

Question question(std::uint64_t buyers, unsigned levels) {
  Question q;
  q.window = core::days(40);
  q.rate = (static_cast<double>(kWhole) + 0.5) / (static_cast<double>(q.window.us) / 1e6);
  q.mix.buyers = buyers;
  q.mix.levels = levels;
  q.ruleset = std::string(risk::Ruleset::default_toml());
  return completed(q);
}

std::uint64_t held(const std::vector<core::HeldPart>& parts) {
  std::uint64_t bytes = 0;
  for (const auto& part : parts) bytes += grown_bytes(part, 1);
  return bytes;
}
std::uint64_t held(const std::vector<core::HeldPart>& parts, double times) {
  std::uint64_t bytes = 0;
  for (const auto& part : parts) bytes += grown_bytes(part, times);
  return bytes;
}

std::uint64_t blocks_of(const std::filesystem::path& file) {
  struct stat about{};
  EXPECT_EQ(::stat(file.c_str(), &about), 0);
  return static_cast<std::uint64_t>(about.st_blocks) * 512;
}

void expect_near(std::uint64_t predicted, std::uint64_t real, const std::string& what) {
  EXPECT_NEAR(static_cast<double>(predicted), static_cast<double>(real), kWithin * static_cast<double>(real)) << what;
}

class CapacityPrediction : public ::testing::TestWithParam<std::pair<std::uint64_t, unsigned>> {
 protected:
  core::Result<Sample> take(const Question& q, const char* name, std::uint64_t orders) {
    std::filesystem::create_directories(directory_.path() / name);
    return take_sample(q, directory_.path() / name, orders);
  }
  tests::TemporaryDirectory directory_;
};

TEST_P(CapacityPrediction, IsWithinATenthOfWhatTheLoadTakes) {
  Question q = question(GetParam().first, GetParam().second);
  const auto whole = take(q, "whole", kWhole);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  ASSERT_EQ(whole->not_as_asked, 0U);
  ASSERT_GT(whole->objects.entries, 2 * kWhole / 4) << "a quarter of the orders and payments left memory";
  q.commands_a_commit = whole->records_a_commit;
  const auto small = take(q, "small", kSmall);
  ASSERT_TRUE(small.ok()) << small.error().message;
  ASSERT_EQ(small->orders, kSmall);
  const double times = static_cast<double>(kWhole) / static_cast<double>(kSmall);
  const auto grown = [times](std::uint64_t n) { return static_cast<std::uint64_t>(static_cast<double>(n) * times); };

  expect_near(held(small->live, times), held(whole->live), "memory of the live state");
  expect_near(held(small->loaded, times), held(whole->loaded), "memory of a state that was read");
  expect_near(grown(small->state_file_bytes), whole->state_file_bytes, "state checkpoint");
  expect_near(grown(small->keys.disk_bytes), whole->keys.disk_bytes, "keys on disk");
  expect_near(grown(small->keys.memory_bytes), whole->keys.memory_bytes, "keys' filters");
  expect_near(grown(small->objects.disk_bytes), whole->objects.disk_bytes, "objects on disk");
  expect_near(grown(small->vault_row_bytes), whole->vault_row_bytes, "vault");

  const auto prediction = predict(q, *small);
  std::uint64_t log = 0;
  for (const auto& line : prediction.disk)
    if (line.what.starts_with("log") || line.what == "vault") log += line.bytes;
  expect_near(log, blocks_of(directory_.path() / "whole" / "log" / "data.mdb"), "log and vault on disk");
}
INSTANTIATE_TEST_SUITE_P(Loads, CapacityPrediction,
                         ::testing::Values(std::pair<std::uint64_t, unsigned>{1'200, 2},
                                           std::pair<std::uint64_t, unsigned>{1'000'000, 0}));

#ifndef TALLYGATE_TEST_SANITIZED
// The allocator's own figures, on one thread: what is counted is what was handed out.
TEST(HeldMemory, IsWhatTheAllocatorHandedOut) {
  const tests::TemporaryDirectory directory;
  const auto sample = take_sample(question(1'200, 2), directory.path(), 8'000);
  ASSERT_TRUE(sample.ok()) << sample.error().message;
  const auto compiled = [](const core::Digest&) -> std::shared_ptr<const risk::Ruleset> {
    std::vector<risk::RulesetError> errors;
    return risk::Ruleset::compile(std::string(risk::Ruleset::default_toml()), errors);
  };
  const auto kept = compiled({});
  const auto files = engine::state_files(directory.path() / "state", "sample");
  ASSERT_EQ(files.size(), 1U);
  const auto before = ::mallinfo2();
  auto loaded = engine::read_state_file(files.front().path, "sample", [&](const core::Digest&) { return kept; }, {});
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  const auto after = ::mallinfo2();
  const auto handed_out = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
  const auto& cold = loaded->state->cold();
  const auto counted =
      held(loaded->state->held_memory(block_bytes())) + cold.keys->memory_bytes() + cold.objects->memory_bytes();
  EXPECT_NEAR(static_cast<double>(counted), static_cast<double>(handed_out), 0.03 * static_cast<double>(handed_out));
}
#endif

}  // namespace
}  // namespace tallygate::capacity
