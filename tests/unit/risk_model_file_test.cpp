#include <gtest/gtest.h>

#include <array>

#include "core/hash.hpp"
#include "risk/model/model.hpp"
#include "tests/support/xgboost_file.hpp"

namespace tallygate::risk::model {
namespace {

using testing::kXgboostFile;
using testing::xgboost_file_with;

std::shared_ptr<const Model> read_well(std::string_view json) {
  std::vector<core::FieldError> errors;
  auto model = Model::read(json, errors);
  for (const auto& error : errors) ADD_FAILURE() << error.pointer << " " << error.code << ": " << error.detail;
  return model;
}

struct Refused {
  const char* name;
  std::string json;
  const char* pointer;
  const char* code;
};

void expect_refused(const std::vector<Refused>& cases) {
  for (const Refused& refused : cases) {
    ASSERT_FALSE(refused.json.empty()) << refused.name << ": the file has nothing to replace";
    std::vector<core::FieldError> errors;
    EXPECT_EQ(Model::read(refused.json, errors), nullptr) << refused.name;
    ASSERT_FALSE(errors.empty()) << refused.name;
    EXPECT_EQ(errors[0].pointer, refused.pointer) << refused.name << ": " << errors[0].detail;
    EXPECT_EQ(errors[0].code, refused.code) << refused.name << ": " << errors[0].detail;
    EXPECT_FALSE(errors[0].detail.empty()) << refused.name;
  }
}

TEST(ModelFile, AnXgboostFileIsKnownByNameFeaturesAndHash) {
  const auto model = read_well(kXgboostFile);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(model->name(), "two trees");
  EXPECT_EQ(model->features(), (std::vector<std::string>{"amount", "age"}));
  EXPECT_EQ(model->hash(), core::sha256(kXgboostFile));
  ASSERT_NE(model->trees(), nullptr);
  EXPECT_EQ(model->trees()->trees(), 2U);
  EXPECT_EQ(model->scorecard(), nullptr);
}

TEST(ModelFile, WhatLaterVersionsWriteIsRead) {
  EXPECT_NE(read_well(xgboost_file_with(R"("base_score":"5E-1")", R"("base_score":"[5E-1]")")), nullptr);
  EXPECT_NE(read_well(xgboost_file_with("[1,7,4]", "[3,1,0]")), nullptr);
  EXPECT_NE(read_well(xgboost_file_with("[1,0,0,0,0]", "[true,false,false,false,false]")), nullptr);
  EXPECT_NE(read_well(xgboost_file_with(R"("size_leaf_vector":"0"}})", R"("size_leaf_vector":"1"}})")), nullptr);
  EXPECT_NE(read_well(xgboost_file_with(R"("tree_info":[0,0])", R"("iteration_indptr":[0,1,2],"tree_info":[0,0])")),
            nullptr);
}

TEST(ModelFile, ANodeThatPruningLeftBehindIsPassedOver) {
  const auto with_another_node = [](std::string_view feature) {
    std::string text = xgboost_file_with({{R"("default_left":[0])", R"("default_left":[0,0])"},
                                          {R"("left_children":[-1])", R"("left_children":[-1,-1])"},
                                          {R"("right_children":[-1])", R"("right_children":[-1,-1])"},
                                          {R"("split_conditions":[1.25E-1])", R"("split_conditions":[1.25E-1,9E0])"},
                                          {R"("split_indices":[0])", R"("split_indices":[0,FEATURE])"},
                                          {R"("split_type":[0])", R"("split_type":[0,0])"},
                                          {R"("sum_hessian":[8E0])", R"("sum_hessian":[8E0,0E0])"},
                                          {R"("num_nodes":"1")", R"("num_nodes":"2")"}});
    return text.replace(text.find("FEATURE"), 7, feature);
  };
  const auto pruned = read_well(with_another_node("2147483647"));
  ASSERT_NE(pruned, nullptr);
  const std::array<float, 2> inputs = {50, 1};
  EXPECT_EQ(pruned->trees()->margin(inputs), 0.375F);
  expect_refused({{"a node that no other reaches", with_another_node("0"),
                   "/learner/gradient_booster/model/trees/1/split_indices/1", "bad_value"}});
}

TEST(ModelFile, WhatIsNoModelIsRefusedByWhereItSaysSo) {
  expect_refused({
      {"no JSON", "{", "", "bad_value"},
      {"no text", " ", "", "bad_value"},
      {"no object", "[]", "", "wrong_type"},
      {"neither kind", "{}", "/learner", "required"},
      {"a NaN", xgboost_file_with("2.5E-1", "NaN"), "", "bad_value"},
      {"an infinity", xgboost_file_with("2.5E-1", "Infinity"), "", "bad_value"},
      {"a version before 1.7", xgboost_file_with("[1,7,4]", "[1,6,2]"), "/version", "bad_value"},
      {"a version of two numbers", xgboost_file_with("[1,7,4]", "[1,7]"), "/version", "bad_value"},
      {"a learner twice", xgboost_file_with(R"("version")", R"("learner":{},"version")"), "/learner",
       "duplicate_field"},
      {"dart", xgboost_file_with(R"("name":"gbtree")", R"("name":"dart")"), "/learner/gradient_booster/name",
       "bad_value"},
      {"gblinear", xgboost_file_with(R"("name":"gbtree")", R"("name":"gblinear")"), "/learner/gradient_booster/name",
       "bad_value"},
      {"an objective of several classes", xgboost_file_with("binary:logistic", "multi:softprob"),
       "/learner/objective/name", "bad_value"},
      {"a count objective", xgboost_file_with("binary:logistic", "count:poisson"), "/learner/objective/name",
       "bad_value"},
      {"three classes", xgboost_file_with(R"("num_class":"0")", R"("num_class":"3")"),
       "/learner/learner_model_param/num_class", "bad_value"},
      {"two targets", xgboost_file_with(R"("num_target":"1")", R"("num_target":"2")"),
       "/learner/learner_model_param/num_target", "bad_value"},
      {"trees of another group", xgboost_file_with(R"("tree_info":[0,0])", R"("tree_info":[0,1])"),
       "/learner/gradient_booster/model/tree_info", "bad_value"},
      {"no names", xgboost_file_with(R"(["amount","age"])", "[]"), "/learner/feature_names", "required"},
      {"names left out", xgboost_file_with(R"("feature_names":["amount","age"],)", ""), "/learner/feature_names",
       "required"},
      {"a name too few", xgboost_file_with(R"(["amount","age"])", R"(["amount"])"), "/learner/feature_names",
       "bad_value"},
      {"a name twice", xgboost_file_with(R"(["amount","age"])", R"(["age","age"])"), "/learner/feature_names/1",
       "bad_value"},
      {"an empty name", xgboost_file_with(R"(["amount","age"])", R"(["amount",""])"), "/learner/feature_names/1",
       "bad_value"},
      {"a base score that is a number", xgboost_file_with(R"("5E-1")", "0.5"),
       "/learner/learner_model_param/base_score", "wrong_type"},
      {"a base score of no number", xgboost_file_with(R"("5E-1")", R"("half")"),
       "/learner/learner_model_param/base_score", "bad_value"},
      {"a base score for each of two targets", xgboost_file_with(R"("5E-1")", R"("[5E-1,5E-1]")"),
       "/learner/learner_model_param/base_score", "bad_value"},
      {"a base score that is no probability", xgboost_file_with(R"("5E-1")", R"("1")"),
       "/learner/learner_model_param/base_score", "out_of_range"},
      {"a base score whose margin is infinite", xgboost_file_with(R"("5E-1")", R"("1E-40")"),
       "/learner/learner_model_param/base_score", "out_of_range"},
      {"early stopping", xgboost_file_with(R"("name":"two trees")", R"("best_iteration":"0")"),
       "/learner/attributes/best_iteration", "bad_value"},
      {"more trees than are said", xgboost_file_with(R"("num_trees":"2")", R"("num_trees":"1")"),
       "/learner/gradient_booster/model/trees", "bad_value"},
      {"a categorical split", xgboost_file_with(R"("split_type":[0,0,0,0,0])", R"("split_type":[0,0,1,0,0])"),
       "/learner/gradient_booster/model/trees/0/split_type/2", "bad_value"},
      {"split types twice", xgboost_file_with(R"("split_type":[0],)", R"("split_type":[0],"split_type":[0],)"),
       "/learner/gradient_booster/model/trees/1/split_type", "duplicate_field"},
      {"categories", xgboost_file_with(R"("categories":[])", R"("categories":[1])"),
       "/learner/gradient_booster/model/trees/0/categories", "bad_value"},
      {"a vector in a leaf",
       xgboost_file_with(R"("num_nodes":"5","size_leaf_vector":"0")", R"("num_nodes":"5","size_leaf_vector":"3")"),
       "/learner/gradient_booster/model/trees/0/tree_param/size_leaf_vector", "bad_value"},
      {"a condition that no float holds", xgboost_file_with("1.005E2", "1E39"),
       "/learner/gradient_booster/model/trees/0/split_conditions/0", "out_of_range"},
      {"a condition that is a text", xgboost_file_with("1.005E2", R"("1")"),
       "/learner/gradient_booster/model/trees/0/split_conditions/0", "wrong_type"},
      {"a condition too few", xgboost_file_with("2E0,5E-1,-1E0]", "2E0,5E-1]"),
       "/learner/gradient_booster/model/trees/0/split_conditions", "bad_value"},
      {"no covers", xgboost_file_with("sum_hessian", "sum_of_hessian"),
       "/learner/gradient_booster/model/trees/0/sum_hessian", "required"},
      {"a cover below zero", xgboost_file_with("8E0,4E0,4E0", "8E0,-4E0,4E0"),
       "/learner/gradient_booster/model/trees/0/sum_hessian/1", "out_of_range"},
      {"a default that is neither", xgboost_file_with("[1,0,0,0,0]", "[2,0,0,0,0]"),
       "/learner/gradient_booster/model/trees/0/default_left/0", "wrong_type"},
  });
}

TEST(ModelFile, PastALimitIsRefused) {
  std::string names = R"(["f0")", trees = R"("trees":[{})";
  for (std::size_t i = 1; i <= Limits::kFeaturesMax; ++i) names += R"(,"f)" + std::to_string(i) + "\"";
  for (std::size_t i = 1; i <= Limits::kTreesMax; ++i) trees += ",{}";
  expect_refused({
      {"more bytes than are read", std::string(kXgboostFile) + std::string(Limits::kFileBytesMax, ' '), "",
       "bad_value"},
      {"more features", xgboost_file_with(R"(["amount","age"])", names + "]"), "/learner/feature_names", "too_many"},
      {"more trees", xgboost_file_with(R"("trees":[)", trees + R"(],"others":[)"),
       "/learner/gradient_booster/model/trees", "too_many"},
      {"more nodes", xgboost_file_with(R"("num_nodes":"5")", R"("num_nodes":"65537")"),
       "/learner/gradient_booster/model/trees/0/tree_param", "too_many"},
      {"more nodes together", xgboost_file_with(R"("num_nodes":"1")", R"("num_nodes":"65532")"),
       "/learner/gradient_booster/model/trees/1/tree_param", "too_many"},
      {"a longer name", xgboost_file_with("amount", std::string(Limits::kNameBytesMax + 1, 'n')),
       "/learner/feature_names/0", "too_long"},
  });
}

TEST(ModelFile, TreesThatAreNoTreesAreRefused) {
  expect_refused({
      {"a child beyond the nodes", xgboost_file_with("[1,-1,3,-1,-1]", "[1,-1,5,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/left_children/2", "out_of_range"},
      {"a child below zero", xgboost_file_with("[1,-1,3,-1,-1]", "[-2,-1,3,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/left_children/0", "out_of_range"},
      {"a node with one child", xgboost_file_with("[2,-1,4,-1,-1]", "[2,-1,-1,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/right_children/2", "out_of_range"},
      {"a circle to the root", xgboost_file_with("[2,-1,4,-1,-1]", "[2,-1,0,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/right_children/2", "bad_value"},
      {"a circle to itself", xgboost_file_with("[1,-1,3,-1,-1]", "[1,-1,2,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/left_children/2", "bad_value"},
      {"a node that two share", xgboost_file_with("[2,-1,4,-1,-1]", "[2,-1,1,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/right_children/2", "bad_value"},
      {"a node with one child to the right", xgboost_file_with("[1,-1,3,-1,-1]", "[1,-1,-1,-1,-1]"),
       "/learner/gradient_booster/model/trees/0/left_children/2", "out_of_range"},
      {"a feature that there is not",
       xgboost_file_with(R"("split_indices":[0,0,1,0,0])", R"("split_indices":[0,0,2,0,0])"),
       "/learner/gradient_booster/model/trees/0/split_indices/2", "out_of_range"},
      {"a feature below zero", xgboost_file_with(R"("split_indices":[0,0,1,0,0])", R"("split_indices":[0,0,-1,0,0])"),
       "/learner/gradient_booster/model/trees/0/split_indices/2", "out_of_range"},
      {"leaves that no float can add", xgboost_file_with("[1.005E2,2.5E-1,2E0,5E-1,-1E0]", "[1E0,3E38,2E0,5E-1,-1E0]"),
       "/learner/gradient_booster/model/trees", "out_of_range"},
  });
}

}  // namespace
}  // namespace tallygate::risk::model
