// The trail in a form that other tools read: the canonical records, a line each. journal.hpp has the other.
#pragma once

#include <iosfwd>
#include <optional>
#include <string_view>

#include "core/result.hpp"
#include "core/time.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

struct Period {
  std::optional<core::Time> from, to;  // from <= at < to
};

inline bool inside(const Period& period, core::Time at) {
  return !(period.from && at < *period.from) && !(period.to && at >= *period.to);
}

struct Exported {
  std::uint64_t records = 0;   // read
  std::uint64_t written = 0;   // lines or transactions
  std::uint64_t position = 0;  // size of the log that it rests on
};

core::Result<Exported> export_ndjson(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                     std::ostream& out);

}  // namespace tallygate::audit
