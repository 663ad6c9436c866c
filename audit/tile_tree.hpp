// The RFC 6962 tree of records that come in order, hashed a tile at a time when it is full, which is quicker than
// eventstore::Tree's node by node. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "eventstore/tree.hpp"

namespace tallygate::audit {

class TileTree {
 public:
  // Calls full(level, index, hashes) for each tile that the leaf fills, lowest level first.
  template <class OnFullTile>
  void append(const core::Digest& leaf, OnFullTile&& full) {
    core::Digest hash = leaf;
    ++size_;
    for (std::size_t level = 0;; ++level) {
      if (level == partial_.size()) partial_.emplace_back();
      eventstore::PartialTile& tile = partial_[level];
      tile.push(hash);
      if (tile.count() < eventstore::kTileWidth) return;
      full(level, (size_ >> (eventstore::kTileHeight * (level + 1))) - 1, tile.hashes());
      hash = eventstore::subtree_root(tile.hashes());
      tile.clear();
    }
  }
  // As it stands: for its root and its frontier.
  eventstore::Tree tree() const {
    auto partial = partial_;
    partial.resize(eventstore::Tree::levels_of(size_));
    return eventstore::Tree::restore(size_, std::move(partial));
  }

 private:
  std::uint64_t size_ = 0;
  std::vector<eventstore::PartialTile> partial_;
};

}  // namespace tallygate::audit
