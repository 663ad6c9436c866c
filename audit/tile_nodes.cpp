#include "audit/tile_nodes.hpp"

#include <algorithm>
#include <span>

#include "eventstore/tree.hpp"

namespace tallygate::audit {

using core::Digest;
using eventstore::kTileHeight;
using eventstore::kTileWidth;

namespace {

// Rows 4, 5, 6, 7 begin at 0, 16, 24, 28.
std::size_t slot_of(unsigned row, std::size_t nth) {
  return 32 - (std::size_t{32} >> (row - NodeCache::kRowMin)) + nth;
}

}  // namespace

NodeCache::Tile& NodeCache::of(std::size_t level, std::uint64_t index) {
  const std::uint64_t key = eventstore::tile_key(level, index);
  if (const auto found = young_.find(key); found != young_.end()) return found->second;
  if (young_.size() >= half_) {
    old_ = std::move(young_);
    young_.clear();
  }
  if (auto found = old_.extract(key)) return young_.insert(std::move(found)).position->second;
  return young_[key];
}

Digest TileReader::node(unsigned height, std::uint64_t index) {
  const std::size_t level = height / kTileHeight;
  const unsigned row = height % kTileHeight;
  const unsigned per_tile = kTileHeight - row;  // 2^per_tile nodes of this row in a tile
  const std::size_t nth = index & ((std::uint64_t{1} << per_tile) - 1);
  return node_of_tile(level, index >> per_tile, row, nth);
}

Digest TileReader::node_of_tile(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth) {
  return row < NodeCache::kRowMin ? hashed(level, index, row, nth) : kept(level, index, row, nth);
}

Digest TileReader::hashed(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth) {
  const Hashes& hashes = tile(level, index);
  if (error_) return {};
  const std::size_t width = std::size_t{1} << row;
  return eventstore::subtree_root(std::span(hashes).subspan(nth * width, width));
}

Digest TileReader::kept(std::size_t level, std::uint64_t index, unsigned row, std::size_t nth) {
  NodeCache::Tile& tile = cache_.of(level, index);
  const std::size_t slot = slot_of(row, nth);
  if ((tile.known >> slot & 1) != 0) return tile.nodes[slot];
  if (const Hashes& hashes = this->tile(level, index); hashes.size() == kTileWidth) {
    keep_all(hashes, tile);
    return tile.nodes[slot];
  }
  const Digest made = row == NodeCache::kRowMin ? hashed(level, index, row, nth)
                                                : core::node_hash(kept(level, index, row - 1, 2 * nth),
                                                                  kept(level, index, row - 1, 2 * nth + 1));
  if (error_) return {};
  tile.nodes[slot] = made;
  tile.known |= 1U << slot;
  return made;
}

// Of a full tile all that is kept is made at once: most of it is needed for the first proof anyway.
void TileReader::keep_all(std::span<const Digest> full_tile, NodeCache::Tile& out) {
  std::array<Digest, kTileWidth / 2> made;
  std::size_t width = made.size();
  for (std::size_t i = 0; i < width; ++i) made[i] = core::node_hash(full_tile[2 * i], full_tile[2 * i + 1]);
  for (unsigned row = 1; row < kTileHeight; ++row, width /= 2) {
    if (row >= NodeCache::kRowMin) std::copy_n(made.begin(), width, out.nodes.begin() + slot_of(row, 0));
    for (std::size_t i = 0; i < width / 2; ++i) made[i] = core::node_hash(made[2 * i], made[2 * i + 1]);
  }
  out.known = (1U << out.nodes.size()) - 1;
}

// At the width that the tile has in a tree of this size, so that a log that grows meanwhile changes nothing.
const TileReader::Hashes& TileReader::tile(std::size_t level, std::uint64_t index) {
  static const Hashes kNone;
  const std::uint64_t key = eventstore::tile_key(level, index);
  for (const auto& [known, hashes] : read_)
    if (known == key) return hashes;
  const std::uint64_t there = (size_ >> kTileHeight * level) - index * kTileWidth;
  auto hashes = log_.tile(tenant_, level, index, std::min<std::uint64_t>(there, kTileWidth));
  if (!hashes) {
    if (!error_) error_ = hashes.error();
    return kNone;
  }
  return read_.emplace_back(key, std::move(*hashes)).second;
}

}  // namespace tallygate::audit
