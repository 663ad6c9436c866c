#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <utility>

#include "core/body_codec.hpp"
#include "engine/answers.hpp"
#include "tests/simulation/comparison.hpp"
#include "tests/simulation/process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::simulation {
namespace {

using engine::Answer;

constexpr int kCompareEvery = 20;  // steps: all objects; after each commit that failed and each crash as well

constexpr std::uint64_t kCheckpointEvery = 60;  // steps, about

// The disk of state checkpoints: in memory where the system has such a place, as that of the log is.
std::filesystem::path memory_for_files() {
  const std::filesystem::path shared = "/dev/shm";
  std::error_code ignored;
  return std::filesystem::is_directory(shared, ignored) ? shared : std::filesystem::temp_directory_path();
}

struct TimeZone {
  const char* name;
  std::optional<std::int64_t> east;  // minutes; absent: its clocks follow the moon
};
constexpr TimeZone kTimeZones[] = {{"UTC", 0},
                                   {"Asia/Shanghai", 480},
                                   {"Asia/Kolkata", 330},
                                   {"America/Phoenix", -420},
                                   {"Africa/Casablanca", std::nullopt}};

struct Call {
  std::string tenant;
  Asking asking;
  enum class State { on_its_way, waits, answered, dropped } state = State::on_its_way;
};

struct Acknowledged {
  std::string bytes, tenant;
  std::uint64_t seq = 0;
  core::Digest leaf{};
};

// Of what was done: that it waits, or stands.
std::string consequence(core::RecordType made) {
  using enum core::RecordType;
  switch (made) {
    case order_held:
    case payment_held:
    case refund_held:
    case payout_held:
      return "held";
    case order_challenged:
    case payment_challenged:
    case refund_challenged:
    case payout_challenged:
    case login_challenged:
      return "challenged";
    case approval_requested:
      return "approval_required";
    default:
      return "ok";
  }
}

class Simulation {
 public:
  Simulation(std::uint64_t seed, const Options& options, Reached& reached)
      : options_(options),
        reached_(reached),
        chance_(seed),
        salts_(seed + 1),
        states_chance_(seed + 2),
        log_(chance_),
        commands_(chance_) {
    jumps_every_ = 15 << below(5);
    // Of most runs nothing stays that a checkpoint can have.
    if (states_chance_.below(4) == 0) cold_after_ = core::days(static_cast<std::int64_t>(1 + states_chance_.below(30)));
  }

  void run() {
    create("t1", false);
    create("t2", true);
    const int steps = options_.steps * (states_chance_.below(8) == 0 ? 4 : 1);  // some runs go deep
    for (step = 0; step < steps; ++step) {
      one_step();
      if (step % kCompareEvery == 0) compare();
    }
    finish();
  }

  int step = 0;

 private:
  void create(const std::string& tenant, bool replay);
  void one_step();
  void ask();
  void deliver(std::size_t at);
  void dry_run(const Call& call);
  void tick();
  void read();
  void hand_over();
  void commit(std::optional<Fault> fault);
  void crash();
  void recover();
  void finish();
  void compare();
  void lose_a_state_file();
  void answered(const std::shared_ptr<Call>& call, const Expected& expected, const std::vector<Answer>& answers);
  void acknowledge(const Call& call, std::size_t line, const Answer& answer);

  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(chance_.below(static_cast<std::uint64_t>(n))); }
  Fault any_fault() { return static_cast<Fault>(below(4)); }

