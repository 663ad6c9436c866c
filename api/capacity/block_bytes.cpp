#include "api/capacity/block_bytes.hpp"

#include <malloc.h>

#include <cstdlib>
#include <vector>

namespace tallygate::capacity {
namespace {

constexpr std::uint64_t kAskedBytesMax = 1 << 20;  // larger ones are pages of their own
constexpr std::uint64_t kMemoryPageBytes = 4'096;
constexpr std::uint64_t kStep = 8, kRemembered = 4'096;

std::uint64_t usable(std::uint64_t bytes) {
  void* block = std::malloc(bytes);
  const std::uint64_t out = ::malloc_usable_size(block);
  std::free(block);
  return out;
}

}  // namespace

core::BlockBytes block_bytes() {
  constexpr std::uint64_t kLeastOfGlibc = 24, kHeaderOfGlibc = 8;  // before each block, and not in what is usable
  const std::uint64_t header = usable(1) == kLeastOfGlibc ? kHeaderOfGlibc : 0;
  std::vector<std::uint64_t> small(kRemembered / kStep + 1);
  for (std::uint64_t i = 1; i < small.size(); ++i) small[i] = usable(i * kStep) + header;
  return [header, small = std::move(small)](std::uint64_t bytes) -> std::uint64_t {
    if (bytes == 0) return 0;
    if (bytes <= kRemembered) return small[(bytes + kStep - 1) / kStep];
    if (bytes <= kAskedBytesMax) return usable(bytes) + header;
    return (bytes + kMemoryPageBytes - 1) / kMemoryPageBytes * kMemoryPageBytes;
  };
}

}  // namespace tallygate::capacity
