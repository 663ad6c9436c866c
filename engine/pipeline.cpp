#include "engine/pipeline.hpp"

#include <algorithm>
#include <utility>

#include "core/body_codec.hpp"
#include "core/bytes.hpp"
#include "core/check.hpp"
#include "engine/activities.hpp"

namespace tallygate::engine {
namespace {

PendingAnswer rejected_with(core::Code code, std::string detail, std::string pointer = {}) {
  PendingAnswer answer;
  answer.code = code;
  answer.detail = std::move(detail);
  answer.pointer = std::move(pointer);
  return answer;
}

// Whether the key was used is not known, so the command is neither run nor answered from a record.
PendingAnswer key_not_known() {
  return rejected_with(core::Code::shard_recovering,
                       "this part of the idempotency keys cannot be read; it is made again from the log");
}

// The same of an object that the command needs.
PendingAnswer object_not_known() {
  return rejected_with(core::Code::shard_recovering,
                       "what the command is about cannot be read; it is made again from the log");
}

PendingAnswer quarantined() {
  return rejected_with(core::Code::quarantined, "this request met a bug before and is not run again");
}

PendingAnswer failed_a_check() {
  return rejected_with(core::Code::internal_error, "a check of the program failed; nothing was recorded");
}

PendingAnswer behind_a_failed_timer() {
  return rejected_with(core::Code::quarantined, "a timer of this log meets a bug, and nothing is recorded after it");
}

PendingAnswer recorded_as(std::shared_ptr<LoggedRecord> made) {
  PendingAnswer answer;
  answer.kind = Answer::Kind::recorded;
  answer.as_of = made->record.seq + 1;
  answer.made = std::move(made);
  return answer;
}

// Over the lines, which do not all stand in the log: what tells a batch's content when the log is read again.
std::string hex_over_lines(const core::Command& batch) {
  return core::to_hex({reinterpret_cast<const char*>(batch.body_hash.data()), batch.body_hash.size()});
}

constexpr bool engines_own(core::Operation op) {
  return op == core::Operation::client_add || op == core::Operation::client_revoke || op == core::Operation::clock_live;
}

const core::Actor kSystem{"system", ""};

}  // namespace

// The life of a command. A failed CHECK anywhere in it rolls back what it did; the key stays free, and the same request
// is not run again.
void Pipeline::run(const std::shared_ptr<const core::Command>& command, core::Time wall, Produced& out) {
  if (answered_before(command, out)) return;
  if (set_aside(*command)) {
    out.answers.push_back(quarantined());
    return;
  }
  core::Time now;
  PendingAnswer rejected;
  if (!time_of(*command, wall, now, rejected)) {
    out.answers.push_back(std::move(rejected));
    return;
  }
  if (auto stopped = run_timers(now, wall, out)) {
    out.answers.push_back(std::move(*stopped));
    return;
  }
  const auto mark = journal_.mark();
  const auto records_before = out.records.size();
  try {
    out.answers.push_back(recorded_as(decide_and_apply(command, now, wall, out).first));
    keep();
  } catch (const core::CheckFailure& bug) {
    journal_.rollback(mark);
    out.records.resize(records_before);
    quarantine_.add(state_.name(), *command);
    out.bug = bug.what();
    out.answers.push_back(failed_a_check());
  } catch (const core::ColdUnreadable& unreadable) {
    journal_.rollback(mark);
    out.records.resize(records_before);
    out.damage = unreadable.what();
    out.answers.push_back(object_not_known());
  }
}

void Pipeline::run_atomic(const std::shared_ptr<const core::Command>& batch,
                          const std::vector<std::shared_ptr<const core::Command>>& lines, core::Time wall,
                          Produced& out) {
  const auto known =
      batch->key.empty() ? core::Result<std::optional<KnownKey>>(std::nullopt) : state_.find_key(batch->key_hash);
  if (!known) {
    out.damage = known.error().message;
    out.answers.insert(out.answers.end(), lines.size(), key_not_known());
    return;
  }
  if (*known) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      PendingAnswer answer;
      answer.kind = Answer::Kind::replayed;
      answer.command = batch;
      answer.known_seq = (*known)->seq;
      answer.same_content = (*known)->body == batch->body_hash;
      answer.line = i;
      out.answers.push_back(std::move(answer));
    }
    return;
  }
  std::vector<bool> line_known;
  if (!find_lines(lines, line_known, out)) {
    out.answers.insert(out.answers.end(), lines.size(), key_not_known());
    return;
  }
  if (set_aside(*batch) || std::ranges::any_of(lines, [this](const auto& line) { return set_aside(*line); })) {
    out.answers.insert(out.answers.end(), lines.size(), quarantined());
    return;
  }
  core::Time now;
  PendingAnswer rejected;
  if (!time_of(*batch, wall, now, rejected)) {
    for (std::size_t i = 0; i < lines.size(); ++i) out.answers.push_back(rejected);
    return;
  }
  if (const auto stopped = run_timers(now, wall, out)) {
    out.answers.insert(out.answers.end(), lines.size(), *stopped);
    return;
  }
  const auto mark = journal_.mark();
  const auto records_before = out.records.size();
  std::vector<PendingAnswer> answers;
  std::size_t failed = lines.size();
  core::Code why = core::Code::ok;
  std::string pointer, detail;  // of the line that is refused
  const core::Command* running = batch.get();
  try {
    core::Record head;
    head.type = core::RecordType::batch_applied;
    head.command = batch;
    head.effect = core::ObjectEffect{
        .id = hex_over_lines(*batch), .subject = {}, .version = static_cast<std::int64_t>(lines.size()), .waiting = {}};
    std::vector<core::Record> first;
    first.push_back(std::move(head));
    finish(first, batch.get(), now, wall, false);
    apply_all(std::move(first), nullptr, out);
    for (std::size_t i = 0; i < lines.size() && failed == lines.size(); ++i) {
      if (line_known[i] || state_.in_memory(lines[i]->key_hash)) {
        failed = i, why = core::Code::key_reused, pointer = "/key", detail = "the line's key was used before";
        break;
      }
      running = lines[i].get();
      auto made = decide_and_apply(lines[i], now, wall, out);
      if (made.refused != core::Code::ok) failed = i, why = made.refused, pointer = made.pointer, detail = made.detail;
      answers.push_back(recorded_as(std::move(made.first)));
    }
  } catch (const core::CheckFailure& bug) {
    journal_.rollback(mark);
    out.records.resize(records_before);
    quarantine_.add(state_.name(), *running);
    out.bug = bug.what();
    out.answers.insert(out.answers.end(), lines.size(), failed_a_check());
    return;
  } catch (const core::ColdUnreadable& unreadable) {
    journal_.rollback(mark);
    out.records.resize(records_before);
    out.damage = unreadable.what();
    out.answers.insert(out.answers.end(), lines.size(), object_not_known());
    return;
  }
  if (failed == lines.size()) {
    const auto n = out.records.size() - records_before;
    const auto first = out.records[records_before]->record.seq;
    for (auto i = records_before; i < out.records.size(); ++i) out.records[i]->record.group = core::Group{first, n};
    keep();
    for (auto& answer : answers) out.answers.push_back(std::move(answer));
    return;
  }
  // The overlay is dropped; one record says which line it was. No line's key or id is used up.
  journal_.rollback(mark);
  out.records.resize(records_before);
  core::Record refused;
  refused.type = core::RecordType::batch_refused;
  refused.command = batch;
  refused.refusal = core::Refusal{why, "/" + std::to_string(failed) + pointer, detail};
  refused.effect = core::ObjectEffect{.id = hex_over_lines(*batch), .subject = {}, .version = {}, .waiting = {}};
  std::vector<core::Record> one;
  one.push_back(std::move(refused));
  finish(one, batch.get(), now, wall, false);
  const auto made = apply_all(std::move(one), nullptr, out);
  keep();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto answer = recorded_as(made);
    answer.line = i;
    answer.code = i == failed ? why : core::Code::batch_aborted;
    out.answers.push_back(std::move(answer));
  }
}

