#include "ledger/invariants/suspense_gives_what_it_has.hpp"

#include "ledger/account_names.hpp"
#include "ledger/refund_moves.hpp"

namespace tallygate::ledger::invariants {
namespace {

Violation more_than_free(const Payment* payment, WideAmount amount) {
  if (payment == nullptr) return "what stands in suspense is of a payment that does not exist";
  if (amount <= payment->suspense_free()) return std::nullopt;
  return "of payment " + payment->id + " " + std::to_string(shown(amount)) + " would leave suspense, " +
         std::to_string(payment->suspense_free()) + " is free there";
}

// Of a record that moves suspense of one payment and nothing else there: debit positive.
Violation other_posting(const core::Record& record, const Payment& payment, WideAmount amount) {
  WideAmount posted = 0;
  for (const core::Posting& p : record.postings.all())
    if (p.account == suspense_account(*payment.channel) && p.currency == payment.currency) posted += p.amount;
  if (posted == amount) return std::nullopt;
  return std::string(core::name_of(record.type)) + " posts " + std::to_string(shown(posted)) +
         " on suspense, of payment " + payment.id + " go " + std::to_string(shown(amount));
}

Violation brought_out(const State& state, const core::Record& record) {
  const Payment* payment = state.payments.find(record.command->path_id);
  WideAmount sum = 0;
  for (const core::Allocation& a : core::effect_as<core::PaymentEffect>(record).allocations) sum += a.amount;
  if (auto violated = more_than_free(payment, sum)) return violated;
  return other_posting(record, *payment, sum);
}

Violation sent_back(const State& state, const core::Record& record, const core::RefundEffect& effect) {
  const WideAmount amount = WideAmount{effect.amount} * refund_direction(record);
  if (effect.order || amount == 0) return std::nullopt;
  const Payment* payment = effect.payment ? state.payments.find(effect.payment->view()) : nullptr;
  if (auto violated = more_than_free(payment, amount)) return violated;
  return other_posting(record, *payment, amount);
}

Violation taken_at_its_end(const State& state, const core::DisputeEndEffect& end) {
  const Dispute* dispute = state.disputes.find(end.dispute.view());
  if (dispute == nullptr) return std::nullopt;  // disputes_within_captured says so
  const core::Amount lost = end.suspense.value_or(0);
  if (lost > dispute->suspense || end.suspense.has_value() != (dispute->suspense > 0))
    return "dispute " + dispute->id + " would lose other suspense than is in dispute";
  if (!end.suspense || dispute->state == DisputeState::open) return std::nullopt;
  return more_than_free(dispute->payment, WideAmount{lost} - dispute->suspense_lost);
}

Violation of_suspense(const State& state, const core::Record& record) {
  if (record.type == core::RecordType::payment_allocated) return brought_out(state, record);
  if (const auto* refund = std::get_if<core::RefundEffect>(&record.effect)) return sent_back(state, record, *refund);
  if (const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect)) return taken_at_its_end(state, *end);
  const auto* opened = std::get_if<core::DisputeEffect>(&record.effect);
  if (opened == nullptr || !opened->suspense) return std::nullopt;
  return more_than_free(state.payments.find(opened->payment.view()), *opened->suspense);
}

}  // namespace

Violation SuspenseGivesWhatItHas::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records)
    if (auto violated = of_suspense(examined.state, record)) return violated;
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
