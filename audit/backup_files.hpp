// Reads a backup, trusting nothing that does not hash to what its manifest says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "audit/backup_manifest.hpp"
#include "core/command.hpp"
#include "core/record.hpp"

namespace tallygate::audit {

// The bytes of one file. corrupt, with its name, where it is missing, cut or changed.
core::Result<std::string> read_backup_file(const std::filesystem::path& directory, const BackupFile& file);

// Every file, one after another; done(bytes) is called after each and may be empty.
core::Status check_backup_files(const std::filesystem::path& directory, const BackupManifest& manifest,
                                const std::function<void(std::uint64_t bytes)>& done);

// Calls visit(seq, bytes) for every record in order while it returns an ok status. Whole segments are read and checked
// before their first record is shown.
core::Status each_backed_up(const std::filesystem::path& directory, const BackupManifest& manifest,
                            const std::function<core::Status(std::uint64_t, std::string_view)>& visit);

// The signed checkpoint of the backup's position.
core::Result<std::string> backup_checkpoint(const std::filesystem::path& directory, const BackupManifest& manifest);

// The blob that a record names: a rule set's text.
std::optional<core::Digest> blob_named_in(const core::Record& record);

}  // namespace tallygate::audit
