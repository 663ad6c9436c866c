// The named tables of the environment: which there are, how they are called, and the format versions that are checked
// before anything else is read.
//
//   (main) row `format`       u16, the environment's format
//   <tenant>/meta             rows `format` (u16) and `head` (head_row.hpp); `archives` and `kept.` (archive_rows.hpp)
//   <tenant>/records          integer key: seq of the first record -> block (block.hpp)
//   <tenant>/tiles            integer key: level << 56 | index     -> 256 hashes, 8,192 bytes, written once
//   <tenant>/keys             integer key: seq of the first record of the append -> 40 bytes a key: 16 key, 16 body,
//   u64 seq <tenant>/blobs            SHA-256 -> bytes <tenant>/side.<table>     rows of other stores
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"
#include "eventstore/lmdb_handles.hpp"

namespace tallygate::eventstore {

struct TenantTables {
  Table records = 0;
  Table tiles = 0;
  Table keys = 0;
  Table blobs = 0;
  Table meta = 0;
};
constexpr unsigned kTablesOfTenant = 5;

// What the main table lists: tenants and their side tables, in byte order.
struct TenantNames {
  std::string tenant;
  std::vector<std::string> side;
};
core::Result<std::vector<TenantNames>> list_tenants(const Transaction& txn, Table main);

// Done for a format up to `newest`; version for a newer one; not_found where there is none.
core::Status check_format(const Transaction& txn, Table table, std::string_view whose,
                          std::uint16_t newest = kFormatVersion);
core::Status write_format(const Transaction& txn, Table table, std::uint16_t format = kFormatVersion);

core::Result<TenantTables> create_tenant_tables(const Transaction& txn, std::string_view tenant);
// Checks the tenant's format before it opens the rest.
core::Result<TenantTables> open_tenant_tables(const Transaction& txn, std::string_view tenant);
core::Result<Table> open_side_table(const Transaction& txn, std::string_view tenant, std::string_view name,
                                    bool create);

// A side table's name: [a-z]{1,32}.
bool valid_side_table(std::string_view name);

}  // namespace tallygate::eventstore
