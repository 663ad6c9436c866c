#include "ledger/invariants/found_was_awaited.hpp"

#include "ledger/decide.hpp"

namespace tallygate::ledger::invariants {
namespace {

bool same(const core::FoundBreak& a, const core::FoundBreak& b) {
  return a.subject == b.subject && a.kind == b.kind && a.amount == b.amount && a.currency == b.currency &&
         a.ours == b.ours && a.theirs == b.theirs;
}

}  // namespace

Violation FoundWasAwaited::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type != core::RecordType::breaks_found) continue;
    const auto& said = core::effect_as<core::FoundEffect>(record).breaks;
    const auto& awaited = examined.state.matches.awaited;
    if (said.empty() || awaited.empty()) return "nothing is found, or nothing was awaited";
    const auto now = breaks_found(examined.state, awaited.begin()->due).breaks;
    if (said.size() != now.size())
      return std::to_string(said.size()) + " are said, " + std::to_string(now.size()) + " are missing";
    for (std::size_t i = 0; i < said.size(); ++i)
      if (!same(said[i], now[i])) return said[i].subject + " is said to differ otherwise than it does";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
