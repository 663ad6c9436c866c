// A rule set: TOML text, parsed, type-checked and priced when it is published. Immutable; shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/assessment.hpp"
#include "core/bytes.hpp"
#include "core/operation.hpp"

namespace tallygate::risk {

struct RulesetError {
  std::int64_t line = 0;  // of the TOML text, from 1
  std::string where;      // "rule PAY-01", "feature declines_per_card_1h"
  std::string detail;     // one sentence
};

struct RuleInfo {  // what answers and reports show of a rule
  std::string code, text;
  std::int64_t version = 1, weight = 0;
  core::AbuseKind kind{};
  core::Verdict verdict{};
  std::uint64_t cost = 0;  // static worst case of its condition, in steps
};

struct OperationCost {
  core::Operation operation{};
  std::uint64_t steps = 0;  // static worst case of all rules that it runs
};

// What a rule set may cost, in steps of about two nanoseconds; one that may cost more is refused when it is published.
struct RulesetBudget {
  std::uint64_t condition = 0;   // one rule's condition, or one feature's
  std::uint64_t operation = 0;   // all rules of one operation
  std::uint64_t conditions = 0;  // all conditions of features, which every record may run
};
RulesetBudget ruleset_budget();

class Ruleset {
 public:
  // All errors at once (at most 64). The hash is SHA-256 of the text as given.
  static std::shared_ptr<const Ruleset> compile(std::string_view toml, std::vector<RulesetError>& errors);
  // The rule set that a new tenant starts with: rulesets/default.toml, built into the program.
  static std::string_view default_toml();

  const core::Digest& hash() const;
  const std::string& name() const;
  const std::string& text() const;  // the TOML
  const std::vector<RuleInfo>& rules() const;
  const RuleInfo* rule(std::string_view code) const;
  std::vector<OperationCost> operation_costs() const;  // of the operations that rules are on, by number
  std::uint64_t conditions_cost() const;               // of all features' conditions

  struct Compiled;  // for risk.cpp only
  const Compiled& compiled() const { return *compiled_; }
  ~Ruleset();

 private:
  Ruleset();
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace tallygate::risk
