// The numbers of a run's layout (run_file.hpp), which its writer and its reader share.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/hash.hpp"
#include "eventstore/little_endian.hpp"
#include "eventstore/run_file.hpp"

namespace tallygate::eventstore {

constexpr std::string_view kRunMagic = "tallygate run 1\n";
constexpr std::size_t kRunMagicVersion = 14;  // where the version stands
constexpr std::string_view kRunExtension = ".run";
constexpr std::size_t kRunFooterHashed = 3 * sizeof(std::uint64_t) + 2 * sizeof(core::Digest);
constexpr std::size_t kRunFooterBytes = kRunFooterHashed + sizeof(core::Digest);
constexpr std::size_t kRunLengthBytesMax = 3;
constexpr std::size_t kRunBlockBytesMax = sizeof(core::Hash16) + kRunLengthBytesMax + kRunValueBytesMax;
static_assert(kRunBlockBytesMax >= kRunBlockBytes);

inline std::uint64_t run_block_check(std::string_view block) {
  const core::Digest hash = core::sha256(block);
  return load<std::uint64_t>(core::view(hash).data());
}

}  // namespace tallygate::eventstore
