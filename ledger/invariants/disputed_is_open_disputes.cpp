#include "ledger/invariants/disputed_is_open_disputes.hpp"

#include <map>

namespace tallygate::ledger::invariants {
namespace {

using InDispute = std::map<std::string_view, WideAmount>;  // by currency

// A dispute's money: its amount, or where a charge is disputed that, and what is unplaced beside it.
template <class D>
void add(const D& dispute, int direction, InDispute& out) {
  if (!dispute.charge) {
    out[dispute.currency.code()] += direction * dispute.amount;
    return;
  }
  out[dispute.charge->currency.code()] += direction * dispute.charge->amount;
  out[dispute.currency.code()] += direction * dispute.unplaced;
}

// By how much more is in open disputes once the record stands.
void change_of_disputes(const State& state, const core::Record& record, InDispute& out) {
  if (record.type == core::RecordType::dispute_opened) add(core::effect_as<core::DisputeEffect>(record), 1, out);
  const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect);
  const Dispute* dispute = end == nullptr ? nullptr : state.disputes.find(end->dispute.view());
  if (dispute != nullptr && dispute->state == DisputeState::open) add(*dispute, -1, out);
}

}  // namespace

Violation DisputedIsOpenDisputes::violation(const Examined& examined) {
  InDispute posted, change;
  for (const core::Record& record : examined.decision.records) {
    for (const core::Posting& p : record.postings.all())
      if (p.account.starts_with("assets:disputed:")) posted[p.currency.code()] += p.amount;
    change_of_disputes(examined.state, record, change);
  }
  for (const auto& [currency, amount] : change) posted[currency] -= amount;
  for (const auto& [currency, apart] : posted)
    if (apart != 0)
      return "the disputed accounts would have " + std::to_string(shown(apart)) + " " + std::string(currency) +
             " more than open disputes";
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
