// The nodes of a log's tree, out of its tiles. A tile holds every eighth level of the tree; what lies between is hashed
// from it, and the upper part of that (30 of 254 nodes, which most of the hashing goes into) is kept. A node of
// complete subtrees never changes, so what is kept never goes stale. Not thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

// The kept nodes of one tenant's tiles, by tile. Two generations: when the younger has half of what may be kept, the
// older is dropped.
class NodeCache {
 public:
  static constexpr unsigned kRowMin = 4;  // nodes over fewer than 2^4 hashes of a tile are cheap to make again

  explicit NodeCache(std::size_t tiles_max) : half_(tiles_max / 2) {}

  struct Tile {
    std::array<core::Digest, 30> nodes;  // rows 4 to 7: 16, 8, 4 and 2 of them
    std::uint32_t known = 0;             // a bit for each
  };
  // Until the next call.
  Tile& of(std::size_t level, std::uint64_t index);

 private:
  using Tiles = std::unordered_map<std::uint64_t, Tile>;
  const std::size_t half_;
  Tiles young_, old_;
};

// Reads the nodes that one proof needs. After an error every further node is zero and error() says what it was.
class TileReader {
 public:
  // For a tree of `size` leaves, no more than the log has.
  TileReader(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t size, NodeCache& cache)
      : log_(log), tenant_(tenant), size_(size), cache_(cache) {}

  // The root of the leaves index * 2^height … (index + 1) * 2^height, all of which the tree has.
  core::Digest node(unsigned height, std::uint64_t index);
  const std::optional<core::OperatingError>& error() const { return error_; }

 private:
  using Hashes = std::vector<core::Digest>;
  const Hashes& tile(std::size_t level, std::uint64_t index);
  // The nth node over 2^row hashes of the tile.
  core::Digest node_of_tile(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth);
  core::Digest hashed(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth);
  core::Digest kept(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth);  // row >= kRowMin
  void keep_all(std::span<const core::Digest> full_tile, NodeCache::Tile& out);

  const eventstore::EventLog& log_;
  const std::string_view tenant_;
  const std::uint64_t size_;
  NodeCache& cache_;
  std::vector<std::pair<std::uint64_t, Hashes>> read_;  // the tiles of this proof: a handful
  std::optional<core::OperatingError> error_;
};

}  // namespace tallygate::audit
