#include "ledger/charges.hpp"

#include <algorithm>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/asked.hpp"
#include "ledger/wallet_terms.hpp"

namespace tallygate::ledger {

using core::Code;

core::Amount charged(const Charge& charge, core::Amount amount) {
  const WideAmount out = core::converted(amount, charge.rate);
  TALLYGATE_CHECK(amount >= 0 && out <= charge.amount, "of a payment no more is charged than for all of it");
  return static_cast<core::Amount>(out);
}

core::Amount charge_held(const Charge& charge, core::Amount captured, core::Amount held) {
  return charged(charge, captured + held) - charged(charge, captured);
}

core::Amount gone_back(const Payment& payment) {
  core::Amount sum = payment.suspense_refunded;
  for (const PaymentAllocation& a : payment.allocations) {
    const auto& captures = a.order->captures;
    const auto capture = std::ranges::find(captures, &payment, &Capture::payment);
    if (capture != captures.end()) sum += capture->refunded + capture->disputed;
  }
  return sum;
}

core::Amount charge_returned(const Payment& payment, core::Amount amount) {
  const Charge& charge = *payment.charge;
  return std::max<core::Amount>(0, charged(charge, gone_back(payment) + amount) - charge.returned);
}

std::unique_ptr<Charge> charge_of(const core::PaymentPut& payment) {
  if (!payment.charge) return nullptr;
  auto out = std::make_unique<Charge>();
  out->amount = payment.charge->amount;
  out->currency = payment.charge->currency;
  out->rate = payment.charge->rate;
  out->source = payment.charge->source;
  return out;
}

std::optional<core::ChargedAmount> charge_in(const core::PaymentPut& payment) {
  if (!payment.charge) return std::nullopt;
  return core::ChargedAmount{payment.charge->amount, payment.charge->currency};
}

std::optional<core::Refusal> not_chargeable(const core::PaymentPut& payment) {
  if (!payment.charge) return std::nullopt;
  const core::PaymentCharge& charge = *payment.charge;
  if (charge.currency == payment.currency)
    return refusal(Code::amount_mismatch, "/charge/currency", "a charge is in another currency than its payment");
  const WideAmount amount = core::converted(payment.amount, charge.rate);
  if (amount != charge.amount)
    return refusal(Code::amount_mismatch, "/charge/amount",
                   money_text(payment.amount, payment.currency) + " at " + std::to_string(charge.rate.num) + "/" +
                       std::to_string(charge.rate.den) + " are " + money_text(shown(amount), charge.currency) +
                       ", not " + money_text(charge.amount, charge.currency));
  if (!pays_from_wallet(payment)) return std::nullopt;
  return refusal(Code::not_supported, "/charge", "a wallet is converted first, and then pays in the order's currency");
}

void take_from_source(core::PostingsBuilder& out, const std::string& source, core::Money money,
                      const std::optional<core::ChargedAmount>& charge, core::Layer layer) {
  if (!charge) {
    out.debit(source, money, layer);
    return;
  }
  out.debit(source, {charge->amount, charge->currency}, layer);
  out.credit(conversion_account(charge->currency), {charge->amount, charge->currency}, layer);
  out.debit(conversion_account(money.currency), money, layer);
}

void give_up_hold(core::PostingsBuilder& out, const Payment& payment, core::Amount taken, core::Amount gone) {
  out.debit(std::string(kEscrow), {gone, payment.currency}, core::Layer::held);
  std::optional<core::ChargedAmount> charge;
  if (payment.charge) {
    const core::Amount captured = payment.captured(), held = payment.authorised();
    const core::Amount still = charge_held(*payment.charge, captured + taken, held - gone);
    charge = {still - charge_held(*payment.charge, captured, held), payment.charge->currency};
  }
  take_from_source(out, source_account(payment), {-gone, payment.currency}, charge, core::Layer::held);
}

}  // namespace tallygate::ledger
