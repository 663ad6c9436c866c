// One tenant's live state, owned by the engine thread: the ledger, the windows, the idempotency keys, the subject
// counters, the clients. All of it is a fold over the log: apply() is how a record changes it, live and on replay
// alike.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "core/fold.hpp"
#include "core/hash.hpp"
#include "core/record.hpp"
#include "core/result.hpp"
#include "engine/cold_state.hpp"
#include "engine/engine.hpp"
#include "engine/key_sum.hpp"
#include "engine/key_table.hpp"
#include "engine/object_runs.hpp"
#include "engine/subject_counts.hpp"
#include "ledger/ledger.hpp"
#include "risk/risk.hpp"

namespace tallygate::engine {

// Finds a rule set by its hash: those published since start, and the log's blobs.
using FindRuleset = std::function<std::shared_ptr<const risk::Ruleset>(const core::Digest&)>;

// What tells the content of the request behind a record's key. The lines of an atomic batch are not its body, and of a
// refused one they are nowhere: its record says the hash over them. The record has a command.
core::Hash16 content_of(const core::Record& record);

class TenantState {
 public:
  TenantState(std::string tenant, FindRuleset find_ruleset);

  // What the key stands for: in memory, else in the runs of the last state checkpoint. Empty: it was never used. An
  // error (a damaged run) says nothing about the key: whoever asked must not go on as if it were new.
  core::Result<std::optional<KnownKey>> find_key(const core::Hash16& key) const;
  bool in_memory(const core::Hash16& key) const { return keys_.find(key) != nullptr; }

  // Applies a record that is being made, and numbers its subjects: each one more than its last. `activity`: of the
  // record's command at this position, where the caller has already built it.
  void apply_new(core::Record& record, core::UndoJournal& journal, const risk::Activity* activity);
  // Applies a record of the log.
  void apply(const core::Record& record, core::UndoJournal& journal);

  core::Digest digest() const;
  TenantInfo info() const;

  // Everything but the idempotency keys, as bytes (tenant_state_file.cpp); the digest of it. load() is for a state that
  // is new: one with the same digest, which goes on in the same way once it has the runs of its keys. When the bytes
  // are damaged the reader says so, and the state can only be thrown away.
  core::Digest save(core::BinaryWriter& out) const;
  core::Digest load(core::BinaryReader& in);

  // What a state checkpoint at cold.position holds, at most next_seq(): the records before it must be those of this
  // state. From then on memory may forget what it is the newer copy of, and what was `taken` and has not changed since,
  // a slice at a time: `from` is 0 for the first, and what it returns for the next; kReleased when nothing is left. A
  // slice ends after about `slice`.
  void set_cold(ColdState cold, std::vector<ledger::ColdTaken> taken = {});
  const ColdState& cold() const { return cold_; }
  static constexpr std::size_t kReleased = ~std::size_t{0};
  std::size_t release_memory(std::size_t from, std::chrono::microseconds slice);
  // Puts what did not change for `after`, and lets it go; set_cold() must then name runs that hold it.
  ledger::ColdTaken take_cold(core::Duration after, const core::PutCold& put);
  void tidy() { ledger_.tidy(); }  // once in a while: what was only looked at goes again
  std::size_t objects_in_memory() const { return ledger_.objects_in_memory(); }
  // Part by part, without the idempotency keys. O(n).
  std::vector<core::HeldPart> held_memory(const core::BlockBytes& block) const;
  // Keys of records that are applied from now on are counted and not kept: for a fold whose keys go elsewhere.
  void keep_no_keys() { keeps_keys_ = false; }
  std::uint64_t key_count() const { return key_sum_.count; }  // of all that were ever used
  std::size_t keys_in_memory() const { return keys_.size(); }

  const std::string& name() const { return tenant_; }
  const ledger::Ledger& ledger() const { return ledger_; }
  const risk::Risk& risk() const { return risk_; }
  std::uint64_t next_seq() const { return next_seq_; }
  core::Time last_at() const { return last_at_; }
  bool replay_clock() const { return replay_clock_; }
  bool has_client(std::string_view id) const {
    const auto it = clients_.find(id);
    return it != clients_.end() && !it->second.client_id.empty();  // empty: added, and rolled back
  }

 private:
  core::Digest digest_of(const core::Digest& ledger, const core::Digest& risk) const;
  void release_one(ledger::ColdTaken& taken);  // a family or count, from the end
  void apply_counted(const core::Record& record, core::UndoJournal& journal, const risk::Activity* activity);
  void apply_own(const core::Record& record, core::UndoJournal& journal);  // what neither ledger nor risk keeps
  void name_key(std::uint64_t seq, const std::string& vkey, core::UndoJournal& journal);
  void activate_ruleset(const core::Record& record, core::UndoJournal& journal);

  std::string tenant_;
  FindRuleset find_ruleset_;
  ledger::Ledger ledger_;
  risk::Risk risk_;
  KeyTable keys_;
  KeySum key_sum_;  // of those in memory and those in the runs
  bool keeps_keys_ = true;
  ColdState cold_;
  ObjectRuns objects_;                    // of cold_
  std::vector<ledger::ColdTaken> taken_;  // and not yet released
  SubjectCounts subject_counts_;
  std::map<std::string, Client, std::less<>> clients_;
  core::LogOpened opened_;
  std::vector<std::uint64_t> key_records_;  // TenantInfo's
  bool replay_clock_ = false;
  std::uint64_t next_seq_ = 0;
  core::Time last_at_;
  std::vector<std::string> names_;  // scratch
};

}  // namespace tallygate::engine
