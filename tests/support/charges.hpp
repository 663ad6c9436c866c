// Payments in another currency in the words of the domain: commands (scenario.hpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/conversions.hpp"

namespace tallygate::tests {

inline core::Command charging(core::Command payment, core::Money charge, core::ConversionRate rate) {
  auto& body = std::get<core::PaymentPut>(payment.body);
  body.charge = core::PaymentCharge{charge.amount, charge.currency, rate, "the acquirer's, of the day"};
  return command(payment.op, std::move(body), payment.path_id);
}
// For what the rate says.
inline core::Command charged_at(core::Command payment, core::Currency currency, core::ConversionRate rate) {
  const auto amount = core::converted(std::get<core::PaymentPut>(payment.body).amount, rate);
  return charging(std::move(payment), {static_cast<core::Amount>(amount), currency}, rate);
}
// 0.14 dollars a yuan.
inline core::Command in_dollars(core::Command payment) {
  return charged_at(std::move(payment), currency("USD"), rate_of(14, 100));
}
inline core::Command pay_orders(std::string payment, std::vector<core::Allocation> allocations) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(std::move(payment));
  body.currency = currency("CNY");
  for (const core::Allocation& a : allocations) body.amount += a.amount;
  body.allocations = std::move(allocations);
  return command(core::Operation::payment_put, std::move(body));
}
inline core::Allocation for_order(std::string order, core::Amount amount) {
  return {amount, core::OrderId(std::move(order))};
}

}  // namespace tallygate::tests
