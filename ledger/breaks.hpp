// Opening and closing breaks: one call for every record that could not place something.
#pragma once

#include <string>

#include "ledger/apply.hpp"
#include "ledger/matches.hpp"

namespace tallygate::ledger {

struct BreakOpening {
  BreakKind kind = BreakKind::payment_unplaced;
  std::string subject;  // "payment:p1"
  std::string account;  // where the amount stands
  core::Amount amount = 0;
  core::Currency currency;
  std::uint32_t n = 0;  // of several that one record opens: 0, 1 …
};

// Opens break "bk<seq>" of the record that is applied ("bk<seq>.<n>" where n > 0).
void open_break(const Applying& a, BreakOpening opening);

// Of a match whose sides differ: opens, amends or closes its break.
BreakKey open_difference(const Applying& a, const Match& match, const Difference& difference, std::uint32_t n);
void amend_break(const Applying& a, BreakKey key, const Difference& difference);
void close_break(const Applying& a, BreakKey key);

// What could not be placed, after it has moved on: its break is closed where nothing is left, else of this amount on
// this account. One that somebody resolved stays as it is.
void settle_break(const Applying& a, BreakKey key, std::string account, core::Amount left);
// The oldest open one of the kind about the subject; null: there is none. It looks at all that are open.
const Break* open_break_of(const State& state, BreakKind kind, std::string_view subject);
bool break_is_open(const State& state, std::uint64_t seq);  // the first of the record `seq`; 0 names none

}  // namespace tallygate::ledger
