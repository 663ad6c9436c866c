// Accounts frozen, closed and opened again, in the words of the domain: commands, and steps of a scenario
// (scenario.hpp).
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command change_account(core::Operation op, std::string account) {
  core::AccountChange body;
  body.reason = "asked by the court";
  return as_person(command(op, std::move(body), std::move(account)), "ann");
}
inline core::Command freeze_account(std::string account) {
  return change_account(core::Operation::account_freeze, std::move(account));
}
inline core::Command unfreeze_account(std::string account) {
  return change_account(core::Operation::account_unfreeze, std::move(account));
}
inline core::Command close_account(std::string account) {
  return change_account(core::Operation::account_close, std::move(account));
}
// "open", "frozen" or "closed".
inline Expectation account_is(std::string account, std::string state) {
  return {[account, state](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().account_json(account, world.now());
    const bool open = json.find("\"state\":") == std::string::npos;
    EXPECT_TRUE(state == "open" ? open : json.find("\"state\":\"" + state + "\"") != std::string::npos) << json;
  }};
}

}  // namespace tallygate::tests
