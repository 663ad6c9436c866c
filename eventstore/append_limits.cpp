#include "eventstore/append_limits.hpp"

#include <string>

#include "eventstore/tables.hpp"

namespace tallygate::eventstore {

using core::Status;

namespace {

core::OperatingError invalid(const TenantAppend& append, const std::string& what) {
  return core::failure(core::ErrorKind::invalid,
                       "Refused to append to " + std::string(append.tenant) + ": " + what + ".");
}

}  // namespace

Status check_append(const TenantAppend& append) {
  for (const auto& record : append.records) {
    if (record.bytes.empty() || record.bytes.size() > kRecordBytesMax) {
      return invalid(append, "a record has " + std::to_string(record.bytes.size()) + " bytes");
    }
  }
  for (const auto& blob : append.blobs) {
    if (blob.bytes.size() > kBlobBytesMax)
      return invalid(append, "a blob has " + std::to_string(blob.bytes.size()) + " bytes");
    if (core::sha256(blob.bytes) != blob.sha256) return invalid(append, "a blob does not hash to its name");
  }
  for (const auto& row : append.rows) {
    if (!valid_side_table(row.table)) return invalid(append, "\"" + row.table + "\" cannot name a table");
    if (row.key.empty() || row.key.size() > kSideKeyBytesMax) {
      return invalid(append, "a row's key has " + std::to_string(row.key.size()) + " bytes");
    }
  }
  return core::Done{};
}

}  // namespace tallygate::eventstore
