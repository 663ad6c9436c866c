// The logs of a data directory, of all its shards: for a process that writes in it, and for what reads beside a server
// or without one (verify, export, report, backup).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/app/data_directory.hpp"
#include "core/result.hpp"
#include "eventstore/sharded_log.hpp"

namespace tallygate::app {

// The numbers of the shards that hold a file of a log, in order; 0 alone where none does. invalid: a directory there is
// numbered as no shard can be.
core::Result<std::vector<unsigned>> shards_of(const DataDirectory& directory);

// Takes each shard's lock. An empty log is made in shard 0, and in `also`, where there is none; elsewhere a directory
// without one is left alone: it may be the mount point of a volume that is not there. Errors as LmdbLog::open and
// ShardedLog::make; not_found: no shard holds the log of a tenant of which a checkpoint was published.
core::Result<std::unique_ptr<eventstore::ShardedLog>> open_to_write(const DataDirectory& directory,
                                                                    std::optional<unsigned> also = std::nullopt);
core::Result<std::unique_ptr<eventstore::ShardedLog>> open_to_read(const DataDirectory& directory);

// What this process writes there the server must be able to write. invalid, naming the owner: the directory belongs to
// another user than this process runs as. Of one that is not there nothing is said.
core::Status own_directory(const std::filesystem::path& directory);

// not_found with a sentence when the tenant is not in the log.
core::Status has_tenant(const eventstore::EventLog& log, const std::string& tenant);

// not_found, naming the first: a checkpoint was published of a tenant that is not among these.
core::Status none_missing(const DataDirectory& directory, const std::vector<std::string>& tenants);

}  // namespace tallygate::app
