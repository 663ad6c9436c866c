// What an invariant looks at: one decision, before it is applied, and the state that it was made on. An invariant is
// one small class that says, in a sentence, what is violated; the ledger makes a CHECK of it (invariants.hpp). Each has
// a test in which it fires.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger::invariants {

struct Examined {
  const State& state;
  const Decision& decision;
  const core::Command* command = nullptr;  // null: a timer's
  core::Time now;
};

using Violation = std::optional<std::string>;

// The order that an order.completed completes: in the path of the command, or named by the timer's record.
inline std::string_view order_completed_by(const core::Record& record) {
  if (record.command != nullptr) return record.command->path_id;
  const auto& order = core::effect_as<core::SplitEffect>(record).order;
  return order ? order->view() : std::string_view();
}

}  // namespace tallygate::ledger::invariants
