#include "risk/ruleset.hpp"

#include <algorithm>
#include <set>

#include "core/check.hpp"
#include "core/hash.hpp"
#include "risk/cel/compile.hpp"
#include "risk/host_functions.hpp"
#include "risk/ruleset_compiled.hpp"
#include "risk/ruleset_features.hpp"
#include "risk/ruleset_text.hpp"

namespace tallygate::risk {
namespace {

constexpr std::uint32_t kTextBound = 128;  // bytes of an id, pseudonym or name, for the static cost

cel::Type type_of(FieldType type) {
  switch (type) {
    case FieldType::integer:
      return cel::Kind::integer;
    case FieldType::boolean:
      return cel::Kind::boolean;
    case FieldType::text:
      return cel::Kind::string;
    case FieldType::timestamp:
      break;
  }
  return cel::Kind::timestamp;
}

bool always_there(Field f) {
  return f == Field::op || f == Field::at || f == Field::hour || f == Field::weekday;
}

cel::Environment field_environment() {
  cel::Environment environment;
  for (const FieldTraits& f : fields()) {
    const auto refused = environment.declare(cel::Variable{.name = std::string(f.name),
                                                           .type = type_of(f.type),
                                                           .slot = static_cast<std::uint16_t>(f.field),
                                                           .optional = !always_there(f.field),
                                                           .bound = f.type == FieldType::text ? kTextBound : 0,
                                                           .saturates_at = std::nullopt});
    TALLYGATE_CHECK(!refused, "a field of an activity cannot be named: " + *refused);
  }
  declare_host_functions(environment);
  return environment;
}

void declare_features_in(cel::Environment& environment, const FeaturePlan& plan) {
  for (std::size_t i = 0; i < plan.features.size(); ++i) {
    const Declaration& d = plan.features[i].declared;
    cel::Variable v{.name = "f." + d.name,
                    .type = result_type(d),
                    .slot = static_cast<std::uint16_t>(kFields + i),
                    .optional = true,
                    .bound = 0,
                    .saturates_at = std::nullopt};
    if (v.type.kind() == cel::Kind::string) v.bound = kTextBound;
    if (d.op == FeatureOp::distinct) v.saturates_at = d.cap;
    const auto refused = environment.declare(std::move(v));
    TALLYGATE_CHECK(!refused, "a feature cannot be named: " + *refused);
  }
}

template <class E>
std::optional<E> enum_named(std::string_view name) {
  for (const auto& e : core::enum_names(E{}))
    if (e.name == name) return e.value;
  return std::nullopt;
}

// PAY-01, ATO-11b: the signal's code, and a small letter for a further step of the same signal.
bool is_rule_code(std::string_view code) {
  const std::size_t dash = code.find('-');
  if (dash == std::string_view::npos || dash < 2 || dash > 8) return false;
  std::string_view number = code.substr(dash + 1);
  if (!number.empty() && number.back() >= 'a' && number.back() <= 'z') number.remove_suffix(1);
  return std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(dash),
                     [](char c) { return c >= 'A' && c <= 'Z'; }) &&
         number.size() >= 2 && number.size() <= 4 &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t conditions_cost_of(const Ruleset::Compiled& compiled) {
  std::uint64_t cost = 0;
  for (const cel::Program& condition : compiled.conditions) cost += condition.cost();
  return cost;
}

std::uint64_t cost_of(const Ruleset::Compiled& compiled, const std::vector<std::uint16_t>& rules) {
  std::uint64_t cost = 0;
  for (const std::uint16_t r : rules) cost += compiled.infos[r].cost;
  return cost;
}

// Compiles the parts into `to`. Each step adds its errors and goes on, so that an author sees all at once.
class Compiler {
 public:
  Compiler(Ruleset::Compiled& to, const RulesetText& text, RulesetErrors& errors)
      : to_(to), text_(text), errors_(errors) {}

  void run() {
    to_.name = text_.name;
    if (text_.name.size() > 64) errors_.add(1, "rule set", "`name` is longer than 64 bytes.");
    policy();
    features();
    if (text_.rules.size() > kRulesetLimits.rules_max)
      errors_.add(text_.rules[kRulesetLimits.rules_max].line, "rule set", "has more than 128 rules.");
    for (std::size_t i = 0; i < std::min(text_.rules.size(), kRulesetLimits.rules_max); ++i) rule(text_.rules[i]);
    if (!errors_.none()) return;
    patterns();
    for (const core::OperationTraits& op : core::operations()) operation(op);
  }

