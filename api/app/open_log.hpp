// A data directory's log, read beside a server or without one: what verify, export and report stand on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/app/data_directory.hpp"
#include "core/result.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::app {

core::Result<std::unique_ptr<eventstore::LmdbLog>> open_to_read(const DataDirectory& directory);

// not_found with a sentence when the tenant is not in the log.
core::Status has_tenant(const eventstore::EventLog& log, const std::string& tenant);

}  // namespace tallygate::app
