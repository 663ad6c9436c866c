#include "ledger/invariants/refusals_move_nothing.hpp"

namespace tallygate::ledger::invariants {

Violation RefusalsMoveNothing::violation(const Examined& examined) {
  const Decision& decision = examined.decision;
  if (decision.refusal && !decision.records.empty()) return "a refusal comes with records";
  if (!decision.refusal && decision.records.empty()) return "a decision without records or refusal";
  for (const core::Record& record : decision.records)
    if (record.refusal && !record.postings.empty())
      return std::string(core::name_of(record.type)) + " carries a refusal and postings";
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
