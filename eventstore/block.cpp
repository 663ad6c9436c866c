#include "eventstore/block.hpp"

#include <cstring>

#include "eventstore/little_endian.hpp"

namespace tallygate::eventstore {
namespace {

constexpr std::size_t kCountBytes = 4;
constexpr std::size_t kEntryBytes = 6;

}  // namespace

BlockPlan plan_block(std::span<const AppendRecord> records) {
  TALLYGATE_CHECK(!records.empty(), "a block holds at least one record");
  BlockPlan plan{1, kCountBytes + kEntryBytes + records[0].bytes.size()};
  for (const auto& record : records.subspan(1)) {
    const std::size_t grown = plan.value_bytes + kEntryBytes + record.bytes.size();
    if (grown > kBlockValueBytesMax) break;
    plan = {plan.records + 1, grown};
  }
  return plan;
}

void write_block(std::span<const AppendRecord> records, const BlockPlan& plan, char* out) {
  store(out, static_cast<std::uint32_t>(plan.records));
  char* entry = out + kCountBytes;
  char* const bytes = entry + plan.records * kEntryBytes;
  std::uint32_t end = 0;
  for (const auto& record : records.first(plan.records)) {
    std::memcpy(bytes + end, record.bytes.data(), record.bytes.size());
    end += static_cast<std::uint32_t>(record.bytes.size());
    store(entry, end);
    store(entry + 4, record.type);
    entry += kEntryBytes;
  }
}

core::Result<BlockView> BlockView::parse(std::string_view value) {
  const auto damaged = [] { return core::failure(core::ErrorKind::corrupt, "A block of the log is damaged."); };
  if (value.size() < kCountBytes) return damaged();
  BlockView block;
  block.count_ = load<std::uint32_t>(value.data());
  if (block.count_ == 0 || block.count_ > (value.size() - kCountBytes) / kEntryBytes) return damaged();
  block.table_ = value.substr(kCountBytes, block.count_ * kEntryBytes);
  block.bytes_ = value.substr(kCountBytes + block.table_.size());
  std::uint32_t previous = 0;
  for (std::size_t i = 0; i < block.count_; ++i) {
    const auto end = load<std::uint32_t>(block.table_.data() + i * kEntryBytes);
    if (end <= previous || end - previous > kRecordBytesMax) return damaged();
    previous = end;
  }
  if (previous != block.bytes_.size()) return damaged();
  return block;
}

std::string_view BlockView::record(std::size_t i) const {
  const char* const entry = table_.data() + i * kEntryBytes;
  const std::size_t begin = i == 0 ? 0 : load<std::uint32_t>(entry - kEntryBytes);
  return bytes_.substr(begin, load<std::uint32_t>(entry) - begin);
}

std::uint16_t BlockView::type(std::size_t i) const {
  return load<std::uint16_t>(table_.data() + i * kEntryBytes + 4);
}

}  // namespace tallygate::eventstore
