// The group keys of a vault: one file of fixed slots, outside LMDB and in no backup of the log. Layout, all little
// endian:
//   0  8 bytes  "TGVAULT1"
//   8  32 bytes lookup key: names values and persons in the rows' keys
//   40 kGroups x 32 bytes group keys
// A slot is overwritten in place and fsynced to destroy what it wrapped.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/random.hpp"
#include "core/result.hpp"

namespace tallygate::vault {

using Key = std::array<std::uint8_t, 32>;

struct GroupKeys {
  Key lookup{};
  std::vector<Key> groups;  // kGroups of them

  GroupKeys() = default;
  GroupKeys(GroupKeys&&) = default;
  GroupKeys& operator=(GroupKeys&&) = default;
  GroupKeys(const GroupKeys&) = delete;
  GroupKeys& operator=(const GroupKeys&) = delete;
  ~GroupKeys();  // wipes
};

core::Status create_key_file(const std::filesystem::path& path,
                             core::Random& random);  // 0600, fsynced with its directory; an error when it exists
core::Result<GroupKeys> read_key_file(const std::filesystem::path& path);

}  // namespace tallygate::vault
