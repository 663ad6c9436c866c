#include "risk/model/scorecard.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/check.hpp"
#include "risk/model/limits.hpp"

namespace tallygate::risk::model {
namespace {

double points_of(const ScorecardFeature& feature, float input) {
  if (input != input) return feature.missing;
  constexpr float kMost = std::numeric_limits<float>::max();
  const auto value = static_cast<double>(std::clamp(input, -kMost, kMost));
  if (feature.bins.empty()) return feature.weight * value;
  for (const ScorecardBin& bin : feature.bins) {
    if (value < bin.below) return bin.points;
  }
  return feature.bins.back().points;
}

double reference_points(const ScorecardFeature& feature) {
  return feature.bins.empty() ? feature.weight * feature.reference : feature.reference;
}

std::optional<double> limited(const JsonValue& value) {
  const auto number = value.number();
  if (number && !(std::abs(*number) <= Limits::kScorecardNumberMax)) {
    value.fail("out_of_range", "The number is larger than 1e15.");
    return std::nullopt;
  }
  return number;
}

bool read_number(const JsonValue& object, std::string_view name, double& out) {
  const auto value = object.member(name);
  const auto number = value ? limited(*value) : std::nullopt;
  if (!number) return false;
  out = *number;
  return true;
}

bool read_bins(const JsonValue& value, std::vector<ScorecardBin>& out) {
  const auto items = value.items(Limits::kBinsMax);
  if (!items) return false;
  if (items->empty()) return value.fail("bad_value", "There must be at least one bin.");
  double before = -std::numeric_limits<double>::infinity();
  for (const JsonValue& item : *items) {
    const bool last = &item == &items->back();
    ScorecardBin bin;
    if (!item.only_members({"below", "points"}) || !read_number(item, "points", bin.points)) return false;
    const auto below = item.optional_member("below");
    if (last) {
      if (below) return below->fail("bad_value", "The last bin takes what is left, and has no bound.");
      bin.below = std::numeric_limits<double>::infinity();
    } else {
      if (!read_number(item, "below", bin.below)) return false;
      if (!(bin.below > before)) return below->fail("bad_value", "The bounds of bins ascend.");
      before = bin.below;
    }
    out.push_back(bin);
  }
  return true;
}

bool read_feature(const JsonValue& item, ScorecardFeature& out) {
  if (!item.only_members({"bins", "missing", "name", "reference", "weight"})) return false;
  const auto name = item.member("name");
  auto text = name ? name->string(Limits::kNameBytesMax) : std::nullopt;
  if (!text || !read_number(item, "missing", out.missing)) return false;
  out.name = *std::move(text);
  if (item.optional_member("reference") && !read_number(item, "reference", out.reference)) return false;
  const auto bins = item.optional_member("bins");
  const auto weight = item.optional_member("weight");
  if (bins.has_value() == weight.has_value()) return item.fail("bad_value", "A feature has a weight or bins.");
  return bins ? read_bins(*bins, out.bins) : read_number(item, "weight", out.weight);
}

}  // namespace

std::optional<Scorecard> Scorecard::read(const JsonValue& root) {
  Scorecard card;
  if (!root.only_members({"features", "format", "intercept", "name"})) return std::nullopt;
  const auto format = root.member("format");
  const auto text = format ? format->string(Limits::kNameBytesMax) : std::nullopt;
  if (!text) return std::nullopt;
  if (*text != kFormat) {
    format->fail("bad_value", "The format must be " + std::string(kFormat) + ".");
    return std::nullopt;
  }
  const auto name = root.member("name");
  auto named = name ? name->string(Limits::kNameBytesMax) : std::nullopt;
  const auto features = root.member("features");
  if (!named || !features || !read_number(root, "intercept", card.intercept_)) return std::nullopt;
  card.name_ = *std::move(named);
  const auto items = features->items(Limits::kFeaturesMax);
  if (!items) return std::nullopt;
  if (items->empty()) features->fail("bad_value", "There must be at least one feature.");
  std::set<std::string> seen;
  for (const JsonValue& item : *items) {
    if (!read_feature(item, card.features_.emplace_back())) return std::nullopt;
    if (seen.insert(card.features_.back().name).second) continue;
    item.fail("bad_value", "The feature " + card.features_.back().name + " stands more than once.");
    return std::nullopt;
  }
  return items->empty() ? std::nullopt : std::optional(std::move(card));
}

double Scorecard::margin(std::span<const float> inputs) const {
  TALLYGATE_CHECK(inputs.size() == features_.size(), "a model is given another number of inputs than it has features");
  double sum = intercept_;
  for (std::size_t i = 0; i < inputs.size(); ++i) sum += points_of(features_[i], inputs[i]);
  return sum;
}

void Scorecard::contributions(std::span<const float> inputs, std::span<double> contributions) const {
  TALLYGATE_CHECK(inputs.size() == features_.size(), "a model is given another number of inputs than it has features");
  TALLYGATE_CHECK(contributions.size() == features_.size(), "there is not one contribution a feature");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    contributions[i] = points_of(features_[i], inputs[i]) - reference_points(features_[i]);
}

double Scorecard::bias() const {
  double sum = intercept_;
  for (const ScorecardFeature& feature : features_) sum += reference_points(feature);
  return sum;
}

}  // namespace tallygate::risk::model
