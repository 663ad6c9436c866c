// Money in suspense and orders that are reduced, in the words of the domain: commands, and what payments show.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command bring_to(std::string payment, std::vector<core::Allocation> allocations) {
  core::PaymentAllocate body;
  body.allocations = std::move(allocations);
  return command(core::Operation::payment_allocate, std::move(body), std::move(payment));
}
inline core::Command send_back(std::string payment, std::string refund, core::Money money) {
  core::PaymentRefund body;
  body.refund_id = core::RefundId(std::move(refund));
  body.amount = money.amount;
  body.currency = money.currency;
  return command(core::Operation::payment_refund, std::move(body), std::move(payment));
}
inline core::Command reduce_order(std::string order, core::Money money, std::vector<core::RefundLine> lines = {}) {
  core::OrderReduce body;
  body.amount = money.amount;
  body.currency = money.currency;
  body.lines = std::move(lines);
  return command(core::Operation::order_reduce, std::move(body), std::move(order));
}

// What stands in suspense of the payment, as its GET shows.
inline Expectation in_suspense(std::string payment, core::Amount amount) {
  return {[payment, amount](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().payment_json(payment);
    EXPECT_NE(json.find("\"suspense\":" + std::to_string(amount) + "}"), std::string::npos) << json;
  }};
}

}  // namespace tallygate::tests
