#include "api/app/raw_lmdb.hpp"

namespace tallygate::app {
namespace {

constexpr std::uint64_t kMapBytes = std::uint64_t{1} << 40;

core::Status status(int code) {
  if (code == 0) return core::Done{};
  return core::failure(core::ErrorKind::io, std::string("LMDB: ") + mdb_strerror(code));
}

}  // namespace

RawLmdb::~RawLmdb() {
  mdb_env_close(env_);
}

core::Status RawLmdb::open(const std::filesystem::path& directory) {
  if (auto made = status(mdb_env_create(&env_)); !made) return made;
  MDB_txn* txn = nullptr;
  for (const int code : {mdb_env_set_mapsize(env_, kMapBytes), mdb_env_set_maxdbs(env_, 4),
                         mdb_env_open(env_, directory.c_str(), MDB_NOTLS, 0600), mdb_txn_begin(env_, nullptr, 0, &txn),
                         mdb_dbi_open(txn, "records", MDB_CREATE | MDB_INTEGERKEY, &table_)})
    if (code != 0) {
      if (txn != nullptr) mdb_txn_abort(txn);
      return status(code);
    }
  return status(mdb_txn_commit(txn));
}

core::Status RawLmdb::append(const std::vector<std::string>& values) {
  MDB_txn* txn = nullptr;
  if (auto begun = status(mdb_txn_begin(env_, nullptr, 0, &txn)); !begun) return begun;
  for (const auto& bytes : values) {
    MDB_val key{sizeof next_, &next_};
    MDB_val value{bytes.size(), const_cast<char*>(bytes.data())};
    if (auto put = status(mdb_put(txn, table_, &key, &value, MDB_APPEND)); !put) {
      mdb_txn_abort(txn);
      return put;
    }
    ++next_;
  }
  return status(mdb_txn_commit(txn));
}

}  // namespace tallygate::app