  const Options& options_;
  Reached& reached_;
  core::SeededRandom chance_, salts_, states_chance_;
  tests::TemporaryDirectory states_{memory_for_files()};
  MemoryLog log_;
  Commands commands_;
  core::Duration cold_after_{1};
  core::Time wall_{1'790'000'000'000'000};
  std::unique_ptr<Process> process_ = std::make_unique<Process>(log_, salts_, states_.path());
  std::set<std::pair<std::string, core::Hash16>> quarantined_;  // of this life
  Models now_;                                                  // what memory must hold
  std::shared_ptr<const Models> handed_, durable_;              // after the batch that waits; on the disk
  std::vector<std::shared_ptr<Call>> calls_, inbox_;            // the inbox has no order: anyone may be next
  std::map<std::string, Acknowledged> acknowledged_;            // by tenant, client, key and line
  bool may_drop_ = false;
  std::int64_t jumps_every_ = 0;  // steps between hours that pass at once: days go by in some runs, minutes in others
};

void Simulation::create(const std::string& tenant, bool replay) {
  engine::TenantSetup setup;
  setup.tenant = setup.opened.tenant = tenant;
  setup.opened.clock = replay ? "replay" : "live";
  setup.opened.origin = "example.com/" + tenant + "/1";
  setup.opened.log_id = std::string(32, 'a');
  setup.opened.public_key = "example.com+00000000+AQ==";
  setup.opened.recovery_public_key = std::string(64, 'b');
  const TimeZone& zone = kTimeZones[replay ? chance_.below(std::size(kTimeZones)) : 0];
  setup.opened.time_zone = zone.name;
  setup.at = wall_;
  core::RulesetPut put;
  put.name = "calm";
  put.toml = ruleset_toml(put.name);
  put.toml_sha256 = core::to_hex(core::view(core::sha256(put.toml)));
  core::Command ruleset;
  ruleset.op = core::Operation::ruleset_put;
  ruleset.body = put;
  core::finish_command(ruleset);
  setup.first_commands.push_back(std::move(ruleset));
  auto produced = process_->create(setup);
  now_.emplace(tenant, Model(replay, wall_, produced.records.size(), zone.east));
  process_->add(tenant, std::move(produced), {put.toml}, nullptr);
  auto plan = std::make_shared<Call>();
  plan->tenant = tenant;
  plan->asking = commands_.first_plan();
  calls_.push_back(plan);
  inbox_.push_back(std::move(plan));
  deliver(0);
  hand_over();
  commit(std::nullopt);
}

void Simulation::one_step() {
  if (states_chance_.below(kCheckpointEvery) == 0) {
    const std::string tenant = states_chance_.below(3) == 0 ? "t2" : "t1";
    process_->make_checkpoint(tenant, cold_after_);
    ++reached_.checkpoints;
    reached_.left_memory += process_->state(tenant).cold().objects->entries();
  }
  wall_ = wall_ + core::Duration{below(2'000'000)};
  if (below(jumps_every_) == 0) wall_ = wall_ + core::Duration{below(40LL * 3'600'000'000)};
  if (below(jumps_every_ * 4) == 0) wall_ = wall_ + core::days(below(40));
  if (below(60) == 0) wall_ = wall_ - core::Duration{below(2LL * 3'600'000'000)};
  const auto kind = below(100);
  if (kind < 32) return ask();
  if (kind < 74) return inbox_.empty() ? ask() : deliver(chance_.below(inbox_.size()));
  if (kind < 80) return read();
  if (kind < 84) return tick();
  if (kind < 90) return hand_over();
  if (kind < 97 && options_.lying_disk && below(4) == 0) return commit(Fault::lost_after_all);
  if (kind < 97) return commit(below(6) == 0 ? std::optional(any_fault()) : std::nullopt);
  if (kind < 99) return hand_over();
  crash();
}

// A new call, one of before again, or an old key with new content.
void Simulation::ask() {
  const std::string tenant = below(3) == 0 ? "t2" : "t1";
  auto call = std::make_shared<Call>();
  const auto kind = below(12);
  if (kind < 2 && !calls_.empty()) {
    const auto& before = calls_[chance_.below(calls_.size())];
    call->tenant = before->tenant;
    call->asking = before->asking;
    const bool by_month = before->asking.lines.front()->op == core::Operation::period_close;  // no id
    if (kind == 1 && below(3) == 0 && !before->asking.batch && !by_month) {
      core::Command other = *before->asking.lines.front();
      other.path_id += "x";
      core::finish_command(other);
      call->asking.lines = {std::make_shared<const core::Command>(std::move(other))};
    }
  } else {
    call->tenant = tenant;
    call->asking = commands_.next(now_.at(tenant));
  }
  calls_.push_back(call);
  inbox_.push_back(std::move(call));
}

void Simulation::deliver(std::size_t at) {
  const auto call = inbox_[at];
  inbox_.erase(inbox_.begin() + static_cast<std::ptrdiff_t>(at));
  call->state = Call::State::waits;
  Model& model = now_.at(call->tenant);
  const Asking& asking = call->asking;
  const auto content = std::pair(call->tenant, asking.lines.front()->body_hash);
  // A limit is put at an instant of its own, so that it is clear what began to count before it.
  const auto op = asking.lines.front()->op;
  if (!model.replay_clock && (op == core::Operation::limit_put || op == core::Operation::approval_decide))
    wall_ = std::max(wall_, model.last_at + core::Duration{1});
  Fate fate = Fate::ordinary;
  if (asking.poison) fate = quarantined_.contains(content) ? Fate::quarantined : Fate::meets_a_bug;
  if (fate == Fate::ordinary && states_chance_.below(12) == 0) dry_run(*call);
  const Expected expected = asking.batch ? model.run_atomic(asking.batch, asking.lines, wall_, fate)
                                         : model.run(asking.lines.front(), wall_, fate);
  if (expected.kind == Expected::Kind::rejected && expected.codes.contains(core::Code::internal_error))
    quarantined_.insert(content);
  auto produced = process_->run(call->tenant, asking, wall_);
  compare_answer(asking, expected, produced);
  compare_touched(model, process_->state(call->tenant), produced);
  reached_.commands += asking.lines.size();
  for (const auto& made : produced.records) {
    ++reached_.records;
    ++reached_.types[made->record.type];
    if (made->record.refusal) ++reached_.refusals, ++reached_.codes[made->record.refusal->code];
  }
  for (std::size_t line = 0; line < produced.answers.size(); ++line) {
    const auto& answer = produced.answers[line];
    if (answer.code == core::Code::quarantined) ++reached_.quarantined;
    if (answer.kind != Answer::Kind::recorded) continue;
    auto code = answer.code;
    if (!asking.batch && answer.made->record.refusal) code = answer.made->record.refusal->code;
    ++reached_.outcomes[{asking.lines[line]->op, code != core::Code::ok ? std::string(core::traits(code).name)
                                                                        : consequence(answer.made->record.type)}];
  }
  process_->add(call->tenant, std::move(produced), asking.blobs,
                [this, call, expected](std::vector<Answer> answers) { answered(call, expected, answers); });
}

// The same answer as the call's, and nothing is left of it.
void Simulation::dry_run(const Call& call) {
  const auto& state = process_->state(call.tenant);
  const auto before = state.digest();
  Model model = now_.at(call.tenant);
  const auto& asking = call.asking;
  const Expected expected = asking.batch ? model.run_atomic(asking.batch, asking.lines, wall_, Fate::ordinary)
                                         : model.run(asking.lines.front(), wall_, Fate::ordinary);
  const auto produced = process_->dry_run(call.tenant, asking, wall_);
  compare_dry_run(asking, expected, produced);
  if (state.digest() != before) differ("a dry run has left something");
  ++reached_.dry_runs;
}

void Simulation::tick() {
  for (auto& [tenant, model] : now_) {
    if (model.replay_clock) continue;
    Expected expected;
    expected.timers = model.run_timers(wall_);
    auto produced = process_->run_timers(tenant, wall_);
    compare_records(expected, produced);
    compare_touched(model, process_->state(tenant), produced);
    for (const auto& made : produced.records) ++reached_.types[made->record.type];
    process_->add(tenant, std::move(produced), {}, nullptr);
  }
}

void Simulation::read() {
  const std::string tenant = below(2) == 0 ? "t1" : "t2";
  engine::Ticket ticket;
  ticket.tenant = tenant;
  ticket.kind = engine::Ticket::Kind::order;
  ticket.id = "o" + std::to_string(below(60));
  const Model& model = now_.at(tenant);
  auto produced = process_->read(ticket, wall_);
  const auto found = model.orders.find(ticket.id);
  const std::string expected = found == model.orders.end() ? "" : order_json(model, found->second);
  const std::string& shown = produced.answers.front().json;
  if (found == model.orders.end() &&
      model.used_ids.contains("order:" + ticket.id)) {  // by which of its codes is the product's
    const bool refused = shown.find("\"state\":\"refused\"") != std::string::npos;
    same(ticket.id, "refused", refused ? "refused" : shown);
  } else {
    same(ticket.id, expected, without_goods(shown));
  }
  ++reached_.reads;
  process_->add(tenant, std::move(produced), {}, [this, tenant](const std::vector<Answer>& answers) {
    const bool durable = answers.front().as_of <= log_.synced(tenant);
    if (answers.front().kind == Answer::Kind::read && !durable && !options_.lying_disk)
      differ("a read was answered that rests on what is not durable");
  });
}

void Simulation::hand_over() {
  process_->hand_over();
  handed_ = std::make_shared<const Models>(now_);
}

void Simulation::commit(std::optional<Fault> fault) {
  if (fault && process_->has_records_to_commit()) {
    log_.fail_next(*fault);
    reached_.faults.insert(*fault);
  }
  if (process_->commit()) {
    durable_ = handed_;
    return process_->release(process_->waiting_releases());
  }
  ++reached_.failed_commits;
  may_drop_ = true;
  process_->drop();
  may_drop_ = false;
  recover();
}

// The process dies: idle, at a step of its commit, or when some of the answers are out.
void Simulation::crash() {
  ++reached_.crashes;
  if (below(2) == 0) process_->hand_over(), handed_ = std::make_shared<const Models>(now_);
  if (process_->has_records_to_commit() && below(4) > 0) {
    const auto fault = below(5);
    if (fault < 4) {
      log_.fail_next(static_cast<Fault>(fault));
      reached_.faults.insert(static_cast<Fault>(fault));
    }
    if (process_->commit()) {
      durable_ = handed_;
      process_->release(static_cast<std::size_t>(below(static_cast<std::int64_t>(process_->waiting_releases()) + 1)));
    }
  }
  process_ = std::make_unique<Process>(log_, salts_, states_.path());
  if (states_chance_.below(4) == 0) lose_a_state_file();
  quarantined_.clear();
  for (const auto& call : calls_)
    if (call->state == Call::State::waits) call->state = Call::State::dropped;
  recover();
}

// What the disk holds is all of the batch that was being written or nothing of it, for all tenants alike; nothing that
// was acknowledged is missing; and whoever was not answered asks again.
void Simulation::recover() {
  if (const auto recovered = process_->recover(); !recovered)
    differ("the log cannot be read: " + recovered.error().message);
  const auto holds = [this](const Models& models) {
    return std::ranges::all_of(models, [this](const auto& m) { return log_.synced(m.first) == m.second.next_seq; });
  };
  if (handed_ && holds(*handed_)) {
    if (!holds(*durable_)) ++reached_.survived;
    durable_ = handed_;
  }
  if (!holds(*durable_)) differ("the disk holds neither what was durable nor all of the batch after it");
  handed_ = durable_;
  now_ = *durable_;
  for (const auto& [key, was] : acknowledged_) {
    const auto leaf = log_.leaf(was.tenant, was.seq);
    if (!leaf || *leaf != was.leaf) differ("lost: record " + std::to_string(was.seq) + ", acknowledged for " + key);
  }
  compare();
  for (const auto& call : calls_)
    if (call->state == Call::State::dropped) {
      call->state = Call::State::on_its_way;
      inbox_.push_back(call);
    }
}

// A state checkpoint or a run of one: neither may be needed for anything but a quick start.
void Simulation::lose_a_state_file() {
  std::vector<std::filesystem::path> files;
  for (const auto& file : std::filesystem::recursive_directory_iterator(states_.path()))
    if (file.is_regular_file()) files.push_back(file.path());
  if (files.empty()) return;
  std::ranges::sort(files);
  std::filesystem::remove(files[states_chance_.below(files.size())]);
  ++reached_.lost_files;
}

void Simulation::finish() {
  while (!inbox_.empty()) deliver(chance_.below(inbox_.size()));
  hand_over();
  commit(std::nullopt);
  compare();
  for (const auto& call : calls_)
    if (call->state != Call::State::answered) differ("a call was never answered");
  for (const auto& [tenant, model] : now_) reached_.met.insert(model.met.begin(), model.met.end());
  if (options_.lying_disk) return;
  Process again(log_, salts_, {});  // from the log alone
  if (const auto recovered = again.recover(); !recovered)
    differ("the log cannot be read: " + recovered.error().message);
  for (const auto& [tenant, model] : now_) {
    const auto& live = process_->state(tenant);
    const auto& folded = again.state(tenant);
    if (folded.ledger().digest() != live.ledger().digest()) differ("the log gives another ledger");
    if (folded.risk().digest() != live.risk().digest()) differ("the log gives other windows");
    if (folded.digest() != live.digest()) differ("the log gives another state");
    compare_trail(log_, tenant, model);
    compare_months(log_, tenant, model);
  }
}

void Simulation::compare() {
  for (const auto& [tenant, model] : now_) compare_state(model, process_->state(tenant));
}

void Simulation::answered(const std::shared_ptr<Call>& call, const Expected& expected,
                          const std::vector<Answer>& answers) {
  same("answers", call->asking.lines.size(), answers.size());
  if (answers.front().kind == Answer::Kind::dropped) {
    if (!may_drop_) differ("an answer was dropped though nothing failed");
    call->state = Call::State::dropped;
    ++reached_.dropped;
    return;
  }
  call->state = Call::State::answered;
  for (std::size_t line = 0; line < answers.size(); ++line) {
    const Answer& answer = answers[line];
    using Kind = Answer::Kind;
    const Kind wanted = expected.kind == Expected::Kind::recorded   ? Kind::recorded
                        : expected.kind == Expected::Kind::replayed ? Kind::replayed
                        : expected.kind == Expected::Kind::reused   ? Kind::reused
                                                                    : Kind::rejected;
    if (answer.kind != wanted) differ("an answer is of another kind than was decided");
    if (answer.kind == Kind::replayed) ++reached_.replays;
    if (answer.kind == Kind::recorded || answer.kind == Kind::replayed) acknowledge(*call, line, answer);
  }
}

void Simulation::acknowledge(const Call& call, std::size_t line, const Answer& answer) {
  const auto& first = call.asking.batch ? *call.asking.batch : *call.asking.lines.front();
  const std::string key = call.tenant + " " + first.actor.client + " " + first.key + " #" + std::to_string(line);
  const auto seq = answer.record->seq;
  if (seq >= log_.synced(call.tenant) && !options_.lying_disk)
    differ("answered before it was durable: record " + std::to_string(seq));
  const auto leaf = log_.leaf(call.tenant, seq);
  if (!leaf || *leaf != answer.leaf) differ("an answer names a leaf that is not the log's");
  const auto rendered = answer.code == core::Code::ok ? engine::render_answer(*answer.record, answer.leaf)
                                                      : engine::render_batch_line(answer.code, *answer.record);
  const std::string bytes = std::to_string(rendered.status) + " " + rendered.body;
  const auto [it, fresh] = acknowledged_.try_emplace(key, Acknowledged{bytes, call.tenant, seq, answer.leaf});
  if (fresh) return;
  if (answer.kind == Answer::Kind::recorded) differ("decided anew though it was acknowledged: " + key);
  same("the answer for " + key, it->second.bytes, bytes);
}

}  // namespace

std::optional<Difference> simulate(std::uint64_t seed, const Options& options, Reached& reached) {
  Simulation simulation(seed, options, reached);
  try {
    simulation.run();
  } catch (const std::exception& difference) {
    return Difference{seed, simulation.step, difference.what()};
  }
  return std::nullopt;
}

}  // namespace tallygate::simulation
