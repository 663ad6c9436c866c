// The write path of one shard: an inbox, one engine thread that owns all live state, one commit thread that encodes,
// hashes and makes durable. submit() is thread-safe; every ticket is completed exactly once, from the commit thread,
// only when what its answer rests on is durable.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/random.hpp"
#include "core/record.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::engine {

// Every limit of the write path in one place.
struct EngineLimits {
  std::size_t inbox_tickets_max = 16'384;  // past it: overloaded (503)
  std::size_t inbox_bytes_max = 64 * 1024 * 1024;
  std::size_t pending_records_max =
      4'096;  // decided, not yet handed to the commit thread; past it the engine thread waits
  std::size_t pending_bytes_max = 8 * 1024 * 1024;
  std::size_t atomic_lines_max = 1'000;
  std::size_t quarantined_max = 1'024;  // requests that failed a CHECK and are not run again; the oldest goes first
  std::uint64_t free_bytes_low = 256ULL * 1024 * 1024;  // below this much free space: storage_low (503), reads go on
};

// Where an answer comes from. The edge renders it (answers.hpp): a pure function of the record.
struct Answer {
  enum class Kind {
    recorded,  // `record` with its leaf: what this command made (the first of its group; for an atomic batch one Answer
               // a line)
    replayed,  // the same key and content before: `record` is the one that answered then, read back
    reused,    // the same key, other content: `pointer` names the first field that differs
    dry_run,  // `record` is what the command would have made, without a leaf; nothing of it stands anywhere. `as_of` is
              // the log's size that it was decided on
    read,     // `json` as of `as_of` (a point read)
    rejected,  // not recorded: `code`, with `detail`
    dropped,   // the outcome is not known (a failed commit): close the connection without an answer
  };
  Kind kind = Kind::rejected;
  std::shared_ptr<const core::Record> record;
  core::Digest leaf{};
  std::string json;
  std::uint64_t as_of = 0;           // the log's size that the answer rests on
  core::Code code = core::Code::ok;  // recorded, replayed or dry_run with another code than ok: a line of a refused
                                     // atomic batch; `record` is its batch.refused
  std::string pointer, detail;
  // recorded and replayed: the newest receipt of the tenant, which covers the record; one object a commit. Null without
  // SignReceipt.
  std::shared_ptr<const std::string> receipt;
};

// One submitted command, atomic batch or read. `done` is called once with an answer a command (one for a read); it must
// be cheap: post and return.
struct Ticket {
  enum class Kind {
    command,
    atomic_batch,
    order,
    payment,
    refund,
    payout,
    party,
    plan,
    account,
    settings,
    review,
    reviews,
    approvals,
    approval,
    dispute,
    a_break,
    stock,
    coupon,
    group,
    breaks,
    periods,
    limit,
    preview
  };
  Kind kind = Kind::command;
  std::string tenant;
  std::vector<std::shared_ptr<const core::Command>> commands;  // one, or an atomic batch's lines
  // An atomic batch's own: operation batch_atomic, body none; body_hash over the lines' hashes.
  std::shared_ptr<const core::Command> batch_command;
  std::string id, cursor, state;  // of reads
  std::string break_kind;         // of a list of breaks; empty: of all kinds
  std::size_t limit = 100;
  std::vector<std::string> blobs;  // that the commands name by SHA-256: rule set texts, pieces of statements
  // A command, several (each decided as if those before it had been done), or an atomic batch: answered in full, and
  // nothing stays of it. Commands without a key have none of their own to compare.
  bool dry_run = false;
  std::function<void(std::vector<Answer>)> done;
};

struct TenantSetup {  // init: what record 0 says
  std::string tenant;
  core::LogOpened opened;
  core::Time at;
  std::vector<core::Command> first_commands;  // clients, settings, the rule set: recorded after it by the system
};

struct Client {  // as folded from client.added and client.revoked
  std::string client_id, name, person, secret_sha256;
  std::vector<std::string> scope;
  bool revoked = false;
};

struct TenantInfo {
  std::string tenant, origin, vkey, log_id;
  bool replay_clock = false;
  std::vector<Client> clients;
  core::Digest ruleset{};
  std::vector<std::uint64_t> key_records{};  // seqs of those that name a key of the log: record 0, epochs, rotations
};

