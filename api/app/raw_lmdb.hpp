// LMDB by itself, for `tallygate bench log`: values under running numbers, a transaction and an fsync a batch, no more.
#pragma once

#include <lmdb.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace tallygate::app {

class RawLmdb {
 public:
  RawLmdb() = default;
  ~RawLmdb();
  RawLmdb(const RawLmdb&) = delete;
  RawLmdb& operator=(const RawLmdb&) = delete;

  core::Status open(const std::filesystem::path& directory);  // which is empty
  core::Status append(const std::vector<std::string>& values);

 private:
  MDB_env* env_ = nullptr;
  MDB_dbi table_ = 0;
  std::uint64_t next_ = 0;
};

}  // namespace tallygate::app
