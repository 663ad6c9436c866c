// The write path of one tenant, from a command to the records it makes and what its caller will be answered. Everything
// here runs on the engine thread; nothing here waits, reads a clock or writes to a disk. Keys that left memory are read
// from files whose pages Engine::submit has just had read.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/undo_journal.hpp"
#include "engine/engine.hpp"
#include "engine/quarantine.hpp"
#include "engine/tenant_state.hpp"

namespace tallygate::engine {

// A record on its way to the disk; the commit thread fills in the leaf.
struct LoggedRecord {
  core::Record record;
  core::Digest leaf{};
};

// An answer that waits until what it rests on is durable.
struct PendingAnswer {
  Answer::Kind kind = Answer::Kind::rejected;
  std::shared_ptr<LoggedRecord> made;            // recorded
  std::shared_ptr<const core::Command> command;  // replayed: whose body is compared when it differs
  std::uint64_t known_seq = 0;                   // replayed: the record that answered then
  bool same_content = true;
  std::size_t line = 0;  // of an atomic batch
  std::string json;      // read
  std::uint64_t as_of = 0;
  core::Code code = core::Code::ok;  // rejected; recorded: the line's own of a refused atomic batch
  std::string pointer, detail;
};

struct Produced {
  std::vector<std::shared_ptr<LoggedRecord>> records;  // in order; groups are whole
  std::vector<PendingAnswer> answers;                  // one a command
  std::string damage;  // of the runs, met while a key or an object was looked up; the commands were rejected
  std::string bug;     // the CHECK that failed, where it did and in what; for the operator, not for callers
};

class Pipeline {
 public:
  Pipeline(TenantState& state, Quarantine& quarantine) : state_(state), quarantine_(quarantine) {}

  // One command, after the timers that are due before it. `wall`: the clock, which a replay tenant only notes as `rec`.
  void run(const std::shared_ptr<const core::Command>& command, core::Time wall, Produced& out);
  // All or none: decided in order on the journal; refused as a whole when one line is.
  void run_atomic(const std::shared_ptr<const core::Command>& batch,
                  const std::vector<std::shared_ptr<const core::Command>>& lines, core::Time wall, Produced& out);
  // What time alone makes due at or before `now`. Where something of it cannot be done it is due still, and nothing may
  // follow it: the answer of what would have. No timer begins once there are `at_once` records: the rest is due still.
  std::optional<PendingAnswer> run_timers(core::Time now, core::Time wall, Produced& out,
                                          std::size_t at_once = SIZE_MAX);
  // Between the two, run() and run_atomic() decide on top of each other and keep nothing: end_dry_run() rolls all of it
  // back, timers too, and leaves answers of what would have been made.
  void begin_dry_run();
  void end_dry_run(Produced& out);
  // Record 0, at init.
  void open(const TenantSetup& setup, core::Time wall, Produced& out);

 private:
  struct Made {
    std::shared_ptr<LoggedRecord> first;
    core::Code refused = core::Code::ok;  // of a command.refused or a blocked record
    std::string pointer, detail;
  };
  bool set_aside(const core::Command& command) const { return quarantine_.holds(state_.name(), command); }
  bool answered_before(const std::shared_ptr<const core::Command>& command, Produced& out) const;
  PendingAnswer answer_of_this_dry_run(const core::Command& command, const KnownKey& known, const Produced& out) const;
  void keep();  // what was done stands, unless this is a dry run
  bool find_lines(const std::vector<std::shared_ptr<const core::Command>>& lines, std::vector<bool>& known,
                  Produced& out) const;
  bool time_of(const core::Command& command, core::Time wall, core::Time& now, PendingAnswer& rejected) const;
  Made decide_and_apply(const std::shared_ptr<const core::Command>& command, core::Time now, core::Time wall,
                        Produced& out);
  ledger::Decision decide_own(const std::shared_ptr<const core::Command>& command) const;
  void finish(std::vector<core::Record>& records, const core::Command* command, core::Time now, core::Time wall,
              bool system);
  std::shared_ptr<LoggedRecord> apply_all(std::vector<core::Record> records, const risk::Activity* activity,
                                          Produced& out);
  void append_own(core::Record record, core::Time now, core::Time wall, Produced& out);

  TenantState& state_;
  Quarantine& quarantine_;
  core::UndoJournal journal_;
  std::optional<std::uint64_t> dry_from_;  // in a dry run, the position that it is decided on
};

}  // namespace tallygate::engine
