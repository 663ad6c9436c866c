#include "risk/ruleset_text.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace tallygate::risk {
namespace {

std::int64_t line_of(const toml::node& node) {
  return node.source().begin.line;
}

// One table: each key is asked for by name, and what was never asked for is unknown.
class Table {
 public:
  Table(const toml::table& table, std::string where, RulesetErrors& errors)
      : table_(table), where_(std::move(where)), errors_(errors) {}

  std::int64_t line() const { return line_of(table_); }
  void rename(std::string where) { where_ = std::move(where); }

  void read(std::string_view key, std::string& to, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return;
    if (const auto value = node->value_exact<std::string>())
      to = *value;
    else
      wrong(*node, key, "must be a text in quotes.");
  }
  void read(std::string_view key, std::int64_t& to, bool required) {
    std::optional<std::int64_t> value;
    read(key, value, required);
    if (value) to = *value;
  }
  void read(std::string_view key, std::optional<std::int64_t>& to, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return;
    to = node->value_exact<std::int64_t>();
    if (!to) wrong(*node, key, "must be a whole number.");
  }
  void read(std::string_view key, bool& to, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return;
    if (const auto value = node->value_exact<bool>())
      to = *value;
    else
      wrong(*node, key, "must be true or false.");
  }
  void read(std::string_view key, std::vector<std::string>& to, bool required) {
    const toml::node* node = find(key, required);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) return wrong(*node, key, "must be a list of texts.");
    for (const toml::node& element : *array) {
      const auto text = element.value_exact<std::string>();
      if (!text) return wrong(element, key, "must be a list of texts.");
      to.push_back(*text);
    }
    if (required && to.empty()) wrong(*node, key, "must not be empty.");
  }
  const toml::node* find(std::string_view key, bool required) {
    known_.insert(std::string(key));
    const toml::node* node = table_.get(key);
    if (node == nullptr && required) errors_.add(line(), where_, "`" + std::string(key) + "` is missing.");
    return node;
  }
  void wrong(const toml::node& node, std::string_view key, std::string_view why) {
    errors_.add(line_of(node), where_, "`" + std::string(key) + "` " + std::string(why));
  }
  void refuse_unknown() {
    for (const auto& [key, node] : table_)
      if (!known_.contains(std::string(key.str())))
        errors_.add(line_of(node), where_, "`" + std::string(key.str()) + "` is not a key that is known here.");
  }

 private:
  const toml::table& table_;
  std::string where_;
  RulesetErrors& errors_;
  std::set<std::string, std::less<>> known_;
};

FeatureText read_feature(const toml::table& table, RulesetErrors& errors) {
  Table t(table, "feature", errors);
  FeatureText f;
  f.line = t.line();
  t.read("name", f.name, true);
  t.rename("feature " + f.name);
  t.read("version", f.version, false);
  t.read("op", f.op, true);
  const bool ratio = f.op == "ratio";
  t.read("of", f.of, !ratio);
  t.read("by", f.by, !ratio);
  t.read("read_by", f.read_by, false);
  t.read("over", f.over, false);
  t.read("horizon", f.horizon, false);
  t.read("value", f.value, false);
  t.read("currency", f.currency, false);
  t.read("where", f.where, false);
  t.read("cap", f.cap, false);
  t.read("include_current", f.include_current, false);
  t.read("a", f.a, ratio);
  t.read("b", f.b, ratio);
  t.refuse_unknown();
  return f;
}

RuleText read_rule(const toml::table& table, RulesetErrors& errors) {
  Table t(table, "rule", errors);
  RuleText r;
  r.line = t.line();
  t.read("code", r.code, true);
  t.rename("rule " + r.code);
  t.read("version", r.version, false);
  t.read("kind", r.kind, true);
  t.read("on", r.on, true);
  t.read("when", r.when, true);
  t.read("verdict", r.verdict, true);
  t.read("weight", r.weight, true);
  t.read("text", r.text, true);
  t.read("on_error", r.on_error, true);
  t.refuse_unknown();
  return r;
}

template <class Read, class To>
void read_tables(Table& top, std::string_view key, Read read, To& to, RulesetErrors& errors) {
  const toml::node* node = top.find(key, false);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr) return top.wrong(*node, key, "must be written as [[" + std::string(key) + "]].");
  for (const toml::node& element : *array) {
    if (const toml::table* table = element.as_table())
      to.push_back(read(*table, errors));
    else
      top.wrong(element, key, "must be written as [[" + std::string(key) + "]].");
  }
}

void read_policy(const toml::table& table, RulesetText& to, RulesetErrors& errors) {
  Table policy(table, "policy", errors);
  to.policy_line = policy.line();
  policy.read("fallback", to.fallback, true);
  for (const auto& [key, node] : table) {
    if (key.str() == "fallback") continue;
    const std::string kind(key.str());
    const toml::table* thresholds = policy.find(kind, false)->as_table();
    if (thresholds == nullptr) {
      policy.wrong(node, kind, "is not a key that is known here.");
      continue;
    }
    Table t(*thresholds, "policy." + kind, errors);
    ThresholdText text;
    text.line = t.line();
    text.kind = kind;
    t.read("challenge", text.challenge, false);
    t.read("review", text.review, false);
    t.refuse_unknown();
    to.thresholds.push_back(std::move(text));
  }
}

}  // namespace

void RulesetErrors::sort_by_line() {
  std::sort(to_.begin(), to_.end(), [](const RulesetError& x, const RulesetError& y) {
    return std::tie(x.line, x.where, x.detail) < std::tie(y.line, y.where, y.detail);
  });
}

RulesetText read_ruleset_text(std::string_view toml_text, RulesetErrors& errors) {
  RulesetText ruleset;
  try {
    const toml::table parsed = toml::parse(toml_text);
    Table top(parsed, "rule set", errors);
    top.read("name", ruleset.name, true);
    if (const toml::node* policy = top.find("policy", true)) {
      if (policy->as_table() != nullptr)
        read_policy(*policy->as_table(), ruleset, errors);
      else
        top.wrong(*policy, "policy", "must be written as [policy].");
    }
    read_tables(top, "feature", read_feature, ruleset.features, errors);
    read_tables(top, "rule", read_rule, ruleset.rules, errors);
    top.refuse_unknown();
  } catch (const toml::parse_error& e) {
    errors.add(e.source().begin.line, "rule set", "is not TOML: " + std::string(e.description()) + ".");
  }
  return ruleset;
}

}  // namespace tallygate::risk
