// The end of a tenant's log as the disk holds it: read and verified whenever the files are opened, so that the tree
// goes on from what was really written.
#pragma once

#include "eventstore/head_row.hpp"
#include "eventstore/tables.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::eventstore {

struct Tail {
  HeadRow head;
  Tree tree;
};

// Rebuilds the tree's right edge from full tiles and, after the last of them, from the records themselves; hashes every
// record of the last block; compares all of it with the head row. corrupt, with the reason, where they differ. Reads at
// most 255 tiles a level and 256 records and one block.
core::Result<Tail> load_tail(const Transaction& txn, const TenantTables& tables);

// The leaf hash at seq < tree.size(), and the root of the first size <= tree.size() leaves. txn must be no older than
// the tree.
core::Result<core::Digest> leaf_at(const Transaction& txn, const TenantTables& tables, const Tree& tree,
                                   std::uint64_t seq);
core::Result<core::Digest> root_at(const Transaction& txn, const TenantTables& tables, const Tree& tree,
                                   std::uint64_t size);

core::Result<HeadRow> read_head(const Transaction& txn, const TenantTables& tables);
core::Status write_head(const Transaction& txn, const TenantTables& tables, const HeadRow& head);

// What was moved into archives; empty where nothing was.
core::Result<std::vector<ArchivedRange>> read_archives(const Transaction& txn, const TenantTables& tables);
core::Status write_archives(const Transaction& txn, const TenantTables& tables,
                            const std::vector<ArchivedRange>& ranges);

// The 256 hashes of a full tile; they live as long as the transaction. corrupt when it is missing or not whole.
core::Result<TileHashes> read_tile(const Transaction& txn, const TenantTables& tables, std::size_t level,
                                   std::uint64_t index);
core::Status write_tile(const Transaction& txn, const TenantTables& tables, std::size_t level, std::uint64_t index,
                        TileHashes hashes);

}  // namespace tallygate::eventstore
