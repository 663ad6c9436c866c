// The calendar of the tenant's time zone, as record 0 names it.
#pragma once

#include <functional>
#include <string>

#include "core/result.hpp"
#include "core/time.hpp"

namespace tallygate::app {

// The day of an instant in that zone: by the program's table, as the ledger's own days and months are; of a zone that
// the table does not know, by the system's data, which sets the process's time zone: for commands of one thread alone.
// not_found where the system knows no such zone either.
core::Result<std::function<core::Date(core::Time)>> days_in(const std::string& time_zone);

}  // namespace tallygate::app
