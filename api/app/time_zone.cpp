#include "api/app/time_zone.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>

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

}  // namespace

core::Status use_time_zone(const std::string& name) {
  std::error_code error;
  const bool utc = name.empty() || name == "UTC";
  if (!utc &&
      (!is_name_of_zone(name) || !std::filesystem::is_regular_file(std::filesystem::path(kZones) / name, error)))
    return core::failure(core::ErrorKind::not_found, "the tenant's time zone " + name + " is not known to this system");
  ::setenv("TZ", utc ? "UTC0" : (":" + name).c_str(), 1);
  ::tzset();
  return core::Done{};
}

core::Date local_date(core::Time at) {
  constexpr std::int64_t kSecond = 1'000'000, kDay = 86'400;
  const auto seconds = static_cast<std::time_t>(at.us >= 0 ? at.us / kSecond : (at.us - kSecond + 1) / kSecond);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const std::int64_t there = seconds + local.tm_gmtoff;
  return {static_cast<std::int32_t>(there >= 0 ? there / kDay : (there - kDay + 1) / kDay)};
}

}  // namespace tallygate::app
