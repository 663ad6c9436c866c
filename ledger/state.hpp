// All live state of one tenant's ledger. decide reads it, apply changes it through the undo journal, nothing else
// touches it. What is not in memory is as much a part of it as what is (cold_objects.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "core/set_hash.hpp"
#include "ledger/accounts.hpp"
#include "ledger/available.hpp"
#include "ledger/bookings.hpp"
#include "ledger/group_timers.hpp"
#include "ledger/limits.hpp"
#include "ledger/matches.hpp"
#include "ledger/objects.hpp"
#include "ledger/periods.hpp"
#include "ledger/table.hpp"
#include "ledger/timers.hpp"

namespace tallygate::ledger {

struct State {
  Accounts accounts;
  Table<Party> parties;
  Table<Plan> plans;
  Table<Order> orders;
  Table<Payment> payments;
  Table<Refund> refunds;
  Table<Payout> payouts;
  Table<Login> logins;
  Table<Wait> waits;
  Table<Approval> approvals;
  Table<Dispute> disputes;
  Table<Break> breaks;
  Table<UsedId> used_ids;
  Table<Group> groups;
  Table<Stock> stocks;  // these two stay in memory
  Table<Coupon> coupons;
  Matches matches;
  Bookings bookings;                             // of people and channels, not of buyers: they stay in memory
  Periods periods;                               // one a month
  Limits limits;                                 // as many as people put
  std::map<std::uint64_t, const Wait*> reviews;  // in memory, by the seq that opened them, for lists
  std::set<std::uint64_t> open_reviews;
  std::map<std::uint64_t, Approval*> open_approvals;  // by the seq that asked
  std::map<BreakKey, const Break*> listed_breaks;     // in memory, for lists
  std::set<BreakKey> open_breaks;
  std::string time_zone;  // the tenant's, as record 0 names it; empty: UTC
  Settings settings;
  std::int64_t rulesets = 0;  // activated so far
  Maturities maturities;
  Expiries expiries;
  HoldExpiries holds;      // every open one, and each stays in memory
  OrderTimers orders_due;  // and so does every order with one
  GroupTimers groups_due;  // one of each open group
  Reservations reservations;
  Reservations
      doubted;  // in wallets: top-ups in doubt or dispute (doubt.hpp), what disputes gave back; they stay in memory
  core::SetHash let_go;  // of the digests of all objects that are not in memory
};

// The plan that orders follow when they name none, where it is published.
inline constexpr std::string_view kDefaultPlan = "default";

}  // namespace tallygate::ledger
