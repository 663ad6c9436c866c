// What rules may call beyond the language itself. Nothing here changes anything or reads anything but its arguments.
#pragma once

#include <optional>
#include <string>

#include "risk/cel/environment.hpp"

namespace tallygate::risk {

// haversine_km(string, string) -> double: great-circle distance between the centres of two countries (ISO 3166-1
// alpha-2), in km; an unknown country is an error.
void declare_host_functions(cel::Environment& environment);

}  // namespace tallygate::risk
