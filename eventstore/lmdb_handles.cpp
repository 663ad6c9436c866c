#include "eventstore/lmdb_handles.hpp"

#include <cerrno>
#include <cstring>

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::OperatingError;
using core::Result;
using core::Status;

namespace {

constexpr mdb_mode_t kFileMode = 0600;  // records are business data

MDB_val to_val(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}
std::string_view from_val(const MDB_val& val) {
  return {static_cast<const char*>(val.mv_data), val.mv_size};
}

ErrorKind kind_of(int code) {
  switch (code) {
    case MDB_MAP_FULL:
    case ENOSPC:
    case EDQUOT:
      return ErrorKind::storage_full;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_BAD_VALSIZE:
    case MDB_INCOMPATIBLE:
    case MDB_KEYEXIST:  // an append below the end: the tables hold more than the head says
      return ErrorKind::corrupt;
    case MDB_VERSION_MISMATCH:
      return ErrorKind::version;
    case MDB_NOTFOUND:
    case ENOENT:
      return ErrorKind::not_found;
    case MDB_READERS_FULL:
    case MDB_DBS_FULL:
    case EAGAIN:
    case ENOMEM:
      return ErrorKind::unavailable;
    default:
      return ErrorKind::io;
  }
}

}  // namespace

OperatingError lmdb_failure(int code, std::string_view doing) {
  return failure(kind_of(code), "Could not " + std::string(doing) + ": " + mdb_strerror(code) + ".");
}

Result<Environment> Environment::open(const std::filesystem::path& directory, const EnvironmentSettings& settings) {
  MDB_env* raw = nullptr;
  if (const int rc = mdb_env_create(&raw)) return lmdb_failure(rc, "prepare the log's environment");
  Environment env(raw);
  const std::string doing = "open the log in " + directory.string();
  if (const int rc = mdb_env_set_mapsize(raw, settings.map_bytes)) return lmdb_failure(rc, doing);
  if (const int rc = mdb_env_set_maxdbs(raw, settings.tables_max)) return lmdb_failure(rc, doing);
  if (const int rc = mdb_env_set_maxreaders(raw, settings.readers_max)) return lmdb_failure(rc, doing);
  // NOTLS: read transactions belong to objects, not threads. No WRITEMAP (slower, and a stray pointer could write into
  // the log), no NOMEMINIT (it would copy heap contents, perhaps keys, into the file), no NOSYNC of any kind.
  const unsigned flags = MDB_NOTLS | (settings.read_only ? MDB_RDONLY : 0);
  if (const int rc = mdb_env_open(raw, directory.c_str(), flags, kFileMode)) return lmdb_failure(rc, doing);
  return env;
}

void Environment::clear_dead_readers() const {
  int dead = 0;
  mdb_reader_check(env_.get(), &dead);  // best effort: what fails here fails again, and louder, in the next transaction
}

std::uint64_t Environment::used_bytes() const {
  MDB_envinfo info{};
  MDB_stat stat{};
  mdb_env_info(env_.get(), &info);
  mdb_env_stat(env_.get(), &stat);
  return (info.me_last_pgno + 1) * stat.ms_psize;
}

Result<Transaction> Transaction::begin(const Environment& env, unsigned flags) {
  MDB_txn* raw = nullptr;
  if (const int rc = mdb_txn_begin(env.get(), nullptr, flags, &raw)) return lmdb_failure(rc, "begin a transaction");
  return Transaction(raw);
}

Result<Transaction> Transaction::begin_write(const Environment& env) {
  return begin(env, 0);
}
Result<Transaction> Transaction::begin_read(const Environment& env) {
  return begin(env, MDB_RDONLY);
}

Result<Table> Transaction::open_table(const char* name, unsigned flags) const {
  MDB_dbi table = 0;
  if (const int rc = mdb_dbi_open(txn_.get(), name, flags, &table)) {
    return lmdb_failure(rc, "open the table " + std::string(name == nullptr ? "main" : name));
  }
  return table;
}

Result<std::optional<std::string_view>> Transaction::get(Table table, std::string_view key) const {
  MDB_val k = to_val(key);
  MDB_val v{};
  const int rc = mdb_get(txn_.get(), table, &k, &v);
  if (rc == MDB_NOTFOUND) return std::optional<std::string_view>{};
  if (rc != 0) return lmdb_failure(rc, "read from the log");
  return std::optional(from_val(v));
}

Status Transaction::put(Table table, std::string_view key, std::string_view value, unsigned flags) const {
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  if (const int rc = mdb_put(txn_.get(), table, &k, &v, flags)) return lmdb_failure(rc, "write to the log");
  return core::Done{};
}

Result<bool> Transaction::put_new(Table table, std::string_view key, std::string_view value) const {
  MDB_val k = to_val(key);
  MDB_val v = to_val(value);
  const int rc = mdb_put(txn_.get(), table, &k, &v, MDB_NOOVERWRITE);
  if (rc != 0 && rc != MDB_KEYEXIST) return lmdb_failure(rc, "write to the log");
  return rc == 0;
}

Result<char*> Transaction::reserve(Table table, std::string_view key, std::size_t size, unsigned flags) const {
  MDB_val k = to_val(key);
  MDB_val v{size, nullptr};
  if (const int rc = mdb_put(txn_.get(), table, &k, &v, flags | MDB_RESERVE))
    return lmdb_failure(rc, "write to the log");
  return static_cast<char*>(v.mv_data);
}

Status Transaction::remove(Table table, std::string_view key) const {
  MDB_val k = to_val(key);
  const int rc = mdb_del(txn_.get(), table, &k, nullptr);
  if (rc != 0 && rc != MDB_NOTFOUND) return lmdb_failure(rc, "delete from the log");
  return core::Done{};
}

Status Transaction::commit() {
  if (const int rc = mdb_txn_commit(txn_.release())) return lmdb_failure(rc, "commit to the log");
  return core::Done{};
}

Result<Cursor> Cursor::open(const Transaction& txn, Table table) {
  MDB_cursor* raw = nullptr;
  if (const int rc = mdb_cursor_open(txn.get(), table, &raw)) return lmdb_failure(rc, "read from the log");
  return Cursor(raw);
}

Result<std::optional<Entry>> Cursor::move(MDB_val key, MDB_cursor_op op) {
  MDB_val value{};
  const int rc = mdb_cursor_get(cursor_.get(), &key, &value, op);
  if (rc == MDB_NOTFOUND) return std::optional<Entry>{};
  if (rc != 0) return lmdb_failure(rc, "read from the log");
  return std::optional(Entry{from_val(key), from_val(value)});
}

Result<std::optional<Entry>> Cursor::at_or_after(std::string_view key) {
  return move(to_val(key), MDB_SET_RANGE);
}
Result<std::optional<Entry>> Cursor::next() {
  return move({}, MDB_NEXT);
}
Result<std::optional<Entry>> Cursor::previous() {
  return move({}, MDB_PREV);
}
Result<std::optional<Entry>> Cursor::last() {
  return move({}, MDB_LAST);
}

std::uint64_t integer_of(std::string_view key) {
  std::uint64_t value = 0;
  TALLYGATE_CHECK(key.size() == sizeof value, "an integer key is eight bytes");
  std::memcpy(&value, key.data(), sizeof value);
  return value;
}

}  // namespace tallygate::eventstore
