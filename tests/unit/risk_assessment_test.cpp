// What an assessment says: outcome, scores, reasons, features and their hash, errors, fallback.
#include <gtest/gtest.h>

#include "core/hash.hpp"
#include "tests/support/risk_scenes.hpp"

namespace tallygate::risk {
namespace {

using core::AbuseKind;
using core::RecordType;
using core::Verdict;
using support::Act;
using support::order_by;
using support::RiskWorld;
using support::with;

constexpr std::string_view kFeatures =
    "[[feature]]\nname = \"orders\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\n"
    "[[feature]]\nname = \"on_device\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"device\"]\nover = \"1h\"\n"
    "[[feature]]\nname = \"mean\"\nop = \"avg\"\nvalue = \"amount\"\ncurrency = \"CNY\"\nof = [\"order.placed\"]\nby = "
    "[\"buyer\"]\nover = \"1h\"\n";

struct RuleLines {
  std::string code, when, verdict = "allow", on_error = "no_match", on = "order.place", kind = "payment";
  int weight = 10;
};
std::string ruleset(std::initializer_list<RuleLines> rules, std::string_view policy = "") {
  std::string toml = "name = \"t\"\n[policy]\nfallback = \"block\"\n" + std::string(policy) + std::string(kFeatures);
  for (const RuleLines& r : rules)
    toml += "[[rule]]\ncode = \"" + r.code + "\"\nversion = 3\nkind = \"" + r.kind + "\"\non = [\"" + r.on +
            "\"]\nwhen = '" + r.when + "'\nverdict = \"" + r.verdict + "\"\nweight = " + std::to_string(r.weight) +
            "\ntext = \"Because " + r.code + ".\"\non_error = \"" + r.on_error + "\"\n";
  return toml;
}
core::Assessment assess(const std::string& toml, Act act = order_by("b1")) {
  RiskWorld world(toml);
  return world.assess(act);
}

TEST(Assessment, TakesTheMostSevereVerdict) {
  const RuleLines allow{"PAY-01", "true"}, review{"PAY-02", "true", "review"}, challenge{"PAY-03", "true", "challenge"},
      block{"PAY-04", "true", "block"};
  EXPECT_EQ(assess(ruleset({})).outcome, Verdict::allow);
  EXPECT_EQ(assess(ruleset({allow})).outcome, Verdict::allow);
  EXPECT_EQ(assess(ruleset({allow, challenge})).outcome, Verdict::challenge);
  EXPECT_EQ(assess(ruleset({review, challenge, allow})).outcome, Verdict::review);
  EXPECT_EQ(assess(ruleset({review, block, challenge})).outcome, Verdict::block);
}

TEST(Assessment, GivesReasonsInRuleOrderWithVersionWeightAndText) {
  const auto a = assess(ruleset({{"PAY-02", "true"}, {"PAY-09", "false"}, {"PAY-01", "amount > 5"}}));
  ASSERT_EQ(a.reasons.size(), 2U);
  EXPECT_EQ(a.reasons[0].code, "PAY-02");
  EXPECT_EQ(a.reasons[1].code, "PAY-01");
  EXPECT_EQ(a.reasons[1].version, 3);
  EXPECT_EQ(a.reasons[1].weight, 10);
  EXPECT_EQ(a.reasons[1].text, "Because PAY-01.");
}

TEST(Assessment, AddsWeightsByKindUpToOneHundred) {
  const auto a = assess(ruleset({{"PAY-01", "true", "allow", "no_match", "order.place", "payment", 70},
                                 {"PAY-02", "true", "allow", "no_match", "order.place", "payment", 70},
                                 {"REF-01", "true", "allow", "no_match", "order.place", "refund", 5}}));
  EXPECT_EQ(a.scores[static_cast<std::size_t>(AbuseKind::payment)], 100);
  EXPECT_EQ(a.scores[static_cast<std::size_t>(AbuseKind::refund)], 5);
  EXPECT_EQ(a.scores[static_cast<std::size_t>(AbuseKind::takeover)], 0);
}

TEST(Assessment, ThresholdsTurnScoresIntoOutcomes) {
  const std::string policy = "[policy.payment]\nchallenge = 10\nreview = 20\n";
  EXPECT_EQ(assess(ruleset({{"PAY-01", "true", "allow", "no_match", "order.place", "payment", 9}}, policy)).outcome,
            Verdict::allow);
  EXPECT_EQ(assess(ruleset({{"PAY-01", "true"}}, policy)).outcome, Verdict::challenge);
  EXPECT_EQ(assess(ruleset({{"PAY-01", "true"}, {"PAY-02", "true"}}, policy)).outcome, Verdict::review);
  EXPECT_EQ(assess(ruleset({{"REF-01", "true", "allow", "no_match", "order.place", "refund", 90}}, policy)).outcome,
            Verdict::allow);
}

TEST(Assessment, RunsOnlyTheRulesOfTheOperation) {
  const auto a = assess(ruleset({{"PAY-01", "true", "block", "no_match", "order.pay"}}));
  EXPECT_TRUE(a.reasons.empty());
  EXPECT_EQ(a.cost, 0);
}

TEST(Assessment, ShowsWhatMatchedRulesReadOnceInDeclaredOrder) {
  RiskWorld world(ruleset(
      {{"PAY-01", "f.mean > 1.0 && f.orders >= 0"}, {"PAY-02", "f.orders >= 1"}, {"PAY-03", "has(f.on_device)"}}));
  Act first = order_by("b1", 5);
  world.count(RecordType::order_placed, first);
  Act now = order_by("b1");
  const auto a = world.assess(now);
  ASSERT_EQ(a.features.size(), 2U);
  EXPECT_EQ(a.features[0].name, "orders");
  EXPECT_EQ(a.features[0].value, core::FeatureScalar(std::int64_t{1}));
  EXPECT_EQ(a.features[1].name, "mean");
  EXPECT_EQ(a.features[1].value, core::FeatureScalar(core::DoubleText{"5"}));
}

TEST(Assessment, HashesTheWholeVectorAsDocumented) {
  RiskWorld world(ruleset({{"PAY-01", "f.mean > 1.0e9"}, {"PAY-02", "f.orders > 9"}, {"PAY-03", "has(f.on_device)"}}));
  Act first = order_by("b1", 5);
  world.count(RecordType::order_placed, first);
  Act now = order_by("b1");
  EXPECT_EQ(world.assess(now).features_hash, core::sha256("present=101\norders=1\nmean=5\n"));
  Act other = with(order_by("b2"), Field::device, "d1");
  EXPECT_EQ(world.assess(other).features_hash, core::sha256("present=110\n"));
}

TEST(Assessment, HashCoversWhatTheOperationsRulesCanRead) {
  RiskWorld world(ruleset({{"PAY-02", "f.orders > 9"}}));
  Act now = order_by("b1");
  EXPECT_EQ(world.assess(now).features_hash, core::sha256("present=1\n"));
}

TEST(Assessment, NeverAllowsInSilenceWhatCannotBeEvaluated) {
  for (const auto& [on_error, outcome] :
       {std::pair{"no_match", Verdict::allow}, {"match", Verdict::challenge}, {"review", Verdict::review}}) {
    const auto a = assess(ruleset({{"PAY-01", "coupon == \"c\"", "challenge", on_error}}));
    EXPECT_TRUE(support::has_reason(a, "RULE_ERROR")) << on_error;
    EXPECT_EQ(a.skipped, std::vector<std::string>{"PAY-01"}) << on_error;
    EXPECT_EQ(a.outcome, outcome) << on_error;
    EXPECT_EQ(support::has_reason(a, "PAY-01"), std::string_view(on_error) == "match");
    EXPECT_FALSE(a.fallback);
  }
}

TEST(Assessment, FallsBackWithoutARuleSet) {
  Risk risk;
  Act act = order_by("b1");
  const auto a = risk.assess(act.at({1}));
  EXPECT_TRUE(a.fallback);
  EXPECT_EQ(a.outcome, Verdict::review);
  EXPECT_EQ(risk.active(), nullptr);
}

TEST(Assessment, NamesTheRuleSetAndWhatItCost) {
  const std::string toml = ruleset({{"PAY-01", "amount > 5"}});
  const auto a = assess(toml);
  EXPECT_EQ(a.ruleset, core::sha256(toml));
  EXPECT_GT(a.cost, 0);
}

TEST(Assessment, ChangesNothing) {
  RiskWorld world;
  Act act = with(order_by("b1"), Field::device, "d1");
  world.count(RecordType::order_placed, act);
  const core::Digest before = world.risk().digest();
  for (int i = 0; i < 10; ++i) world.assess(act);
  EXPECT_EQ(world.risk().digest(), before);
}

TEST(Activation, KeepsWindowsThatBothDeclareAndStartsNewOnesEmpty) {
  RiskWorld world(ruleset({{"PAY-02", "f.orders >= 0"}}));
  Act order = with(order_by("b1"), Field::device, "d1");
  world.count(RecordType::order_placed, order);
  std::string next = ruleset({{"PAY-02", "f.orders >= 0"}, {"PAY-01", "f.fresh >= 0 && f.longer >= 0"}});
  next +=
      "[[feature]]\nname = \"fresh\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\nwhere "
      "= \"amount > 1\"\n"
      "[[feature]]\nname = \"longer\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"2h\"\n";
  world.risk().activate(support::compiled(next), world.journal());
  const auto values = [&] {
    std::vector<std::int64_t> out;
    for (const auto& f : world.assess(order).features) out.push_back(std::get<std::int64_t>(f.value));
    return out;
  };
  EXPECT_EQ(values(), (std::vector<std::int64_t>{1, 0, 0})) << "orders, fresh, longer";
  world.pass(core::minutes(5));
  world.count(RecordType::order_placed, order);
  EXPECT_EQ(values(), (std::vector<std::int64_t>{2, 1, 1}));
}

TEST(Activation, IsUndoneByTheJournal) {
  RiskWorld world(ruleset({{"PAY-02", "f.orders >= 0"}}));
  Act order = order_by("b1");
  world.count(RecordType::order_placed, order);
  const core::Digest before = world.risk().digest();
  const auto mark = world.journal().mark();
  world.risk().activate(support::compiled(Ruleset::default_toml()), world.journal());
  EXPECT_NE(world.risk().digest(), before);
  world.risk().observe(RecordType::order_placed, order.at(world.now()), world.journal());
  world.journal().rollback(mark);
  EXPECT_EQ(world.risk().digest(), before);
  EXPECT_EQ(world.risk().active()->name(), "t");
}

TEST(Activation, CarriesEveryKindOfWindowUnchanged) {
  support::Scene scene, twin;
  for (support::Scene* s : {&scene, &twin}) {
    for (int i = 0; i < 5; ++i)
      s->login_failed(with(with(support::login_of("u1", false), Field::ip, "ip1"), Field::ip_country, "GB"));
    s->logged_in(with(with(support::login_of("u1"), Field::ip_country, "GB"), Field::device, "d1"));
    for (int i = 0; i < 6; ++i) s->declined(support::decline_of("b1", "c1"));
    s->placed(with(with(order_by("b1"), Field::device, "d1"), Field::coupon, "k"));
    s->paid(with(support::payment_by("b1"), Field::card, "c1"));
  }
  // The same features under another text: nothing may be lost on the way.
  scene.risk().activate(support::compiled(std::string(Ruleset::default_toml()) + "\n# a comment\n"), scene.journal());
  scene.pass(core::minutes(1));
  twin.pass(core::minutes(1));
  const auto same = [&](auto make) {
    EXPECT_EQ(scene.asked(make()).features_hash, twin.asked(make()).features_hash);
    EXPECT_EQ(support::reasons(scene.asked(make())), support::reasons(twin.asked(make())));
  };
  same([] { return with(with(support::login_of("u1"), Field::ip, "ip1"), Field::ip_country, "CN"); });
  same([] { return with(support::payment_by("b1"), Field::card, "c1"); });
  same([] { return with(with(order_by("b2"), Field::device, "d1"), Field::coupon, "k"); });
}

}  // namespace
}  // namespace tallygate::risk
