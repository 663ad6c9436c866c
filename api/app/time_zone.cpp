#include "api/app/time_zone.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "core/time_zone.hpp"

namespace tallygate::app {
namespace {

constexpr const char* kZones = "/usr/share/zoneinfo";  // Debian's tzdata

bool is_name_of_zone(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  };
  return !name.empty() && name.front() != '/' && std::ranges::all_of(name, plain);
}

core::Date local_date(core::Time at) {
  constexpr std::int64_t kSecond = 1'000'000, kDay = 86'400;
  const auto seconds = static_cast<std::time_t>(at.us >= 0 ? at.us / kSecond : (at.us - kSecond + 1) / kSecond);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const std::int64_t there = seconds + local.tm_gmtoff;
  return {static_cast<std::int32_t>(there >= 0 ? there / kDay : (there - kDay + 1) / kDay)};
}

}  // namespace

core::Result<std::function<core::Date(core::Time)>> days_in(const std::string& time_zone) {
  using Days = std::function<core::Date(core::Time)>;
  if (const auto known = core::TimeZone::named(time_zone))
    return Days([zone = *known](core::Time at) { return zone.date_of(at); });
  std::error_code error;
  if (!is_name_of_zone(time_zone) ||
      !std::filesystem::is_regular_file(std::filesystem::path(kZones) / time_zone, error))
    return core::failure(core::ErrorKind::not_found,
                         "the tenant's time zone " + time_zone + " is not known to this system");
  ::setenv("TZ", (":" + time_zone).c_str(), 1);
  ::tzset();
  return Days(&local_date);
}

}  // namespace tallygate::app
