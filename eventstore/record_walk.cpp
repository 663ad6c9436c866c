#include "eventstore/record_walk.hpp"

#include <string>

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

Result<RecordWalk> RecordWalk::start(const Transaction& txn, Table records, std::uint64_t from) {
  auto cursor = Cursor::open(txn, records);
  if (!cursor) return cursor.error();
  auto entry = cursor->at_or_after(IntegerKey(from));
  if (!entry) return entry.error();
  if (!*entry || integer_of((*entry)->key) != from) {
    entry = *entry ? cursor->previous() : cursor->last();
    if (!entry) return entry.error();
  }
  RecordWalk walk(std::move(cursor).value(), from);
  if (auto status = walk.enter_block(*entry); !status) return status.error();
  return walk;
}

Status RecordWalk::enter_block(const std::optional<Entry>& entry) {
  block_.reset();
  if (!entry) return core::Done{};
  const std::uint64_t first = integer_of(entry->key);
  const auto block = BlockView::parse(entry->value);
  if (!block)
    return failure(block.error().kind, block.error().message + " It begins at record " + std::to_string(first) + ".");
  if (first > seq_ || seq_ - first > block->count()) {
    return failure(ErrorKind::corrupt, "Record " + std::to_string(seq_) + " is missing from the log.");
  }
  block_ = *block;
  index_ = seq_ - first;
  return core::Done{};
}

Result<std::optional<RecordWalk::Record>> RecordWalk::next() {
  if (block_ && index_ == block_->count()) {
    const auto entry = cursor_.next();
    if (!entry) return entry.error();
    if (*entry && integer_of((*entry)->key) != seq_) {
      return failure(ErrorKind::corrupt, "Record " + std::to_string(seq_) + " is missing from the log.");
    }
    if (auto status = enter_block(*entry); !status) return status.error();
  }
  if (!block_) return std::optional<Record>{};
  const Record record{seq_, block_->record(index_), block_->type(index_)};
  ++seq_;
  ++index_;
  return std::optional(record);
}

}  // namespace tallygate::eventstore
