// Payments that take of the buyer's instrument in another currency, and disputes in it.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

// At a rate that leaves at least a unit.
void Commands::charge(core::PaymentPut& body) {
  static const std::vector<core::ConversionRate> rates = {{1, 20}, {20, 1},           {1'000, 21'377}, {7, 3},
                                                          {3, 7},  {100'003, 99'991}, {1'000'000, 13}};
  core::PaymentCharge charge;
  charge.rate = pick(rates);
  charge.source = "a bank";
  const std::string in = body.currency.code() == "CNY" ? one_in(3) ? "USD" : "JPY" : one_in(3) ? "USD" : "CNY";
  charge.currency = core::Currency::from_code(in).value();
  const __int128 amount = core::converted(body.amount, charge.rate);
  if (amount < 1 || amount > core::kAmountMax) return;
  charge.amount = static_cast<core::Amount>(amount);
  body.charge = std::move(charge);
}

// Mostly in the currency of the charge: all, some, next to nothing, or more than there is.
void Commands::dispute_charge(const ModelPayment& payment, core::PaymentDispute& body) {
  if (!payment.charge || !body.amount || one_in(4)) return;
  const core::Amount left = payment.charged(payment.captured()) - payment.charge->returned;
  const core::Amount whole = std::max<core::Amount>(1, one_in(2) ? left : payment.charged(payment.captured()));
  body.currency = core::Currency::from_code(payment.charge->currency).value();
  body.amount = one_in(4) ? whole : one_in(6) ? whole + 1 : one_in(3) ? 1 + below(3) : 1 + below(whole);
  body.amount = std::min(*body.amount, core::kAmountMax);
}

}  // namespace tallygate::simulation
