// Lengths of time as people write them: 30d, 12h, 90m, 45s.
#pragma once

#include <optional>
#include <string_view>

#include "core/time.hpp"

namespace tallygate::app {

// A whole number and d, h, m or s; 0 needs no unit. Empty where it is none, or longer than `max`.
std::optional<core::Duration> parse_duration(std::string_view text, core::Duration max);

}  // namespace tallygate::app
