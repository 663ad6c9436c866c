#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "risk/model/model.hpp"

namespace tallygate::risk::model {
namespace {

constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();
constexpr float kUnbounded = std::numeric_limits<float>::infinity();

constexpr std::string_view kCard =
    R"({"format": "tallygate.scorecard/1", "name": "payments", "intercept": -4, "features": [
  {"name": "amount", "weight": 0.5, "reference": 6, "missing": 0.25},
  {"name": "declines", "bins": [{"below": 1, "points": -0.5}, {"below": 3, "points": 0.75}, {"points": 2}],
   "reference": -0.5, "missing": 1}]})";

std::string card_with(std::string_view from, std::string_view to) {
  std::string text(kCard);
  const auto at = text.find(from);
  return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

std::shared_ptr<const Model> card() {
  std::vector<core::FieldError> errors;
  return Model::read(kCard, errors);
}

double points(float amount, float declines) {
  const std::array<float, 2> inputs = {amount, declines};
  return card()->score(inputs).margin;
}

TEST(Scorecard, AddsWeightsAndThePointsOfBinsToItsIntercept) {
  EXPECT_EQ(points(6, 0), -4 + 3 - 0.5);
  EXPECT_EQ(points(6, 0.99F), -4 + 3 - 0.5);
  EXPECT_EQ(points(6, 1), -4 + 3 + 0.75);
  EXPECT_EQ(points(6, 3), -4 + 3 + 2.0);
  EXPECT_EQ(points(-2, 1e9F), -4 - 1 + 2.0);
}

TEST(Scorecard, AMissingValueHasPointsOfItsOwn) {
  EXPECT_EQ(points(kNothing, 0), -4 + 0.25 - 0.5);
  EXPECT_EQ(points(0, kNothing), -4 + 1.0);
}

TEST(Scorecard, AnInfiniteValueStillGivesAFiniteScore) {
  EXPECT_TRUE(std::isfinite(points(kUnbounded, kUnbounded)));
  EXPECT_TRUE(std::isfinite(points(-kUnbounded, -kUnbounded)));
  EXPECT_EQ(points(0, kUnbounded), -4 + 2.0);
  EXPECT_EQ(points(0, -kUnbounded), -4 - 0.5);
}

TEST(Scorecard, APredictionIsTheProbability) {
  const std::array<float, 2> inputs = {6, 3};
  EXPECT_NEAR(card()->score(inputs).prediction, 1 / (1 + std::exp(-1.0)), 1e-15);
}

TEST(Scorecard, ContributionsAreMeasuredFromTheReference) {
  const auto model = card();
  EXPECT_EQ(model->name(), "payments");
  EXPECT_EQ(model->features(), (std::vector<std::string>{"amount", "declines"}));
  EXPECT_EQ(model->bias(), -4 + 3 - 0.5);
  std::array<double, 2> contributions{};
  const std::array<float, 2> usual = {6, 0}, unusual = {20, 2}, unknown = {kNothing, kNothing};
  model->contributions(usual, contributions);
  EXPECT_EQ(contributions, (std::array<double, 2>{0, 0}));
  model->contributions(unusual, contributions);
  EXPECT_EQ(contributions, (std::array<double, 2>{7, 1.25}));
  model->contributions(unknown, contributions);
  EXPECT_EQ(contributions, (std::array<double, 2>{0.25 - 3, 1.5}));
}

TEST(Scorecard, WhatIsNotAsItMustBeIsRefusedByPointer) {
  struct Case {
    const char* name;
    std::string json;
    const char* pointer;
    const char* code;
  };
  const std::vector<Case> cases = {
      {"another format", card_with("scorecard/1", "scorecard/2"), "/format", "bad_value"},
      {"no name", card_with(R"("name": "payments", )", ""), "/name", "required"},
      {"no intercept", card_with(R"("intercept": -4, )", ""), "/intercept", "required"},
      {"an intercept as a text", card_with("-4", R"("-4")"), "/intercept", "wrong_type"},
      {"a number too large", card_with("-4", "1e16"), "/intercept", "out_of_range"},
      {"an unknown member", card_with(R"("intercept")", R"("slope": 1, "intercept")"), "/slope", "unknown_field"},
      {"no feature", R"({"format":"tallygate.scorecard/1","name":"n","intercept":0,"features":[]})", "/features",
       "bad_value"},
      {"a feature twice", card_with("declines", "amount"), "/features/1", "bad_value"},
      {"nothing for missing", card_with(R"(, "missing": 0.25)", ""), "/features/0/missing", "required"},
      {"weight and bins", card_with(R"("bins")", R"("weight": 1, "bins")"), "/features/1", "bad_value"},
      {"neither", card_with(R"("weight": 0.5, )", ""), "/features/0", "bad_value"},
      {"a weight too large", card_with("0.5", "-2e15"), "/features/0/weight", "out_of_range"},
      {"no bins", card_with(R"([{"below": 1, "points": -0.5}, {"below": 3, "points": 0.75}, {"points": 2}])", "[]"),
       "/features/1/bins", "bad_value"},
      {"bounds that fall", card_with(R"("below": 3)", R"("below": 0.5)"), "/features/1/bins/1/below", "bad_value"},
      {"bounds that stand", card_with(R"("below": 3)", R"("below": 1)"), "/features/1/bins/1/below", "bad_value"},
      {"a bound at the end", card_with(R"({"points": 2})", R"({"below": 9, "points": 2})"), "/features/1/bins/2/below",
       "bad_value"},
      {"no bound before the end", card_with(R"("below": 3, )", ""), "/features/1/bins/1/below", "required"},
      {"no points", card_with(R"("below": 3, "points": 0.75)", R"("below": 3)"), "/features/1/bins/1/points",
       "required"},
      {"a reference twice", card_with(R"("reference": 6)", R"("reference": 6, "reference": 6)"),
       "/features/0/reference", "duplicate_field"},
      {"a member twice", card_with(R"("weight": 0.5)", R"("weight": 0.5, "weight": 0.5)"), "/features/0/weight",
       "duplicate_field"},
  };
  for (const Case& refused : cases) {
    ASSERT_FALSE(refused.json.empty()) << refused.name << ": the file has nothing to replace";
    std::vector<core::FieldError> errors;
    EXPECT_EQ(Model::read(refused.json, errors), nullptr) << refused.name;
    ASSERT_FALSE(errors.empty()) << refused.name;
    EXPECT_EQ(errors[0].pointer, refused.pointer) << refused.name << ": " << errors[0].detail;
    EXPECT_EQ(errors[0].code, refused.code) << refused.name << ": " << errors[0].detail;
  }
}

}  // namespace
}  // namespace tallygate::risk::model
