#include "api/app/period.hpp"

namespace tallygate::app {
namespace {

bool parse(const std::string& text, std::optional<core::Time>& out) {
  if (text.empty()) return true;
  if (const auto date = core::parse_date(text))
    out = core::start_of(*date);
  else
    out = core::parse_time(text);
  return out.has_value();
}

}  // namespace

std::optional<audit::Period> parse_period(const std::string& from, const std::string& to) {
  audit::Period period;
  if (!parse(from, period.from) || !parse(to, period.to)) return std::nullopt;
  return period;
}

}  // namespace tallygate::app
