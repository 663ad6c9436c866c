#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "core/hash.hpp"
#include "risk/ruleset.hpp"
#include "tests/support/risk_world.hpp"

namespace tallygate::risk {
namespace {

constexpr std::string_view kHead = "name = \"t\"\n[policy]\nfallback = \"review\"\n";

std::string feature(std::string_view lines) {
  return std::string(kHead) + "[[feature]]\n" + std::string(lines) + "\n";
}
std::string rule(std::string_view lines) {
  return std::string(kHead) + "[[rule]]\n" + std::string(lines) + "\n";
}

constexpr std::string_view kGoodRule =
    "code = \"PAY-01\"\nkind = \"payment\"\non = [\"order.place\"]\nwhen = \"amount > 5\"\nverdict = "
    "\"review\"\nweight = 10\n"
    "text = \"Large.\"\non_error = \"review\"";

std::string rule_with(std::string_view key, std::string_view value) {
  std::string text(kGoodRule);
  const std::size_t at = text.find(std::string(key) + " = ");
  const std::size_t end = text.find('\n', at);
  text.replace(at, (end == std::string::npos ? text.size() : end) - at, std::string(key) + " = " + std::string(value));
  return rule(text);
}

std::vector<RulesetError> errors_of(std::string_view toml) {
  std::vector<RulesetError> errors;
  EXPECT_EQ(Ruleset::compile(toml, errors), nullptr);
  return errors;
}

void expect_error(const std::string& toml, std::string_view where, std::string_view part) {
  const auto errors = errors_of(toml);
  const bool found = std::any_of(errors.begin(), errors.end(), [&](const RulesetError& e) {
    return e.where == where && e.detail.find(part) != std::string::npos;
  });
  std::string all;
  for (const auto& e : errors) all += std::to_string(e.line) + " " + e.where + ": " + e.detail + "\n";
  EXPECT_TRUE(found) << "wanted " << where << ": …" << part << "…, got\n" << all;
}

TEST(Ruleset, DefaultOneCompilesWithAtLeastTwentyTwoSignals) {
  const auto ruleset = support::compiled(Ruleset::default_toml());
  std::vector<std::string> signals;
  for (const RuleInfo& info : ruleset->rules()) {
    std::string code = info.code;
    if (code.back() >= 'a') code.pop_back();  // PAY-01b is a step of PAY-01
    if (std::find(signals.begin(), signals.end(), code) == signals.end()) signals.push_back(code);
    EXPECT_FALSE(info.text.empty()) << info.code;
  }
  EXPECT_GE(signals.size(), 22U);
  EXPECT_EQ(ruleset->name(), "default");
  EXPECT_EQ(ruleset->text(), Ruleset::default_toml());
}

TEST(Ruleset, HashIsThatOfTheText) {
  const std::string toml = rule(kGoodRule);
  EXPECT_EQ(support::compiled(toml)->hash(), core::sha256(toml));
}

TEST(Ruleset, FindsARuleByItsCode) {
  const auto ruleset = support::compiled(rule(kGoodRule));
  ASSERT_NE(ruleset->rule("PAY-01"), nullptr);
  EXPECT_EQ(ruleset->rule("PAY-01")->weight, 10);
  EXPECT_EQ(ruleset->rule("PAY-02"), nullptr);
}

std::string text_of_rule(const std::string& code, const std::string& when) {
  return "[[rule]]\ncode = \"" + code + "\"\nkind = \"payment\"\non = [\"order.place\"]\nwhen = \"\"\"" + when +
         "\"\"\"\nverdict = \"review\"\nweight = 10\ntext = \"Costly.\"\non_error = \"review\"\n";
}

TEST(Ruleset, KnowsWhatItMayCost) {
  const auto ruleset = support::compiled(std::string(kHead) + text_of_rule("PAY-01", "amount > 5") +
                                         text_of_rule("PAY-02", "buyer.split('').size() > 1"));
  ASSERT_EQ(ruleset->rules().size(), 2U);
  EXPECT_LT(ruleset->rule("PAY-01")->cost, 10U);
  EXPECT_GT(ruleset->rule("PAY-02")->cost, 100U);
  const auto costs = ruleset->operation_costs();
  ASSERT_EQ(costs.size(), 1U);
  EXPECT_EQ(costs[0].operation, core::Operation::order_place);
  EXPECT_EQ(costs[0].steps, ruleset->rule("PAY-01")->cost + ruleset->rule("PAY-02")->cost);
  EXPECT_EQ(ruleset->conditions_cost(), 0U);
  EXPECT_GT(ruleset_budget().operation, ruleset_budget().condition);
}

TEST(Ruleset, WithMorePatternsThanItsMemoryAllowsIsRefused) {
  std::string rules;
  for (int i = 100; i < 120; ++i) {
    std::string when = "buyer == ''";
    for (int k = 0; k < 13; ++k) when += " || buyer.matches('" + std::to_string(k) + "$')";
    rules += text_of_rule("PAY-" + std::to_string(i), when);
  }
  expect_error(std::string(kHead) + rules, "rule set", "has 260 patterns; 256 are allowed.");
}

TEST(Ruleset, OverABudgetIsRefusedWithTheFigure) {
  const std::string costly = "buyer.replace('', merchant).size() > 0";
  expect_error(std::string(kHead) + text_of_rule("PAY-01", "buyer.replace('', merchant).replace('', device) == ip"),
               "rule PAY-01", "100000 are allowed.");
  std::string rules;
  for (int i = 10; i < 60; ++i) rules += text_of_rule("PAY-" + std::to_string(i), costly);
  expect_error(std::string(kHead) + rules, "rule set", "steps; 200000 are allowed.");
  std::string features;
  for (int i = 0; i < 60; ++i)
    features += "[[feature]]\nname = \"orders_" + std::to_string(i) +
                "\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\nwhere = \"\"\"" +
                costly + " && amount > " + std::to_string(i) + "\"\"\"\n";
  expect_error(std::string(kHead) + features, "rule set", "steps for each record; 200000 are allowed.");
}

TEST(Ruleset, SaysWhatIsWrongWithARule) {
  expect_error(rule_with("code", "\"pay1\""), "rule pay1", "its code must be");
  expect_error(rule_with("kind", "\"arson\""), "rule PAY-01", "`kind` is none of");
  expect_error(rule_with("on", "[\"order.eat\"]"), "rule PAY-01", "`order.eat` is no operation that is scored");
  expect_error(rule_with("on", "[\"order.ship\"]"), "rule PAY-01", "`order.ship` is no operation that is scored");
  expect_error(rule_with("on", "[]"), "rule PAY-01", "`on` must not be empty");
  expect_error(rule_with("when", "\"amount >\""), "rule PAY-01", "line 1, column");
  expect_error(rule_with("when", "\"amount\""), "rule PAY-01", "line 1, column 1");
  expect_error(rule_with("when", "\"f.nothing > 1\""), "rule PAY-01", "f.nothing");
  expect_error(rule_with("verdict", "\"maybe\""), "rule PAY-01", "`verdict` is none of");
  expect_error(rule_with("weight", "101"), "rule PAY-01", "`weight` is from 0 to 100");
  expect_error(rule_with("weight", "1.5"), "rule PAY-01", "`weight` must be a whole number");
  expect_error(rule_with("on_error", "\"allow\""), "rule PAY-01", "`on_error` is none of");
  expect_error(rule(std::string(kGoodRule) + "\ncolour = \"red\""), "rule PAY-01", "`colour` is not a key");
  expect_error(rule(kGoodRule) + "[[rule]]\n" + std::string(kGoodRule), "rule PAY-01", "declared twice");
  expect_error(rule("code = \"PAY-01\""), "rule PAY-01", "`when` is missing");
}

TEST(Ruleset, SaysWhatIsWrongWithAFeature) {
  const std::string good = "name = \"n\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\n";
  EXPECT_NE(support::compiled(feature(good)), nullptr);
  expect_error(feature("name = \"N\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
               "feature N", "small letters");
  expect_error(feature("name = \"n\"\nop = \"guess\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
               "feature n", "`op` is none of");
  expect_error(feature("name = \"n\"\nop = \"count\"\nof = [\"order.eaten\"]\nby = [\"buyer\"]\nover = \"1h\""),
               "feature n", "no record type");
  expect_error(feature("name = \"n\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"amount\"]\nover = \"1h\""),
               "feature n", "no text field");
  expect_error(feature("name = \"n\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1y\""),
               "feature n", "no length of time");
  expect_error(feature("name = \"n\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"401d\""),
               "feature n", "at most 400d");
  expect_error(feature("name = \"n\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]"), "feature n",
               "`over` is missing");
  expect_error(feature(good + "value = \"amount\""), "feature n", "`value` says nothing for op count");
  expect_error(feature(good + "read_by = [\"upline1\", \"device\"]"), "feature n", "as many parts");
  expect_error(feature(good + "where = \"f.n > 1\""), "feature condition", "f.n");
  expect_error(
      feature(
          "name = \"n\"\nop = \"sum\"\nvalue = \"amount\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
      "feature n", "needs `currency`");
  expect_error(feature("name = \"n\"\nop = \"sum\"\nvalue = \"amount\"\ncurrency = \"QQQ\"\nof = "
                       "[\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
               "feature n", "no currency");
  expect_error(
      feature(
          "name = \"n\"\nop = \"sum\"\nvalue = \"buyer\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
      "feature n", "a whole number");
  expect_error(feature("name = \"n\"\nop = \"distinct\"\nvalue = \"buyer\"\ncap = 0\nof = [\"order.placed\"]\nby = "
                       "[\"buyer\"]\nover = \"1h\""),
               "feature n", "`cap` is from 1");
  expect_error(feature("name = \"n\"\nop = \"ratio\"\na = \"x\"\nb = \"y\""), "feature n",
               "no feature declared before it");
  expect_error(feature("name = \"n\"\nop = \"streak\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""),
               "feature n", "a streak needs `where`");
  expect_error(feature("name = \"n\"\nop = \"last\"\nvalue = \"sku\"\ninclude_current = true\nof = "
                       "[\"order.placed\"]\nby = [\"buyer\"]"),
               "feature n", "`include_current` says nothing");
}

TEST(Ruleset, RefusesToCompareADistinctCountWithWhatItsCapNeverReaches) {
  const std::string declared = feature(
      "name = \"n\"\nop = \"distinct\"\nvalue = \"card\"\ncap = 8\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = "
      "\"1h\"\n");
  std::string bad(kGoodRule), good(kGoodRule);
  bad.replace(bad.find("amount > 5"), 10, "f.n > 8");
  good.replace(good.find("amount > 5"), 10, "f.n >= 7");
  expect_error(declared + "[[rule]]\n" + bad, "rule PAY-01", "8");
  EXPECT_NE(support::compiled(declared + "[[rule]]\n" + good), nullptr);
}

TEST(Ruleset, SaysWhatIsWrongWithThePolicyAndTheText) {
  expect_error("name = ", "rule set", "is not TOML");
  expect_error("name = \"t\"\n", "rule set", "`policy` is missing");
  expect_error("name = \"t\"\nother = 1\n[policy]\nfallback = \"review\"\n", "rule set", "`other` is not a key");
  expect_error("name = \"t\"\n[policy]\nfallback = \"allow\"\n", "policy", "never let through in silence");
  expect_error(std::string(kHead) + "[policy.arson]\nreview = 5\n", "policy.arson", "is no kind of abuse");
  expect_error(std::string(kHead) + "[policy.payment]\nreview = 0\n", "policy.payment", "from 1 to 100");
  expect_error(std::string(kHead) + "[policy.payment]\nblock = 90\n", "policy.payment", "`block` is not a key");
  expect_error(std::string(300 * 1024, '#'), "rule set", "longer than 256 KiB");
}

TEST(Ruleset, TellsAllErrorsAtOnceWithTheirLines) {
  const std::string toml = std::string(kHead) +
                           "[[feature]]\nname = \"a\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover "
                           "= \"zzz\"\n"
                           "[[rule]]\ncode = \"PAY-01\"\nkind = \"payment\"\non = [\"order.place\"]\nwhen = \"1 "
                           "+\"\nverdict = \"review\"\n"
                           "weight = 1\ntext = \"x\"\non_error = \"review\"\nsurprise = 1\n";
  const auto errors = errors_of(toml);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].line, 4);
  EXPECT_EQ(errors[0].where, "feature a");
  EXPECT_EQ(errors[1].line, 10);
  EXPECT_EQ(errors[2].line, 19);
}

TEST(Ruleset, KeepsNoMoreThanSixtyFourErrors) {
  std::string toml(kHead);
  for (int i = 0; i < 70; ++i) toml += "[[rule]]\ncode = \"x\"\n";
  EXPECT_EQ(errors_of(toml).size(), 64U);
}

TEST(RulesPage, NamesEveryValueThatARuleMayRead) {
  std::ifstream in(std::string(TALLYGATE_SOURCE_DIR) + "/docs/rules.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  for (const risk::FieldTraits& field : risk::fields())
    EXPECT_NE(page.find("`" + std::string(field.name) + "`"), std::string::npos) << field.name;
}

}  // namespace
}  // namespace tallygate::risk
