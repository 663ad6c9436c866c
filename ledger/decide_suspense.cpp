// payment.allocate and payment.refund: what no order could take of a payment is brought to orders, or goes back.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/decide_refund.hpp"
#include "ledger/payable.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

core::Refusal no_such_payment(std::string_view id) {
  return refusal(Code::payment_not_found, "", "there is no payment " + std::string(id));
}

std::optional<core::Refusal> more_than_stands_there(const Payment& payment, const core::PaymentAllocate& body) {
  WideAmount sum = 0;
  for (const core::Allocation& a : body.allocations) sum += a.amount;
  if (sum <= payment.suspense_free()) return std::nullopt;
  return refusal(Code::exceeds_suspense, "/allocations",
                 money_text(shown(sum), payment.currency) + " asked, " +
                     money_text(payment.suspense_free(), payment.currency) + " stands in suspense of payment " +
                     payment.id);
}

std::optional<core::Refusal> not_taken(const Asked& asked, const Payment& payment, const core::PaymentAllocate& body) {
  std::size_t orders = payment.allocations.size();
  for (std::size_t i = 0; i < body.allocations.size(); ++i) {
    const core::Allocation& a = body.allocations[i];
    const Asking asking{asked.state.orders.find(a.order.view()), a.order.view(), a.amount,
                        "/allocations/" + std::to_string(i) + "/amount", false};
    if (auto why = not_payable(asking, payment.currency)) return why;
    if (std::ranges::find(payment.allocations, asking.order, &PaymentAllocation::order) == payment.allocations.end())
      ++orders;
  }
  if (orders <= core::kAllocationsMax) return std::nullopt;
  return refusal(Code::not_supported, "/allocations",
                 "a payment pays at most " + std::to_string(core::kAllocationsMax) + " orders");
}

std::optional<core::Refusal> not_refundable(const Payment& payment, const core::PaymentRefund& refund) {
  if (refund.currency != payment.currency)
    return refusal(Code::currency_mismatch, "/currency",
                   "payment " + payment.id + " is in " + std::string(payment.currency.code()));
  const core::Amount free = payment.suspense_free();
  if (refund.amount <= free) return std::nullopt;
  return refusal(free == 0 ? Code::nothing_to_refund : Code::exceeds_refundable, "/amount",
                 money_text(refund.amount, payment.currency) + " asked, " + money_text(free, payment.currency) +
                     " stands in suspense of payment " + payment.id);
}

}  // namespace

Decision decide_payment_allocate(const Asked& asked) {
  const auto& body = core::body_as<core::PaymentAllocate>(*asked.command);
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (payment == nullptr) return refused(no_such_payment(asked.command->path_id));
  if (auto why = more_than_stands_there(*payment, body)) return refused(std::move(*why));
  if (auto why = not_taken(asked, *payment, body)) return refused(std::move(*why));

  core::Record record = record_for(asked, core::RecordType::payment_allocated);
  core::PaymentEffect effect;
  effect.allocations = body.allocations;
  core::Amount sum = 0;
  for (const core::Allocation& a : body.allocations) sum += a.amount;
  core::PostingsBuilder postings;
  postings.debit(suspense_account(*payment->channel), {sum, payment->currency});
  postings.credit(std::string(kEscrow), {sum, payment->currency});
  record.postings = std::move(postings).build();
  if (!asked.state.accounts.fits(record.postings))
    return refused(refusal(Code::account_overflow, "/allocations", "a balance would pass what an amount can be"));
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_payment_refund(const Asked& asked) {
  const auto& refund = core::body_as<core::PaymentRefund>(*asked.command);
  if (auto why = refund_id_not_free(asked, refund.refund_id.view())) return refused(std::move(*why));
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (payment == nullptr) return refused(no_such_payment(asked.command->path_id));
  if (auto why = not_refundable(*payment, refund)) return refused(std::move(*why));

  core::RefundEffect effect = suspense_refund(*payment, refund.amount);
  effect.refund = refund.refund_id;
  effect.settled = refund.settled.value_or(false);
  core::Record record = record_for(asked, core::RecordType::refund_sent);
  record.postings = refund_postings(effect, payment->currency, 1);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
