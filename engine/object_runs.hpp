// What a state let go of (the ledger's families of objects, the counts of subjects), in the runs of a state checkpoint.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/cold_store.hpp"
#include "eventstore/run_set.hpp"

namespace tallygate::engine {

class ObjectRuns final : public core::ColdStore {
 public:
  core::Result<std::optional<std::string>> find(const core::Hash16& key) const override { return runs_->find(key); }
  void set(std::shared_ptr<const eventstore::RunSet> runs) { runs_ = std::move(runs); }

 private:
  std::shared_ptr<const eventstore::RunSet> runs_ = std::make_shared<const eventstore::RunSet>();
};

// Adds what leaves a state to its runs. Holds in memory what is put between two runs. One thread.
class ObjectRunBuilder {
 public:
  ObjectRunBuilder(std::shared_ptr<const eventstore::RunSet> runs, std::filesystem::path directory,
                   const std::atomic<bool>& stop)
      : runs_(std::move(runs)), directory_(std::move(directory)), stop_(stop) {}

  core::PutCold put() {
    return [this](const core::Hash16& key, std::string value) { values_.emplace_back(key, std::move(value)); };
  }
  // The runs with all that was put, each key once since the last call.
  core::Result<std::shared_ptr<const eventstore::RunSet>> finish();

 private:
  std::shared_ptr<const eventstore::RunSet> runs_;
  const std::filesystem::path directory_;
  const std::atomic<bool>& stop_;
  std::vector<std::pair<core::Hash16, std::string>> values_;
};

}  // namespace tallygate::engine
