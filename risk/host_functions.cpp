#include "risk/host_functions.hpp"

#include "core/check.hpp"
#include "risk/country_centroids.hpp"
#include "risk/text_similarity.hpp"

namespace tallygate::risk {
namespace {

cel::Value haversine_km(std::span<const cel::Value> arguments, cel::Scratch&) {
  const std::optional<double> km = distance_km(arguments[0].as_text(), arguments[1].as_text());
  return km ? cel::Value::floating(*km) : cel::Value::error(cel::ErrorCode::invalid_argument);
}

cel::Value similarity(std::span<const cel::Value> arguments, cel::Scratch& scratch) {
  const std::optional<double> alike = text_similarity(arguments[0].as_text(), arguments[1].as_text(), scratch);
  return alike ? cel::Value::floating(*alike) : cel::Value::error(cel::ErrorCode::memory_limit);
}

void declare_of_two_texts(cel::Environment& environment, const char* name, std::uint32_t cost, cel::HostFunction call) {
  cel::Function function;
  function.name = name;
  function.parameters = {cel::Kind::string, cel::Kind::string};
  function.result = cel::Kind::floating;
  function.cost = cost;
  function.call = call;
  const auto refused = environment.declare(std::move(function));
  TALLYGATE_CHECK(!refused, "a host function is declared twice");
}

}  // namespace

void declare_host_functions(cel::Environment& environment) {
  declare_of_two_texts(environment, "haversine_km", 60, haversine_km);
  declare_of_two_texts(environment, "similarity", kSimilaritySteps, similarity);
}

}  // namespace tallygate::risk
