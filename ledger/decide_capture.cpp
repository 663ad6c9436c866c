// payment.capture: takes of a hold what is asked for, as long as something is left of it and its orders can take it.
#include <algorithm>
#include <utility>

#include "ledger/decide.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// Money reported meanwhile may have paid the order, or its list of payments may be full.
core::Amount still_taken(const PaymentAllocation& of, const Payment& payment) {
  const Order& order = *of.order;
  const bool listed = std::ranges::find(order.captures, &payment, &Capture::payment) != order.captures.end();
  if (!listed && order.captures.size() >= kPaymentsMax) return 0;
  return order.state == OrderState::placed ? std::max<core::Amount>(0, order.owing()) : 0;
}

std::string of_order(const PaymentAllocation& a) {
  return " of order " + a.order->id;
}

core::Refusal exceeds_payable(const Payment& payment, const PaymentAllocation& a, core::Amount asked,
                              std::string pointer) {
  return refusal(Code::exceeds_payable, std::move(pointer),
                 money_text(asked, payment.currency) + " asked, order " + a.order->id + " can take " +
                     money_text(still_taken(a, payment), payment.currency));
}

core::Refusal exceeds_hold(const Payment& payment, core::Amount asked, core::Amount left, std::string pointer,
                           const std::string& whose) {
  return refusal(Code::exceeds_authorised, std::move(pointer),
                 money_text(asked, payment.currency) + " asked, " + money_text(left, payment.currency) +
                     " is left of the hold of payment " + payment.id + whose);
}

struct Taking {
  std::vector<core::Allocation> allocations;
  std::optional<core::Refusal> refusal;
};

core::Amount asked_for(const core::PaymentCapture& capture, const PaymentAllocation& of) {
  core::Amount sum = 0;  // 20 amounts at most: no overflow
  for (const core::Allocation& a : capture.allocations)
    if (a.order.view() == of.order->id) sum += a.amount;
  return sum;
}

// As the allocations say.
Taking allocated(const Payment& payment, const core::PaymentCapture& capture) {
  Taking out;
  for (std::size_t i = 0; i < capture.allocations.size(); ++i) {
    const core::Allocation& asked = capture.allocations[i];
    const std::string at = "/allocations/" + std::to_string(i);
    const auto of = std::ranges::find_if(payment.allocations,
                                         [&](const PaymentAllocation& a) { return a.order->id == asked.order.view(); });
    if (of == payment.allocations.end()) {
      out.refusal = exceeds_hold(payment, asked.amount, 0, at + "/order", " for order " + asked.order.str());
      return out;
    }
    const core::Amount sum = asked_for(capture, *of);
    if (sum > of->held) {
      out.refusal = exceeds_hold(payment, sum, of->held, at + "/amount", of_order(*of));
    } else if (sum > still_taken(*of, payment)) {
      out.refusal = exceeds_payable(payment, *of, sum, at + "/amount");
    }
    if (out.refusal) return out;
    if (std::ranges::find(out.allocations, asked.order, &core::Allocation::order) == out.allocations.end())
      out.allocations.push_back(allocation(asked.order.view(), sum));
  }
  return out;
}

// In the order of the payment's own allocations, up to what is left of each and its order can take: `amount`, or all.
Taking in_order(const Payment& payment, std::optional<core::Amount> amount) {
  Taking out;
  const core::Amount left = payment.authorised();
  if (amount && *amount > left) {
    out.refusal = exceeds_hold(payment, *amount, left, "/amount", "");
    return out;
  }
  core::Amount rest = amount.value_or(left);
  const PaymentAllocation* full = nullptr;  // an order that cannot take what is held for it
  for (const PaymentAllocation& a : payment.allocations) {
    const core::Amount can_take = still_taken(a, payment);
    const core::Amount take = std::min({rest, a.held, can_take});
    if (full == nullptr && can_take < a.held) full = &a;
    if (take == 0) continue;
    out.allocations.push_back(allocation(a.order->id, take));
    rest -= take;
  }
  if (full != nullptr && rest > 0 && (amount || out.allocations.empty()))
    out.refusal = exceeds_payable(payment, *full, rest, amount ? "/amount" : "");
  return out;
}

std::optional<core::Refusal> contradiction(const Payment& payment, const core::PaymentCapture& capture) {
  if (capture.currency && *capture.currency != payment.currency)
    return refusal(Code::currency_mismatch, "/currency",
                   "payment " + payment.id + " is in " + std::string(payment.currency.code()));
  if (!capture.amount || capture.allocations.empty()) return std::nullopt;
  __int128 sum = 0;
  for (const core::Allocation& a : capture.allocations) sum += a.amount;
  if (sum == *capture.amount) return std::nullopt;
  return refusal(Code::amount_mismatch, "/allocations",
                 "the allocations add up to " + money_text(shown(sum), payment.currency) + ", the capture to " +
                     money_text(*capture.amount, payment.currency));
}

// What is left of the hold besides.
std::vector<core::Allocation> rest_of(const Payment& payment, const std::vector<core::Allocation>& taken) {
  std::vector<core::Allocation> out;
  for (const PaymentAllocation& a : payment.allocations) {
    core::Amount rest = a.held;
    for (const core::Allocation& t : taken)
      if (t.order.view() == a.order->id) rest -= t.amount;
    if (rest > 0) out.push_back(allocation(a.order->id, rest));
  }
  return out;
}

}  // namespace

Decision decide_payment_capture(const Asked& asked) {
  const auto& capture = core::body_as<core::PaymentCapture>(*asked.command);
  const Payment* payment = asked.state.payments.find(asked.command->path_id);
  if (auto why = no_open_hold(payment, asked)) return refused(std::move(*why));
  if (auto why = contradiction(*payment, capture)) return refused(std::move(*why));
  Taking taking = capture.allocations.empty() ? in_order(*payment, capture.amount) : allocated(*payment, capture);
  if (taking.refusal) return refused(std::move(*taking.refusal));

  core::Record record = record_for(asked, core::RecordType::payment_hold_captured);
  std::vector<core::Allocation> released;
  if (capture.is_final.value_or(false)) released = rest_of(*payment, taking.allocations);
  set_hold_change(record, *payment, std::move(taking.allocations), std::move(released));
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
