#include "api/app/rules.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "api/app/command.hpp"
#include "core/canonical_json.hpp"
#include "risk/cel/conformance.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::app {
namespace {

using risk::OperationCost;
using risk::RuleInfo;
using risk::RulesetError;
using risk::cel::ConformanceCase;
using risk::cel::ConformanceFile;

void print_costs(const risk::Ruleset& ruleset) {
  const risk::RulesetBudget budget = risk::ruleset_budget();
  const auto line = [](const char* what, std::string_view name, std::uint64_t steps, std::uint64_t allowed) {
    std::printf("%s %.*s: %llu of %llu steps\n", what, static_cast<int>(name.size()), name.data(),
                static_cast<unsigned long long>(steps), static_cast<unsigned long long>(allowed));
  };
  for (const RuleInfo& rule : ruleset.rules()) line("rule", rule.code, rule.cost, budget.condition);
  for (const OperationCost& cost : ruleset.operation_costs())
    line("operation", core::traits(cost.operation).name, cost.steps, budget.operation);
  line("features'", "conditions", ruleset.conditions_cost(), budget.conditions);
}

void write_costs(core::JsonWriter& json, const risk::Ruleset& ruleset) {
  const risk::RulesetBudget budget = risk::ruleset_budget();
  const auto cost = [&](const char* name_of, std::string_view name, std::uint64_t steps, std::uint64_t allowed) {
    json.begin_object();
    json.member("allowed", static_cast<std::int64_t>(allowed));
    json.member(name_of, name);
    json.member("steps", static_cast<std::int64_t>(steps));
    json.end_object();
  };
  json.member("name", ruleset.name());
  json.key("operations");
  json.begin_array();
  for (const OperationCost& c : ruleset.operation_costs())
    cost("operation", core::traits(c.operation).name, c.steps, budget.operation);
  json.end_array();
  json.key("rules");
  json.begin_array();
  for (const RuleInfo& rule : ruleset.rules()) cost("code", rule.code, rule.cost, budget.condition);
  json.end_array();
  json.member("ruleset", core::to_hex(core::view(ruleset.hash())));
}

void print_check_json(const risk::Ruleset* ruleset, const std::vector<RulesetError>& errors) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  if (ruleset != nullptr) {
    json.key("conditions");
    json.begin_object();
    json.member("allowed", static_cast<std::int64_t>(risk::ruleset_budget().conditions));
    json.member("steps", static_cast<std::int64_t>(ruleset->conditions_cost()));
    json.end_object();
  }
  json.key("errors");
  json.begin_array();
  for (const RulesetError& error : errors) {
    json.begin_object();
    json.member("detail", error.detail);
    json.member("line", error.line);
    json.member("where", error.where);
    json.end_object();
  }
  json.end_array();
  if (ruleset != nullptr) write_costs(json, *ruleset);
  json.end_object();
  std::printf("%s\n", out.c_str());
}

void write_cases(core::JsonWriter& json, const char* name, const std::vector<ConformanceCase>& cases) {
  json.key(name);
  json.begin_array();
  for (const ConformanceCase& one : cases) {
    json.begin_object();
    json.member("detail", one.why);
    if (!one.reason.empty()) json.member("reason", one.reason);
    json.member("test", one.name);
    json.end_object();
  }
  json.end_array();
}

void print_conformance_json(const std::vector<ConformanceFile>& files) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.key("files");
  json.begin_array();
  for (const ConformanceFile& file : files) {
    json.begin_object();
    write_cases(json, "failed", file.failed);
    json.member("file", file.name);
    json.member("passed", static_cast<std::int64_t>(file.passed));
    write_cases(json, "skipped", file.skipped);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  std::printf("%s\n", out.c_str());
}

}  // namespace

int run_rules_check(const RulesOptions& options) {
  std::ifstream in(options.ruleset, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in) return cannot("the file " + options.ruleset + " cannot be read");
  std::vector<RulesetError> errors;
  const auto ruleset = risk::Ruleset::compile(text, errors);
  if (options.json) {
    print_check_json(ruleset.get(), errors);
  } else {
    if (ruleset != nullptr) print_costs(*ruleset);
    for (const RulesetError& error : errors)
      std::printf("%s:%lld: %s: %s\n", options.ruleset.c_str(), static_cast<long long>(error.line), error.where.c_str(),
                  error.detail.c_str());
  }
  return ruleset != nullptr ? kHolds : kDoesNotHold;
}

int run_rules_conformance(const RulesOptions& options) {
  const auto files = risk::cel::run_conformance(options.files);
  if (!files) return cannot(files.error());
  bool failed = false;
  for (const ConformanceFile& file : *files) {
    failed = failed || !file.failed.empty();
    for (const ConformanceCase& one : file.failed)
      std::cerr << file.name << ": " << one.name << " failed: " << one.why << "\n";
  }
  if (options.json)
    print_conformance_json(*files);
  else
    std::cout << (options.skips ? risk::cel::conformance_skips(*files) : risk::cel::conformance_report(*files))
              << std::flush;
  return failed ? kDoesNotHold : kHolds;
}

}  // namespace tallygate::app
