#include "engine/key_table.hpp"

namespace tallygate::engine {

void KeyTable::drop_before(std::uint64_t position, std::size_t part) {
  constexpr std::size_t kEmptyPartsOfOne = 8;
  Part& keys = parts_[part];
  size_ -= boost::unordered::erase_if(keys, [position](const auto& entry) { return entry.second.seq < position; });
  if (keys.size() < keys.bucket_count() / kEmptyPartsOfOne) keys.rehash(0);
}

}  // namespace tallygate::engine
