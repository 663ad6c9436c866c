// What a payment takes of the buyer's instrument in another currency: at the payment's own rate, for ever.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

// Of so much of the payment.
core::Amount ModelPayment::charged(core::Amount of) const {
  return charge ? static_cast<core::Amount>(static_cast<__int128>(of) * charge->num / charge->den) : 0;
}

// What of the charge is held.
core::Amount ModelPayment::charge_held() const {
  const core::Amount taken_so_far = captured();
  return charged(taken_so_far + sum_of(held)) - charged(taken_so_far);
}

// What of the payment went back or is in dispute, of all its orders.
core::Amount Model::gone_of(const ModelPayment& payment) const {
  core::Amount sum = payment.suspense_refunded + payment.suspense_lost;
  for (const auto& [order, amount] : payment.allocations)
    for (const auto& capture : orders.at(order).captures)
      if (capture.payment == payment.id) sum += capture.refunded + capture.disputed + capture.lost;
  return sum;
}

// What of the charge goes with `amount` more of the payment.
core::Amount Model::charge_back(const ModelPayment& payment, core::Amount amount) const {
  if (!payment.charge) return 0;
  return std::max<core::Amount>(0, payment.charged(gone_of(payment) + amount) - payment.charge->returned);
}

// The payment's side of a record: it gives `amount`, and `charge` of the instrument's currency where there is one.
void Model::give(const ModelPayment& payment, core::Amount amount, core::Amount charge, Layer layer) {
  const auto put = [&](const std::string& account, const std::string& currency, core::Amount debit) {
    if (layer == Layer::held) {
      hold(account, currency, debit);
    } else {
      post(account, currency, debit);
    }
  };
  if (!payment.charge) return put(source_of(payment.channel, payment.wallet), payment.currency, amount);
  const std::string& in = payment.charge->currency;
  put("assets:channel:" + payment.channel, in, charge);
  put("equity:conversion:" + in, in, -charge);
  put("equity:conversion:" + payment.currency, payment.currency, amount);
}

// What the dispute takes of the charge and of the orders, where it is of a payment in another currency: `left` of the
// orders may be placed. What it does not place stays unplaced.
core::Amount Model::place_charge(const ModelPayment& payment, ModelDispute& dispute, core::Amount left) const {
  auto& charge = dispute.charge.emplace();
  charge.currency = payment.charge->currency;
  if (dispute.currency == payment.currency) {
    const core::Amount placed = std::min(dispute.amount, left);
    if (placed > 0) charge.amount = charge_back(payment, placed);
    dispute.unplaced = dispute.amount - placed;
    return placed;
  }
  dispute.unplaced = dispute.amount;
  if (dispute.currency != charge.currency || left == 0) return 0;
  const core::Amount left_of_charge = charge_back(payment, left);
  if (left_of_charge == 0) return 0;
  if (dispute.amount >= left_of_charge) {
    charge.amount = left_of_charge;
    dispute.unplaced -= left_of_charge;
    return left;
  }
  const __int128 worth = static_cast<__int128>(dispute.amount) * payment.charge->den / payment.charge->num;
  const auto placed = static_cast<core::Amount>(std::min<__int128>(worth, left - 1));
  if (placed < 1) return 0;
  charge.amount = dispute.amount;
  dispute.unplaced = 0;
  return placed;
}

// Of what is lost: of the charge, and of the orders.
std::pair<core::Amount, core::Amount> lost_of_charge(const ModelDispute& dispute, core::Amount placed,
                                                     core::Amount lost_in_all) {
  const core::Amount charge = dispute.charge->amount;
  const auto share = [](core::Amount of, core::Amount part, core::Amount whole) {
    return part == whole ? of : static_cast<core::Amount>(static_cast<__int128>(of) * part / whole);
  };
  if (dispute.currency == dispute.charge->currency) {
    const core::Amount lost = std::min(lost_in_all, charge);
    return {lost, share(placed, lost, charge)};
  }
  const core::Amount lost = std::min(lost_in_all, placed);
  return {share(charge, lost, placed), lost};
}

}  // namespace tallygate::simulation
