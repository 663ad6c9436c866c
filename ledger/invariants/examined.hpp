// What an invariant looks at: one decision, before it is applied, and the state that it was made on. An invariant is
// one small class that says, in a sentence, what is violated; the ledger makes a CHECK of it (invariants.hpp). Each has
// a test in which it fires.
#pragma once

#include <optional>
#include <string>

#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger::invariants {

struct Examined {
  const State& state;
  const Decision& decision;
  const core::Command* command = nullptr;  // null: a timer's
};

using Violation = std::optional<std::string>;

}  // namespace tallygate::ledger::invariants
