// Walks the records of one tenant in order, block by block.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "eventstore/block.hpp"
#include "eventstore/lmdb_handles.hpp"

namespace tallygate::eventstore {

class RecordWalk {
 public:
  struct Record {
    std::uint64_t seq = 0;
    std::string_view bytes;  // until the transaction ends
    std::uint16_t type = 0;
  };

  // At record `from`, or at the end when the log ends there. Must die before the transaction.
  static core::Result<RecordWalk> start(const Transaction& txn, Table records, std::uint64_t from);

  // Empty at the end. corrupt where a block is damaged or the next one does not begin where the last one ended.
  core::Result<std::optional<Record>> next();

 private:
  RecordWalk(Cursor cursor, std::uint64_t from) : cursor_(std::move(cursor)), seq_(from) {}
  core::Status enter_block(const std::optional<Entry>& entry);

  Cursor cursor_;
  std::optional<BlockView> block_;
  std::uint64_t seq_;
  std::size_t index_ = 0;  // of seq_ in block_
};

}  // namespace tallygate::eventstore
