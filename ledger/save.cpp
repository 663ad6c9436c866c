#include <algorithm>
#include <memory>
#include <string>

#include "ledger/account_names.hpp"
#include "ledger/doubt.hpp"
#include "ledger/downlines.hpp"
#include "ledger/ledger.hpp"
#include "ledger/save_charge.hpp"
#include "ledger/save_goods.hpp"
#include "ledger/save_match.hpp"

namespace tallygate::ledger {
namespace {

// Ids first, kind by kind, then the fields in the same order.
template <class Each>
void each_list(StateObjects& o, Each each) {
  each(o.accounts);
  each(o.parties);
  each(o.plans);
  each(o.orders);
  each(o.payments);
  each(o.refunds);
  each(o.logins);
  each(o.waits);
  each(o.approvals);
  each(o.payouts);
  each(o.disputes);
  each(o.breaks);
  each(o.matches);
  each(o.used_ids);
  each(o.bookings);
  each(o.limits);
  each(o.groups);
  each(o.stocks);
  each(o.coupons);
}

template <class T>
void load_ids(core::BinaryReader& in, Table<T>& table, std::vector<T*>& objects) {
  const std::size_t n = in.count(kIdBytesMin);
  table.reserve(n);
  objects.reserve(n);
  for (std::size_t i = 0; i < n && in.ok(); ++i) {
    auto object = std::make_unique<T>();
    in.text(object->id);
    if (!objects.empty() && object->id <= objects.back()->id) in.fail("ids are not in order");
    if (in.ok()) objects.push_back(table.load(std::move(object)));
  }
}

void load_ids(core::BinaryReader& in, State& state, StateObjects& o) {
  load_ids(in, state.accounts.saved(), o.accounts);
  load_ids(in, state.parties, o.parties);
  load_ids(in, state.plans, o.plans);
  load_ids(in, state.orders, o.orders);
  load_ids(in, state.payments, o.payments);
  load_ids(in, state.refunds, o.refunds);
  load_ids(in, state.logins, o.logins);
  load_ids(in, state.waits, o.waits);
  load_ids(in, state.approvals, o.approvals);
  load_ids(in, state.payouts, o.payouts);
  load_ids(in, state.disputes, o.disputes);
  load_ids(in, state.breaks, o.breaks);
  load_ids(in, state.matches.all, o.matches);
  load_ids(in, state.used_ids, o.used_ids);
  load_ids(in, state.bookings.saved(), o.bookings);
  load_ids(in, state.limits.saved(), o.limits);
  load_ids(in, state.groups, o.groups);
  load_ids(in, state.stocks, o.stocks);
  load_ids(in, state.coupons, o.coupons);
}

// Versions stand before everything that pins one.
template <class Io, class Links>
void plan_versions(Passage<Io, Links>& passage, Io& io, const std::vector<Plan*>& plans) {
  for (Plan* plan : plans) {
    io.list(plan->versions, kNumberBytes, [&](typename Io::template Ref<std::unique_ptr<PlanVersion>> version) {
      if constexpr (Io::kReads) {
        version = std::make_unique<PlanVersion>();
        version->plan = plan;
      }
      passage.fields(*version);
    });
  }
}

template <class Io, class Links>
void pass_periods(Passage<Io, Links>& passage, Io& io, Periods& periods) {
  std::vector<Period> list;
  if constexpr (!Io::kReads)
    for (const auto& [id, period] : periods.all) list.push_back(period);
  io.list(list, kIdBytesMin, [&](typename Io::template Ref<Period> period) { passage.fields(period); });
  if constexpr (Io::kReads)
    for (Period& period : list) periods.all.emplace(period.id, period);
  io.optional(periods.running_from, [&](typename Io::template Ref<core::Time> from) { io.number(from.us); });
}

template <class Io, class Links>
void pass(Io& io, const Links& links, State& state, StateObjects& objects) {
  Passage<Io, Links> passage(io, links);
  plan_versions(passage, io, objects.plans);
  each_list(objects, [&](auto& of) {
    for (auto* object : of) {
      if (!io.ok()) return;
      if constexpr (!std::is_same_v<decltype(object), Plan*>) passage.fields(*object);
      if constexpr (std::is_same_v<decltype(object), Party*>) {
        passage.volume(object->volume);
        passage.period_uses(object->period_uses);
        passage.withheld(object->withheld);
      }
    }
  });
  io.text(state.time_zone);
  pass_periods(passage, io, state.periods);
  passage.fields(state.settings);
  io.number(state.rulesets);
  io.number(state.matches.made);
}

void save_maturities(core::BinaryWriter& out, const LinksOut& links, const Maturities::Buckets& buckets) {
  out.count(buckets.size(), kObjectBytesMin);
  for (const auto& [bucket, amount] : buckets) {
    out.number(bucket.date.days_since_epoch);
    out.raw(bucket.currency.code());
    links.link(bucket.account);
    out.number(amount);
  }
}

void load_maturities(core::BinaryReader& in, const LinksIn& links, Maturities::Buckets& buckets) {
  for (auto left = in.count(kObjectBytesMin); left > 0 && in.ok(); --left) {
    MaturityBucket bucket;
    WideAmount amount = 0;
    in.number(bucket.date.days_since_epoch);
    const auto currency = core::Currency::from_code(in.take(3));
    links.link(bucket.account);
    in.number(amount);
    if (!currency || bucket.account == nullptr) in.fail("what matures is of no account or currency");
    if (!in.ok()) return;
    bucket.currency = *currency;
    buckets.emplace_hint(buckets.end(), bucket, amount);
  }
}

// What is listed by time or position follows from the reviews and challenges themselves.
void list_waits(State& state, const std::vector<Wait*>& waits) {
  for (const Wait* wait : waits) {
    const bool open = wait->state == WaitState::open;
    if (wait->kind == WaitKind::review) state.reviews.emplace(wait->seq, wait);
    if (wait->kind == WaitKind::review && open) state.open_reviews.insert(wait->seq);
    if (open) state.expiries.saved().insert({wait->expires_at, wait->kind, wait->seq});
  }
}

void list_breaks(State& state, const std::vector<Break*>& breaks) {
  for (const Break* b : breaks) {
    state.listed_breaks.emplace(b->key, b);
    if (b->state == BreakState::open) state.open_breaks.insert(b->key);
  }
}

void list_approvals(State& state, const std::vector<Approval*>& approvals) {
  for (Approval* approval : approvals)
    if (approval->state == ApprovalState::open) state.open_approvals.emplace(approval->seq, approval);
}

void list_awaited(State& state, const std::vector<Match*>& matches) {
  for (const Match* match : matches)
    if (match->due != core::Time{}) state.matches.awaited.insert({match->due, match});
}

void list_holds(State& state, const std::vector<Payment*>& payments) {
  for (const Payment* payment : payments)
    if (payment->state == PaymentState::authorised)
      state.holds.saved().insert({payment->expires_at, payment->authorised_by, payment});
}

void list_reservations(core::BinaryReader& in, State& state, const std::vector<Payout*>& payouts) {
  for (const Payout* payout : payouts) {
    if (!payout->reserves()) continue;
    const Account* account = state.accounts.find(payout->account);
    if (account == nullptr) return in.fail("a payout waits for an account that is not there");
    state.reservations.load(*account, payout->currency, payout->amount);
  }
}

void list_doubted(core::BinaryReader& in, State& state, const std::vector<Payment*>& payments) {
  for (const Payment* payment : payments) {
    const core::Amount disputed = payment->top_up_disputed, lost = payment->top_up_lost;
    if (payment->topped_up < 0 || disputed < 0 || lost < 0 || WideAmount{disputed} + lost > payment->topped_up)
      return in.fail("more of a top-up is in dispute than came");
    const core::Amount aside = kept_aside(*payment);
    if (aside == 0) continue;
    const Account* wallet =
        payment->purse == nullptr ? nullptr : state.accounts.find(wallet_account(payment->purse->id));
    if (wallet == nullptr) return in.fail("a top-up is in a wallet that is not there");
    state.doubted.load(*wallet, payment->currency, aside);
  }
}

// What wallets that paid have back by open disputes.
void list_disputed_wallets(core::BinaryReader& in, State& state, const std::vector<Dispute*>& disputes) {
  for (const Dispute* dispute : disputes) {
    if (dispute->state != DisputeState::open || dispute->wallet == nullptr || dispute->placed() == 0) continue;
    const Account* wallet = state.accounts.find(wallet_account(dispute->wallet->id));
    if (wallet == nullptr) return in.fail("a disputed payment is of a wallet that is not there");
    state.doubted.load(*wallet, dispute->currency, dispute->placed());
  }
}

void list_periods(core::BinaryReader& in, State& state) {
  Periods& periods = state.periods;
  state.accounts.load_months({periods.ended(), periods.closed()});
  if (const auto from = periods.running_from; from && (*from < core::kTimeMin || *from > core::kTimeMax))
    return in.fail("a month runs from no time");
  if (const auto month = periods.running_from ? month_at(state.time_zone, *periods.running_from) : std::nullopt)
    periods.next_end = month->ends;
}

// In the order in which they were put.
void list_limits(State& state, std::vector<Limit*> limits) {
  std::ranges::sort(limits, {}, &Limit::put_at);
  for (Limit* limit : limits) state.limits.list(*limit);
}

// Of damaged bytes the digest is compared later: before that no sum of theirs may leave its range.
bool has_a_release(const Order& order) {
  constexpr std::int64_t kFarAway = INT64_MAX / 2;
  const std::int64_t after_s = order.terms.release_after_s, delivered = order.delivered_at.us;
  return after_s >= core::kTermNever && after_s <= core::kTermSecondsMax && delivered > -kFarAway &&
         delivered < kFarAway;
}

void list_timers(core::BinaryReader& in, State& state, const std::vector<Order*>& orders) {
  for (const Order* order : orders) {
    if (!has_a_release(*order)) return in.fail("an order completes at no time");
    if (!std::ranges::all_of(order->captures, &Capture::payment)) return in.fail("an order was paid by no payment");
    for (const OrderTimerKind kind : kOrderTimerKinds)
      if (const auto timer = timer_of(*order, kind)) state.orders_due.saved().insert(*timer);
  }
}

void list_group_timers(State& state, const std::vector<Group*>& groups) {
  for (const Group* group : groups)
    if (const auto timer = timer_of(*group)) state.groups_due.saved().insert(*timer);
}

}  // namespace

core::Digest Ledger::save(core::BinaryWriter& out) const {
  StateObjects objects = objects_of(*state_);
  each_list(objects, [&](const auto& of) {
    out.count(of.size(), kIdBytesMin);
    for (const auto* object : of) out.text(object->id);
  });
  const LinksOut links{out, StateNumbers(objects)};
  pass(out, links, *state_, objects);
  save_maturities(out, links, state_->maturities.buckets());
  state_->let_go.save(out);
  return digest_of(*state_, objects);
}

core::Digest Ledger::load(core::BinaryReader& in) {
  StateObjects objects;
  load_ids(in, *state_, objects);
  const LinksIn links{in, objects};
  pass(in, links, *state_, objects);
  load_maturities(in, links, state_->maturities.saved());
  state_->let_go.load(in);
  if (!in.ok()) return {};
  state_->accounts.count_closed();
  if (!count_downlines(objects.parties)) in.fail("a party is its own upline");
  list_periods(in, *state_);
  list_waits(*state_, objects.waits);
  list_holds(*state_, objects.payments);
  list_reservations(in, *state_, objects.payouts);
  list_doubted(in, *state_, objects.payments);
  list_disputed_wallets(in, *state_, objects.disputes);
  list_breaks(*state_, objects.breaks);
  list_approvals(*state_, objects.approvals);
  list_awaited(*state_, objects.matches);
  for (Booking* booking : objects.bookings) state_->bookings.list(*booking);
  list_limits(*state_, objects.limits);
  list_timers(in, *state_, objects.orders);
  list_group_timers(*state_, objects.groups);
  return digest_of(*state_, objects);
}

}  // namespace tallygate::ledger