// Each due timer becomes a record before any command with a later `at`; its own time is when it was due, but never
// backwards.
std::optional<PendingAnswer> Pipeline::run_timers(core::Time now, core::Time wall, Produced& out, std::size_t at_once) {
  const auto made_before = out.records.size();
  for (auto due = state_.ledger().next_due(); due && *due <= now; due = state_.ledger().next_due()) {
    if (out.records.size() - made_before >= at_once) return std::nullopt;
    if (quarantine_.timers_stopped(state_.name())) return behind_a_failed_timer();
    const core::Time at = std::max(*due, state_.last_at());
    const auto mark = journal_.mark();
    const auto records_before = out.records.size();
    try {
      auto decision = state_.ledger().decide_due({at, state_.next_seq(), nullptr});
      TALLYGATE_CHECK(!decision.records.empty(), "a due timer makes a record");
      state_.ledger().check(decision, nullptr, at);
      finish(decision.records, nullptr, at, wall, true);
      apply_all(std::move(decision.records), nullptr, out);
    } catch (const core::CheckFailure& bug) {
      journal_.rollback(mark);
      out.records.resize(records_before);
      if (!dry_from_) quarantine_.stop_timers(state_.name());
      out.bug = bug.what();
      return behind_a_failed_timer();
    } catch (const core::ColdUnreadable& unreadable) {
      journal_.rollback(mark);
      out.records.resize(records_before);
      out.damage = unreadable.what();
      return object_not_known();
    }
    keep();
  }
  return std::nullopt;
}

