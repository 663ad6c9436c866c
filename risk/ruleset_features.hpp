// From the words of a feature to its declaration: names looked up, every combination that makes no sense refused with a
// sentence.
#pragma once

#include <vector>

#include "risk/feature.hpp"
#include "risk/ruleset_text.hpp"

namespace tallygate::risk {

struct DeclaredFeatures {
  std::vector<Declaration> declarations;  // those without an error
  std::vector<std::string> conditions;    // texts of `where`, each once
  std::vector<std::int64_t> condition_lines;
};

DeclaredFeatures declare_features(const std::vector<FeatureText>& texts, RulesetErrors& errors);

// "90s", "10m", "1h", "7d": a whole number from 1 and a unit. Seconds; empty when it is none.
std::optional<std::int64_t> parse_window_s(std::string_view text);
// [a-z][a-z0-9_]*, at most RulesetLimits::name_bytes_max.
bool is_feature_name(std::string_view name);

}  // namespace tallygate::risk
