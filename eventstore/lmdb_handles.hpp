// Owners of LMDB's handles: environment, transaction, cursor. Every return code becomes a core::OperatingError with a
// sentence. For eventstore's own files only: nobody else sees lmdb.h. Views returned here point into the map and die
// with their transaction (or with the next write in it).
#pragma once

#include <lmdb.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace tallygate::eventstore {

using Table = MDB_dbi;

// doing: "append records", "open the log": what the sentence says was tried. code: LMDB's or errno's.
core::OperatingError lmdb_failure(int code, std::string_view doing);

struct EnvironmentSettings {
  std::uint64_t map_bytes = 0;
  unsigned tables_max = 0;
  unsigned readers_max = 0;
  bool read_only = false;
};

class Environment {
 public:
  // The directory must exist; data.mdb and lock.mdb are made in it, readable by the owner only. Opening one directory
  // twice in a process breaks LMDB's locks: DirectoryLock prevents it for writers.
  static core::Result<Environment> open(const std::filesystem::path& directory, const EnvironmentSettings& settings);

  MDB_env* get() const { return env_.get(); }
  // Frees the slots of readers whose process died: a dead reader pins pages for ever.
  void clear_dead_readers() const;
  std::uint64_t used_bytes() const;  // up to the end of the last page of the last commit

 private:
  struct Close {
    void operator()(MDB_env* env) const { mdb_env_close(env); }
  };
  explicit Environment(MDB_env* env) : env_(env) {}
  std::unique_ptr<MDB_env, Close> env_;
};

class Transaction {
 public:
  // A write transaction blocks until it is the only one; it begins and ends on one thread. Read transactions may move
  // between threads (MDB_NOTLS) and see what was committed when they began.
  static core::Result<Transaction> begin_write(const Environment& env);
  static core::Result<Transaction> begin_read(const Environment& env);

  MDB_txn* get() const { return txn_.get(); }

  core::Result<Table> open_table(const char* name, unsigned flags) const;  // name: nullptr for the unnamed main table
  core::Result<std::optional<std::string_view>> get(Table table, std::string_view key) const;
  core::Status put(Table table, std::string_view key, std::string_view value, unsigned flags = 0) const;
  // False when the key was there already (and then nothing is written).
  core::Result<bool> put_new(Table table, std::string_view key, std::string_view value) const;
  // Space for a value of `size` bytes that the caller fills at once, before any other call on this transaction.
  core::Result<char*> reserve(Table table, std::string_view key, std::size_t size, unsigned flags) const;
  core::Status remove(Table table, std::string_view key) const;  // an absent key is fine

  // Durable when it returns Done. Either way the transaction is over; a handle that was opened in it lives on only
  // after Done.
  core::Status commit();

 private:
  struct Abort {
    void operator()(MDB_txn* txn) const { mdb_txn_abort(txn); }
  };
  explicit Transaction(MDB_txn* txn) : txn_(txn) {}
  static core::Result<Transaction> begin(const Environment& env, unsigned flags);
  std::unique_ptr<MDB_txn, Abort> txn_;
};

struct Entry {
  std::string_view key;
  std::string_view value;
};

// Walks one table in key order. Must die before its transaction.
class Cursor {
 public:
  static core::Result<Cursor> open(const Transaction& txn, Table table);

  core::Result<std::optional<Entry>> at_or_after(std::string_view key);
  core::Result<std::optional<Entry>> next();  // the first one at the beginning
  core::Result<std::optional<Entry>> previous();
  core::Result<std::optional<Entry>> last();

 private:
  struct Close {
    void operator()(MDB_cursor* cursor) const { mdb_cursor_close(cursor); }
  };
  explicit Cursor(MDB_cursor* cursor) : cursor_(cursor) {}
  core::Result<std::optional<Entry>> move(MDB_val key, MDB_cursor_op op);
  std::unique_ptr<MDB_cursor, Close> cursor_;
};

// Keys of MDB_INTEGERKEY tables: eight bytes in the machine's own order, as LMDB wants them.
class IntegerKey {
 public:
  explicit IntegerKey(std::uint64_t value) : value_(value) {}
  operator std::string_view() const { return {reinterpret_cast<const char*>(&value_), sizeof value_}; }

 private:
  std::uint64_t value_;
};
std::uint64_t integer_of(std::string_view key);  // key must be eight bytes

}  // namespace tallygate::eventstore
