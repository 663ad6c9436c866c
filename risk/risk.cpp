#include "risk/risk.hpp"

#include <algorithm>
#include <bitset>
#include <charconv>

#include "core/check.hpp"
#include "core/hash.hpp"
#include "core/money.hpp"
#include "risk/activity_values.hpp"
#include "risk/ruleset_compiled.hpp"
#include "risk/windows.hpp"

namespace tallygate::risk {
namespace {

constexpr std::int64_t kScoreMax = 100;

// What one activity's rules have said so far.
struct Scoring {
  std::array<std::int64_t, core::kAbuseKinds> scores{};
  std::bitset<64> read;  // features that matched and failing rules read
  core::Assessment assessment;

  void at_least(core::Verdict verdict) { assessment.outcome = std::max(assessment.outcome, verdict); }
  void add_read(const Rule& rule) {
    for (const std::uint16_t f : rule.features) read.set(f);
  }
};

void match(Scoring& s, const Rule& rule) {
  s.at_least(rule.info.verdict);
  s.scores[static_cast<std::size_t>(rule.info.kind)] += rule.info.weight;
  s.assessment.reasons.push_back({rule.info.code, rule.info.weight, rule.info.version, rule.info.text});
  s.add_read(rule);
}

// A condition that has no value (a missing input, an overflow) is never silent: the reason RULE_ERROR and the rule's
// code among the skipped.
void fail(Scoring& s, const Rule& rule, cel::ErrorCode error) {
  s.assessment.reasons.push_back(
      {"RULE_ERROR", 0, rule.info.version, "Rule " + rule.info.code + " could not be evaluated."});
  s.assessment.skipped.push_back(rule.info.code);
  s.add_read(rule);
  if (rule.on_error == OnError::match) match(s, rule);
  if (rule.on_error == OnError::review) s.at_least(core::Verdict::review);
  if (error == cel::ErrorCode::step_limit || error == cel::ErrorCode::memory_limit) s.assessment.fallback = true;
}

void append_double(std::string& out, double v) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, v).ptr);
}

// The value as it stands in `features` and in the hashed lines.
core::FeatureScalar scalar_of(const cel::Value& v) {
  switch (v.kind()) {
    case cel::Kind::boolean:
      return v.as_bool();
    case cel::Kind::string:
      return std::string(v.as_text());
    case cel::Kind::floating: {
      core::DoubleText text;
      append_double(text.text, v.as_double());
      return text;
    }
    default: {
      // A sum of amounts may be larger than an integer that every JSON reader holds exactly: then it stands as text.
      const std::int64_t n = v.as_int();
      if (core::valid_amount(n)) return n;
      return core::DoubleText{std::to_string(n)};
    }
  }
}

void append_scalar(std::string& out, const cel::Value& v) {
  switch (v.kind()) {
    case cel::Kind::boolean:
      out += v.as_bool() ? "true" : "false";
      return;
    case cel::Kind::string:
      out += v.as_text();
      return;
    case cel::Kind::floating:
      append_double(out, v.as_double());
      return;
    default: {
      char text[24];
      out.append(text, std::to_chars(text, text + sizeof text, v.as_int()).ptr);
    }
  }
}

double number_of(const cel::Value& v) {
  return v.is(cel::Kind::floating) ? v.as_double() : static_cast<double>(v.as_int());
}

cel::Value ratio(const cel::Value& a, const cel::Value& b) {
  if (a.is_absent() || b.is_absent() || number_of(b) == 0) return {};
  return cel::Value::floating(number_of(a) / number_of(b));
}

}  // namespace

struct Risk::State {
  std::shared_ptr<const Ruleset> ruleset;
  std::unique_ptr<Windows> windows;
  core::Time newest;              // `at` of the newest counted activity
  mutable ActivityValues values;  // working memory of the engine's thread: nothing outlives a call
  mutable std::string lines;

  void read_features(const OperationPlan& plan, const Ruleset::Compiled& c, bool counted) const;
  core::Digest digest(const core::Digest& of_windows) const;
  core::Digest hash_features(const OperationPlan& plan, const Ruleset::Compiled& c) const;
  void finish(Scoring& scoring, const Ruleset::Compiled& c) const;
};

void Risk::State::read_features(const OperationPlan& plan, const Ruleset::Compiled& c, bool counted) const {
  windows->read(plan.lookups, counted ? RecordTypeSet{} : plan.possible, values);
  for (const std::uint16_t f : plan.features) {
    const Declaration& d = c.plan.features[f].declared;
    if (d.op == FeatureOp::ratio) values.feature_slot(f) = ratio(values.feature_slot(d.a), values.feature_slot(d.b));
  }
}

// docs/formats.md, "The feature vector".
core::Digest Risk::State::hash_features(const OperationPlan& plan, const Ruleset::Compiled& c) const {
  lines = "present=";
  for (const std::uint16_t f : plan.features) lines += values.feature_slot(f).is_absent() ? '0' : '1';
  lines += '\n';
  for (const std::uint16_t f : plan.features) {
    const cel::Value& v = values.feature_slot(f);
    if (v.is_absent() || (v.is(cel::Kind::integer) && v.as_int() == 0)) continue;
    lines += c.plan.features[f].declared.name;
    lines += '=';
    append_scalar(lines, v);
    lines += '\n';
  }
  return core::sha256(lines);
}

