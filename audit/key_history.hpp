// Which keys a log has signed with, read from the records that name them: record 0, epoch.opened, key.rotated. Each is
// checked as verify does: its signatures, and its place in the tree.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/epoch.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

struct KeyHistory {
  Epochs epochs;
  std::vector<std::uint64_t> seqs;  // of the records that name keys
  bool replay_clock = false;        // of the log, at its end
};

// Whether the record, as it was hashed, ends the log's replay clock: see KeyHistory.
bool ends_replay_clock(std::string_view bytes);

// Of the first `size` records, by reading all of them but those in archives, of which the log keeps copies where they
// matter; few are decoded. corrupt, naming the record, where one that names a key is not signed as it must be.
core::Result<KeyHistory> read_key_history(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t size);

// The same from the records at `seqs` alone, in order, which are all that name keys; a handful of reads.
core::Result<Epochs> read_epochs(const eventstore::EventLog& log, std::string_view tenant,
                                 std::span<const std::uint64_t> seqs);

}  // namespace tallygate::audit
