// The log of one shard: for each tenant a sequence of records (bytes; this folder never looks inside), their RFC 6962
// tree, the idempotency keys that stand beside them, blobs, and rows that other stores keep in the same transaction
// (the vault's). One writer thread appends; any thread reads. Implementations: LmdbLog (lmdb_log.hpp) and, in tests,
// FaultyLog.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.hpp"
#include "core/result.hpp"

namespace tallygate::eventstore {

constexpr std::uint16_t kFormatVersion = 1;
constexpr std::uint16_t kArchivedFormatVersion = 2;  // of a tenant of which something was archived
constexpr std::size_t kRecordBytesMax = 65'535;      // an entry of a tlog-tiles bundle has a uint16 length
constexpr std::size_t kBlockBytesMax = 32 * 1024;    // unless one record alone is larger
constexpr std::size_t kBlobBytesMax = 16 * 1024 * 1024;
constexpr std::size_t kSideKeyBytesMax = 400;
constexpr std::size_t kReadRecordsMax = 1'000;         // a read transaction lives at most this many records …
constexpr std::int64_t kReadMicrosecondsMax = 50'000;  // … or this long: a pinned reader stops the reuse of pages

struct Head {
  std::uint64_t size = 0;       // records; the next seq
  core::Digest last_leaf{};     // all zero when empty: `prev` of the first record
  core::Digest root{};          // RFC 6962 root of [0, size)
  std::int64_t last_at_us = 0;  // `at` of the last record, as it was appended
};

// An idempotency key beside the record that answered it.
struct KeyEntry {
  core::Hash16 key{};   // of (client, key)
  core::Hash16 body{};  // of call, path and canonical body
  std::uint64_t seq = 0;
};

struct AppendRecord {
  std::string_view bytes;       // canonical JSON, 1 … kRecordBytesMax; lives until append returns
  core::Digest leaf{};          // RFC 6962 leaf hash of bytes, already computed by the encoder
  std::uint16_t type = 0;       // core::RecordType number
  std::optional<KeyEntry> key;  // seq is filled in by append
};

struct Blob {
  core::Digest sha256{};
  std::string_view bytes;
};

// A row of another store (a vault) that must become durable with the records. `table` is [a-z]+; key at most 400 bytes.
// An empty value deletes the key.
struct SideRow {
  std::string table;
  std::string key;
  std::string value;
};

struct TenantAppend {
  std::string_view tenant;
  std::uint64_t expected_size = 0;        // wrong_position when the log is elsewhere
  std::int64_t last_at_us = 0;            // `at` of the last record of this append
  std::span<const AppendRecord> records;  // whole groups only; that is the caller's duty, and verify checks it
  std::span<const Blob> blobs;
  std::span<const SideRow> rows;
};

// Records [first, end) of a tenant, which were moved out of the log into an archive file. Their tiles stayed.
struct ArchivedRange {
  std::uint64_t first = 0, end = 0;
  core::Digest manifest{};  // SHA-256 of the archive's manifest
};
// How an archive is called where the log looks for it: the 20 digits of its first seq, and ".tar".
std::string archive_name(const ArchivedRange& range);

class EventLog {
 public:
  virtual ~EventLog() = default;

  // All of it in one transaction with one fsync, or none. On success the new heads, in the order given. After an error
  // the caller must call reopen() before anything else: what the disk holds is not known. Only from one thread.
  virtual core::Result<std::vector<Head>> append(std::span<const TenantAppend> tenants) = 0;

  // Creates the tables of a tenant (durably). An error when it exists.
  virtual core::Status create_tenant(std::string_view tenant) = 0;
  virtual std::vector<std::string> tenants() const = 0;
  virtual core::Result<Head> head(std::string_view tenant) const = 0;

  // Calls visit(seq, bytes) for records from `from` while it returns true, at most `limit` of them and at most the
  // limits above; returns the seq after the last one visited (equal to the size at the end). The bytes are valid only
  // during the call; visit must not block.
  // `archived` where the record stands in an archive that the log cannot read: see archives().
  virtual core::Result<std::uint64_t> read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                           const std::function<bool(std::uint64_t, std::string_view)>& visit) const = 0;
  virtual core::Result<std::string> read_one(std::string_view tenant, std::uint64_t seq) const = 0;  // a copy

  // What was moved into archives: in order, from record 0 on, without gaps. Empty where nothing was.
  virtual core::Result<std::vector<ArchivedRange>> archives(std::string_view /*tenant*/) const {
    return std::vector<ArchivedRange>();
  }
  // Seqs, in order, of the archived records of which the log keeps copies: read_one gives them without the archive.
  virtual core::Result<std::vector<std::uint64_t>> kept(std::string_view /*tenant*/) const {
    return std::vector<std::uint64_t>();
  }

  virtual core::Status read_keys(std::string_view tenant, const std::function<void(const KeyEntry&)>& visit) const = 0;
  virtual core::Result<std::string> blob(std::string_view tenant, const core::Digest& sha256) const = 0;
  virtual core::Status read_rows(
      std::string_view tenant, std::string_view table,
      const std::function<void(std::string_view key, std::string_view value)>& visit) const = 0;

  // RFC 6962 node hashes for proofs: the leaf hash at seq, and the root at any earlier size.
  virtual core::Result<core::Digest> leaf(std::string_view tenant, std::uint64_t seq) const = 0;
  virtual core::Result<core::Digest> root_at(std::string_view tenant, std::uint64_t size) const = 0;
  // The first `width` (1 … 256) hashes of a tile, as C2SP tlog-tiles numbers them: level 0 holds leaves, hash i of
  // level L is the root of the complete subtree over 256^L leaves from i * 256^L. Tiles only grow, so the partial tile
  // of any earlier size is its first hashes. not_found when the log has not so many.
  virtual core::Result<std::vector<core::Digest>> tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                                       std::size_t width) const = 0;

  // Drops everything in memory, opens the files anew and verifies the tail (the last block of each tenant: hashes,
  // tree, head).
  virtual core::Status reopen() = 0;

  virtual std::uint64_t bytes_on_disk() const = 0;
};

}  // namespace tallygate::eventstore
