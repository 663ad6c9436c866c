// The RFC 6962 tree of a log, kept as its right edge: the roots of the complete subtrees (the frontier) and, at every
// eighth level, the hashes of the tile that is not full yet. Full tiles (256 hashes, C2SP tlog-tiles) go out once, when
// they fill. Pure computation: no I/O, not thread-safe.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::eventstore {

constexpr unsigned kTileHeight = 8;
constexpr std::size_t kTileWidth = 256;  // 2^kTileHeight
constexpr std::size_t kTileBytes = kTileWidth * sizeof(core::Digest);

// A tile's key in its table (docs/formats.md): 2^56 tiles of a level are more than any log has.
constexpr unsigned kTileLevelShift = 56;
constexpr std::uint64_t tile_key(std::size_t level, std::uint64_t index) {
  return std::uint64_t{level} << kTileLevelShift | index;
}
constexpr std::uint64_t tile_index(std::uint64_t key) {
  return key & ((std::uint64_t{1} << kTileLevelShift) - 1);
}

using TileHashes = std::span<const core::Digest>;

// A tile that is still filling. Copies only what is filled: a tree is copied at every commit.
class PartialTile {
 public:
  PartialTile() = default;
  PartialTile(const PartialTile& other) { *this = other; }
  PartialTile& operator=(const PartialTile& other);

  void push(const core::Digest& hash) { hashes_[count_++] = hash; }
  void clear() { count_ = 0; }
  std::size_t count() const { return count_; }
  TileHashes hashes() const { return {hashes_.data(), count_}; }

 private:
  std::size_t count_ = 0;
  std::array<core::Digest, kTileWidth> hashes_;
};

class Tree {
 public:
  Tree() = default;
  // The tree of `size` leaves. partial[level] holds the (size >> 8 * level) % 256 last hashes of that level, for every
  // level that has any hash at all.
  static Tree restore(std::uint64_t size, std::vector<PartialTile> partial);
  static std::size_t levels_of(std::uint64_t size);
  static std::size_t partial_width(std::uint64_t size, std::size_t level) {
    return (size >> (kTileHeight * level)) % kTileWidth;
  }

  std::uint64_t size() const { return size_; }
  core::Digest root() const;
  // The roots of the complete subtrees, largest first: one for each bit that is set in size.
  std::vector<core::Digest> frontier() const;
  // The last, not yet full tile of a level; empty for a level that has no hash.
  TileHashes partial(std::size_t level) const {
    return level < partial_.size() ? partial_[level].hashes() : TileHashes{};
  }

  // Adds a leaf and calls full(level, index, hashes) for each tile that it fills, lowest level first.
  template <class OnFullTile>
  void append(const core::Digest& leaf, OnFullTile&& full) {
    core::Digest hash = leaf;
    unsigned height = 0;
    for (;; ++height) {
      if (height % kTileHeight == 0) add_to_tile(height / kTileHeight, hash, full);
      if ((size_ >> height & 1) == 0) break;
      hash = core::node_hash(complete_[height], hash);
    }
    complete_[height] = hash;
    ++size_;
  }

 private:
  template <class OnFullTile>
  void add_to_tile(std::size_t level, const core::Digest& hash, OnFullTile&& full) {
    if (level == partial_.size()) partial_.emplace_back();
    PartialTile& tile = partial_[level];
    tile.push(hash);
    if (tile.count() < kTileWidth) return;
    full(level, size_ >> (kTileHeight * (level + 1)), tile.hashes());
    tile.clear();
  }

  std::uint64_t size_ = 0;
  std::array<core::Digest, 64>
      complete_{};  // [h]: root of the complete subtree of height h, where bit h of size_ is set
  std::vector<PartialTile> partial_;
};

// The root of 2^k hashes, k = 0 … 8.
core::Digest subtree_root(TileHashes hashes);

// The root of the first `size` leaves. tile(level, index) gives at least as many hashes of a tile as that size has in
// it; the span must live until the next call.
using TileSource = std::function<core::Result<TileHashes>(std::size_t level, std::uint64_t index)>;
core::Result<core::Digest> root_of(std::uint64_t size, const TileSource& tile);

}  // namespace tallygate::eventstore
