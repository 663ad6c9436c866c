#include "ledger/invariants/facts_are_recorded.hpp"

namespace tallygate::ledger::invariants {
namespace {

bool is_fact(const core::Command& command) {
  if (core::traits(command.op).fact) return true;
  const auto* payment = std::get_if<core::PaymentPut>(&command.body);
  return payment != nullptr && payment->reported.value_or(false);
}

// The codes of what is not there or was there before. A payment whose own parts contradict each other is malformed,
// whoever reports it.
bool is_conflict(core::Code code) {
  const auto number = static_cast<int>(code);
  const bool id_taken = number >= 350 && number < 400;
  return (number >= 200 && number < 300) || id_taken || code == core::Code::amount_mismatch;
}

}  // namespace

Violation FactsAreRecorded::violation(const Examined& examined) {
  if (examined.command == nullptr || !is_fact(*examined.command)) return std::nullopt;
  const auto refused_by = [&](const core::Refusal& refusal) -> Violation {
    if (is_conflict(refusal.code)) return std::nullopt;
    return "a fact is refused: " + std::string(core::traits(refusal.code).name);
  };
  if (examined.decision.refusal) return refused_by(*examined.decision.refusal);
  if (!examined.decision.records.empty() && examined.decision.records.front().refusal)
    return refused_by(*examined.decision.records.front().refusal);
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
