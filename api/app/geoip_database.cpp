#include "api/app/geoip_database.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tallygate::app {

core::Result<std::unique_ptr<http::GeoIp>> open_geoip(const std::optional<std::string>& asked) {
  if (asked) {
    if (asked->empty()) return std::unique_ptr<http::GeoIp>();
    return http::GeoIp::open(*asked);
  }
  if (const char* named = std::getenv("TALLYGATE_GEOIP"); named != nullptr) {
    if (*named == '\0') return std::unique_ptr<http::GeoIp>();
    return http::GeoIp::open(named);
  }
  std::error_code error;
  const std::filesystem::path binary = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path beside = binary.parent_path().parent_path() / "geoip" / "country.mmdb";
  if (error || !std::filesystem::exists(beside, error)) return std::unique_ptr<http::GeoIp>();
  return http::GeoIp::open(beside.string());
}

}  // namespace tallygate::app
