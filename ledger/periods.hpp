// Months of the tenant's calendar, kept from the setting period_close on. A timer's record ends each at its very
// instant, so that its end is a place in the log; a person closes it later, in order. No clock and no calendar is read
// here but for `next_end`, which is derived.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::ledger {

struct Period {
  std::string id;  // "2026-11"
  core::Time begins, ends;
  std::uint32_t number = 0;     // of those that ended, from 1
  std::uint64_t ended_by = 0;   // seq of period.ended: the records before it are the month's, or earlier
  std::uint64_t closed_by = 0;  // seq of period.closed; 0: it is open
  core::Time closed_at;
  std::string balances;    // of a closed one: SHA-256 over its balances, hex
  std::uint64_t late = 0;  // facts since, that are dated into it
};

// In order of time, which is that of their ids.
struct Periods {
  std::map<std::string, Period, std::less<>> all;  // over, closed or not
  std::optional<core::Time> running_from;          // the month of this instant is kept; empty: none is
  std::optional<core::Time> next_end;              // derived: of that month

  const Period* find(std::string_view id) const;
  const Period* first_open() const;  // null: all that ended are closed
  // The closed one that an instant belongs to, all before the first taken for that one's; null: none.
  const Period* closed_at(core::Time t) const;
  std::uint32_t ended() const { return static_cast<std::uint32_t>(all.size()); }
  std::uint32_t closed() const;  // goes through all: when a state is loaded
};

// The month that an instant belongs to in a time zone ("" is UTC; one whose calendar is not known has no months).
struct Month {
  std::string id;
  core::Time begins, ends;
};
std::optional<Month> month_at(std::string_view time_zone, core::Time t);

}  // namespace tallygate::ledger
