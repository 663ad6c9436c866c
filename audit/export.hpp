// The trail in forms that other tools read: the canonical records a line each, and an hledger journal.
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
// One transaction a record that posts, dated by `at` (UTC), described by type and subject; accounts and commodities
// declared first, as `hledger check accounts commodities` wants; decimal amounts by the currency's exponent; balance
// assertions on the last posting to each account.
core::Result<Exported> export_hledger(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                      std::ostream& out);

}  // namespace tallygate::audit
