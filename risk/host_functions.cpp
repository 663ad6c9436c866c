#include "risk/host_functions.hpp"

#include "core/check.hpp"
#include "risk/country_centroids.hpp"

namespace tallygate::risk {
namespace {

cel::Value haversine_km(std::span<const cel::Value> arguments, cel::Scratch&) {
  const std::optional<double> km = distance_km(arguments[0].as_text(), arguments[1].as_text());
  return km ? cel::Value::floating(*km) : cel::Value::error(cel::ErrorCode::invalid_argument);
}

}  // namespace

void declare_host_functions(cel::Environment& environment) {
  cel::Function distance;
  distance.name = "haversine_km";
  distance.parameters = {cel::Kind::string, cel::Kind::string};
  distance.result = cel::Kind::floating;
  distance.cost = 60;
  distance.call = haversine_km;
  const auto refused = environment.declare(std::move(distance));
  TALLYGATE_CHECK(!refused, "a host function is declared twice");
}

}  // namespace tallygate::risk
