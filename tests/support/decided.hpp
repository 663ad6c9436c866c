// Decisions before they are applied, for tests of invariants: right ones, and ones made wrong in one place.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "tests/support/scenario.hpp"

namespace tallygate::tests {

// A decision that is about to be applied, made by the ledger of a scenario.
struct Decided {
  std::shared_ptr<const core::Command> command;
  ledger::Decision decision;

  Decided(Scenario& s, core::Command c) : command(std::make_shared<const core::Command>(std::move(c))) {
    decision = s.world().ledger().decide(command, nullptr, {s.world().now(), s.world().log().size() + 1, nullptr});
  }
  core::Record& record() { return decision.records.at(0); }
};

inline void expect_holds(Scenario& s, const Decided& d) {
  EXPECT_NO_THROW(s.world().ledger().check(d.decision, d.command.get(), s.world().now()));
}

inline void expect_fires(Scenario& s, const Decided& d, const std::string& invariant) {
  try {
    s.world().ledger().check(d.decision, d.command.get(), s.world().now());
    FAIL() << invariant << " did not fire";
  } catch (const core::CheckFailure& failure) {
    EXPECT_NE(std::string(failure.what()).find(invariant), std::string::npos) << failure.what();
  }
}

inline core::Postings postings(std::vector<core::Posting> list) {
  return core::PostingsBuilder::from_record(std::move(list)).value();
}

}  // namespace tallygate::tests
