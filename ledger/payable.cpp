#include "ledger/payable.hpp"

#include <utility>

namespace tallygate::ledger {

using core::Code;

namespace {

std::string pointer_to_order(const Asking& asking) {
  const std::size_t end = asking.pointer.rfind('/');
  return end == 0 ? std::string() : asking.pointer.substr(0, end) + "/order";
}

}  // namespace

std::optional<core::Refusal> takes_nothing(const Order& order, core::Currency currency, const std::string& pointer,
                                           bool says_currency) {
  const auto because = [&](Code code) {
    return refusal(code, pointer, "order " + order.id + " is " + std::string(core::name_of(order.state)));
  };
  if (order.currency != currency)
    return refusal(Code::currency_mismatch, says_currency ? "/currency" : pointer,
                   "order " + order.id + " is in " + std::string(order.currency.code()));
  if (order.state == OrderState::held || order.state == OrderState::challenged) return because(Code::order_held);
  if (order.state == OrderState::paid || order.state == OrderState::shipped || order.state == OrderState::delivered)
    return because(Code::order_already_paid);
  if (order.state == OrderState::expired) return because(Code::order_expired);
  if (order.state != OrderState::placed) return because(Code::order_not_open);
  return std::nullopt;
}

std::optional<core::Refusal> not_payable(const Asking& asking, core::Currency currency) {
  if (asking.order == nullptr)
    return refusal(Code::order_not_found, pointer_to_order(asking),
                   "there is no order " + std::string(asking.order_id));
  const Order& order = *asking.order;
  if (auto why = takes_nothing(order, currency, pointer_to_order(asking), asking.says_currency)) return why;
  if (asking.amount > order.payable())
    return refusal(Code::exceeds_payable, asking.pointer,
                   money_text(asking.amount, currency) + " asked, " + money_text(order.payable(), currency) +
                       " still to be paid on order " + order.id);
  if (order.captures.size() + order.holds.size() >= kPaymentsMax)
    return refusal(Code::not_supported, asking.pointer,
                   "an order takes at most " + std::to_string(kPaymentsMax) + " payments");
  return std::nullopt;
}

}  // namespace tallygate::ledger
