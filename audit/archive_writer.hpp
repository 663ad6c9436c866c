// Writes an archive of a tenant's records and reads it back, before anything of them may leave the log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audit/archive_file.hpp"
#include "audit/epoch.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

struct ArchivePlan {
  std::string tenant;
  std::uint64_t first = 0, end = 0;  // records [first, end), which the checkpoint covers
  std::string checkpoint;            // the published note
  const Epoch* epoch = nullptr;      // whose it is
  // Seqs of the records that rotated that epoch's key, in order: they go into the archive, wherever they stand.
  std::vector<std::uint64_t> rotations{};
};
using ArchiveProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;  // may be empty

// Writes PATH.new, makes it durable, reads all of it back from the disk and holds it against the log's tiles, and only
// then gives it its name, which must not be taken (invalid). corrupt: the log's records are not those of its tiles, or
// what was read back is not what was written.
core::Result<std::shared_ptr<ArchiveFile>> write_archive(const eventstore::EventLog& log, const ArchivePlan& plan,
                                                         const std::filesystem::path& path,
                                                         const ArchiveProgress& progress);

// Every member as the manifest says, and each record the one that the log's tiles hold.
core::Status check_archive(const ArchiveFile& archive, const eventstore::EventLog& log,
                           const ArchiveProgress& progress);

}  // namespace tallygate::audit
