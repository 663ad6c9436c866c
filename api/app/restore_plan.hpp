// Whether a restored log may go on under its name, or must open the next epoch: decided before anything is written
// (docs/decisions/0006-backup-and-epochs.md).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/app/restore.hpp"
#include "audit/backup_manifest.hpp"
#include "audit/verify.hpp"
#include "core/result.hpp"
#include "core/signing.hpp"

namespace tallygate::app {

struct RestorePlan {
  std::filesystem::path backup;
  audit::BackupManifest manifest;
  audit::VerifyReport verified;
  std::string checkpoint;                        // signed, of the backup's position
  std::optional<std::string> published;          // the newest known, where it covers more than the backup
  std::uint64_t published_size = 0;              // of the newest known; 0 where none was given
  std::optional<core::SigningKey> recovery;      // present: the next epoch opens
  std::optional<core::SigningKey> signing_key;   // present: the same epoch goes on
  std::optional<core::SigningKey> retiring_key;  // beside it, where the copies hold one: of two keys that overlap
};

// corrupt where the backup or a published checkpoint does not hold; invalid where what was given does not allow to go
// on, with the reason and what to give. Reads the whole backup.
core::Result<RestorePlan> plan_restore(const RestoreOptions& options, const std::filesystem::path& backup);

// The directories below --from that hold a backup, by name; those of --tenant alone where it is given.
core::Result<std::vector<std::filesystem::path>> backups_in(const RestoreOptions& options);

}  // namespace tallygate::app
