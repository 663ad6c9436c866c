// Walks a tenant's records in order, a page at a time, each page copied out so that no read transaction is open while
// it is worked on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/record_codec.hpp"
#include "core/time.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

// Calls visit(seq, bytes) for [from, to) while it returns true. An error when the log cannot be read on.
core::Status each_record(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from, std::uint64_t to,
                         const std::function<bool(std::uint64_t, std::string_view)>& visit);

// The same with each record decoded; a record that does not decode is an error that names its seq.
core::Status each_decoded(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from,
                          std::uint64_t to, const std::function<bool(const core::Decoded&, std::string_view)>& visit);

// Where to begin so that no record at `from` or later is missed: 0, or behind archives that hold only earlier ones.
// Times never go backwards, so the record after an archive tells.
std::uint64_t first_asked(const eventstore::EventLog& log, std::string_view tenant,
                          const std::optional<core::Time>& from);

}  // namespace tallygate::audit
