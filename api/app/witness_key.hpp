// A witness's key file: PRIVATE+KEY+<name>+<key id>+<base64(0x04 || seed)>, as signers of notes keep theirs.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "core/signing.hpp"

namespace tallygate::app {

struct WitnessKey {
  std::string name;  // of its cosignatures
  core::SigningKey key;
  std::string vkey() const;
};
core::Status write_witness_key(const std::filesystem::path& path, const WitnessKey& key);  // 0600; replaces no file
core::Result<WitnessKey> read_witness_key(const std::filesystem::path& path);

}  // namespace tallygate::app