void Pipeline::open(const TenantSetup& setup, core::Time wall, Produced& out) {
  core::Record record;
  record.type = core::RecordType::log_opened;
  record.effect = setup.opened;
  append_own(std::move(record), setup.at, wall, out);
  for (const auto& first : setup.first_commands) {
    auto command = std::make_shared<core::Command>(first);
    core::Record made;
    made.type =
        first.op == core::Operation::client_add ? core::RecordType::client_added : core::RecordType::ruleset_activated;
    made.command = std::move(command);
    made.effect = core::ObjectEffect{};
    append_own(std::move(made), setup.at, wall, out);
  }
}

// Duplicate? The same key and content is answered from its record; the same key and other content is refused, naming
// the first field that differs.
bool Pipeline::answered_before(const std::shared_ptr<const core::Command>& command, Produced& out) const {
  if (command->key.empty()) return false;  // of a dry run alone
  const auto known = state_.find_key(command->key_hash);
  if (!known) {
    out.damage = known.error().message;
    out.answers.push_back(key_not_known());
    return true;
  }
  if (!*known) return false;
  if (dry_from_ && (*known)->seq >= *dry_from_) {
    out.answers.push_back(answer_of_this_dry_run(*command, **known, out));
    return true;
  }
  PendingAnswer answer;
  answer.kind = Answer::Kind::replayed;
  answer.command = command;
  answer.known_seq = (*known)->seq;
  answer.same_content = (*known)->body == command->body_hash;
  answer.as_of = state_.next_seq();
  out.answers.push_back(std::move(answer));
  return true;
}

// A line of the same dry run has used the key: its record is in no log.
PendingAnswer Pipeline::answer_of_this_dry_run(const core::Command& command, const KnownKey& known,
                                               const Produced& out) const {
  const auto then = std::ranges::find(out.records, known.seq, [](const auto& made) { return made->record.seq; });
  TALLYGATE_CHECK(then != out.records.end(), "a key of a dry run is on one of its records");
  if (known.body == command.body_hash) return recorded_as(*then);
  const core::Command& first = *(*then)->record.command;
  const bool same_call = first.op == command.op && first.path_id == command.path_id;
  return rejected_with(core::Code::key_reused, "another line of this dry run has the key, with other content",
                       same_call ? core::first_difference(first.request, command.request) : "/path");
}

void Pipeline::keep() {
  if (!dry_from_) journal_.commit();
}

void Pipeline::begin_dry_run() {
  dry_from_ = state_.next_seq();
}

void Pipeline::end_dry_run(Produced& out) {
  for (auto& answer : out.answers) {
    if (answer.kind != Answer::Kind::recorded) continue;
    answer.kind = Answer::Kind::dry_run;
    answer.as_of = *dry_from_;
  }
  out.records.clear();
  journal_.rollback(0);
  dry_from_.reset();
}

// Which lines' keys were used before the batch. False when one cannot be looked up.
bool Pipeline::find_lines(const std::vector<std::shared_ptr<const core::Command>>& lines, std::vector<bool>& known,
                          Produced& out) const {
  for (const auto& line : lines) {
    const auto found = state_.find_key(line->key_hash);
    if (!found) {
      out.damage = found.error().message;
      return false;
    }
    known.push_back(found->has_value());
  }
  return true;
}

// `at`: live, the wall clock but never backwards; replay, the line's own, or the last one where the line has none.
bool Pipeline::time_of(const core::Command& command, core::Time wall, core::Time& now, PendingAnswer& rejected) const {
  const core::Time last = state_.last_at();
  if (!state_.replay_clock()) {
    if (command.at) {
      rejected = rejected_with(core::Code::at_not_allowed, "`at` is only for a tenant whose clock is replay", "/at");
      return false;
    }
    now = std::max(last, wall);
    return true;
  }
  now = command.at.value_or(last);
  if (now > core::kRecordTimeMax) {
    rejected =
        rejected_with(core::Code::invalid_field, "`at` is at most " + core::format_time(core::kRecordTimeMax), "/at");
    return false;
  }
  if (now >= last) return true;
  rejected = rejected_with(core::Code::at_backwards, "`at` is before the log's last record, " + core::format_time(last),
                           "/at");
  return false;
}

