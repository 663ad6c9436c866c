#include "eventstore/tail.hpp"

#include <string>
#include <utility>
#include <vector>

#include "eventstore/archive_rows.hpp"
#include "eventstore/record_walk.hpp"
#include "eventstore/table_names.hpp"

namespace tallygate::eventstore {

using core::Digest;
using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

core::OperatingError corrupt(const std::string& how) {
  return failure(ErrorKind::corrupt, "The end of the log is damaged: " + how + ".");
}

// Level 0: the leaf hashes of the records after the last full tile.
Status hash_last_leaves(const Transaction& txn, const TenantTables& tables, std::uint64_t size, PartialTile& out) {
  auto walk = RecordWalk::start(txn, tables.records, size - Tree::partial_width(size, 0));
  if (!walk) return walk.error();
  for (std::size_t left = Tree::partial_width(size, 0); left > 0; --left) {
    const auto record = walk->next();
    if (!record) return record.error();
    if (!*record) return corrupt("it holds fewer records than its head says");
    out.push(core::leaf_hash((*record)->bytes));
  }
  return core::Done{};
}

// Higher levels: the roots of the full tiles one level below.
Status root_last_tiles(const Transaction& txn, const TenantTables& tables, std::uint64_t size, std::size_t level,
                       PartialTile& out) {
  const std::uint64_t end = size >> (kTileHeight * level);
  for (std::uint64_t index = end - Tree::partial_width(size, level); index < end; ++index) {
    const auto hashes = read_tile(txn, tables, level - 1, index);
    if (!hashes) return hashes.error();
    out.push(subtree_root(*hashes));
  }
  return core::Done{};
}

Status verify_last_block(const Transaction& txn, const TenantTables& tables, const Tail& tail) {
  auto cursor = Cursor::open(txn, tables.records);
  if (!cursor) return cursor.error();
  const auto last = cursor->last();
  if (!last) return last.error();
  if (!*last) return tail.head.size == 0 ? Status(core::Done{}) : Status(corrupt("its records are missing"));
  const auto block = BlockView::parse((*last)->value);
  if (!block) return block.error();
  const std::uint64_t first = integer_of((*last)->key);
  if (first + block->count() != tail.head.size) return corrupt("the last block does not end where the head says");
  Digest leaf{};
  for (std::size_t i = 0; i < block->count(); ++i) {
    leaf = core::leaf_hash(block->record(i));
    const auto expected = leaf_at(txn, tables, tail.tree, first + i);
    if (!expected) return expected.error();
    if (leaf != *expected) return corrupt("record " + std::to_string(first + i) + " is not the one that was hashed");
  }
  if (leaf != tail.head.last_leaf) return corrupt("the last record is not the one that the head names");
  return core::Done{};
}

}  // namespace

Result<Digest> leaf_at(const Transaction& txn, const TenantTables& tables, const Tree& tree, std::uint64_t seq) {
  const std::uint64_t tile = seq / kTileWidth;
  if (tile == tree.size() / kTileWidth) return tree.partial(0)[seq % kTileWidth];
  const auto hashes = read_tile(txn, tables, 0, tile);
  if (!hashes) return hashes.error();
  return (*hashes)[seq % kTileWidth];
}

Result<Digest> root_at(const Transaction& txn, const TenantTables& tables, const Tree& tree, std::uint64_t size) {
  return root_of(size, [&](std::size_t level, std::uint64_t index) -> Result<TileHashes> {
    if (index == tree.size() >> kTileHeight * level >> kTileHeight) return tree.partial(level);
    return read_tile(txn, tables, level, index);
  });
}

Result<HeadRow> read_head(const Transaction& txn, const TenantTables& tables) {
  const auto row = txn.get(tables.meta, kHeadRow);
  if (!row) return row.error();
  if (!*row) return corrupt("its head row is missing");
  return decode_head(**row);
}

Status write_head(const Transaction& txn, const TenantTables& tables, const HeadRow& head) {
  return txn.put(tables.meta, kHeadRow, encode_head(head));
}

Result<std::vector<ArchivedRange>> read_archives(const Transaction& txn, const TenantTables& tables) {
  const auto row = txn.get(tables.meta, kArchivesRow);
  if (!row) return row.error();
  if (!*row) return std::vector<ArchivedRange>();
  return decode_archives(**row);
}

Status write_archives(const Transaction& txn, const TenantTables& tables, const std::vector<ArchivedRange>& ranges) {
  return txn.put(tables.meta, kArchivesRow, encode_archives(ranges));
}

Result<TileHashes> read_tile(const Transaction& txn, const TenantTables& tables, std::size_t level,
                             std::uint64_t index) {
  const auto value = txn.get(tables.tiles, IntegerKey(tile_key(level, index)));
  if (!value) return value.error();
  if (!*value || (*value)->size() != kTileBytes) {
    return failure(ErrorKind::corrupt, "Tile " + std::to_string(index) + " of level " + std::to_string(level) +
                                           " is missing from the log.");
  }
  return TileHashes(reinterpret_cast<const Digest*>((*value)->data()), kTileWidth);
}

Status write_tile(const Transaction& txn, const TenantTables& tables, std::size_t level, std::uint64_t index,
                  TileHashes hashes) {
  TALLYGATE_CHECK(hashes.size() == kTileWidth, "only full tiles are written");
  return txn.put(tables.tiles, IntegerKey(tile_key(level, index)),
                 {reinterpret_cast<const char*>(hashes.data()), kTileBytes});
}

Result<Tail> load_tail(const Transaction& txn, const TenantTables& tables) {
  auto head = read_head(txn, tables);
  if (!head) return head.error();
  const std::uint64_t size = head->size;
  std::vector<PartialTile> partial(Tree::levels_of(size));
  for (std::size_t level = 0; level < partial.size(); ++level) {
    auto status = level == 0 ? hash_last_leaves(txn, tables, size, partial[0])
                             : root_last_tiles(txn, tables, size, level, partial[level]);
    if (!status) return status.error();
  }
  Tail tail{std::move(head).value(), Tree::restore(size, std::move(partial))};
  if (tail.tree.frontier() != tail.head.frontier)
    return corrupt("its records do not hash to the tree that its head holds");
  if (auto status = verify_last_block(txn, tables, tail); !status) return status.error();
  return tail;
}

}  // namespace tallygate::eventstore
