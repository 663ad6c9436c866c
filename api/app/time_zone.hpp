// The tenant's time zone, as record 0 names it, by the system's own time zone data.
#pragma once

#include <string>

#include "core/result.hpp"
#include "core/time.hpp"

namespace tallygate::app {

// Sets the process's time zone: for commands of one thread alone. not_found where the system knows no such zone.
core::Status use_time_zone(const std::string& name);
// The day of an instant in that zone.
core::Date local_date(core::Time at);

}  // namespace tallygate::app
