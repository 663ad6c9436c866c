// --from and --to as people write them: an RFC 3339 time, or a date, which begins at midnight UTC.
#pragma once

#include <optional>
#include <string>

#include "audit/export.hpp"

namespace tallygate::app {

std::optional<audit::Period> parse_period(const std::string& from, const std::string& to);  // empty text: no bound

}  // namespace tallygate::app
