// Time zones as getHours() and its kin take them: "UTC", an offset such as "+08:00", or a name of the program's own
// table (core/time_zone.hpp), which gives every year the rule that is in force now.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tallygate::risk::cel {

// Seconds east of Greenwich at an instant of the calendar (years 0001 to 9999); empty where the zone is not known.
// The first call builds an index of the names; thread-safe.
std::optional<std::int64_t> time_zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace tallygate::risk::cel
