// What risk saw and decided, as it stands in the record.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/bytes.hpp"
#include "core/fields.hpp"

namespace tallygate::core {

enum class Verdict : std::uint8_t { allow, challenge, review, block };  // most severe last
std::span<const EnumName<Verdict>> enum_names(Verdict);

enum class AbuseKind : std::uint8_t { payment, takeover, fake_order, promotion, commission, refund, laundering };
constexpr std::size_t kAbuseKinds = 7;
std::span<const EnumName<AbuseKind>> enum_names(AbuseKind);

struct Reason {
  std::string code;          // "PAY-01", stable for ever
  std::int64_t weight = 0;   // 0 to 100, what the rule added to its kind's score
  std::int64_t version = 1;  // of the rule
  std::string text;          // one plain sentence; rendered from the rule set for answers, not recorded
};

// A double, or an integer beyond 2^53 - 1, is a string of its shortest round-trip form, marked by its own alternative
// so that a reader knows.
struct DoubleText {
  std::string text;
  bool operator==(const DoubleText&) const = default;
};
using FeatureScalar = std::variant<std::int64_t, bool, std::string, DoubleText>;
struct FeatureValue {
  std::string name;
  FeatureScalar value;
};

struct Assessment {
  std::string decision;  // "d<seq>" of the record that carries it
  Verdict outcome = Verdict::allow;
  std::array<std::uint8_t, kAbuseKinds> scores{};  // 0 to 100
  std::vector<Reason> reasons;                     // in rule order
  std::vector<FeatureValue> features;              // what matched and deciding rules read, once each, in declared order
  Digest features_hash{};            // SHA-256 over the whole vector (docs/formats.md), which replay reproduces
  std::vector<std::string> skipped;  // rules not evaluated, with on_error or missing inputs
  std::int64_t cost = 0;             // evaluation steps
  bool fallback = false;             // scoring failed and the configured fallback stood in
  Digest ruleset{};                  // SHA-256 of the rule set's canonical bytes (a blob)
};

}  // namespace tallygate::core
