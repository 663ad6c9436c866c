// How many bytes of the log's file a byte of records takes, by how many of them a commit has: appended again, to a log
// of its own. Tree, idempotency keys and what pages leave empty are in it.
#pragma once

#include <filesystem>
#include <string>

#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::capacity {

// Of the last records of `from`, at least some hundred. Makes files in `directory`, which is not there yet.
core::Result<double> log_bytes_a_record_byte(const eventstore::EventLog& from, const std::string& tenant,
                                             double records_a_commit, const std::filesystem::path& directory);

}  // namespace tallygate::capacity
