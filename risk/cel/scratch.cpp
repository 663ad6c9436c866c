#include "risk/cel/scratch.hpp"

#include <algorithm>
#include <cstring>

namespace tallygate::risk::cel {
namespace {
constexpr std::size_t kChunkBytes = 16 * 1024;
}

Scratch::Scratch(const Limits& limits) : bytes_max_(limits.scratch_bytes_max), steps_max_(limits.steps_max) {}

void* Scratch::allocate(std::size_t bytes) {
  const std::size_t size = std::max<std::size_t>(16, (bytes + 15) & ~std::size_t{15});
  if (size > bytes_max_ - total_) {
    exhausted_ = true;
    return nullptr;
  }
  while (chunk_ < chunks_.size() && chunks_[chunk_].size - used_ < size) {
    ++chunk_;
    used_ = 0;
  }
  if (chunk_ == chunks_.size()) {
    const std::size_t fresh = std::max(kChunkBytes, size);
    chunks_.push_back({std::make_unique<std::byte[]>(fresh), fresh});
    used_ = 0;
  }
  void* p = chunks_[chunk_].bytes.get() + used_;
  used_ += size;
  total_ += size;
  return p;
}

Value Scratch::copy(std::string_view text) {
  const std::span<char> room = make<char>(text.size());
  if (room.data() == nullptr) return Value::error(ErrorCode::memory_limit);
  if (!text.empty()) std::memcpy(room.data(), text.data(), text.size());
  return Value::string({room.data(), text.size()});
}

std::span<Value> Scratch::registers(std::size_t count) {
  if (registers_.size() < count) registers_.resize(count);
  return {registers_.data(), count};
}

std::span<Builder> Scratch::builders(std::size_t count) {
  if (builders_.size() < count) builders_.resize(count);
  return {builders_.data(), count};
}

}  // namespace tallygate::risk::cel
