// decide, by what is asked for: each a ladder of early returns in a fixed order, the structure first, then risk's
// verdict, then the effect. All const.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ledger/asked.hpp"
#include "ledger/split.hpp"

namespace tallygate::ledger {

// decide_order_place.cpp
Decision decide_order_place(const Asked& asked);
// The chain and plan that an order would pin, or why it could not be placed. For decide and preview.
struct Terms {
  const PlanVersion* plan = nullptr;
  std::vector<Payee> chain;
  std::optional<core::Refusal> refusal;
};
Terms terms_of(const State& state, const core::OrderPlace& order, std::string_view plan_id);

// decide_order_steps.cpp
Decision decide_order_ship(const Asked& asked);
Decision decide_order_deliver(const Asked& asked);
Decision decide_order_complete(const Asked& asked);

// decide_order_cancel.cpp
Decision decide_order_cancel(const Asked& asked);

// decide_payment.cpp
Decision decide_payment_put(const Asked& asked);
Decision decide_payment_decline(const Asked& asked);

// decide_refund.cpp
Decision decide_order_refund(const Asked& asked);
Decision decide_refund_settle(const Asked& asked);
Decision decide_refund_fail(const Asked& asked);
// What a refund of `amount` posts and explains now. `sources` add up to it. For refunds and cancellations.
struct SentRefund {
  core::RefundEffect effect;
  core::Postings postings;
};
SentRefund send_refund(const Order& order, core::Amount amount, std::vector<core::RefundSource> sources,
                       core::Time now);
// From the order's payments in the order of capture, each up to what of it is left.
std::vector<core::RefundSource> refund_sources(const Order& order, core::Amount amount);

// decide_party.cpp
Decision decide_party_put(const Asked& asked);
Decision decide_party_change(const Asked& asked);

// decide_login.cpp
Decision decide_login_attempt(const Asked& asked);

// decide_waiting.cpp
Decision decide_review_resolve(const Asked& asked, const core::Assessment* released);
Decision decide_challenge_answer(const Asked& asked, const core::Assessment* released);
Decision decide_expiry(const Wait& wait);

// decide_governance.cpp
Decision decide_plan_put(const Asked& asked);
Decision decide_settings_put(const Asked& asked);
Decision decide_ruleset_put(const Asked& asked);
Decision decide_approval(const Asked& asked);
Decision decide_label_put(const Asked& asked);

}  // namespace tallygate::ledger
