// The GeoIP database that a process uses: the one it was told, TALLYGATE_GEOIP, or build/geoip/country.mmdb beside the
// binary's folder when it is there.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/http/geoip.hpp"
#include "core/result.hpp"

namespace tallygate::app {

// Null when there is none; an error when the one that was asked for cannot be opened. An empty path asks for none.
core::Result<std::unique_ptr<http::GeoIp>> open_geoip(const std::optional<std::string>& asked);

}  // namespace tallygate::app
