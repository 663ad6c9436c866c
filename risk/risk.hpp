// One tenant's risk state: the active rule set and the windows over the log. One thread (the engine's).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/assessment.hpp"
#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "core/held_memory.hpp"
#include "core/record_type.hpp"
#include "core/result.hpp"
#include "core/undo_journal.hpp"
#include "risk/activity.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::risk {

class Risk {
 public:
  Risk();
  ~Risk();
  Risk(const Risk&) = delete;
  Risk& operator=(const Risk&) = delete;

  // Makes the rule set the live one. Windows of features that both sets declare alike keep their contents; new ones
  // start empty. Noted in the journal.
  void activate(std::shared_ptr<const Ruleset> ruleset, core::UndoJournal& journal);
  const Ruleset* active() const;

  // The decision on an activity, before anything of it is counted. Const: sees every window at (at - W, at]. `decision`
  // is left empty for the engine.
  core::Assessment assess(const Activity& activity) const;

  // Counts the activity in every feature that names this record type, at activity.at (never backwards). Undone by the
  // journal.
  void observe(core::RecordType type, const Activity& activity, core::UndoJournal& journal);

  core::Digest digest() const;  // over rule set hash and every window, in a fixed order

  // Writes everything that is here; the digest of it. load() is for a Risk that is new: `find` gives the rule set of a
  // hash, null when there is none. When the bytes are damaged the reader says so, and what was loaded can only be
  // thrown away.
  using FindRuleset = std::function<std::shared_ptr<const Ruleset>(const core::Digest&)>;
  core::Digest save(core::BinaryWriter& out) const;
  core::Digest load(core::BinaryReader& in, const FindRuleset& find);
  std::size_t bytes() const;  // approximate memory of the windows
  // Each group of features that is counted by the same fields.
  std::vector<core::HeldPart> held_memory(const core::BlockBytes& block) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tallygate::risk
