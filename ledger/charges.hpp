// Charges: what a payment takes of the buyer's instrument in another currency than the order's. After x of the payment
// was captured in all, floor(x * num / den) of the charge was; what goes back follows the same rate, whatever the day's
// is. Why it is so: decision 0034. For decide and apply, and for who compares.
#pragma once

#include <optional>
#include <string>

#include "core/commands/payment.hpp"
#include "core/posting.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

// What of the charge stands for `amount` of the payment. 0 <= amount <= the payment's amount.
core::Amount charged(const Charge& charge, core::Amount amount);
// For the amount of a hold when `captured` was captured before and `held` is held; 0 where nothing is.
core::Amount charge_held(const Charge& charge, core::Amount captured, core::Amount held);

// What of the payment was refunded (out of suspense too), lost, or is in open disputes of its orders, in its own
// currency.
core::Amount gone_back(const Payment& payment);
// What goes back of the charge when `amount` of the payment does now. gone_back + amount <= captured.
core::Amount charge_returned(const Payment& payment, core::Amount amount);

// The request's, of which nothing has gone back; null where it has none.
std::unique_ptr<Charge> charge_of(const core::PaymentPut& payment);
// The same as an amount of its currency.
std::optional<core::ChargedAmount> charge_in(const core::PaymentPut& payment);
// Why the request cannot be charged so.
std::optional<core::Refusal> not_chargeable(const core::PaymentPut& payment);

// `money` comes out of the source (a channel or wallet): what gets it is credited by the caller. Where `charge` is
// given, that much of its currency comes out instead, each currency against equity:conversion. Negative: goes back.
void take_from_source(core::PostingsBuilder& out, const std::string& source, core::Money money,
                      const std::optional<core::ChargedAmount>& charge, core::Layer layer = core::Layer::posted);

// Of what is held of the payment `gone` is held no more, `taken` of it being captured now.
void give_up_hold(core::PostingsBuilder& out, const Payment& payment, core::Amount taken, core::Amount gone);

}  // namespace tallygate::ledger