void Risk::State::finish(Scoring& s, const Ruleset::Compiled& c) const {
  for (std::size_t k = 0; k < core::kAbuseKinds; ++k) {
    const std::int64_t score = std::min(s.scores[k], kScoreMax);
    s.assessment.scores[k] = static_cast<std::uint8_t>(score);
    if (c.thresholds[k].challenge && score >= *c.thresholds[k].challenge) s.at_least(core::Verdict::challenge);
    if (c.thresholds[k].review && score >= *c.thresholds[k].review) s.at_least(core::Verdict::review);
  }
  if (s.assessment.fallback) s.at_least(c.fallback);
  if (s.read.none()) return;
  for (std::size_t f = 0; f < c.plan.features.size(); ++f) {
    if (!s.read.test(f)) continue;
    const cel::Value& v = values.feature_slot(f);
    const Declaration& d = c.plan.features[f].declared;
    if (v.is_absent()) continue;
    s.assessment.features.push_back({d.name, scalar_of(v)});
    if (d.op == FeatureOp::distinct && v.as_int() == d.cap) s.assessment.features.push_back({d.name + ".capped", true});
  }
}

Risk::Risk() : state_(std::make_unique<State>()) {}
Risk::~Risk() = default;

const Ruleset* Risk::active() const {
  return state_->ruleset.get();
}

void Risk::activate(std::shared_ptr<const Ruleset> ruleset, core::UndoJournal& journal) {
  TALLYGATE_CHECK(ruleset != nullptr, "a rule set that did not compile cannot become live");
  if (state_->ruleset && state_->ruleset->hash() == ruleset->hash()) return;
  const FeaturePlan& plan = ruleset->compiled().plan;
  auto windows = state_->windows ? std::make_unique<Windows>(plan, *state_->windows, state_->newest.us)
                                 : std::make_unique<Windows>(plan);
  journal.replace(state_->windows, std::move(windows));
  journal.replace(state_->ruleset, std::move(ruleset));
}

core::Assessment Risk::assess(const Activity& activity) const {
  Scoring s;
  if (!state_->ruleset) {  // nothing says that it is harmless
    s.assessment.fallback = true;
    s.assessment.outcome = core::Verdict::review;
    return s.assessment;
  }
  const Ruleset::Compiled& c = state_->ruleset->compiled();
  const OperationPlan& plan = c.operations[static_cast<std::size_t>(activity.op)];
  ActivityValues& values = state_->values;
  values.bind(activity, plan.fields, c.conditions, c.plan.features.size());
  state_->read_features(plan, c, activity.counted);
  for (const std::uint16_t r : plan.rules) {
    const cel::Value value = cel::evaluate(c.programs[r], {values.slots(), nullptr}, values.scratch());
    s.assessment.cost += static_cast<std::int64_t>(values.scratch().steps());
    if (value.is_true())
      match(s, c.rules[r]);
    else if (!value.is_false())
      fail(s, c.rules[r], value.error_code());
  }
  state_->finish(s, c);
  s.assessment.features_hash = state_->hash_features(plan, c);
  s.assessment.ruleset = c.hash;
  return std::move(s.assessment);
}

void Risk::observe(core::RecordType type, const Activity& activity, core::UndoJournal& journal) {
  if (!state_->ruleset) return;
  TALLYGATE_CHECK(activity.at >= state_->newest, "windows count in order of time");
  const Ruleset::Compiled& c = state_->ruleset->compiled();
  state_->values.bind(activity, c.condition_fields, c.conditions, c.plan.features.size());
  state_->windows->observe(type, state_->values, journal);
  journal.set(state_->newest, activity.at);
}

core::Digest Risk::State::digest(const core::Digest& of_windows) const {
  const std::string at = std::to_string(newest.us);
  return core::sha256({core::view(ruleset->hash()), at, core::view(of_windows)});
}

core::Digest Risk::digest() const {
  return state_->ruleset ? state_->digest(state_->windows->digest()) : core::Digest{};
}

core::Digest Risk::save(core::BinaryWriter& out) const {
  out.flag(state_->ruleset != nullptr);
  if (!state_->ruleset) return {};
  out.raw(core::view(state_->ruleset->hash()));
  out.number(state_->newest.us);
  return state_->digest(state_->windows->save(out));
}

core::Digest Risk::load(core::BinaryReader& in, const FindRuleset& find) {
  bool there = false;
  in.flag(there);
  if (!there) return {};
  core::Digest hash{};
  const std::string_view bytes = in.take(hash.size());
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  in.number(state_->newest.us);
  if (in.ok()) state_->ruleset = find(hash);
  if (state_->ruleset == nullptr) in.fail("its rule set is not there");
  if (!in.ok()) return {};
  state_->windows = std::make_unique<Windows>(state_->ruleset->compiled().plan);
  return state_->digest(state_->windows->load(in));
}

std::vector<core::HeldPart> Risk::held_memory(const core::BlockBytes& block) const {
  return state_->windows ? state_->windows->held_memory(block) : std::vector<core::HeldPart>();
}

std::size_t Risk::bytes() const {
  return state_->windows ? state_->windows->bytes() : 0;
}

}  // namespace tallygate::risk
