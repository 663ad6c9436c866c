#include <gtest/gtest.h>

#include <cmath>

#include "api/training/booster.hpp"
#include "api/training/logistic.hpp"
#include "api/training/train.hpp"
#include "core/deterministic_math.hpp"
#include "core/hash.hpp"
#include "core/random.hpp"

namespace tallygate::training {
namespace {

// 10 negatives and 30 positives with nothing else known: the intercept is the logarithm of the odds.
TEST(Logistic, TheInterceptAloneIsTheLogarithmOfTheOdds) {
  std::vector<std::uint8_t> positive(40, 1);
  for (std::size_t i = 0; i < 10; ++i) positive[i] = 0;
  const auto fit = fit_logistic(std::vector<double>(40, 0.0), 1, positive, 1.0);
  ASSERT_TRUE(fit.ok()) << fit.error().message;
  EXPECT_NEAR(fit->intercept, std::log(3.0), 1e-9);
  EXPECT_EQ(fit->weights[0], 0.0);
}

struct Sample {
  std::vector<double> values;
  std::vector<std::uint8_t> positive;
};

Sample sample(std::size_t rows) {
  core::SeededRandom random(11);
  Sample s;
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = static_cast<double>(random.below(4'000)) / 1'000 - 2, b = static_cast<double>(random.below(2));
    const double p = 1 / (1 + std::exp(-(-1 + 1.5 * a - 2 * b)));
    s.values.insert(s.values.end(), {a, b});
    s.positive.push_back(static_cast<double>(random.below(1'000'000)) / 1e6 < p ? 1 : 0);
  }
  return s;
}

TEST(Logistic, TheGradientOfThePenalisedLikelihoodIsZero) {
  const Sample s = sample(2'000);
  for (const double l2 : {1e-6, 1.0, 100.0}) {
    const auto fit = fit_logistic(s.values, 2, s.positive, l2);
    ASSERT_TRUE(fit.ok()) << fit.error().message;
    double intercept = 0, a = l2 * fit->weights[0], b = l2 * fit->weights[1];
    for (std::size_t row = 0; row < s.positive.size(); ++row) {
      const double margin =
          fit->intercept + fit->weights[0] * s.values[2 * row] + fit->weights[1] * s.values[2 * row + 1];
      const double residual = 1 / (1 + std::exp(-margin)) - s.positive[row];
      intercept += residual;
      a += residual * s.values[2 * row];
      b += residual * s.values[2 * row + 1];
    }
    EXPECT_NEAR(intercept, 0, 1e-4) << l2;
    EXPECT_NEAR(a, 0, 1e-4) << l2;
    EXPECT_NEAR(b, 0, 1e-4) << l2;
  }
}

TEST(Logistic, FindsTheCoefficientsThatTheDataWereDrawnBy) {
  const Sample s = sample(20'000);
  const auto fit = fit_logistic(s.values, 2, s.positive, 1.0);
  EXPECT_NEAR(fit->intercept, -1, 0.12);
  EXPECT_NEAR(fit->weights[0], 1.5, 0.12);
  EXPECT_NEAR(fit->weights[1], -2, 0.15);
}

TEST(Logistic, LabelsThatOneColumnTellsApartStillHaveAnAnswer) {
  std::vector<double> values;
  std::vector<std::uint8_t> positive;
  for (int i = 0; i < 100; ++i) {
    values.push_back(i < 50 ? -1.0 : 1.0);
    positive.push_back(i < 50 ? 0 : 1);
  }
  const auto fit = fit_logistic(values, 1, positive, 1.0);
  ASSERT_TRUE(fit.ok()) << fit.error().message;
  EXPECT_GT(fit->weights[0], 2.0);
  EXPECT_LT(fit->weights[0], 20.0);
}

// Fraud by amount and at night; what a label says is known two days later.
std::string table_text() {
  core::SeededRandom random(5);
  std::string text = "key,at,card,amount,night,age,flat,label,known_at\n";
  for (std::size_t i = 0; i < 4'000; ++i) {
    const core::Time at =
        core::start_of(*core::parse_date("2026-10-01")) + core::minutes(static_cast<std::int64_t>(i) * 10);
    const auto amount = random.below(1'000);
    const bool night = random.below(4) == 0, no_age = random.below(5) == 0;
    const bool fraud = random.below(1'000) < (amount > 800 ? 300U : 10U) + (night ? 60U : 0U) + (no_age ? 50U : 0U);
    text += "t" + std::to_string(i) + "," + core::format_time(at) + ",c" + std::to_string(random.below(400)) + "," +
            std::to_string(amount) + "." + std::to_string(random.below(100)) + "," + (night ? "1" : "0") + "," +
            (no_age ? "" : std::to_string(random.below(90))) + ",7," + (fraud ? "1" : "0") + "," +
            core::format_time(at + core::days(2)) + "\n";
  }
  return text;
}

TrainRule rule_of(std::variant<ScorecardRule, TreesRule> kind) {
  TrainRule rule;
  rule.name = "night cards";
  rule.columns.entity = "card";
  rule.kind = kind;
  rule.split.train.to = core::start_of(*core::parse_date("2026-10-18"));
  rule.split.test.from = core::start_of(*core::parse_date("2026-10-20"));
  rule.split.as_of = rule.split.test.from;
  rule.metrics = {10, 100, 1};
  return rule;
}

TreesRule small_trees() {
  TreesRule trees;
  trees.trees = 30;
  trees.depth = 3;
  return trees;
}

TEST(ModelTraining, BothKindsRankWhatCameLaterAndAreReadBack) {
  const std::string text = table_text();
  for (const auto& rule : {rule_of(ScorecardRule{}), rule_of(small_trees())}) {
    const auto trained = train(text, rule);
    ASSERT_TRUE(trained.ok()) << trained.error().message;
    const Card& card = trained->card;
    std::vector<core::FieldError> errors;
    const auto model = risk::model::Model::read(trained->json, errors);
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->name(), "night cards");
    EXPECT_EQ(model->features(), (std::vector<std::string>{"amount", "night", "age", "flat"}));
    EXPECT_EQ(card.model, core::sha256(trained->json));
    EXPECT_EQ(card.table, core::sha256(text));
    EXPECT_EQ(card.train.rows, 17U * 144);
    EXPECT_EQ(card.train.first_key, "t0");
    EXPECT_EQ(card.train.last_key, "t2447");
    EXPECT_EQ(card.test.first_key, "t2736");
    ASSERT_TRUE(card.test.metrics.has_value());
    EXPECT_GT(card.test.metrics->auc.value, 0.75) << card.kind;
    EXPECT_GT(card.test.metrics->auc.low, 0.6) << card.kind;
    EXPECT_GT(card.test.metrics->average_precision.value, 0.2) << card.kind;
    EXPECT_EQ(card.features[3].contribution, 0.0) << "a feature that is always the same";
    EXPECT_NEAR(card.features[2].missing, 0.2, 0.03);
    EXPECT_GT(card.features[0].contribution, card.features[1].contribution);
  }
}

TEST(ModelTraining, TheSameTableGivesTheSameBytes) {
  const std::string text = table_text();
  TreesRule drawn = small_trees();
  drawn.rows = 0.7;
  drawn.columns = 0.5;
  for (const auto& rule : {rule_of(ScorecardRule{}), rule_of(drawn)}) {
    const auto one = train(text, rule), two = train(text, rule);
    EXPECT_EQ(one->json, two->json);
    EXPECT_EQ(card_json(one->card), card_json(two->card));
  }
}

TEST(ModelTraining, ARowWhoseLabelIsNotKnownYetChangesNothing) {
  std::string text = table_text();
  TrainRule rule = rule_of(ScorecardRule{});
  rule.split.as_of = rule.split.train.to;  // two days of labels are not there yet
  const auto before = train(text, rule);
  EXPECT_EQ(before->card.train.not_yet_known, 2U * 144 - 1);
  const auto line = text.find("t2400,");
  const auto label = text.find(",7,", line) + 3;
  text[label] = text[label] == '0' ? '1' : '0';
  const auto after = train(text, rule);
  EXPECT_EQ(before->json, after->json);
  EXPECT_NE(before->card.table, after->card.table);
}

TEST(ModelTraining, AScorecardWithoutMissingValuesAgreesWithTheRegressionOfItsColumns) {
  const std::string text =
      "key,at,x,label,known_at\na,2026-01-01T00:00:00Z,10,0,\nb,2026-01-01T00:00:01Z,20,1,\n"
      "c,2026-01-01T00:00:02Z,30,0,\nd,2026-01-01T00:00:03Z,40,1,\n";
  TrainRule rule;
  rule.name = "x";
  rule.split.train.to = rule.split.test.from = rule.split.as_of = core::start_of(*core::parse_date("2026-02-01"));
  const auto trained = train(text, rule);
  ASSERT_TRUE(trained.ok()) << trained.error().message;
  std::vector<core::FieldError> errors;
  const auto model = risk::model::Model::read(trained->json, errors);
  const double deviation = std::sqrt(125.0);
  const std::vector<double> standard = {-15 / deviation, -5 / deviation, 5 / deviation, 15 / deviation};
  const std::vector<std::uint8_t> positive = {0, 1, 0, 1};
  const auto fit = fit_logistic(standard, 1, positive, 1.0);
  for (const float x : {0.0F, 10.0F, 25.0F, 1e4F}) {
    const double expected = fit->intercept + fit->weights[0] * (static_cast<double>(x) - 25) / deviation;
    EXPECT_NEAR(model->score(std::span(&x, 1)).margin, expected, 1e-9 * (1 + std::abs(expected)));
  }
  const float missing = std::nanf("");
  EXPECT_NEAR(model->score(std::span(&missing, 1)).margin, fit->intercept, 1e-9)
      << "a missing value counts as the mean";
  EXPECT_FALSE(trained->card.test.metrics.has_value());
}

TEST(ModelTraining, ACardSaysWhatItWasMadeFrom) {
  const auto trained = train(table_text(), rule_of(small_trees()));
  const std::string json = card_json(trained->card), page = card_markdown(trained->card);
  for (const char* said :
       {R"("format":"tallygate.model_card/1")", R"("kind":"trees")", R"("max_depth":"3")", R"("tree_method":"exact")",
        R"("as_of":"2026-10-20T00:00:00.000000Z")", R"("first_key":"t2736")", R"("card_precision_k":10)"})
    EXPECT_NE(json.find(said), std::string::npos) << said << " in " << json;
  for (const char* said : {"# night cards\n", "| AUC | ", "| card precision at 10 a day | ", "| age | 0.", "t2447"})
    EXPECT_NE(page.find(said), std::string::npos) << said << " in " << page;
  EXPECT_NE(json.find(core::to_hex(core::view(trained->card.table))), std::string::npos);
  EXPECT_NE(page.find(core::to_hex(core::view(trained->card.table))), std::string::npos);
}

TEST(ModelTraining, AModelThatWouldNotFitIsAnErrorThatSaysSo) {
  TreesRule trees;
  trees.trees = 1'000;
  trees.depth = 12;
  trees.min_child_weight = 0;
  const auto trained = train(table_text(), rule_of(trees));
  ASSERT_FALSE(trained.ok());
  EXPECT_NE(trained.error().message.find("larger than 1 MiB"), std::string::npos) << trained.error().message;
}

}  // namespace
}  // namespace tallygate::training
