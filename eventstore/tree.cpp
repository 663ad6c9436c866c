#include "eventstore/tree.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/sha256_pairs.hpp"

namespace tallygate::eventstore {

using core::Digest;

PartialTile& PartialTile::operator=(const PartialTile& other) {
  if (this != &other) {
    count_ = other.count_;
    std::copy_n(other.hashes_.begin(), count_, hashes_.begin());
  }
  return *this;
}

Digest subtree_root(TileHashes hashes) {
  TALLYGATE_CHECK(std::has_single_bit(hashes.size()) && hashes.size() <= kTileWidth,
                  "a complete subtree within a tile");
  if (hashes.size() == 1) return hashes[0];
  std::array<Digest, kTileWidth / 2> row;
  std::size_t width = hashes.size() / 2;
  core::node_hashes(hashes, std::span(row).first(width));
  for (; width > 1; width /= 2) core::node_hashes(std::span(row).first(width), std::span(row).first(width / 2));
  return row[0];
}

std::size_t Tree::levels_of(std::uint64_t size) {
  return (static_cast<std::size_t>(std::bit_width(size)) + kTileHeight - 1) / kTileHeight;
}

Tree Tree::restore(std::uint64_t size, std::vector<PartialTile> partial) {
  TALLYGATE_CHECK(partial.size() == levels_of(size), "a partial tile for every level");
  Tree tree;
  tree.size_ = size;
  tree.partial_ = std::move(partial);
  for (std::size_t level = 0; level < tree.partial_.size(); ++level) {
    const TileHashes hashes = tree.partial_[level].hashes();
    TALLYGATE_CHECK(hashes.size() == partial_width(size, level), "a partial tile is as wide as the size says");
    std::size_t end = hashes.size();
    for (unsigned k = 0; k < kTileHeight; ++k) {
      const std::size_t width = std::size_t{1} << k;
      if ((hashes.size() & width) == 0) continue;
      end -= width;
      tree.complete_[kTileHeight * level + k] = subtree_root(hashes.subspan(end, width));
    }
  }
  return tree;
}

Digest Tree::root() const {
  if (size_ == 0) return core::empty_root();
  auto height = static_cast<unsigned>(std::countr_zero(size_));
  Digest root = complete_[height];
  for (++height; height < 64; ++height) {
    if ((size_ >> height & 1) != 0) root = core::node_hash(complete_[height], root);
  }
  return root;
}

std::vector<Digest> Tree::frontier() const {
  std::vector<Digest> out;
  for (unsigned height = 64; height-- > 0;) {
    if ((size_ >> height & 1) != 0) out.push_back(complete_[height]);
  }
  return out;
}

core::Result<Digest> root_of(std::uint64_t size, const TileSource& tile) {
  std::optional<Digest> root;
  for (std::size_t level = 0; level < Tree::levels_of(size); ++level) {
    const std::size_t filled = Tree::partial_width(size, level);
    if (filled == 0) continue;
    const auto found = tile(level, size >> kTileHeight * level >> kTileHeight);
    if (!found) return found.error();
    TALLYGATE_CHECK(found->size() >= filled, "the tile source gives all hashes of that size");
    std::size_t end = filled;
    for (unsigned k = 0; k < kTileHeight; ++k) {  // complete subtrees, from the right
      const std::size_t width = std::size_t{1} << k;
      if ((filled & width) == 0) continue;
      end -= width;
      const Digest left = subtree_root(found->subspan(end, width));
      root = root ? core::node_hash(left, *root) : left;
    }
  }
  return root ? *root : core::empty_root();
}

}  // namespace tallygate::eventstore
