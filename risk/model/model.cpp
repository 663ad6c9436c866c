#include "risk/model/model.hpp"

#include <algorithm>
#include <array>

#include "core/deterministic_math.hpp"
#include "core/hash.hpp"
#include "risk/model/xgboost_json.hpp"

namespace tallygate::risk::model {
namespace {

void note_fault(const core::JsonFault& fault, std::vector<core::FieldError>& errors) {
  if (fault.malformed) errors.push_back({"", "bad_value", fault.detail});
  errors.insert(errors.end(), fault.numbers.begin(), fault.numbers.end());
}

}  // namespace

std::shared_ptr<const Model> Model::read(std::string_view json, std::vector<core::FieldError>& errors) {
  errors.clear();
  core::PaddedParser parser(Limits::kJsonDepthMax);
  simdjson::dom::element element;
  core::JsonFault fault;
  if (!parser.parse(json, element, fault)) {
    note_fault(fault, errors);
    return nullptr;
  }
  const JsonValue root(element, "", errors);
  std::shared_ptr<Model> model;
  if (root.is_object() && root.optional_member("format")) {
    auto card = Scorecard::read(root);
    if (!card) return nullptr;
    std::vector<std::string> names;
    for (const ScorecardFeature& feature : card->features()) names.push_back(feature.name);
    std::string name = card->name();
    model.reset(new Model(*std::move(card), std::move(names)));
    model->name_ = std::move(name);
  } else {
    auto ensemble = read_xgboost(root);
    auto trees = ensemble ? Trees::build(*ensemble, errors) : std::nullopt;
    if (!trees) return nullptr;
    model.reset(new Model(*std::move(trees), std::move(ensemble->features)));
    model->name_ = std::move(ensemble->name);
    model->logistic_ = ensemble->objective == Objective::logistic;
  }
  if (!errors.empty()) return nullptr;  // of a member that may be absent, and stands twice
  model->hash_ = core::sha256(json);
  return model;
}

Score Model::score(std::span<const float> inputs) const {
  const Trees* forest = trees();
  const double margin = forest != nullptr ? static_cast<double>(forest->margin(inputs)) : scorecard()->margin(inputs);
  return {margin, logistic_ ? probability_of(margin) : margin};
}

void Model::contributions(std::span<const float> inputs, std::span<double> contributions) const {
  if (const Trees* forest = trees()) {
    forest->contributions(inputs, contributions);
  } else {
    scorecard()->contributions(inputs, contributions);
  }
}

double Model::bias() const {
  return trees() != nullptr ? trees()->bias() : scorecard()->bias();
}

std::size_t strongest_reasons(std::span<const double> contributions, std::span<Reason> reasons) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < contributions.size() && !reasons.empty(); ++i) {
    if (!(contributions[i] > 0)) continue;
    std::size_t at = count;
    while (at > 0 && reasons[at - 1].contribution < contributions[i]) --at;
    if (at == reasons.size()) continue;
    count = std::min(count + 1, reasons.size());
    for (std::size_t j = count - 1; j > at; --j) reasons[j] = reasons[j - 1];
    reasons[at] = {static_cast<std::uint32_t>(i), contributions[i]};
  }
  return count;
}

double probability_of(double margin) {
  return 1 / (1 + core::exponential(-margin));
}

}  // namespace tallygate::risk::model
