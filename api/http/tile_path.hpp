// The paths of tiles and entry bundles as C2SP tlog-tiles writes them: "0/x001/234", "1/005.p/17". A number stands in
// groups of three digits, all but the last with an x before them; one way to write each. https://c2sp.org/tlog-tiles
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tallygate::http {

struct TilePath {
  std::size_t level = 0;  // 0 to 7
  std::uint64_t index = 0;
  std::size_t width = 256;  // 1 to 255 of a partial tile

  bool is_full() const { return width == 256; }
  // Whether a tree of `size` leaves has all of it.
  bool within(std::uint64_t size) const;
};

std::optional<TilePath> parse_tile_path(std::string_view path);    // "<level>/<number>[.p/<width>]"
std::optional<TilePath> parse_bundle_path(std::string_view path);  // the same without a level, which is 0

}  // namespace tallygate::http
