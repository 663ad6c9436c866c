// Any bytes as a model file: read or refused with errors, and what is read scores every input to finite numbers, with
// finite contributions.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>

#include "risk/model/model.hpp"

namespace {

using tallygate::risk::model::Model;

void score(const Model& model, float value) {
  const std::vector<float> inputs(model.features().size(), value);
  const auto scored = model.score(inputs);
  if (!std::isfinite(scored.margin) || !std::isfinite(scored.prediction)) std::abort();
  std::vector<double> contributions(inputs.size());
  model.contributions(inputs, contributions);
  for (const double contribution : contributions) {
    if (!std::isfinite(contribution)) std::abort();
  }
  if (!std::isfinite(model.bias())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<tallygate::core::FieldError> errors;
  const auto model = Model::read({reinterpret_cast<const char*>(data), size}, errors);
  if ((model == nullptr) == errors.empty()) std::abort();
  if (model == nullptr) return 0;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const float value : {0.0F, -1.5F, 1e30F, kInfinity, -kInfinity, std::numeric_limits<float>::quiet_NaN()})
    score(*model, value);
  return 0;
}
