// The text of a rule set, read into plain values: every key known, every value of its type, every error with its line.
// What the values mean together (names, expressions, cost) is ruleset.cpp's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "risk/ruleset.hpp"

namespace tallygate::risk {

struct FeatureText {
  std::int64_t line = 0;
  std::string name, op, over, horizon, value, currency, where, a, b;
  std::vector<std::string> of, by, read_by;
  std::int64_t version = 1;
  std::optional<std::int64_t> cap;
  bool include_current = false;
};

struct RuleText {
  std::int64_t line = 0;
  std::string code, kind, when, verdict, text, on_error;
  std::vector<std::string> on;
  std::int64_t version = 1, weight = 0;
};

struct ThresholdText {
  std::int64_t line = 0;
  std::string kind;
  std::optional<std::int64_t> challenge, review;
};

struct RulesetText {
  std::string name, fallback;
  std::int64_t policy_line = 0;
  std::vector<ThresholdText> thresholds;
  std::vector<FeatureText> features;
  std::vector<RuleText> rules;
};

// Errors, at most kMax: what comes after is not kept.
class RulesetErrors {
 public:
  static constexpr std::size_t kMax = 64;
  explicit RulesetErrors(std::vector<RulesetError>& to) : to_(to) {}
  void add(std::int64_t line, std::string where, std::string detail) {
    if (to_.size() < kMax) to_.push_back({line, std::move(where), std::move(detail)});
  }
  bool none() const { return to_.empty(); }
  void sort_by_line();

 private:
  std::vector<RulesetError>& to_;
};

RulesetText read_ruleset_text(std::string_view toml, RulesetErrors& errors);

}  // namespace tallygate::risk
