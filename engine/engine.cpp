#include "engine/engine.hpp"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "engine/committer.hpp"
#include "engine/handoff.hpp"
#include "engine/inbox.hpp"
#include "engine/leaving_memory.hpp"
#include "engine/pipeline.hpp"
#include "engine/reads.hpp"
#include "engine/recovery.hpp"
#include "engine/state_checkpoints.hpp"
#include "engine/state_file.hpp"
#include "engine/tickets.hpp"

namespace tallygate::engine {
namespace {

constexpr std::size_t kHandOverAfter = 64;                // answers; fewer when nothing else waits
constexpr auto kTick = std::chrono::milliseconds(1'000);  // drives timers on a quiet log
constexpr std::size_t kTimerRecordsAtOnce = 256;          // of a tenant, in one tick; then whoever waits is next
constexpr std::size_t kRecordBytesGuess = 1'200;

}  // namespace

struct Engine::Impl {
  Impl(eventstore::EventLog& the_log, Options the_options)
      : log(the_log),
        options(std::move(the_options)),
        inbox(options.limits),
        handoff(options.limits),
        quarantine(options.limits.quarantined_max),
        committer(log, *options.random, options.drain_side_rows, quarantine, options.sign_receipt) {}

  // Engine thread.
  void run();
  void process(Job& job, Batch& building);
  void process_command(Ticket& ticket, TenantState& state, Batch& building);
  bool remember_rulesets(Ticket& ticket, Produced& out);
  void add(TenantState& state, Produced produced, Ticket& ticket, Batch& building);
  void tick();
  void hand_over(Batch& building);
  void recover();
  void watch_storage();
  void say(const std::string& line) const {  // any thread
    if (options.say) options.say(line);
  }
  void publish(const TenantState& state);
  FindRuleset find_ruleset() {
    return [this](const core::Digest& hash) -> std::shared_ptr<const risk::Ruleset> {
      const auto it = rulesets.find(hash);
      return it == rulesets.end() ? nullptr : it->second;
    };
  }
  core::Result<Tenants> rebuilt() { return rebuild(log, find_ruleset(), options.state_directory, options.say); }
  bool has_space(std::uint64_t bytes) const {  // for a state checkpoint; any thread
    const auto& free_bytes = options.state_free_bytes ? options.state_free_bytes : options.free_bytes;
    return !free_bytes || free_bytes() >= options.limits.free_bytes_low + bytes;
  }
  core::Status create(const TenantSetup& setup);
  void discard_runs(const TenantState& state, const std::string& damage);
  void tell_bug(const TenantState& state, const std::string& bug);
  // Commit thread.
  void run_commits();

  eventstore::EventLog& log;
  Options options;
  Inbox inbox;
  Handoff handoff;
  Quarantine quarantine;  // both threads
  Committer committer;
  Tenants tenants;  // engine thread
  LeavingMemory leaving{log, tenants};
  std::map<core::Digest, std::shared_ptr<const risk::Ruleset>> rulesets;  // engine thread; at most kRulesetsKept
  static constexpr std::size_t kRulesetsKept = 64;
  std::uint64_t sweeps = 0;