 private:
  void policy() {
    if (!text_.fallback.empty()) {
      const auto fallback = enum_named<core::Verdict>(text_.fallback);
      if (!fallback || *fallback == core::Verdict::allow)
        errors_.add(text_.policy_line, "policy",
                    "`fallback` is challenge, review or block: what fails is never let through in silence.");
      to_.fallback = fallback.value_or(core::Verdict::review);
    }
    for (const ThresholdText& t : text_.thresholds) {
      const auto kind = enum_named<core::AbuseKind>(t.kind);
      if (!kind) {
        errors_.add(t.line, "policy." + t.kind,
                    "is no kind of abuse: payment, takeover, fake_order, promotion, commission, refund, laundering.");
        continue;
      }
      for (const auto& threshold : {t.challenge, t.review})
        if (threshold && (*threshold < 1 || *threshold > 100))
          errors_.add(t.line, "policy." + t.kind, "a threshold is from 1 to 100.");
      to_.thresholds[static_cast<std::size_t>(*kind)] = {t.challenge, t.review};
    }
  }

  void features() {
    environment_ = field_environment();
    DeclaredFeatures declared = declare_features(text_.features, errors_);
    std::set<Field> read;
    for (std::size_t i = 0; i < declared.conditions.size(); ++i) {
      cel::Compiled compiled = compile("feature condition", declared.conditions[i], declared.condition_lines[i]);
      if (!compiled.ok()) continue;
      for (const cel::VariableRead& v : compiled.program().variables()) read.insert(static_cast<Field>(v.slot));
      to_.conditions.push_back(std::move(compiled).program());
    }
    const std::uint64_t cost = conditions_cost_of(to_);
    if (cost > kRulesetLimits.conditions_cost_max)
      errors_.add(1, "rule set",
                  "the conditions of its features may take " + std::to_string(cost) + " steps for each record; " +
                      std::to_string(kRulesetLimits.conditions_cost_max) + " are allowed.");
    to_.condition_fields.assign(read.begin(), read.end());
    to_.plan = plan_features(std::move(declared.declarations), std::move(declared.conditions));
    declare_features_in(environment_, to_.plan);
  }

  cel::Compiled compile(const std::string& where, const std::string& source, std::int64_t line) {
    cel::CompileOptions options;
    options.expected = cel::Kind::boolean;
    cel::Compiled compiled = cel::compile(source, environment_, options);
    if (!compiled.ok()) {
      const cel::CompileError& e = compiled.error();
      errors_.add(line, where,
                  "line " + std::to_string(e.position.line) + ", column " + std::to_string(e.position.column) +
                      " of `" + source + "`: " + e.message);
    }
    return compiled;
  }

  void rule(const RuleText& text) {
    const std::string where = "rule " + text.code;
    const auto fail = [&](std::string why) { errors_.add(text.line, where, std::move(why)); };
    Rule rule;
    rule.info.code = text.code;
    rule.info.text = text.text;
    rule.info.version = text.version;
    rule.info.weight = text.weight;
    if (!is_rule_code(text.code)) fail("its code must be letters, a dash and a number, as in PAY-01 or PAY-01b.");
    for (const RuleInfo& other : to_.infos)
      if (other.code == text.code) fail("is declared twice.");
    if (text.version < 1) fail("its version counts from 1.");
    if (text.weight < 0 || text.weight > 100) fail("`weight` is from 0 to 100.");
    if (text.text.size() > kRulesetLimits.sentence_bytes_max) fail("`text` is longer than 200 bytes.");
    const auto kind = enum_named<core::AbuseKind>(text.kind);
    if (!kind) fail("`kind` is none of payment, takeover, fake_order, promotion, commission, refund, laundering.");
    const auto verdict = enum_named<core::Verdict>(text.verdict);
    if (!verdict) fail("`verdict` is none of allow, challenge, review, block.");
    rule.info.kind = kind.value_or(core::AbuseKind::payment);
    rule.info.verdict = verdict.value_or(core::Verdict::review);
    if (text.on_error == "no_match")
      rule.on_error = OnError::no_match;
    else if (text.on_error == "match")
      rule.on_error = OnError::match;
    else if (text.on_error != "review")
      fail("`on_error` is none of no_match, match, review.");
    for (const std::string& name : text.on) {
      const auto op = core::operation_named(name);
      if (!op || !core::traits(*op).scored)
        fail("`" + name + "` is no operation that is scored.");
      else
        rule.on.set(static_cast<std::size_t>(*op));
    }
    condition(rule, text);
    to_.infos.push_back(rule.info);
    to_.rules.push_back(std::move(rule));
  }

  void condition(Rule& rule, const RuleText& text) {
    cel::Compiled compiled = compile("rule " + text.code, text.when, text.line);
    if (!compiled.ok()) return;
    for (const cel::VariableRead& v : compiled.program().variables()) {
      if (v.slot < kFields)
        rule.fields.push_back(static_cast<Field>(v.slot));
      else
        rule.features.push_back(static_cast<std::uint16_t>(v.slot - kFields));
    }
    std::sort(rule.features.begin(), rule.features.end());
    rule.info.cost = compiled.program().cost();
    to_.programs.push_back(std::move(compiled).program());
  }

