// Reads what XGBoost writes with save_model("….json"), by its published schema of 1.7 and later
// (xgboost.readthedocs.io, "Introduction to Model IO"; doc/model.schema).
#pragma once

#include <optional>

#include "risk/model/json_value.hpp"
#include "risk/model/tree_arrays.hpp"

namespace tallygate::risk::model {

// Only gbtree with numeric splits and one output, for the objectives of tree_arrays.hpp, with the names of its
// features. What else XGBoost can say is an error that names the member. Children and features are not checked here.
std::optional<Ensemble> read_xgboost(const JsonValue& root);

}  // namespace tallygate::risk::model
