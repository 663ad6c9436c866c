// The country of an address, from a MaxMind-format database whose records have a top-level `country_code`
// (ip-location-db). Looked up once, at the edge, and recorded. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/bytes.hpp"
#include "core/result.hpp"

namespace tallygate::http {

class GeoIp {
 public:
  static core::Result<std::unique_ptr<GeoIp>> open(const std::string& path);
  ~GeoIp();
  GeoIp(const GeoIp&) = delete;
  GeoIp& operator=(const GeoIp&) = delete;

  std::string country(const std::string& address) const;  // ISO 3166-1 alpha-2, or empty
  const core::Digest& sha256() const;                     // of the database file, for the operator's log

 private:
  struct State;
  explicit GeoIp(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tallygate::http
