// Members about what payments take of instruments in another currency.
#include <algorithm>

#include "ledger/charges.hpp"
#include "ledger/reads.hpp"

namespace tallygate::ledger {

void charge_member(core::JsonWriter& json, const std::optional<core::ChargedAmount>& charge,
                   std::optional<core::Amount> lost) {
  if (!charge) return;
  json.key("charge");
  json.begin_object();
  json.member("amount", charge->amount);
  json.member("currency", charge->currency.code());
  if (lost) json.member("lost", *lost);
  json.end_object();
}

void charge_member(core::JsonWriter& json, const Payment& payment) {
  if (payment.charge == nullptr) return;
  const Charge& charge = *payment.charge;
  json.key("charge");
  json.begin_object();
  json.member("amount", charge.amount);
  json.member("captured", charged(charge, payment.captured()));
  json.member("currency", charge.currency.code());
  json.key("rate");
  json.begin_object();
  json.member("den", charge.rate.den);
  json.member("num", charge.rate.num);
  json.end_object();
  json.member("returned", charge.returned);
  json.member("source", charge.source);
  json.end_object();
}

void charges_member(core::JsonWriter& json, const Order& order) {
  std::vector<const Payment*> payments;
  for (const Capture& c : order.captures)
    if (c.payment->charge) payments.push_back(c.payment);
  for (const Payment* held : order.holds)
    if (held->charge && std::ranges::find(payments, held) == payments.end()) payments.push_back(held);
  if (payments.empty()) return;
  json.key("charges");
  json.begin_array();
  for (const Payment* payment : payments) {
    json.begin_object();
    charge_member(json, *payment);
    json.member("payment", payment->id);
    json.end_object();
  }
  json.end_array();
}

}  // namespace tallygate::ledger
