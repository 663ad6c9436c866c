#include "ledger/doubt.hpp"

#include <algorithm>
#include <string>

#include "core/check.hpp"
#include "ledger/account_names.hpp"

namespace tallygate::ledger {
namespace {

Payment& doubted_by(const Wait& review) {
  Payment* payment = *std::get_if<Payment*>(&review.object);
  TALLYGATE_CHECK(payment->doubt == &review, "a review of a fact is of the payment that it names");
  return *payment;
}

// After a change of what it follows from, `before` which so much was kept aside.
void set_aside(const Applying& a, const Payment& payment, core::Amount before) {
  const core::Amount by = kept_aside(payment) - before;
  if (by == 0) return;
  const Account* wallet = a.state.accounts.find(wallet_account(payment.purse->id));
  TALLYGATE_CHECK(wallet != nullptr, "a top-up is in a wallet");
  a.state.doubted.add(*wallet, payment.currency, by, a.journal);
}

}  // namespace

std::optional<core::Waiting> review_of_fact(const Asked& asked) {
  if (verdict_of(asked) == core::Verdict::allow) return std::nullopt;
  return review_at(asked.state, asked.seq, asked.now);
}

bool doubts_a_fact(const Wait& review) {
  auto* const* payment = std::get_if<Payment*>(&review.object);
  return payment != nullptr && (*payment)->doubt == &review;
}

const Capture* captured_in_doubt(const Order& order) {
  const auto found = std::ranges::find_if(order.captures, [](const Capture& c) {
    return c.payment->doubt != nullptr && WideAmount{c.captured} > WideAmount{c.refunded} + c.disputed;
  });
  return found == order.captures.end() ? nullptr : &*found;
}

std::optional<core::Refusal> money_in_doubt(const Order& order) {
  const Capture* capture = captured_in_doubt(order);
  if (capture == nullptr) return std::nullopt;
  const Wait& review = *capture->payment->doubt;
  const core::Code code = review.state == WaitState::open ? core::Code::review_open : core::Code::payment_rejected;
  return refusal(code, "",
                 money_text(capture->remaining(), order.currency) + " of order " + order.id + " came by payment " +
                     capture->payment->id + ", whose review " + review.id + " is " +
                     std::string(core::name_of(review.state)));
}

void open_doubt(const Applying& a, Payment& payment, const std::optional<core::Waiting>& waiting) {
  Wait* review = open_wait(a, waiting, "payment:" + payment.id, &payment);
  if (review == nullptr) return;
  review->command = nullptr;  // it was done: there is nothing to decide again
  const core::Amount before = kept_aside(payment);
  a.journal.set(payment.doubt, review);
  set_aside(a, payment, before);
}

void end_doubt(const Applying& a, Wait& review) {
  Payment& payment = doubted_by(review);
  const core::Amount before = kept_aside(payment);
  a.journal.set(payment.doubt, nullptr);
  set_aside(a, payment, before);
  for (const PaymentAllocation& to : payment.allocations) retime(a, *to.order);
}

core::Amount kept_aside(const Payment& payment) {
  return payment.doubt != nullptr && payment.topped_up > 0 ? payment.topped_up - payment.top_up_lost
                                                           : payment.top_up_disputed;
}

void dispute_top_up(const Applying& a, Payment& payment, core::Amount disputed, core::Amount lost) {
  if (disputed == 0 && lost == 0) return;
  const core::Amount before = kept_aside(payment);
  a.journal.set(payment.top_up_disputed, payment.top_up_disputed + disputed);
  a.journal.set(payment.top_up_lost, payment.top_up_lost + lost);
  set_aside(a, payment, before);
}

}  // namespace tallygate::ledger