struct EngineStatistics {
  std::uint64_t commands = 0, records = 0, batches = 0, refusals = 0, duplicates = 0, rejected = 0, check_failures = 0,
                quarantined = 0, recoveries = 0, timers = 0;
  std::uint64_t records_per_batch_max = 0, inbox_depth = 0;
  std::uint64_t commit_ns_total = 0;  // encoding, hashing, transaction and fsync
  bool ready = false;                 // false while the shard re-reads what the disk holds after a failed commit
  bool storage_low = false;
  std::uint64_t keys_in_memory = 0;             // idempotency keys since the last state checkpoint, about
  std::uint64_t objects_in_memory = 0;          // orders, payments and all that may leave memory, about
  std::uint64_t state_checkpoints = 0;          // written since the start …
  std::uint64_t state_checkpoints_hurried = 0;  // … of these at ordinary priority, since there was little time to spare
  std::uint64_t state_checkpoint_pause_ns_max = 0;  // the longest that one held up the commands, nanoseconds
};

// When a state checkpoint is due (state_checkpoints.hpp).
struct StateCheckpointLimits {
  std::uint64_t tail_records = 100'000;       // the log is this much longer than the last one …
  std::chrono::minutes tail_age{10};          // … or a little longer, and the last one is this old
  std::uint64_t tail_records_least = 1'000;   // that little: a shorter tail is read in no time
  std::uint64_t tail_records_most = 400'000;  // from so many on one is made at ordinary priority, and without a rest
  std::uint64_t rest = 4;                     // between two, at least so many times what the last one took
  std::chrono::milliseconds look_every{1'000};
  core::Duration cold_after = core::days(30);  // of log time: what did not change for so long leaves memory
};

// Rows of other stores that must become durable with the next batch (the vault's), taken by the commit thread just
// before each transaction. Rows of a failed commit are kept and written with the next one.
using DrainSideRows = std::function<std::vector<eventstore::SideRow>(std::string_view tenant)>;

// Promises in the log's name that record `seq`, whose leaf hash this is, stays what it is: the text that answers carry.
// Called on the commit thread, once a tenant and commit, when both are durable; `at` is the record's.
using SignReceipt =
    std::function<std::string(std::string_view tenant, std::uint64_t seq, const core::Digest& leaf, core::Time at)>;

class Engine {
 public:
  struct Options {
    EngineLimits limits;
    core::Clock* clock = nullptr;
    core::Random* random = nullptr;
    DrainSideRows drain_side_rows;              // may be empty
    SignReceipt sign_receipt;                   // may be empty: answers carry none
    std::function<std::uint64_t()> free_bytes;  // of the log's file system; asked once a second; empty: not watched
    std::filesystem::path state_directory;      // of state checkpoints; empty: none are read or written
    std::function<std::uint64_t()> state_free_bytes;  // of its file system, where that is another; empty: as the log's
    std::optional<StateCheckpointLimits> state_checkpoints;  // none: they are read, and no new ones are made
    std::function<void(const std::string& line)> say;        // to the operator; may be empty; any thread
  };
  // Makes the state from the newest state checkpoint and the log after it, and starts the threads. The log must outlive
  // the engine.
  static core::Result<std::unique_ptr<Engine>> start(eventstore::EventLog& log, Options options);
  ~Engine();  // stops taking tickets, completes what is in flight
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void submit(Ticket ticket);
  void submit(std::span<Ticket> tickets);  // in order; moved from
  core::Status create_tenant(const TenantSetup& setup);
  std::optional<TenantInfo> tenant(
      std::string_view tenant) const;  // thread-safe snapshot; `clients` change with client.* records
  std::uint64_t client_epoch() const;  // grows whenever any client changed: cached token checks compare it
  eventstore::Head durable_head(std::string_view tenant) const;
  EngineStatistics statistics() const;
  core::Digest state_digest(std::string_view tenant) const;  // ledger, risk, keys and counters at a quiet moment

 private:
  struct Impl;
  explicit Engine(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tallygate::engine
