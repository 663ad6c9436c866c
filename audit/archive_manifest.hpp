// What an archive file consists of (docs/formats.md, "Archives"): a backup's manifest, of records that need not begin
// with the first.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/backup_manifest.hpp"
#include "audit/proofs.hpp"
#include "core/bytes.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

struct ArchiveManifest {
  BackupManifest of;        // size: records of the log up to the archive's end; origin and vkey: the checkpoint's
  std::uint64_t first = 0;  // seq of the first record; 0 < size - first
  core::Digest prev{};      // leaf of the record before; zeros where there is none
  std::vector<core::Digest> frontier;  // of the first `first` records: the roots of the complete subtrees
  std::uint64_t checkpoint = 0;        // size of the published checkpoint that is in the archive, at least of.size
  Proof consistency;                   // from of.size to it
};

std::string archive_manifest_text(const ArchiveManifest& manifest);
// corrupt where a byte is not as it was written; version for a later format. The message is a clause.
core::Result<ArchiveManifest> parse_archive_manifest(std::string_view text);

// What the log says of it. `text`: of the manifest.
eventstore::ArchivedRange range_of(const ArchiveManifest& manifest, std::string_view text);

}  // namespace tallygate::audit
