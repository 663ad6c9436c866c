#include "ledger/invariants/disputed_is_open_disputes.hpp"

namespace tallygate::ledger::invariants {
namespace {

// By how much more is in open disputes once the record stands.
core::Amount change_of_disputes(const State& state, const core::Record& record) {
  if (record.type == core::RecordType::dispute_opened) return core::effect_as<core::DisputeEffect>(record).amount;
  const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect);
  const Dispute* dispute = end == nullptr ? nullptr : state.disputes.find(end->dispute.view());
  return dispute == nullptr ? 0 : -dispute->amount;
}

}  // namespace

Violation DisputedIsOpenDisputes::violation(const Examined& examined) {
  WideAmount posted = 0, change = 0;
  for (const core::Record& record : examined.decision.records) {
    for (const core::Posting& p : record.postings.all())
      if (p.account.starts_with("assets:disputed:")) posted += p.amount;
    change += change_of_disputes(examined.state, record);
  }
  if (posted == change) return std::nullopt;
  return "the disputed accounts would have " + std::to_string(shown(posted)) + " more, open disputes " +
         std::to_string(shown(change)) + " more";
}

}  // namespace tallygate::ledger::invariants
