#include "tests/simulation/process.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/check.hpp"
#include "engine/reads.hpp"
#include "engine/state_making.hpp"

namespace tallygate::simulation {
namespace {

std::shared_ptr<const risk::Ruleset> compiled(const std::string& text) {
  static std::map<std::string, std::shared_ptr<const risk::Ruleset>> all;  // a few texts, many lives
  auto& ruleset = all[text];
  std::vector<risk::RulesetError> errors;
  if (!ruleset) ruleset = risk::Ruleset::compile(text, errors);
  TALLYGATE_CHECK(ruleset != nullptr, "a rule set of the simulation compiles: " +
                                          (errors.empty() ? text : errors.front().where + " " + errors.front().detail));
  return ruleset;
}

}  // namespace

engine::FindRuleset Process::find_ruleset() {
  return [this](const core::Digest& hash) -> std::shared_ptr<const risk::Ruleset> {
    const auto it = rulesets_.find(hash);
    return it == rulesets_.end() ? nullptr : it->second;
  };
}

core::Status Process::recover() {
  if (auto reopened = log_.reopen(); !reopened) return reopened;
  auto tenants = engine::rebuild(log_, find_ruleset(), states_, {});
  if (!tenants) return tenants.error();
  tenants_ = std::move(tenants).value();
  return core::Done{};
}

engine::Produced Process::create(const engine::TenantSetup& setup) {
  TALLYGATE_CHECK(log_.create_tenant(setup.tenant).ok(), "a new tenant");
  auto find = [this, name = setup.tenant](const core::Digest& hash) {
    auto known = find_ruleset()(hash);
    return known ? known : engine::ruleset_from_log(log_, name, hash);
  };
  auto& state = tenants_[setup.tenant] = std::make_unique<engine::TenantState>(setup.tenant, find);
  for (const auto& command : setup.first_commands) {
    const auto& text = core::body_as<core::RulesetPut>(command).toml;
    rulesets_[core::sha256(text)] = compiled(text);
  }
  engine::Produced produced;
  engine::Pipeline(*state, quarantine_).open(setup, setup.at, produced);
  return produced;
}

// The other texts that commands bring are pieces of statements.
void Process::publish(const Asking& asking) {
  for (const auto& text : asking.blobs)
    if (asking.lines.front()->op == core::Operation::ruleset_put) rulesets_[core::sha256(text)] = compiled(text);
}

engine::Produced Process::run(const std::string& tenant, const Asking& asking, core::Time wall) {
  publish(asking);
  engine::Produced produced;
  engine::Pipeline pipeline(*tenants_.at(tenant), quarantine_);
  if (asking.batch) {
    pipeline.run_atomic(asking.batch, asking.lines, wall, produced);
  } else {
    pipeline.run(asking.lines.front(), wall, produced);
  }
  return produced;
}

engine::Produced Process::dry_run(const std::string& tenant, const Asking& asking, core::Time wall) {
  publish(asking);
  engine::Produced produced;
  engine::Pipeline pipeline(*tenants_.at(tenant), quarantine_);
  pipeline.begin_dry_run();
  if (asking.batch) {
    pipeline.run_atomic(asking.batch, asking.lines, wall, produced);
  } else {
    pipeline.run(asking.lines.front(), wall, produced);
  }
  pipeline.end_dry_run(produced);
  return produced;
}

engine::Produced Process::run_timers(const std::string& tenant, core::Time wall) {
  engine::Produced produced;
  engine::Pipeline(*tenants_.at(tenant), quarantine_).run_timers(wall, wall, produced);
  return produced;
}

engine::Produced Process::read(const engine::Ticket& ticket, core::Time wall) {
  engine::Produced produced;
  produced.answers.push_back(engine::answer_read(ticket, *tenants_.at(ticket.tenant), wall));
  return produced;
}

void Process::add(const std::string& tenant, engine::Produced produced, const std::vector<std::string>& blobs,
                  std::function<void(std::vector<engine::Answer>)> done) {
  if (!produced.records.empty()) {
    auto& of = building_.tenants[tenant];
    building_.records += produced.records.size();
    for (auto& record : produced.records) of.records.push_back(std::move(record));
    of.blobs.insert(of.blobs.end(), blobs.begin(), blobs.end());
  }
  if (done) building_.releases.push_back({tenant, std::move(produced.answers), std::move(done)});
}

void Process::make_checkpoint(const std::string& tenant, core::Duration cold_after) {
  constexpr std::uint64_t kTakeEvery = 20;
  constexpr std::size_t kKeysAtOnce = 7;  // so that runs are many, and merged all the time
  const std::atomic<bool> stop{false};
  auto& state = *tenants_.at(tenant);
  auto made = engine::make_state_checkpoint({.log = log_,
                                             .directory = states_,
                                             .tenant = tenant,
                                             .errand = [](const std::function<void()>& work) { work(); },
                                             .stop = stop,
                                             .known = state.cold(),
                                             .keys_at_once = kKeysAtOnce,
                                             .cold_after = cold_after,
                                             .take_every = kTakeEvery});
  TALLYGATE_CHECK(made.ok(), "a state checkpoint can be made: " + made.error().message);
  state.set_cold(made->cold, std::move(made->taken));
  for (std::size_t at = 0; at < engine::TenantState::kReleased;)
    at = state.release_memory(at, std::chrono::milliseconds(10));
}

core::Status Process::commit() {
  auto committed = committer_.commit(pending_);
  if (!committed) return committed.error();
  return core::Done{};
}

void Process::release(std::size_t releases) {
  pending_.releases.resize(std::min(releases, pending_.releases.size()));
  committer_.release(pending_);
  pending_ = engine::Batch();
}

void Process::drop() {
  engine::Committer::drop(pending_);
  engine::Committer::drop(building_);
}

}  // namespace tallygate::simulation
