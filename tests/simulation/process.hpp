// One life of the server's inside, on one thread: the engine's own parts (state, pipeline, committer, recovery) between
// a batch that is being built and one that waits to be committed. What engine::Engine does with two threads and queues,
// here a test does, step by step.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "engine/committer.hpp"
#include "engine/quarantine.hpp"
#include "engine/recovery.hpp"
#include "tests/simulation/commands.hpp"
#include "tests/simulation/memory_log.hpp"

namespace tallygate::simulation {

class Process {
 public:
  // `states`: where state checkpoints are, which a life leaves to the next; empty: there are none.
  Process(MemoryLog& log, core::Random& random, std::filesystem::path states)
      : log_(log),
        states_(std::move(states)),
        quarantine_(engine::EngineLimits().quarantined_max),
        committer_(log, random, {}, quarantine_) {}

  // Reads the log; an error says why it cannot be served.
  core::Status recover();
  engine::Produced create(const engine::TenantSetup& setup);
  engine::Produced run(const std::string& tenant, const Asking& asking, core::Time wall);
  engine::Produced dry_run(const std::string& tenant, const Asking& asking, core::Time wall);
  engine::Produced run_timers(const std::string& tenant, core::Time wall);
  engine::Produced read(const engine::Ticket& ticket, core::Time wall);
  void add(const std::string& tenant, engine::Produced produced, const std::vector<std::string>& blobs,
           std::function<void(std::vector<engine::Answer>)> done);

  void hand_over() { pending_.take(std::move(building_)); }
  bool has_records_to_commit() const { return pending_.records > 0; }
  core::Status commit();
  // Answers `releases` of what was committed, in order; the others are never told.
  void release(std::size_t releases);
  std::size_t waiting_releases() const { return pending_.releases.size(); }
  void drop();  // whoever waits is told that nobody knows

  // Of what is durable, as the thread beside the engine makes it; then memory lets go of what it holds.
  void make_checkpoint(const std::string& tenant, core::Duration cold_after);

  const engine::TenantState& state(const std::string& tenant) const { return *tenants_.at(tenant); }

 private:
  engine::FindRuleset find_ruleset();
  void publish(const Asking& asking);

  MemoryLog& log_;
  const std::filesystem::path states_;
  engine::Quarantine quarantine_;
  engine::Committer committer_;
  engine::Tenants tenants_;
  std::map<core::Digest, std::shared_ptr<const risk::Ruleset>> rulesets_;  // published in this life
  engine::Batch building_, pending_;
};

}  // namespace tallygate::simulation