// assess, decide, check invariants, apply: the same for a single command, a line of an atomic batch and a release.
Pipeline::Made Pipeline::decide_and_apply(const std::shared_ptr<const core::Command>& command, core::Time now,
                                          core::Time wall, Produced& out) {
  const auto activity = make_activity(*command, state_.ledger(), now);
  std::optional<core::Assessment> assessment, released;
  if (core::traits(command->op).scored) assessment = state_.risk().assess(activity);
  if (command->op == core::Operation::review_resolve || command->op == core::Operation::challenge_answer) {
    // Release decides again, at release time.
    if (const auto waiting = state_.ledger().waiting_command(command->path_id);
        waiting && core::traits(waiting->op).scored) {
      auto again = make_activity(*waiting, state_.ledger(), now);
      again.counted = true;  // its attempt is in the windows already
      released = state_.risk().assess(again);
    }
  }
  const ledger::Context context{now, state_.next_seq(), released ? &*released : nullptr};
  auto decision = engines_own(command->op)
                      ? decide_own(command)
                      : state_.ledger().decide(command, assessment ? &*assessment : nullptr, context);
  state_.ledger().check(decision, command.get(), now);
  Made made;
  if (decision.refusal) {
    core::Record refused;
    refused.type = core::RecordType::command_refused;
    refused.command = command;
    refused.assessment = std::move(assessment);
    refused.refusal = std::move(decision.refusal);
    decision.records.clear();
    decision.records.push_back(std::move(refused));
  }
  TALLYGATE_CHECK(!decision.records.empty(), "a decision makes a record");
  finish(decision.records, command.get(), now, wall, false);
  if (const auto& refusal = decision.records.front().refusal)
    made.refused = refusal->code, made.pointer = refusal->pointer, made.detail = refusal->detail;
  made.first = apply_all(std::move(decision.records), &activity, out);
  return made;
}

// Clients and the clock are the engine's own: the ledger knows neither.
ledger::Decision Pipeline::decide_own(const std::shared_ptr<const core::Command>& command) const {
  ledger::Decision decision;
  decision.refusal = state_.ledger().dated_too_late(*command);
  if (decision.refusal) return decision;
  core::Record record;
  record.command = command;
  record.effect = core::ObjectEffect{};
  if (command->op == core::Operation::client_add) {
    if (state_.has_client(core::body_as<core::ClientAdd>(*command).client_id))
      decision.refusal = core::Refusal{core::Code::client_exists, "/client_id", "a client with this id exists"};
    record.type = core::RecordType::client_added;
  } else if (command->op == core::Operation::client_revoke) {
    if (!state_.has_client(core::body_as<core::ClientRevoke>(*command).client_id))
      decision.refusal = core::Refusal{core::Code::client_not_found, "/client_id", "there is no client with this id"};
    record.type = core::RecordType::client_revoked;
  } else {
    record.type = core::RecordType::clock_live;
  }
  if (!decision.refusal) decision.records.push_back(std::move(record));
  return decision;
}

// The header of each record: position, time, who, key, group, decision id. A key stands on the first record of its
// command alone.
void Pipeline::finish(std::vector<core::Record>& records, const core::Command* command, core::Time now, core::Time wall,
                      bool system) {
  const auto first = state_.next_seq();
  for (std::size_t i = 0; i < records.size(); ++i) {
    auto& r = records[i];
    r.seq = first + i;
    r.at = now;
    if (state_.replay_clock() && wall != now) r.rec = wall;
    r.actor = system || !command ? kSystem : command->actor;
    if (i == 0 && command) r.key = command->key;
    if (records.size() > 1) r.group = core::Group{first, records.size()};
    if (r.assessment) r.assessment->decision = "d" + std::to_string(r.seq);
  }
}

std::shared_ptr<LoggedRecord> Pipeline::apply_all(std::vector<core::Record> records, const risk::Activity* activity,
                                                  Produced& out) {
  std::shared_ptr<LoggedRecord> first;
  for (auto& record : records) {
    auto logged = std::make_shared<LoggedRecord>();
    logged->record = std::move(record);
    state_.apply_new(logged->record, journal_, first ? nullptr : activity);
    if (!first) first = logged;
    out.records.push_back(std::move(logged));
  }
  return first;
}

void Pipeline::append_own(core::Record record, core::Time now, core::Time wall, Produced& out) {
  std::vector<core::Record> one;
  one.push_back(std::move(record));
  finish(one, nullptr, now, wall, true);
  apply_all(std::move(one), nullptr, out);
  journal_.commit();
}

}  // namespace tallygate::engine
