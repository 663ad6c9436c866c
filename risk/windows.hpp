// The windows of one rule set over the log: counts recorded activities, reads features. Exact at any position, live and
// replayed alike.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/undo_journal.hpp"
#include "risk/activity_values.hpp"
#include "risk/feature.hpp"
#include "risk/window_table.hpp"

namespace tallygate::risk {

// What one lookup in one table serves: the features of a group that are read by the same fields.
struct Lookup {
  std::uint16_t group = 0;
  std::vector<KeyPart> by;
  std::vector<std::uint16_t> features;
};
std::vector<Lookup> plan_lookups(const FeaturePlan& plan, std::span<const std::uint16_t> features);

class Windows {
 public:
  // The plan must outlive the windows.
  explicit Windows(const FeaturePlan& plan);
  // The same, keeping what `before` has counted in lanes that both plans have. A feature that `before` did not have
  // sees only what is counted after `since_us`: a window that was kept shorter than it now needs is never half filled.
  Windows(const FeaturePlan& plan, const Windows& before, std::int64_t since_us);

  void observe(core::RecordType type, ActivityValues& values, core::UndoJournal& journal);
  // Sets the slots of the lookups' features. `possible`: what the activity may be recorded as; ratios are the caller's,
  // from the slots of their parts.
  void read(std::span<const Lookup> lookups, const RecordTypeSet& possible, ActivityValues& values) const;

  core::Digest digest() const;

  // As Ledger::save and load, into windows that are new, of the same plan.
  core::Digest save(core::BinaryWriter& out) const;
  core::Digest load(core::BinaryReader& in);

  std::size_t bytes() const;
  std::vector<core::HeldPart> held_memory(const core::BlockBytes& block) const;
  std::size_t keys() const;

 private:
  using TableNodes = std::vector<const KeyNode*>;  // of one table, in the order of keys
  template <class NodesOf>
  core::Digest digest_of(NodesOf nodes_of) const;
  void carry(std::size_t to, const Windows& before, std::size_t from, std::int64_t since_us);

  struct Wanted {  // one look-up of an activity; `node` is null when nothing was counted for the key
    std::uint16_t group = 0, lookup = 0;
    WindowKey key;
    KeyNode* node = nullptr;
  };
  void find_all() const;  // the nodes of wanted_

  const FeaturePlan* plan_;
  std::vector<std::unique_ptr<WindowTable>> tables_;  // by group
  std::vector<std::int64_t> since_us_;                // by feature
  mutable std::vector<Wanted> wanted_;                // working memory of one call
};

}  // namespace tallygate::risk