  mutable std::mutex shared_mutex;  // guards infos and heads
  std::string said_damage;          // engine thread; so that each is said once
  std::map<std::string, TenantInfo, std::less<>> infos;
  std::map<std::string, eventstore::Head, std::less<>> heads;
  std::atomic<std::uint64_t> client_epoch{1};
  std::atomic<bool> ready{true}, storage_low{false}, stopping{false};
  std::atomic<std::uint64_t> commands{0}, records{0}, batches{0}, refusals{0}, duplicates{0}, rejected{0},
      check_failures{0}, quarantined{0}, recoveries{0}, timers{0}, records_per_batch_max{0}, commit_ns{0};
  std::thread engine_thread, commit_thread;
  std::unique_ptr<StateCheckpoints> state_checkpoints;  // null: none are written
};

core::Result<std::unique_ptr<Engine>> Engine::start(eventstore::EventLog& log, Options options) {
  TALLYGATE_CHECK(options.clock && options.random, "an engine needs a clock and randomness");
  auto impl = std::make_unique<Impl>(log, std::move(options));
  auto tenants = impl->rebuilt();
  if (!tenants) return tenants.error();
  impl->tenants = std::move(tenants).value();
  for (const auto& [name, state] : impl->tenants) {
    const auto head = log.head(name);
    if (!head) return head.error();
    impl->heads[name] = *head;
    impl->publish(*state);
    impl->leaving.share_runs(*state);
  }
  impl->watch_storage();
  auto* raw = impl.get();
  auto engine = std::unique_ptr<Engine>(new Engine(std::move(impl)));
  raw->commit_thread = std::thread([raw] {
    ::pthread_setname_np(::pthread_self(), "commit");
    raw->run_commits();
  });
  raw->engine_thread = std::thread([raw] {
    ::pthread_setname_np(::pthread_self(), "engine");
    raw->run();
  });
  if (raw->options.state_checkpoints && !raw->options.state_directory.empty()) {
    raw->state_checkpoints = std::make_unique<StateCheckpoints>(
        log, raw->options.state_directory, *raw->options.state_checkpoints,
        [raw](std::uint64_t bytes) { return raw->has_space(bytes); },
        [raw](CheckpointWritten made) {  // shared, since what is taken is too long to be copied by the engine thread
          auto written = std::make_shared<CheckpointWritten>(std::move(made));
          raw->inbox.push_control([raw, written] {
            raw->leaving.checkpoint_written(
                std::move(*written), [raw](ColdState before) { raw->state_checkpoints->retire(std::move(before)); });
          });
        },
        raw->options.say);
    raw->state_checkpoints->start();
  }
  return engine;
}

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Engine::~Engine() {
  if (impl_->state_checkpoints) impl_->state_checkpoints->stop();
  impl_->stopping = true;
  impl_->inbox.close();
  if (impl_->engine_thread.joinable()) impl_->engine_thread.join();
  impl_->handoff.close();
  if (impl_->commit_thread.joinable()) impl_->commit_thread.join();
}

void Engine::submit(Ticket ticket) {
  submit(std::span(&ticket, 1));
}

void Engine::submit(std::span<Ticket> tickets) {
  if (!impl_->ready.load(std::memory_order_relaxed)) {
    for (const auto& ticket : tickets)
      reject(ticket, core::Code::shard_recovering, "the log is being read again after a failed write");
    return;
  }
  impl_->leaving.read_ahead(tickets);
  std::vector<Job> jobs(tickets.size());
  for (std::size_t i = 0; i < tickets.size(); ++i) {
    jobs[i].bytes = size_of(tickets[i]);
    jobs[i].ticket = std::move(tickets[i]);
  }
  for (auto i = impl_->inbox.push(jobs); i < jobs.size(); ++i)
    reject(jobs[i].ticket, core::Code::overloaded, "too many commands are waiting");
}

core::Status Engine::create_tenant(const TenantSetup& setup) {
  std::promise<core::Status> promise;
  auto result = promise.get_future();
  const bool taken = impl_->inbox.push_control([this, &setup, &promise] { promise.set_value(impl_->create(setup)); });
  if (!taken) return core::failure(core::ErrorKind::unavailable, "the engine is stopping");
  return result.get();
}

std::optional<TenantInfo> Engine::tenant(std::string_view tenant) const {
  const std::lock_guard lock(impl_->shared_mutex);
  const auto it = impl_->infos.find(tenant);
  if (it == impl_->infos.end()) return std::nullopt;
  return it->second;
}

std::uint64_t Engine::client_epoch() const {
  return impl_->client_epoch.load(std::memory_order_acquire);
}

eventstore::Head Engine::durable_head(std::string_view tenant) const {
  const std::lock_guard lock(impl_->shared_mutex);
  const auto it = impl_->heads.find(tenant);
  return it == impl_->heads.end() ? eventstore::Head{} : it->second;
}

EngineStatistics Engine::statistics() const {
  const auto& i = *impl_;
  return {.commands = i.commands,
          .records = i.records,
          .batches = i.batches,
          .refusals = i.refusals,
          .duplicates = i.duplicates,
          .rejected = i.rejected,
          .check_failures = i.check_failures,
          .quarantined = i.quarantined,
          .recoveries = i.recoveries,
          .timers = i.timers,
          .records_per_batch_max = i.records_per_batch_max,
          .inbox_depth = i.inbox.depth(),
          .commit_ns_total = i.commit_ns,
          .ready = i.ready,
          .storage_low = i.storage_low,
          .keys_in_memory = i.leaving.keys_in_memory(),
          .objects_in_memory = i.leaving.objects_in_memory(),
          .state_checkpoints = i.state_checkpoints ? i.state_checkpoints->written() : 0,
          .state_checkpoints_hurried = i.state_checkpoints ? i.state_checkpoints->hurried() : 0,
          .state_checkpoint_pause_ns_max = i.leaving.longest_pause_ns()};
}

core::Digest Engine::state_digest(std::string_view tenant) const {
  std::promise<core::Digest> promise;
  auto result = promise.get_future();
  const bool taken = impl_->inbox.push_control([this, &tenant, &promise] {
    const auto it = impl_->tenants.find(tenant);
    promise.set_value(it == impl_->tenants.end() ? core::Digest{} : it->second->digest());
  });
  return taken ? result.get() : core::Digest{};
}

void Engine::Impl::run() {
  std::vector<Job> jobs;
  Batch building;
  while (inbox.take(jobs, kTick)) {
    if (handoff.failed()) recover();
    if (++sweeps % 64 == 0 || jobs.empty()) watch_storage();
    if (jobs.empty()) tick(), leaving.count();
    for (auto& job : jobs) {
      process(job, building);
      if (building.releases.size() < kHandOverAfter) continue;
      hand_over(building);
      leaving.release();
    }
    hand_over(building);
    leaving.release();
    if (leaving.releasing()) inbox.push_control([] {});
  }
  handoff.wait_idle();
}

void Engine::Impl::process(Job& job, Batch& building) {
  if (job.control) {
    hand_over(building);
    job.control();
    return;
  }
  auto& ticket = job.ticket;
  const auto it = tenants.find(ticket.tenant);
  if (it == tenants.end()) return reject(ticket, core::Code::not_found, "there is no such tenant");
  auto& state = *it->second;
  if (ticket.kind == Ticket::Kind::command || ticket.kind == Ticket::Kind::atomic_batch)
    return process_command(ticket, state, building);
  const auto now = state.replay_clock() ? state.last_at() : std::max(state.last_at(), options.clock->now());
  Produced produced;
  try {
    produced.answers.push_back(answer_read(ticket, state, now));
  } catch (const core::ColdUnreadable& unreadable) {
    discard_runs(state, unreadable.what());
    return reject(ticket, core::Code::shard_recovering, "it cannot be read; it is made again from the log");
  } catch (const core::CheckFailure& bug) {
    tell_bug(state, bug.what());
    return reject(ticket, core::Code::internal_error, "a check of the program failed in this read");
  }
  state.tidy();
  add(state, std::move(produced), ticket, building);
}

void Engine::Impl::process_command(Ticket& ticket, TenantState& state, Batch& building) {
  if (storage_low)
    return reject(ticket, core::Code::storage_low,
                  "the log's file system is nearly full; nothing is recorded until there is space");
  const auto wall = options.clock->now();
  Produced produced;
  Pipeline pipeline(state, quarantine);
  if (ticket.dry_run) pipeline.begin_dry_run();
  if (brings_statements(ticket) || remember_rulesets(ticket, produced)) {
    if (ticket.kind == Ticket::Kind::atomic_batch) {
      pipeline.run_atomic(ticket.batch_command, ticket.commands, wall, produced);
    } else {
      for (const auto& command : ticket.commands) pipeline.run(command, wall, produced);
    }
  }
  if (ticket.dry_run) pipeline.end_dry_run(produced);
  if (!produced.damage.empty()) discard_runs(state, produced.damage);
  if (!produced.bug.empty()) tell_bug(state, produced.bug);
  state.tidy();
  commands += produced.answers.size();
  for (const auto& answer : produced.answers) {
    if (answer.kind == Answer::Kind::replayed) ++duplicates;
    if (answer.kind == Answer::Kind::rejected) ++rejected;
    if (answer.kind == Answer::Kind::rejected && answer.code == core::Code::internal_error) ++check_failures;
    if (answer.kind == Answer::Kind::rejected && answer.code == core::Code::quarantined) ++quarantined;
    if (answer.kind == Answer::Kind::recorded && answer.made && answer.made->record.refusal) ++refusals;
  }
  add(state, std::move(produced), ticket, building);
}

// A rule set must compile before its record can name it.
bool Engine::Impl::remember_rulesets(Ticket& ticket, Produced& out) {
  for (const auto& text : ticket.blobs) {
    std::vector<risk::RulesetError> errors;
    auto ruleset = risk::Ruleset::compile(text, errors);
    if (!ruleset) {
      PendingAnswer invalid;
      invalid.code = core::Code::invalid_field;
      invalid.pointer = "/toml";
      invalid.detail = errors.empty() ? "the rule set does not compile"
                                      : "line " + std::to_string(errors.front().line) + ", " + errors.front().where +
                                            ": " + errors.front().detail;
      out.answers.assign(answers_of(ticket), invalid);
      return false;
    }
    if (rulesets.size() >= kRulesetsKept) rulesets.clear();  // the log's blobs stand behind them
    rulesets[core::sha256(text)] = std::move(ruleset);
  }
  return true;
}

void Engine::Impl::add(TenantState& state, Produced produced, Ticket& ticket, Batch& building) {
  bool governance = false;
  if (!produced.records.empty()) {
    auto& of = building.tenants[state.name()];
    for (auto& logged : produced.records) {
      const auto type = logged->record.type;
      governance |= type == core::RecordType::client_added || type == core::RecordType::client_revoked ||
                    type == core::RecordType::log_opened || type == core::RecordType::ruleset_activated ||
                    type == core::RecordType::clock_live;
      if (!logged->record.command && type == core::RecordType::commission_matured) ++timers;
      building.bytes += kRecordBytesGuess + (logged->record.command ? logged->record.command->request.size() : 0);
      of.records.push_back(std::move(logged));
    }
    building.records += produced.records.size();
    for (auto& blob : ticket.blobs) of.blobs.push_back(std::move(blob));
  }
  if (governance) publish(state);
  if (ticket.done) building.releases.push_back({state.name(), std::move(produced.answers), std::move(ticket.done)});
}

void Engine::Impl::tick() {
  if (storage_low) return;  // timers wait as commands do
  const auto wall = options.clock->now();
  Batch made;
  bool more = false;
  for (const auto& [name, state] : tenants) {
    if (state->replay_clock()) continue;
    Produced produced;
    Ticket nobody;
    Pipeline(*state, quarantine).run_timers(wall, wall, produced, kTimerRecordsAtOnce);  // what cannot be is due still
    more |= produced.records.size() >= kTimerRecordsAtOnce;
    if (!produced.damage.empty()) discard_runs(*state, produced.damage);
    if (!produced.bug.empty()) tell_bug(*state, produced.bug);
    if (!produced.records.empty()) add(*state, std::move(produced), nobody, made);
  }
  hand_over(made);
  if (more) inbox.push_control([this] { tick(); });
}

void Engine::Impl::hand_over(Batch& building) {
  if (building.empty()) return;
  if (!handoff.give(building)) {
    Committer::drop(building);
    recover();
  }
}

// A commit failed: memory is ahead of the disk. Drop it, read what the disk really holds, and only then go on. Whoever
// waits gets no answer, since none would be known to be true; the same key asks again.
void Engine::Impl::recover() {
  ready = false;
  auto lost = handoff.take_back();
  Committer::drop(lost);
  std::string why;  // said once, however often it is tried
  while (!stopping) {
    const auto reopened = log.reopen();
    std::string now = reopened ? "" : reopened.error().message;
    if (reopened) {
      auto again = rebuilt();
      if (!again) now = again.error().message;
      if (again) {
        tenants = std::move(again).value();
        const std::lock_guard lock(shared_mutex);
        for (const auto& [name, state] : tenants)
          if (const auto head = log.head(name)) heads[name] = *head;
        break;
      }
    }
    if (why != now) say("not ready, the log cannot be read again: " + (why = now));
    std::this_thread::sleep_for(kTick);
  }
  if (stopping) return;
  for (const auto& [name, state] : tenants) {
    publish(*state);
    leaving.share_runs(*state);
  }
  ++recoveries;
  handoff.recovered();
  say("ready: the log was read again");
  ready = true;
}

void Engine::Impl::watch_storage() {
  if (options.free_bytes) storage_low = options.free_bytes() < options.limits.free_bytes_low;
}

void Engine::Impl::publish(const TenantState& state) {
  {
    const std::lock_guard lock(shared_mutex);
    infos[state.name()] = state.info();
  }
  client_epoch.fetch_add(1, std::memory_order_release);
}

void Engine::Impl::tell_bug(const TenantState& state, const std::string& bug) {
  say("tenant " + state.name() + ": a check of the program failed: " + bug);
}

// What the damaged run held is made again from the log beside the running engine, which has all other keys meanwhile.
// Without state checkpoints the next start does it.
void Engine::Impl::discard_runs(const TenantState& state, const std::string& damage) {
  if (options.say && damage != said_damage)
    options.say("tenant " + state.name() + ": " + damage + " Its state checkpoints are discarded.");
  said_damage = damage;
  if (state_checkpoints) {
    state_checkpoints->discard(state.name());
  } else {
    discard_state_files(options.state_directory, state.name());
  }
}

core::Status Engine::Impl::create(const TenantSetup& setup) {
  handoff.wait_idle();
  if (tenants.contains(setup.tenant))
    return core::failure(core::ErrorKind::invalid, "tenant " + setup.tenant + " exists");
  if (auto created = log.create_tenant(setup.tenant); !created) return created;
  auto state = std::make_unique<TenantState>(setup.tenant, [this, name = setup.tenant](const core::Digest& hash) {
    auto known = find_ruleset()(hash);
    return known ? known : ruleset_from_log(log, name, hash);
  });
  auto promise = std::make_shared<std::promise<bool>>();
  auto durable = promise->get_future();
  Ticket ticket;
  for (const auto& command : setup.first_commands)
    if (const auto* ruleset = std::get_if<core::RulesetPut>(&command.body)) ticket.blobs.push_back(ruleset->toml);
  Produced produced;
  if (!remember_rulesets(ticket, produced))
    return core::failure(core::ErrorKind::invalid,
                         "the first rule set does not compile: " + produced.answers.front().detail);
  Pipeline(*state, quarantine).open(setup, options.clock->now(), produced);
  PendingAnswer done;
  done.kind = Answer::Kind::read;
  produced.answers.push_back(done);
  ticket.done = [promise](std::vector<Answer> answers) {
    promise->set_value(answers.front().kind == Answer::Kind::read);
  };
  auto& added = *tenants.emplace(setup.tenant, std::move(state)).first->second;
  Batch batch;
  add(added, std::move(produced), ticket, batch);
  if (!handoff.give(batch)) Committer::drop(batch);
  if (!durable.get())
    return core::failure(core::ErrorKind::io,
                         "the first records of tenant " + setup.tenant + " could not be made durable");
  return core::Done{};
}

void Engine::Impl::run_commits() {
  Batch batch;
  while (handoff.take(batch)) {
    const auto begin = std::chrono::steady_clock::now();
    auto committed = committer.commit(batch);
    commit_ns += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin).count());
    if (!committed) {
      ready = false;
      say("not ready, a commit failed, and the log is read again: " + committed.error().message);
      Committer::drop(batch);
      handoff.fail();
      inbox.push_control(
          [] {});  // wakes the engine thread: a shard that refuses everything has nothing else to wake it
      continue;
    }
    if (!committed->empty()) {
      const std::lock_guard lock(shared_mutex);
      for (auto& [tenant, head] : *committed) heads[tenant] = head;
    }
    records += batch.records;
    if (batch.records > 0) ++batches;
    if (batch.records > records_per_batch_max) records_per_batch_max = batch.records;
    committer.release(batch);
    batch = Batch{};
  }
}

}  // namespace tallygate::engine
