// Holds: what payment.put and order.pay with `capture: false` authorise, and what releases it: payment.void, the
// cancellation of an order, and time. What is held stands in the held layer, from the channel to escrow.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/decide.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::Layer;

core::Amount sum_of(const std::vector<core::Allocation>& allocations) {
  core::Amount sum = 0;  // of what is held: within an amount
  for (const core::Allocation& a : allocations) sum += a.amount;
  return sum;
}

std::vector<core::Allocation> left_of(const Payment& payment) {
  std::vector<core::Allocation> out;
  for (const PaymentAllocation& a : payment.allocations)
    if (a.held > 0) out.push_back(allocation(a.order->id, a.held));
  return out;
}

}  // namespace

core::Allocation allocation(std::string_view order, core::Amount amount) {
  core::Allocation out;
  out.order = core::OrderId(std::string(order));
  out.amount = amount;
  return out;
}

core::Record authorised(const Asked& asked, const core::PaymentPut& payment, std::vector<core::Allocation> allocations,
                        std::optional<core::PartyId> wallet) {
  core::Record record = record_for(asked, core::RecordType::payment_authorised);
  core::PostingsBuilder postings;
  take_from_source(postings, source_account(payment.channel, wallet), {payment.amount, payment.currency},
                   charge_in(payment), Layer::held);
  postings.credit(std::string(kEscrow), {payment.amount, payment.currency}, Layer::held);
  record.postings = std::move(postings).build();
  core::AuthorisedEffect effect;
  effect.allocations = std::move(allocations);
  effect.wallet = std::move(wallet);
  effect.expires_at = asked.now + core::seconds(payment.expires_in.value_or(core::kHoldExpiresInDefault));
  record.effect = std::move(effect);
  return record;
}

void set_hold_change(core::Record& record, const Payment& payment, std::vector<core::Allocation> captured,
                     std::vector<core::Allocation> released) {
  const core::Amount taken = sum_of(captured);
  const core::Amount gone = taken + sum_of(released);
  core::HoldEffect effect;
  if (payment.charge && taken > 0)
    effect.charge = {charge_held(*payment.charge, payment.captured(), taken), payment.charge->currency};
  core::PostingsBuilder postings;
  take_from_source(postings, source_account(payment), {taken, payment.currency}, effect.charge);
  postings.credit(std::string(kEscrow), {taken, payment.currency});
  give_up_hold(postings, payment, taken, gone);
  record.postings = std::move(postings).build();
  effect.allocations = std::move(captured);
  effect.captured = payment.captured() + taken;
  effect.left = payment.authorised() - gone;
  effect.payment = core::PaymentId(payment.id);
  effect.released = std::move(released);
  record.effect = std::move(effect);
}

std::optional<core::Refusal> no_open_hold(const Payment* payment, const Asked& asked) {
  if (payment == nullptr) return refusal(Code::payment_not_found, "", "there is no payment " + asked.command->path_id);
  const auto because = [payment](Code code) {
    return refusal(code, "", "payment " + payment->id + " is " + std::string(core::name_of(payment->state)));
  };
  const auto expired = [payment] {
    return refusal(Code::hold_expired, "",
                   "the hold of payment " + payment->id + " expired at " + core::format_time(payment->expires_at));
  };
  switch (payment->state) {
    case PaymentState::captured:
      return because(Code::payment_already_captured);
    case PaymentState::voided:
      return because(Code::payment_voided);
    case PaymentState::expired:
      return expired();
    case PaymentState::blocked:
    case PaymentState::challenged:
    case PaymentState::declined:
    case PaymentState::held:
    case PaymentState::rejected:
      return because(Code::payment_not_authorised);
    case PaymentState::authorised:
      break;
  }
  if (payment->expires_at <= asked.now) return expired();  // its timer has not run yet
  return std::nullopt;
}

Decision decide_payment_void(const Asked& asked) {
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (auto why = no_open_hold(payment, asked)) return refused(std::move(*why));
  core::Record record = record_for(asked, core::RecordType::payment_voided);
  set_hold_change(record, *payment, {}, left_of(*payment));
  return recorded(std::move(record));
}

Decision decide_hold_expiry(const Payment& payment) {
  core::Record record = record_after(core::RecordType::payment_hold_expired, payment.authorised_by);
  set_hold_change(record, payment, {}, left_of(payment));
  return recorded(std::move(record));
}

core::Record release_for(const Payment& payment, const Order& order, std::uint64_t cause) {
  core::Record record = record_after(core::RecordType::payment_voided, cause);
  for (const PaymentAllocation& a : payment.allocations)
    if (a.order == &order) set_hold_change(record, payment, {}, {allocation(order.id, a.held)});
  return record;
}

}  // namespace tallygate::ledger
