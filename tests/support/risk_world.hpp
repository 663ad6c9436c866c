// A tenant's risk as tests see it: activities in a line or two, scored and counted in order of time.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/assessment.hpp"
#include "core/undo_journal.hpp"
#include "risk/activity.hpp"
#include "risk/risk.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::support {

// An activity that owns its texts.
class Act {
 public:
  explicit Act(core::Operation op) { activity_.op = op; }
  Act(Act&&) = default;  // a moved deque keeps its texts where they are
  Act& operator=(Act&&) = default;
  Act& with(risk::Field f, std::string_view text) {
    activity_.set(f, std::string_view(texts_.emplace_back(text)));
    return *this;
  }
  Act& with(risk::Field f, const char* text) { return with(f, std::string_view(text)); }
  Act& with(risk::Field f, std::int64_t number) {
    activity_.set(f, number);
    return *this;
  }
  Act& with(risk::Field f, int number) { return with(f, std::int64_t{number}); }
  Act& with(risk::Field f, bool value) {
    activity_.set(f, value);
    return *this;
  }
  const risk::Activity& at(core::Time t) {
    activity_.at = t;
    return activity_;
  }

 private:
  risk::Activity activity_;
  std::deque<std::string> texts_;
};

inline std::shared_ptr<const risk::Ruleset> compiled(std::string_view toml) {
  std::vector<risk::RulesetError> errors;
  auto ruleset = risk::Ruleset::compile(toml, errors);
  std::string all;
  for (const auto& e : errors) all += std::to_string(e.line) + ": " + e.where + ": " + e.detail + "\n";
  TALLYGATE_CHECK(ruleset != nullptr, "the rule set of a test does not compile:\n" + all);
  return ruleset;
}

class RiskWorld {
 public:
  explicit RiskWorld(std::string_view toml = risk::Ruleset::default_toml()) {
    risk_.activate(compiled(toml), journal_);
    journal_.commit();
  }

  risk::Risk& risk() { return risk_; }
  core::UndoJournal& journal() { return journal_; }
  core::Time now() const { return now_; }
  void pass(core::Duration d) { now_ = now_ + d; }

  core::Assessment assess(Act& act) { return risk_.assess(act.at(now_)); }
  void count(core::RecordType type, Act& act) {
    risk_.observe(type, act.at(now_), journal_);
    journal_.commit();
  }
  // Scored, then counted as what is given.
  core::Assessment play(core::RecordType type, Act& act) {
    core::Assessment assessment = assess(act);
    count(type, act);
    return assessment;
  }

 private:
  risk::Risk risk_;
  core::UndoJournal journal_;
  core::Time now_ = *core::parse_time("2026-11-22T08:00:00Z");
};

inline bool has_reason(const core::Assessment& a, std::string_view code) {
  return std::any_of(a.reasons.begin(), a.reasons.end(), [&](const core::Reason& r) { return r.code == code; });
}
inline std::string reasons(const core::Assessment& a) {
  std::string all;
  for (const core::Reason& r : a.reasons) all += r.code + " ";
  return all;
}

}  // namespace tallygate::support
