// What a request to pay an order asks for, and why the order does not take it. For decide_payment.cpp, and for what
// brings money to orders or lowers what they take.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/decide.hpp"

namespace tallygate::ledger {

struct Asking {
  const Order* order = nullptr;  // null: not found
  std::string_view order_id;
  core::Amount amount = 0;
  std::string pointer;        // of the amount
  bool says_currency = true;  // the request does: else the order is at fault
};

// Why the order, which is in `currency` or not, takes nothing by a request; `pointer` names it in the request, which
// may say the currency itself.
std::optional<core::Refusal> takes_nothing(const Order& order, core::Currency currency, const std::string& pointer,
                                           bool says_currency = true);
// Why it does not take what is asked for.
std::optional<core::Refusal> not_payable(const Asking& asking, core::Currency currency);

}  // namespace tallygate::ledger
