// Families: the orders, payments, refunds, payouts, disputes, breaks, logins, reviews, challenges, approvals, groups,
// used ids and matches that point to each other, however far, and awaited matches with what they are about. A family
// leaves memory and comes back as a whole, so no pointer is ever left without its object. Parties, plans, accounts,
// bookings, limits, stocks and coupons belong to none: they stay.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/cold_names.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

struct Family {
  std::vector<Order*> orders;
  std::vector<Payment*> payments;
  std::vector<Refund*> refunds;
  std::vector<Login*> logins;
  std::vector<Wait*> waits;
  std::vector<Approval*> approvals;
  std::vector<Payout*> payouts;
  std::vector<Dispute*> disputes;
  std::vector<Break*> breaks;
  std::vector<UsedId*> used_ids;
  std::vector<Group*> groups;
  std::vector<Match*> matches;
};

inline constexpr std::size_t kKindsOfObjects = 12;  // lists of a family

// Of each list of objects, in a fixed order, with the letter that stands for their kind in keys and names; and with the
// table of the state that holds such objects.
template <class SomeFamily, class Each>
void each_kind(SomeFamily& family, Each each) {
  each('o', family.orders);
  each('p', family.payments);
  each('r', family.refunds);
  each('l', family.logins);
  each('w', family.waits);
  each('a', family.approvals);
  each('y', family.payouts);
  each('d', family.disputes);
  each('b', family.breaks);
  each('u', family.used_ids);
  each('g', family.groups);
  each('m', family.matches);
}
template <class SomeFamily, class SomeState, class Each>
void each_kind(SomeFamily& family, SomeState& state, Each each) {
  each('o', family.orders, state.orders);
  each('p', family.payments, state.payments);
  each('r', family.refunds, state.refunds);
  each('l', family.logins, state.logins);
  each('w', family.waits, state.waits);
  each('a', family.approvals, state.approvals);
  each('y', family.payouts, state.payouts);
  each('d', family.disputes, state.disputes);
  each('b', family.breaks, state.breaks);
  each('u', family.used_ids, state.used_ids);
  each('g', family.groups, state.groups);
  each('m', family.matches, state.matches.all);
}

// Whether it may leave memory: nobody answers a review or challenge of it, no list shows one, no hold, dispute or break
// is open, no top-up is in doubt, no order has a timer, no group is open, no match is awaited, and its last change is
// long enough ago. Once it may, it may for ever, while no record touches it.
bool may_leave(const Family& family, const ColdRule& rule);

core::Time newest_change(const Family& family);

// Of each family of what is in memory; it may destroy the family. O(n log n) in the objects.
void each_family(State& state, const std::function<void(Family&)>& each);

// Digests of objects, kind and id included (digest_objects.cpp).
core::Digest digest_of(const Order& order);
core::Digest digest_of(const Payment& payment);
core::Digest digest_of(const Refund& refund);
core::Digest digest_of(const Login& login);
core::Digest digest_of(const Wait& wait);
core::Digest digest_of(const Approval& approval);
core::Digest digest_of(const Payout& payout);
core::Digest digest_of(const Dispute& dispute);
core::Digest digest_of(const Break& a_break);
core::Digest digest_of(const UsedId& used);
core::Digest digest_of(const Group& group);
core::Digest digest_of(const Match& match);
core::SetHash objects_in(const State& state);  // of all that may leave memory, whether it did or not

// A family as bytes (family_codec.cpp): parties and plans by their ids, each other by number.
std::string saved_family(const Family& family);

}  // namespace tallygate::ledger
