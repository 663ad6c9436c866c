// A handful of named files as one tar file (POSIX ustar), through libarchive: the same files give the same bytes.
#pragma once

#include <filesystem>

#include "audit/evidence.hpp"
#include "core/result.hpp"

namespace tallygate::app {

// Replaces the file. Every member has mode 0644 and time 0.
core::Status write_tar(const std::filesystem::path& path, const audit::EvidenceFiles& files);

// Plain files only, each name once, at most audit::kEvidenceBytesMax bytes and 2 * audit::kEvidenceRecordsMax + 100
// members in all; names as audit::EvidenceFiles has them. invalid otherwise.
core::Result<audit::EvidenceFiles> read_tar(const std::filesystem::path& path);

// Whether a file begins as a tar file does.
bool looks_like_tar(const std::filesystem::path& path);

}  // namespace tallygate::app
