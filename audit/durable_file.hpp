// Files that are there whole or not at all, also after a crash.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace tallygate::audit {

constexpr mode_t kPublicFile = 0644, kPrivateFile = 0600;

// Writes beside (PATH.new), fsyncs, renames over what is there, fsyncs the directory.
core::Status write_durable_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

// The whole file. not_found; corrupt when it has more than bytes_max.
core::Result<std::string> read_whole_file(const std::filesystem::path& path, std::uint64_t bytes_max);

}  // namespace tallygate::audit
