// Limits in the words of the domain: commands, and expectations of a scenario (scenario.hpp).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

// By the system: live at once. Without an amount it is removed.
inline core::Command put_limit(std::string id, core::LimitPut body) {
  core::Command c = command(core::Operation::limit_put, std::move(body), std::move(id));
  c.actor = {"system", ""};
  return c;
}
inline core::LimitPut limit_of(core::LimitKind kind, core::Money money) {
  core::LimitPut body;
  body.kind = kind;
  body.amount = money.amount;
  body.currency = money.currency;
  if (kind != core::LimitKind::credit) body.period_s = 86'400;
  return body;
}
inline core::LimitPut of_party(std::string party, core::LimitPut body) {
  body.party = core::PartyId(std::move(party));
  return body;
}
inline core::LimitPut of_account(std::string account, core::LimitPut body) {
  body.account = std::move(account);
  return body;
}
// A day's spending, and a day's payouts.
inline core::Command spending_limit(std::string id, std::string party, core::Money money) {
  return put_limit(std::move(id), of_party(std::move(party), limit_of(core::LimitKind::spend, money)));
}
inline core::Command payout_limit(std::string id, std::string party, core::Money money) {
  return put_limit(std::move(id), of_party(std::move(party), limit_of(core::LimitKind::payout, money)));
}
inline core::Command credit_limit(std::string id, std::string account, core::Money money) {
  return put_limit(std::move(id), of_account(std::move(account), limit_of(core::LimitKind::credit, money)));
}
inline Expectation used(std::string limit, core::Amount amount) {
  return {[limit, amount](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().limit_json(limit, world.now());
    EXPECT_NE(json.find("\"used\":" + std::to_string(amount) + ","), std::string::npos) << json;
  }};
}

}  // namespace tallygate::tests
