#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/tree.hpp"

namespace tallygate::eventstore {
namespace {

using core::Digest;

// RFC 6962 section 2.1, word for word: what the incremental tree must agree with.
Digest defined_root(TileHashes leaves) {
  if (leaves.empty()) return core::empty_root();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return core::node_hash(defined_root(leaves.first(k)), defined_root(leaves.subspan(k)));
}

std::vector<Digest> numbered_leaves(std::size_t count) {
  std::vector<Digest> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(core::leaf_hash(std::to_string(i)));
  return out;
}

// A tree and everything that it sent away.
struct GrownTree {
  Tree tree;
  std::map<std::pair<std::size_t, std::uint64_t>, std::vector<Digest>> tiles;

  void append(const Digest& leaf) {
    tree.append(leaf, [&](std::size_t level, std::uint64_t index, TileHashes hashes) {
      const bool first_time = tiles.try_emplace({level, index}, hashes.begin(), hashes.end()).second;
      EXPECT_TRUE(first_time) << "tile " << index << " of level " << level << " was written twice";
    });
  }
  core::Result<Digest> root_at(std::uint64_t size) const {
    return root_of(size, [&](std::size_t level, std::uint64_t index) -> core::Result<TileHashes> {
      if (index == tree.size() >> kTileHeight * (level + 1)) return tree.partial(level);
      return TileHashes(tiles.at({level, index}));
    });
  }
};

TEST(Tree, AgreesWithTheRfc6962Vectors) {
  const char* const leaves[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  GrownTree grown;
  EXPECT_EQ(grown.tree.root(), core::empty_root());
  for (std::size_t i = 0; i < std::size(leaves); ++i) {
    grown.append(core::leaf_hash(*core::from_hex(leaves[i])));
    EXPECT_EQ(core::to_hex(core::view(grown.tree.root())), roots[i]) << "size " << i + 1;
  }
  for (std::size_t size = 1; size <= std::size(roots); ++size) {
    EXPECT_EQ(core::to_hex(core::view(*grown.root_at(size))), roots[size - 1]) << "size " << size << ", looked back at";
  }
}

TEST(Tree, AgreesWithTheDefinitionAtEverySizeAroundATile) {
  const auto leaves = numbered_leaves(600);
  GrownTree grown;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    grown.append(leaves[size - 1]);
    EXPECT_EQ(grown.tree.root(), defined_root(TileHashes(leaves).first(size))) << size;
  }
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(*grown.root_at(size), defined_root(TileHashes(leaves).first(size))) << size << ", looked back at";
  }
}

TEST(Tree, SendsEachFullTileOnceWithTheHashesOfItsLevel) {
  const auto leaves = numbered_leaves(66'000);  // past 256 * 256: a tile of level 1
  GrownTree grown;
  for (const auto& leaf : leaves) grown.append(leaf);
  ASSERT_EQ(grown.tiles.size(), 257U + 1U);
  EXPECT_EQ((grown.tiles.at({0, 3})), std::vector<Digest>(leaves.begin() + 768, leaves.begin() + 1'024));
  EXPECT_EQ((grown.tiles.at({1, 0})[3]), defined_root(TileHashes(leaves).subspan(768, 256)));
  EXPECT_EQ(grown.tree.partial(2).size(), 1U);
  for (const std::size_t size : {1U, 255U, 256U, 257U, 65'535U, 65'536U, 65'537U, 65'792U, 66'000U}) {
    EXPECT_EQ(*grown.root_at(size), defined_root(TileHashes(leaves).first(size))) << size;
  }
}

TEST(Tree, RestoredFromItsPartialTilesItGoesOnAsIfItHadNeverStopped) {
  const auto leaves = numbered_leaves(1'000);
  for (const std::size_t stop : {0U, 1U, 200U, 255U, 256U, 257U, 511U, 512U, 700U}) {
    GrownTree grown;
    for (std::size_t i = 0; i < stop; ++i) grown.append(leaves[i]);
    std::vector<PartialTile> partial(Tree::levels_of(stop));
    for (std::size_t level = 0; level < partial.size(); ++level) {
      for (const auto& hash : grown.tree.partial(level)) partial[level].push(hash);
    }
    grown.tree = Tree::restore(stop, std::move(partial));
    for (std::size_t i = stop; i < leaves.size(); ++i) grown.append(leaves[i]);
    EXPECT_EQ(grown.tree.root(), defined_root(leaves)) << "stopped at " << stop;
    EXPECT_EQ(grown.tiles.size(), 3U);
  }
}

TEST(Tree, ACopyDoesNotFollowTheOriginal) {
  GrownTree grown;
  grown.append(core::leaf_hash("a"));
  const Tree copy = grown.tree;
  grown.append(core::leaf_hash("b"));
  EXPECT_EQ(copy.size(), 1U);
  EXPECT_EQ(copy.root(), core::leaf_hash("a"));
  EXPECT_EQ(copy.partial(0).size(), 1U);
}

TEST(Tree, TheFrontierHasOneHashForEachSetBitOfTheSizeLargestFirst) {
  const auto leaves = numbered_leaves(7);
  GrownTree grown;
  for (const auto& leaf : leaves) grown.append(leaf);
  const auto frontier = grown.tree.frontier();
  ASSERT_EQ(frontier.size(), 3U);
  EXPECT_EQ(frontier[0], defined_root(TileHashes(leaves).first(4)));
  EXPECT_EQ(frontier[1], defined_root(TileHashes(leaves).subspan(4, 2)));
  EXPECT_EQ(frontier[2], leaves[6]);
}

}  // namespace
}  // namespace tallygate::eventstore
