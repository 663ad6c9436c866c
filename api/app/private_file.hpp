// Files that only their owner may read: keys and credentials.
#pragma once

#include <filesystem>
#include <istream>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/signing.hpp"

namespace tallygate::app {

// 0700, with its parents, each durable in its own; fine when it is there.
core::Status make_private_directory(const std::filesystem::path& path);

// Writes beside, fsyncs, renames: 0600 from the first byte. Refuses to replace a file.
core::Status write_private_file(const std::filesystem::path& path, std::string_view bytes);
core::Result<std::string> read_file(const std::filesystem::path& path);

// Overwrites it with zeros, fsyncs, unlinks: what a file system keeps of older blocks it does not reach. Fine when
// there is none.
core::Status destroy_private_file(const std::filesystem::path& path);

// The hex of an Ed25519 seed and a newline.
core::Status write_signing_key(const std::filesystem::path& path, const core::SigningKey& key);
core::Result<core::SigningKey> read_signing_key(const std::filesystem::path& path);
// The same from the first line of a stream, which `name` names.
core::Result<core::SigningKey> read_signing_key(std::istream& in, const std::string& name);

}  // namespace tallygate::app
