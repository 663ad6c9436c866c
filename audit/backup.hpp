// A tenant's log copied beside a running server, to a position that a signed checkpoint covers: the last one published,
// so nothing in a backup is without a signature, and no group is cut. The first copy is whole; later ones only add the
// records and blobs that are new. Format: docs/formats.md, "Backup".
//
// Personal data stands in the records as ciphertext only; what opens it, the vault, is not part of this copy, and
// neither is any signing key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "audit/backup_manifest.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

struct BackedUp {
  std::uint64_t position = 0;  // records in the backup now
  std::uint64_t records = 0;   // of which this run added
  std::uint64_t segments = 0;  // files that this run added
  std::uint64_t blobs = 0;     // the same
  std::uint64_t bytes = 0;     // of those files
  std::uint64_t not_yet = 0;   // records of the log behind the checkpoint
  bool first = false;          // there was no backup here
};
using BackupProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;  // may be empty

// Adds to the backup in `directory`, or begins one. The log is read in short transactions. Nothing is changed where an
// earlier backup is damaged (corrupt), is of another history than the log (wrong_position), or another process backs up
// into the same directory (locked). What was there before stays valid until the new manifest is durable.
core::Result<BackedUp> back_up(const eventstore::EventLog& log, std::string_view tenant, std::string_view checkpoint,
                               const std::filesystem::path& directory, const BackupProgress& progress);

}  // namespace tallygate::audit
