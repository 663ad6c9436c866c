// A rule set as the engine of risk runs it: what Ruleset::compile() makes of the text. For risk/ only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/assessment.hpp"
#include "core/operation.hpp"
#include "risk/cel/program.hpp"
#include "risk/feature.hpp"
#include "risk/ruleset.hpp"
#include "risk/windows.hpp"

namespace tallygate::risk {

// Every limit of a rule set, with its reason.
struct RulesetLimits {
  std::size_t text_bytes_max = 256 * 1024;  // what the API takes
  std::size_t features_max = 64;            // a vector that a person can still read in a record
  std::size_t rules_max = 128;
  std::size_t patterns_max = 256;  // regular expressions, which may come to hold 256 KiB each
  std::size_t key_parts_max = 4;
  std::size_t name_bytes_max = 48;
  std::size_t sentence_bytes_max = 200;
  std::int64_t window_s_max = 400LL * 86'400;  // the horizon of what lasts
  std::int64_t cap_max = 1024;                 // 16 KiB a key
  std::uint64_t cost_per_operation_max =
      200'000;                                   // steps of all rules that one operation runs: 0.4 ms at the very worst
  std::uint64_t conditions_cost_max = 200'000;   // steps of all features' conditions, which every record may run
  std::size_t assessment_bytes_max = 12 * 1024;  // of a record (DESIGN.md, "Size"): the worst case over all operations
};

constexpr RulesetLimits kRulesetLimits;

enum class OnError : std::uint8_t { no_match, match, review };

constexpr std::size_t kOperationNumbers = 128;

struct Rule {
  RuleInfo info;
  std::bitset<kOperationNumbers> on;  // by operation number
  OnError on_error = OnError::review;
  std::vector<std::uint16_t> features;  // that its condition reads, in declared order
  std::vector<Field> fields;
};

// Scores of one kind from which on the outcome is at least this severe. There is none for block: only a rule blocks.
struct Thresholds {
  std::optional<std::int64_t> challenge, review;
};

// What one operation needs: worked out once, so that scoring touches nothing else.
struct OperationPlan {
  std::vector<std::uint16_t> rules;     // in order
  std::vector<std::uint16_t> features;  // readable by them, parts of ratios included, in declared order
  std::vector<Lookup> lookups;
  RecordTypeSet possible;     // what it may be recorded as
  std::vector<Field> fields;  // that rules and the features' conditions may read
};

struct Ruleset::Compiled {
  std::string name, text;
  core::Digest hash{};
  std::vector<RuleInfo> infos;  // parallel to rules
  std::vector<Rule> rules;
  std::vector<cel::Program> programs;  // parallel to rules
  FeaturePlan plan;
  std::vector<cel::Program> conditions;  // the features' `where`
  std::vector<Field> condition_fields;   // that they read
  std::array<Thresholds, core::kAbuseKinds> thresholds{};
  core::Verdict fallback = core::Verdict::review;
  std::array<OperationPlan, kOperationNumbers> operations;
};

}  // namespace tallygate::risk
