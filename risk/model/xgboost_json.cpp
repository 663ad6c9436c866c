#include "risk/model/xgboost_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "risk/model/limits.hpp"

namespace tallygate::risk::model {
namespace {

constexpr std::size_t kWordBytesMax = 64;  // of a number or name that XGBoost writes as a text

std::optional<std::string> word(const JsonValue& object, std::string_view name) {
  const auto value = object.member(name);
  return value ? value->string(kWordBytesMax) : std::nullopt;
}

std::optional<std::uint32_t> whole(const JsonValue& object, std::string_view name) {
  const auto value = object.member(name);
  return value ? value->whole_number() : std::nullopt;
}

// A member that may be absent, and else is at most `most`.
bool at_most(const JsonValue& object, std::string_view name, std::uint32_t most, const char* why) {
  const auto value = object.optional_member(name);
  if (!value) return true;
  const auto number = value->whole_number();
  return number && (*number <= most || value->fail("bad_value", why));
}

bool check_version(const JsonValue& root) {
  const auto value = root.member("version");
  std::vector<std::int64_t> version;
  if (!value || !value->integers(3, version)) return false;
  if (version[0] > 1 || (version[0] == 1 && version[1] >= 7)) return true;
  return value->fail("bad_value", "Models of XGBoost 1.7 and later are read; load it there and save it again.");
}

bool read_objective(const JsonValue& learner, Objective& out) {
  const auto objective = learner.member("objective");
  const auto name = objective ? objective->member("name") : std::nullopt;
  const auto text = name ? name->string(kWordBytesMax) : std::nullopt;
  if (!text) return false;
  if (*text == "binary:logistic" || *text == "reg:logistic") {
    out = Objective::logistic;
  } else if (*text == "reg:squarederror") {
    out = Objective::squared_error;
  } else {
    return name->fail("bad_value", "The objective must be binary:logistic, reg:logistic or reg:squarederror.");
  }
  return true;
}

// "5E-1"; from 3.1 on "[5E-1]", one for each target.
bool read_base_score(const JsonValue& parameters, Objective objective, float& out) {
  const auto value = parameters.member("base_score");
  const auto text = value ? value->string(kWordBytesMax) : std::nullopt;
  if (!text) return false;
  std::string_view digits = *text;
  if (digits.starts_with('[') && digits.ends_with(']')) digits = digits.substr(1, digits.size() - 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(out))
    return value->fail("bad_value", "The base score must be a text of one finite number.");
  if (objective == Objective::logistic && !(out > 0 && out < 1))
    return value->fail("out_of_range", "The base score of a logistic objective is between 0 and 1.");
  return true;
}

bool read_features(const JsonValue& learner, std::uint32_t count, std::vector<std::string>& out) {
  const auto names = learner.member("feature_names");
  if (!names) return false;
  const auto items = names->items(Limits::kFeaturesMax);
  if (!items) return false;
  if (items->empty()) return names->fail("required", "A model reads its inputs by name: train it with feature names.");
  if (items->size() != count)
    return names->fail("bad_value", "There are " + std::to_string(items->size()) + " names for " +
                                        std::to_string(count) + " features.");
  std::set<std::string> seen;
  for (const JsonValue& item : *items) {
    auto name = item.string(Limits::kNameBytesMax);
    if (!name) return false;
    if (!seen.insert(*name).second) return item.fail("bad_value", "The feature " + *name + " stands more than once.");
    out.push_back(*std::move(name));
  }
  return true;
}

bool check_numeric(const JsonValue& tree, std::size_t nodes) {
  if (const auto categories = tree.optional_member("categories")) {
    const auto count = categories->size();
    if (!count) return false;
    if (*count > 0) return categories->fail("bad_value", "Categorical splits are not read.");
  }
  const auto types = tree.optional_member("split_type");
  if (!types) return true;
  std::vector<std::int64_t> type;
  if (!types->integers(nodes, type)) return false;
  const auto categorical = std::ranges::find_if(type, [](std::int64_t t) { return t != 0; });
  return categorical == type.end() || types->fail(static_cast<std::size_t>(categorical - type.begin()), "bad_value",
                                                  "Categorical splits are not read.");
}

bool read_tree(const JsonValue& tree, std::size_t& nodes_left, TreeArrays& out) {
  const auto parameters = tree.member("tree_param");
  if (!parameters) return false;
  const auto nodes = whole(*parameters, "num_nodes");
  if (!nodes || !at_most(*parameters, "size_leaf_vector", 1, "Trees with more than one output are not read."))
    return false;
  if (*nodes > nodes_left)
    return parameters->fail(
        "too_many", "All trees together must not have more than " + std::to_string(Limits::kNodesMax) + " nodes.");
  nodes_left -= *nodes;
  const auto take = [&](std::string_view name, auto read) {
    const auto value = tree.member(name);
    return value && read(*value);
  };
  const auto integers = [&](std::string_view name, std::vector<std::int64_t>& to) {
    return take(name, [&](const JsonValue& value) { return value.integers(*nodes, to); });
  };
  const auto floats = [&](std::string_view name, std::vector<float>& to) {
    return take(name, [&](const JsonValue& value) { return value.floats(*nodes, to); });
  };
  return check_numeric(tree, *nodes) && integers("left_children", out.left) && integers("right_children", out.right) &&
         integers("split_indices", out.feature) && floats("split_conditions", out.condition) &&
         floats("sum_hessian", out.cover) &&
         take("default_left", [&](const JsonValue& value) { return value.flags(*nodes, out.default_left); });
}

bool read_trees(const JsonValue& booster, std::vector<TreeArrays>& out) {
  const auto model = booster.member("model");
  const auto parameters = model ? model->member("gbtree_model_param") : std::nullopt;
  const auto count = parameters ? whole(*parameters, "num_trees") : std::nullopt;
  const auto trees = count ? model->member("trees") : std::nullopt;
  const auto items = trees ? trees->items(Limits::kTreesMax) : std::nullopt;
  if (!items) return false;
  if (items->size() != *count)
    return trees->fail("bad_value", "There are " + std::to_string(items->size()) + " trees where num_trees says " +
                                        std::to_string(*count) + ".");
  const auto groups = model->member("tree_info");
  std::vector<std::int64_t> group;
  if (!groups || !groups->integers(*count, group)) return false;
  if (std::ranges::any_of(group, [](std::int64_t g) { return g != 0; }))
    return groups->fail("bad_value", "Models of several classes are not read.");
  std::size_t nodes_left = Limits::kNodesMax;
  out.resize(items->size());
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (!read_tree((*items)[i], nodes_left, out[i])) return false;
  }
  return true;
}

// XGBoost's Python package stops predicting at best_iteration in some of its calls, its C library never does.
bool read_attributes(const JsonValue& learner, std::string& name) {
  const auto attributes = learner.optional_member("attributes");
  if (!attributes) return true;
  if (const auto best = attributes->optional_member("best_iteration"))
    return best->fail("bad_value",
                      "The model was stopped early: save booster[:best_iteration + 1] without attributes.");
  const auto given = attributes->optional_member("name");
  if (!given) return true;
  auto text = given->string(Limits::kNameBytesMax);
  if (!text) return false;
  name = *std::move(text);
  return true;
}

}  // namespace

std::optional<Ensemble> read_xgboost(const JsonValue& root) {
  Ensemble read;
  const auto learner = root.member("learner");
  if (!learner || !check_version(root)) return std::nullopt;
  const auto booster = learner->member("gradient_booster");
  const auto booster_name = booster ? word(*booster, "name") : std::nullopt;
  if (!booster_name) return std::nullopt;
  if (*booster_name != "gbtree") {
    booster->member("name")->fail("bad_value", "The booster must be gbtree; " + *booster_name + " is not read.");
    return std::nullopt;
  }
  const auto parameters = learner->member("learner_model_param");
  if (!parameters || !at_most(*parameters, "num_class", 1, "Models of several classes are not read.") ||
      !at_most(*parameters, "num_target", 1, "Models of several targets are not read.")) {
    return std::nullopt;
  }
  const auto features = whole(*parameters, "num_feature");
  const bool ok = features && read_attributes(*learner, read.name) && read_objective(*learner, read.objective) &&
                  read_base_score(*parameters, read.objective, read.base_score) &&
                  read_features(*learner, *features, read.features) && read_trees(*booster, read.trees);
  return ok ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace tallygate::risk::model
