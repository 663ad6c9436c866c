// Files that only their owner may read: keys and credentials.
#pragma once

#include <filesystem>
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

// The hex of an Ed25519 seed and a newline.
core::Status write_signing_key(const std::filesystem::path& path, const core::SigningKey& key);
core::Result<core::SigningKey> read_signing_key(const std::filesystem::path& path);

}  // namespace tallygate::app
