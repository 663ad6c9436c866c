// A model file as XGBoost 1.7 writes it, of two features and two trees, small enough to be read: tests change one text
// of it and see what comes of that.
//
//   tree 0:  amount < 100.5 ? 0.25 : (age < 2 ? 0.5 : -1)     a missing amount goes left, a missing age right
//   tree 1:  one leaf, 0.125
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace tallygate::testing {

inline constexpr std::string_view kXgboostFile = R"({"learner":{"attributes":{"name":"two trees"},
"feature_names":["amount","age"],"feature_types":["float","int"],
"gradient_booster":{"model":{"gbtree_model_param":{"num_parallel_tree":"1","num_trees":"2","size_leaf_vector":"0"},
"tree_info":[0,0],"trees":[
{"base_weights":[0E0,2.5E-1,0E0,5E-1,-1E0],"categories":[],"categories_nodes":[],"categories_segments":[],
"categories_sizes":[],"default_left":[1,0,0,0,0],"id":0,"left_children":[1,-1,3,-1,-1],"loss_changes":[4E0,0E0,2E0,0E0,0E0],
"parents":[2147483647,0,0,2,2],"right_children":[2,-1,4,-1,-1],"split_conditions":[1.005E2,2.5E-1,2E0,5E-1,-1E0],
"split_indices":[0,0,1,0,0],"split_type":[0,0,0,0,0],"sum_hessian":[8E0,4E0,4E0,3E0,1E0],
"tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"5","size_leaf_vector":"0"}},
{"base_weights":[1.25E-1],"categories":[],"categories_nodes":[],"categories_segments":[],"categories_sizes":[],
"default_left":[0],"id":1,"left_children":[-1],"loss_changes":[0E0],"parents":[2147483647],"right_children":[-1],
"split_conditions":[1.25E-1],"split_indices":[0],"split_type":[0],"sum_hessian":[8E0],
"tree_param":{"num_deleted":"0","num_feature":"2","num_nodes":"1","size_leaf_vector":"0"}}]},"name":"gbtree"},
"learner_model_param":{"base_score":"5E-1","boost_from_average":"1","num_class":"0","num_feature":"2","num_target":"1"},
"objective":{"name":"binary:logistic","reg_loss_param":{"scale_pos_weight":"1"}}},"version":[1,7,4]})";

// The file with the first `from` of each pair replaced; empty where one does not stand there, which no reader takes for
// a model.
inline std::string xgboost_file_with(std::initializer_list<std::pair<std::string_view, std::string_view>> changes) {
  std::string text(kXgboostFile);
  for (const auto& [from, to] : changes) {
    const auto at = text.find(from);
    if (at == std::string::npos) return {};
    text.replace(at, from.size(), to);
  }
  return text;
}
inline std::string xgboost_file_with(std::string_view from, std::string_view to) {
  return xgboost_file_with({{from, to}});
}

}  // namespace tallygate::testing
