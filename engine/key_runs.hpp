// Idempotency keys in runs: the hash of (client, key) to 16 bytes of the content's hash and the seq of the record that
// answered, u64 little-endian.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "engine/key_table.hpp"
#include "eventstore/run_set.hpp"

namespace tallygate::engine {

// Empty: never used before the runs' position. An error says nothing about the key.
core::Result<std::optional<KnownKey>> find_in_runs(const eventstore::RunSet& runs, const core::Hash16& key);

// Adds the keys of the records after a state checkpoint to its runs, sorted in memory a million at a time (40 MB).
class KeyRunBuilder {
 public:
  static constexpr std::size_t kKeysAtOnce = 1'000'000;

  KeyRunBuilder(std::shared_ptr<const eventstore::RunSet> runs, std::filesystem::path directory,
                const std::atomic<bool>& stop, std::size_t keys_at_once = kKeysAtOnce)
      : runs_(std::move(runs)), directory_(std::move(directory)), stop_(stop), keys_at_once_(keys_at_once) {}

  core::Status add(const core::Hash16& key, const KnownKey& known);  // an error is that of writing a run
  core::Result<std::shared_ptr<const eventstore::RunSet>> finish();

 private:
  core::Status write_run();

  std::shared_ptr<const eventstore::RunSet> runs_;
  const std::filesystem::path directory_;
  const std::atomic<bool>& stop_;
  const std::size_t keys_at_once_;
  std::vector<std::pair<core::Hash16, KnownKey>> keys_;
};

}  // namespace tallygate::engine
