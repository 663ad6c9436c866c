// Where countries are, for the speed of a journey between two logins: the middle of the land, to about a degree. All
// ISO 3166-1 alpha-2 codes.
#pragma once

#include <optional>
#include <string_view>

namespace tallygate::risk {

// Great-circle distance between the middles of two countries, km; 0 for the same one. Empty when a code is unknown
// (codes are upper case). Deterministic: own arithmetic (core/deterministic_math.hpp), so every machine gets the same
// bits.
std::optional<double> distance_km(std::string_view country_a, std::string_view country_b);

}  // namespace tallygate::risk
