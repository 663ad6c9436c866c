#include "api/app/duration_text.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace tallygate::app {

std::optional<core::Duration> parse_duration(std::string_view text, core::Duration max) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit(end, text.data() + text.size());
  if (error != std::errc() || n < 0) return std::nullopt;
  std::int64_t unit_us = 0;
  if (unit == "d") unit_us = core::days(1).us;
  if (unit == "h") unit_us = core::hours(1).us;
  if (unit == "m") unit_us = core::minutes(1).us;
  if (unit == "s" || (unit.empty() && n == 0)) unit_us = core::seconds(1).us;
  if (unit_us == 0 || n > max.us / unit_us) return std::nullopt;
  return core::Duration{n * unit_us};
}

}  // namespace tallygate::app
