#include "audit/stored_tiles.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace tallygate::audit {

using core::Digest;
using eventstore::kTileHeight;
using eventstore::kTileWidth;

namespace {

std::string name_of(std::size_t level, std::uint64_t index) {
  return "tile " + std::to_string(index) + " of level " + std::to_string(level);
}

}  // namespace

void StoredTiles::wrong(std::optional<std::uint64_t> page, std::uint64_t first, std::uint64_t last, std::string what) {
  if (findings_.size() == kFindingsOfOneKindMax) return;
  findings_.push_back({tenant_.name + "/tiles", page, first, last, std::move(what), false});
}

core::Result<std::string> StoredTiles::read(std::size_t level, std::uint64_t index) const {
  const auto found = tenant_.tiles.find(eventstore::tile_key(level, index));
  if (found == tenant_.tiles.end()) return core::failure(core::ErrorKind::corrupt, "it is missing");
  std::string bytes;
  if (auto status = eventstore::read_value(source_, meta_, found->second, true, bytes); !status) return status.error();
  if (bytes.size() != eventstore::kTileBytes)
    return core::failure(core::ErrorKind::corrupt, "it has " + std::to_string(bytes.size()) + " bytes");
  return bytes;
}

std::optional<Digest> StoredTiles::stored_leaf(std::uint64_t seq) const {
  if (!tenant_.tiles.contains(eventstore::tile_key(0, seq / kTileWidth))) return std::nullopt;
  const auto bytes = read(0, seq / kTileWidth);
  if (!bytes) return std::nullopt;
  Digest out;
  std::memcpy(out.data(), bytes->data() + seq % kTileWidth * sizeof(Digest), sizeof(Digest));
  return out;
}

std::optional<std::vector<Digest>> StoredTiles::leaves(std::uint64_t index) const {
  const auto bytes = read(0, index);
  if (!bytes) return std::nullopt;
  std::vector<Digest> out(kTileWidth);
  std::memcpy(out.data(), bytes->data(), bytes->size());
  return out;
}

void StoredTiles::compare(std::size_t level, std::uint64_t index, eventstore::TileHashes hashes) {
  ++checked_;
  const unsigned height = kTileHeight * static_cast<unsigned>(level + 1);
  const std::uint64_t first = index << height, last = ((index + 1) << height) - 1;
  const auto bytes = read(level, index);
  const auto at = tenant_.tiles.find(eventstore::tile_key(level, index));
  const auto page = at == tenant_.tiles.end() ? std::nullopt : std::optional(at->second.overflow_page);
  if (!bytes) return wrong(page, first, last, name_of(level, index) + ": " + bytes.error().message);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (std::memcmp(bytes->data() + i * sizeof(Digest), hashes[i].data(), sizeof(Digest)) == 0) continue;
    const std::uint64_t width = std::uint64_t{1} << (height - kTileHeight);
    const std::uint64_t seq = first + i * width;
    return wrong(page, seq, seq + width - 1, name_of(level, index) + " holds another hash than its records give");
  }
}

void StoredTiles::compare_head(const eventstore::Tree& tree) {
  if (!tenant_.head || tenant_.head->size != tree.size()) return;  // said elsewhere
  if (tenant_.head->frontier == tree.frontier()) return;
  Finding found{
      tenant_.name + "/meta", std::nullopt, {}, {}, "the row `head` holds another tree than the records give", false};
  if (tree.size() > 0) found.first_seq = 0, found.last_seq = tree.size() - 1;
  findings_.push_back(std::move(found));
}

void StoredTiles::end(const eventstore::Tree& tree) {
  compare_head(tree);
  for (const auto& [key, value] : tenant_.tiles) {
    const std::size_t level = key >> eventstore::kTileLevelShift;
    const std::uint64_t index = eventstore::tile_index(key);
    const unsigned height = kTileHeight * static_cast<unsigned>(level + 1);
    if (height < 64 && index < tree.size() >> height) continue;
    // A process that writes meanwhile may have filled it after the head was read.
    Finding found{tenant_.name + "/tiles",
                  value.overflow_page,
                  {},
                  {},
                  name_of(level, index) + " is of more records than there are",
                  true};
    if (findings_.size() < kFindingsOfOneKindMax) findings_.push_back(std::move(found));
  }
}

}  // namespace tallygate::audit
