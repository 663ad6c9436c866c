// Refunds and what a channel says of them, in the words of the domain: commands, and what records say that they moved.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command through(std::string payment, core::Command refund) {
  auto& body = std::get<core::OrderRefund>(refund.body);
  body.to.emplace().payment = core::PaymentId(std::move(payment));
  return command(refund.op, std::move(body), refund.path_id);
}
inline core::Command by_lines(std::vector<core::RefundLine> lines, core::Command refund) {
  auto& body = std::get<core::OrderRefund>(refund.body);
  body.lines = std::move(lines);
  return command(refund.op, std::move(body), refund.path_id);
}
inline Step settles(std::string refund) {
  return does(settle_refund(std::move(refund)));
}

// The open breaks of a kind as "subject amount currency account;", oldest first.
inline Expectation breaks_are(std::string kind, std::string breaks) {
  return {[kind = std::move(kind), breaks = std::move(breaks)](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().breaks_json({"open", kind}, "", 1'000, world.now());
    const auto member = [&json](std::string_view name, std::size_t from) {
      const auto at = json.find("\"" + std::string(name) + "\":", from) + name.size() + 3;
      std::string out = json.substr(at, json.find_first_of(",}", at) - at);
      std::erase(out, '"');
      return out;
    };
    std::string out;
    for (auto at = json.find("{\"account"); at != std::string::npos; at = json.find("{\"account", at + 1))
      out += member("subject", at) + " " + member("amount", at) + " " + member("currency", at) + " " +
             member("account", at) + ";";
    EXPECT_EQ(out, breaks) << json;
  }};
}
inline Expectation refund_is(std::string refund, std::string state, bool unplaced = false) {
  return {[refund, state, unplaced](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().refund_json(refund);
    EXPECT_NE(json.find("\"state\":\"" + state + "\""), std::string::npos) << json;
    EXPECT_EQ(json.find("\"unplaced\":true") != std::string::npos, unplaced) << json;
  }};
}
// What of the order refunds have taken.
inline Expectation refunded_of(std::string order, core::Amount amount) {
  return {[order, amount](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(world.ledger().order(order)->refunded, amount) << order;
  }};
}

// How often the record takes the amounts of its sources out of them: -1 where they are back.
inline int paid_by_sources(const core::Record& record) {
  const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
  if (refund == nullptr || refund->sources.empty()) return 0;
  return record.type == core::RecordType::refund_failed ? -1 : 1;
}
// The same of the order, which gives nothing of what is unplaced.
inline int given_by_order(const core::Record& record) {
  const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
  return refund != nullptr && refund->unplaced.value_or(false) ? 0 : paid_by_sources(record);
}

}  // namespace tallygate::tests