  void patterns() {
    std::size_t count = 0;
    for (const cel::Program& program : to_.programs) count += program.patterns();
    for (const cel::Program& condition : to_.conditions) count += condition.patterns();
    if (count > kRulesetLimits.patterns_max)
      errors_.add(1, "rule set",
                  "has " + std::to_string(count) + " patterns; " + std::to_string(kRulesetLimits.patterns_max) +
                      " are allowed.");
  }

  void operation(const core::OperationTraits& traits) {
    const auto number = static_cast<std::size_t>(traits.op);
    OperationPlan& plan = to_.operations[number];
    std::set<std::uint16_t> features;
    std::set<Field> fields(to_.condition_fields.begin(), to_.condition_fields.end());
    std::size_t bytes = 256;  // outcome, scores, hashes, key names
    for (std::size_t r = 0; r < to_.rules.size(); ++r) {
      const Rule& rule = to_.rules[r];
      if (!rule.on.test(number)) continue;
      plan.rules.push_back(static_cast<std::uint16_t>(r));
      bytes += 2 * rule.info.code.size() + 60;  // a reason, and the code among the skipped
      fields.insert(rule.fields.begin(), rule.fields.end());
      for (const std::uint16_t f : rule.features) {
        const Declaration& d = to_.plan.features[f].declared;
        if (features.insert(f).second) bytes += d.name.size() + 32 + (d.op == FeatureOp::last ? kTextBound : 0);
        if (d.op == FeatureOp::ratio) features.insert({d.a, d.b});
      }
    }
    const std::uint64_t cost = cost_of(to_, plan.rules);
    if (cost > kRulesetLimits.cost_per_operation_max)
      errors_.add(1, "rule set",
                  "the rules on " + std::string(traits.name) + " may take " + std::to_string(cost) +
                      " steps; 200000 are allowed.");
    if (bytes > kRulesetLimits.assessment_bytes_max)
      errors_.add(1, "rule set",
                  "an assessment of " + std::string(traits.name) + " may take " + std::to_string(bytes) +
                      " bytes of its record; 12288 are allowed.");
    plan.features.assign(features.begin(), features.end());
    plan.possible = record_types_of(traits.op);
    plan.lookups = plan_lookups(to_.plan, plan.features);
    plan.fields.assign(fields.begin(), fields.end());
  }

  Ruleset::Compiled& to_;
  const RulesetText& text_;
  RulesetErrors& errors_;
  cel::Environment environment_;
};

}  // namespace

Ruleset::Ruleset() = default;
Ruleset::~Ruleset() = default;

std::shared_ptr<const Ruleset> Ruleset::compile(std::string_view toml, std::vector<RulesetError>& errors) {
  RulesetErrors all(errors);
  if (toml.size() > kRulesetLimits.text_bytes_max) {
    all.add(1, "rule set", "is longer than 256 KiB.");
    return nullptr;
  }
  const RulesetText text = read_ruleset_text(toml, all);
  auto compiled = std::make_unique<Compiled>();
  compiled->text = toml;
  compiled->hash = core::sha256(toml);
  Compiler(*compiled, text, all).run();
  if (!all.none()) {
    all.sort_by_line();
    return nullptr;
  }
  std::shared_ptr<Ruleset> ruleset(new Ruleset());
  ruleset->compiled_ = std::move(compiled);
  return ruleset;
}

RulesetBudget ruleset_budget() {
  return {cel::Limits{}.cost_max, kRulesetLimits.cost_per_operation_max, kRulesetLimits.conditions_cost_max};
}

std::vector<OperationCost> Ruleset::operation_costs() const {
  std::vector<OperationCost> costs;
  for (const core::OperationTraits& op : core::operations()) {
    const OperationPlan& plan = compiled_->operations[static_cast<std::size_t>(op.op)];
    if (!plan.rules.empty()) costs.push_back({op.op, cost_of(*compiled_, plan.rules)});
  }
  return costs;
}

std::uint64_t Ruleset::conditions_cost() const {
  return conditions_cost_of(*compiled_);
}

const core::Digest& Ruleset::hash() const {
  return compiled_->hash;
}
const std::string& Ruleset::name() const {
  return compiled_->name;
}
const std::string& Ruleset::text() const {
  return compiled_->text;
}
const std::vector<RuleInfo>& Ruleset::rules() const {
  return compiled_->infos;
}

const RuleInfo* Ruleset::rule(std::string_view code) const {
  for (const RuleInfo& info : compiled_->infos)
    if (info.code == code) return &info;
  return nullptr;
}

}  // namespace tallygate::risk
