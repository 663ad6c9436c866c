// What rules may call beyond the language itself. Nothing here changes anything or reads anything but its arguments.
#pragma once

#include <optional>
#include <string>

#include "risk/cel/environment.hpp"

namespace tallygate::risk {

// haversine_km(string, string) -> double: great-circle distance between the centres of two countries (ISO 3166-1
// alpha-2), in km; an unknown country is an error.
// similarity(string, string) -> double: how alike two texts are, from 0 to 1 (risk/text_similarity.hpp).
void declare_host_functions(cel::Environment& environment);

}  // namespace tallygate::risk
