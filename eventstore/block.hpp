// A block: consecutive records of one commit as one LMDB value (values over 2,022 bytes cost whole pages, so many
// records share some).
//
//   u32 count | count x { u32 end of the record's bytes, from the first record's first byte; u16 type } | the records'
//   bytes
//
// Integers are little-endian. The key is the seq of the first record. docs/formats.md describes it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::eventstore {

// LMDB puts 16 bytes before a large value: with them a full block is exactly eight pages.
constexpr std::size_t kBlockValueBytesMax = kBlockBytesMax - 16;

struct BlockPlan {
  std::size_t records = 0;      // how many of the span go into this block: at least one
  std::size_t value_bytes = 0;  // the size of the value
};

// The longest prefix of records (not empty) that fits a block; a single record may be larger than a block.
BlockPlan plan_block(std::span<const AppendRecord> records);
// Fills value_bytes bytes at `out` with the planned prefix.
void write_block(std::span<const AppendRecord> records, const BlockPlan& plan, char* out);

// A view of a block's value; as long-lived as the value.
class BlockView {
 public:
  // Checks the whole offset table, so that record(i) cannot leave the value. corrupt otherwise.
  static core::Result<BlockView> parse(std::string_view value);

  std::size_t count() const { return count_; }
  std::string_view record(std::size_t i) const;
  std::uint16_t type(std::size_t i) const;

 private:
  std::string_view table_;
  std::string_view bytes_;
  std::size_t count_ = 0;
};

}  // namespace tallygate::eventstore
