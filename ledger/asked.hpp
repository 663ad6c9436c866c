// One command on its way through decide, and the words in which decisions are written. For the decide_*.cpp alone.
#pragma once

#include <memory>
#include <string>

#include "core/record.hpp"
#include "ledger/ledger.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

struct Asked {
  const State& state;
  const std::shared_ptr<const core::Command>& command;
  const core::Assessment* assessment = nullptr;  // null: not scored
  core::Time now;
  std::uint64_t seq = 0;           // of the first record that this would become
  const Wait* answered = nullptr;  // the review or challenge whose answer lets the command be decided again
};

// What risk's verdict means here: a released review overrides all but a block, a passed challenge overrides a
// challenge.
core::Verdict verdict_of(const Asked& asked);

core::Refusal refusal(core::Code code, std::string pointer, std::string detail);
Decision refused(core::Refusal why);
Decision refused(core::Code code, std::string pointer, std::string detail);
core::Refusal blocked_by_risk();

// A record of the command itself, with its assessment, and the cause where it waited.
core::Record record_for(const Asked& asked, core::RecordType type);
// A record that follows from another: no command of its own.
core::Record record_after(core::RecordType type, std::uint64_t cause);
Decision recorded(core::Record record);

// The review or challenge that holds an object, named for the record with this seq.
core::Waiting review_at(const State& state, std::uint64_t seq, core::Time now);
core::Waiting challenge_at(const State& state, std::uint64_t seq, core::Time now);

core::ObjectEffect object_effect(std::string subject);
std::string money_text(core::Amount amount, core::Currency currency);  // "500 CNY", minor units

}  // namespace tallygate::ledger
