// Every object of a state that is in memory, kind by kind in the byte order of ids: the order of the digest, and of a
// saved state.
#pragma once

#include <vector>

#include "core/bytes.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

struct StateObjects {
  std::vector<Account*> accounts;
  std::vector<Party*> parties;
  std::vector<Plan*> plans;
  std::vector<Order*> orders;
  std::vector<Payment*> payments;
  std::vector<Refund*> refunds;
  std::vector<Login*> logins;
  std::vector<Wait*> waits;
  std::vector<Approval*> approvals;
  std::vector<Payout*> payouts;
  std::vector<Dispute*> disputes;
  std::vector<Break*> breaks;
  std::vector<Match*> matches;
  std::vector<UsedId*> used_ids;
  std::vector<Booking*> bookings;
  std::vector<Limit*> limits;
  std::vector<Group*> groups;
  std::vector<Stock*> stocks;
  std::vector<Coupon*> coupons;
};

StateObjects objects_of(State& state);  // sorts: O(n log n)

// Over every field of every object, whether in memory or not (digest.cpp). `objects`: the accounts, parties, plans,
// bookings, limits, stocks and coupons.
core::Digest digest_of(const State& state, const StateObjects& objects);

}  // namespace tallygate::ledger
