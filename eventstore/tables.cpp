#include "eventstore/tables.hpp"

#include <algorithm>
#include <array>

#include "eventstore/event_log.hpp"
#include "eventstore/little_endian.hpp"
#include "eventstore/table_names.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

namespace {

constexpr std::size_t kSideTableNameMax = 32;

// Where the handle of each of kTenantTables goes.
constexpr std::array<Table TenantTables::*, kTablesOfTenant> kHandles = {
    &TenantTables::meta, &TenantTables::records, &TenantTables::tiles, &TenantTables::keys, &TenantTables::blobs};
static_assert(kTenantTables.size() == kTablesOfTenant);

std::string table_name(std::string_view tenant, std::string_view name) {
  return std::string(tenant) + "/" + std::string(name);
}

Result<Table> open_one(const Transaction& txn, std::string_view tenant, const TableName& table, unsigned extra_flags) {
  const unsigned flags = table.integer_keys ? MDB_INTEGERKEY : 0;
  return txn.open_table(table_name(tenant, table.name).c_str(), flags | extra_flags);
}

}  // namespace

Result<std::vector<TenantNames>> list_tenants(const Transaction& txn, Table main) {
  auto cursor = Cursor::open(txn, main);
  if (!cursor) return cursor.error();
  std::vector<TenantNames> out;
  for (;;) {
    const auto entry = cursor->next();
    if (!entry) return entry.error();
    if (!*entry) return out;
    const std::string_view key = (*entry)->key;
    const auto slash = key.find('/');
    if (slash == std::string_view::npos) continue;  // a row of the environment
    const auto tenant = key.substr(0, slash);
    const auto table = key.substr(slash + 1);
    if (out.empty() || out.back().tenant != tenant) out.push_back({std::string(tenant), {}});
    if (table.starts_with(kSideTablePrefix)) out.back().side.emplace_back(table.substr(kSideTablePrefix.size()));
  }
}

Status check_format(const Transaction& txn, Table table, std::string_view whose, std::uint16_t newest) {
  const auto row = txn.get(table, kFormatRow);
  if (!row) return row.error();
  if (!*row) return failure(ErrorKind::not_found, "The format row of " + std::string(whose) + " is missing.");
  if ((*row)->size() != sizeof kFormatVersion) {
    return failure(ErrorKind::corrupt, "The format row of " + std::string(whose) + " is damaged.");
  }
  const auto version = load<std::uint16_t>((*row)->data());
  if (version >= kFormatVersion && version <= newest) return core::Done{};
  return failure(version > newest ? ErrorKind::version : ErrorKind::corrupt,
                 "The format of " + std::string(whose) + " is " + std::to_string(version) + "; this program knows " +
                     std::to_string(newest) + ". Use the program that wrote it, or a newer one.");
}

Status write_format(const Transaction& txn, Table table, std::uint16_t format) {
  char row[sizeof format];
  store(row, format);
  return txn.put(table, kFormatRow, {row, sizeof row});
}

Result<TenantTables> create_tenant_tables(const Transaction& txn, std::string_view tenant) {
  TenantTables tables;
  for (std::size_t i = 0; i < kTenantTables.size(); ++i) {
    const auto handle = open_one(txn, tenant, kTenantTables[i], MDB_CREATE);
    if (!handle) return handle.error();
    tables.*kHandles[i] = *handle;
  }
  if (auto status = write_format(txn, tables.meta); !status) return status.error();
  return tables;
}

Result<TenantTables> open_tenant_tables(const Transaction& txn, std::string_view tenant) {
  TenantTables tables;
  for (std::size_t i = 0; i < kTenantTables.size(); ++i) {
    const auto handle = open_one(txn, tenant, kTenantTables[i], 0);
    if (!handle && handle.error().kind == ErrorKind::not_found) {
      return failure(ErrorKind::corrupt,
                     "The table " + table_name(tenant, kTenantTables[i].name) + " is missing from the log.");
    }
    if (!handle) return handle.error();
    tables.*kHandles[i] = *handle;
    if (kHandles[i] != &TenantTables::meta) continue;
    auto format = check_format(txn, tables.meta, "tenant " + std::string(tenant), kArchivedFormatVersion);
    if (!format && format.error().kind == ErrorKind::not_found)
      return failure(ErrorKind::corrupt, format.error().message);
    if (!format) return format.error();
  }
  return tables;
}

Result<Table> open_side_table(const Transaction& txn, std::string_view tenant, std::string_view name, bool create) {
  return txn.open_table(table_name(tenant, std::string(kSideTablePrefix) + std::string(name)).c_str(),
                        create ? MDB_CREATE : 0);
}

bool valid_side_table(std::string_view name) {
  return !name.empty() && name.size() <= kSideTableNameMax &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace tallygate::eventstore
