// Orders and their lives as commands, sealed as the edge seals them: what a sample of a load is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/capacity/question.hpp"
#include "core/command.hpp"
#include "core/random.hpp"
#include "core/time.hpp"
#include "engine/engine.hpp"
#include "vault/vault.hpp"

namespace tallygate::capacity {

// One tenant's, whose clock is replay: each command brings its time. One thread. The vault must outlive it.
class Lifecycles {
 public:
  Lifecycles(const Question& question, vault::Vault& vault, std::uint64_t seed = 1);

  static engine::TenantSetup setup(const Question& question, const std::string& tenant, core::Time at);
  // After setup(): the plan, approved by another person, and the distributors with their uplines.
  std::vector<core::Command> beginnings(core::Time at) const;
  // The n-th order: placed, paid and completed at `at`.
  std::vector<core::Command> order(std::uint64_t n, core::Time at);

 private:
  std::string id(char kind, std::uint64_t n) const;
  core::Command finished(core::Operation op, std::string key, std::string path, core::Body body, core::Time at) const;

  const Mix mix_;
  vault::Vault& vault_;
  core::SeededRandom random_;
};

}  // namespace tallygate::capacity
