// Payouts in the words of the domain: commands, and steps and expectations of a scenario (scenario.hpp).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command ask_payout(std::string id, std::string party, core::Money money, std::string to = {}) {
  core::PayoutRequest body;
  body.payout_id = core::PayoutId(std::move(id));
  body.party = core::PartyId(std::move(party));
  body.amount = money.amount;
  body.currency = money.currency;
  if (!to.empty()) body.to = core::PayoutTo{core::OtherId(std::move(to))};
  return command(core::Operation::payout_request, std::move(body));
}
inline core::Command in_role(core::Role role, core::Command c) {
  std::get<core::PayoutRequest>(c.body).role = role;
  return c;
}
inline core::Command decide_payout(std::string id, bool approve, std::string person = "carl") {
  core::PayoutApprove body;
  body.approve = approve;
  return as_person(command(core::Operation::payout_approve, std::move(body), std::move(id)), std::move(person));
}
inline core::Command settle_payout(std::string id, std::optional<core::Money> money = {}) {
  core::PayoutSettle body;
  if (money) body.amount = money->amount, body.currency = money->currency;
  return command(core::Operation::payout_settle, std::move(body), std::move(id));
}
inline core::Command fail_payout(std::string id) {
  return command(core::Operation::payout_fail, core::PayoutFail{}, std::move(id));
}
inline core::Command return_payout(std::string id, std::optional<core::Money> money = {}) {
  core::PayoutReturn body;
  if (money) body.amount = money->amount, body.currency = money->currency;
  return command(core::Operation::payout_return, std::move(body), std::move(id));
}
inline core::Command put_payout_account(std::string party, std::string account, std::string token = "t-1") {
  core::PayoutAccountPut body;
  body.account = core::OtherId(std::move(account));
  body.kind = core::PayoutAccountKind::bank;
  body.token = std::move(token);
  return command(core::Operation::payout_account_put, std::move(body), std::move(party));
}
inline core::Command close_payout_account(std::string party, std::string account) {
  core::PayoutAccountPut body;
  body.account = core::OtherId(std::move(account));
  body.closed = true;
  return command(core::Operation::payout_account_put, std::move(body), std::move(party));
}
inline core::Command known_at_level(std::string party, std::int64_t level) {
  core::PartyKyc body;
  body.level = level;
  return command(core::Operation::party_kyc, std::move(body), std::move(party));
}

// m1 has earned 10,000, which the channel holds.
inline Scenario& with_earnings(Scenario& s) {
  return s.given(plan(0, {})).given(order("o1").completed());
}

inline Step payout(std::string id, std::string party, core::Money money) {
  return does(ask_payout(std::move(id), std::move(party), money));
}
inline Step approved(std::string id) {
  return does(decide_payout(std::move(id), true));
}
inline Step settled(std::string id) {
  return does(settle_payout(std::move(id)));
}
inline Expectation payout_is(std::string id, std::string state) {
  return {[id, state](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().payout_json(id);
    EXPECT_NE(json.find("\"state\":\"" + state + "\""), std::string::npos) << json;
  }};
}
inline Expectation available(std::string account, core::Amount amount) {
  return {[account, amount](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().account_json(account, world.now());
    EXPECT_NE(json.find("{\"available\":" + std::to_string(amount) + ","), std::string::npos) << json;
  }};
}

}  // namespace tallygate::tests
