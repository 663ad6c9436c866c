// The digest of all state, in memory or not: every field with its length or width fixed. Accounts, parties, plans,
// bookings, limits, stocks and coupons are hashed in the order of their ids, in pieces, so that a large state needs no
// copy of itself. Objects that may leave memory are a set (core/set_hash.hpp): a state knows the sum over those that
// left, and adds the others.
#include <string>
#include <utility>
#include <variant>

#include "core/hash.hpp"
#include "ledger/digest_commission.hpp"
#include "ledger/digest_writer.hpp"
#include "ledger/families.hpp"
#include "ledger/ledger.hpp"
#include "ledger/state_objects.hpp"

namespace tallygate::ledger {
namespace {

void write(DigestWriter& w, const Account& a) {
  w.choice(a.state);
  w.number(a.reopened_by);
  for (const Balance* b = a.first.get(); b != nullptr; b = b->next.get()) {
    w.text(b->currency.code());
    w.wide(b->posted);
    w.wide(b->held);
    w.wide(b->frozen);
    w.number(b->month);
    w.number(b->earlier.size());
    for (const MonthEnd& e : b->earlier) {
      w.number(e.month);
      w.wide(e.posted);
    }
  }
}

void write(DigestWriter& w, const Party& p) {
  w.time(p.first_seen);
  w.number(p.version);
  w.number(p.changes);
  w.number(p.roles.size());
  for (const core::Role role : p.roles) w.choice(role);
  w.number(p.aliases.size());
  for (const core::Alias& alias : p.aliases) {
    w.text(alias.platform);
    w.text(alias.id);
  }
  w.id(p.upline);
  w.choice(p.label);
  for (const auto* v = p.volume.first(); v != nullptr; v = v->next.get()) {
    w.text(v->currency.code());
    w.wide(v->sum);
    w.number(v->completions.size());
    for (const auto& c : v->completions) {
      w.time(c.at);
      w.number(c.amount);
    }
  }
  write(w, p.period_uses);
  for (const auto* entry = p.withheld.first(); entry != nullptr; entry = entry->next.get()) {
    w.choice(entry->key.role);
    w.text(entry->key.currency.code());
    w.choice(entry->key.period);
    w.number(entry->begins.days_since_epoch);
    w.wide(entry->sum.gross);
    w.wide(entry->sum.tax);
  }
  w.number(p.kyc_level);
  w.number(p.payout_accounts.size());
  for (const PayoutAccount& account : p.payout_accounts) {
    w.text(account.id);
    w.choice(account.kind);
    w.number(account.closed);
    w.text(account.token);
    w.text(account.currency ? account.currency->code() : std::string_view());
    w.time(account.changed_at);
    w.number(account.changed_by);
  }
}

void write(DigestWriter& w, const PayoutSettings& s) {
  w.number(s.cool_off_s);
  w.number(s.kyc_level);
  w.number(s.registered_only);
  w.number(s.minimum.size());
  for (const core::PayoutMinimum& least : s.minimum) {
    w.number(least.amount);
    w.text(least.currency.code());
  }
  w.number(s.tax.size());
  for (const core::PayoutTax& tax : s.tax) {
    w.number(tax.bp);
    w.text(tax.currency ? tax.currency->code() : std::string_view());
    w.number(tax.from.value_or(-1));
    w.choice(tax.period);
    w.choice(tax.role);
  }
  w.number(s.schedule.size());
  for (const core::PayoutSchedule& days : s.schedule) {
    w.choice(days.every);
    w.number(days.on.value_or(-1));
    w.choice(days.role);
  }
}

void write(DigestWriter& w, const BusinessDays& b) {
  w.number(b.closed_weekdays.size());
  for (const core::Weekday day : b.closed_weekdays) w.choice(day);
  w.number(b.holidays.size());
  for (const core::Date day : b.holidays) w.number(day.days_since_epoch);
}

void write(DigestWriter& w, const Booking& b) {
  w.number(b.seq);
  w.number(b.reversed_by);
  w.number(b.reverses);
  w.text(b.mirror);
  w.text(b.content);
  w.choice(b.channel);
  w.text(b.currency.code());
  w.number(b.gross);
  w.number(b.fee);
}

void write(DigestWriter& w, const Limit& l) {
  w.choice(l.kind);
  w.text(l.holder);
  w.text(l.currency.code());
  w.number(l.amount.value_or(-1));
  w.number(l.period_s);
  w.choice(l.period);
  w.number(l.version);
  w.number(l.put_at);
  w.number(l.uses.size());
  for (const LimitUse& use : l.uses) {
    w.time(use.at);
    w.text({reinterpret_cast<const char*>(use.key.data()), use.key.size()});
    w.number(use.amount);
  }
}

void write(DigestWriter& w, const Takings& t) {
  w.number(t.taken());
  w.number(t.buyers().size());
  for (const auto& [buyer, quantity] : t.buyers()) {
    w.id(buyer);
    w.number(quantity);
  }
}

void write(DigestWriter& w, const Stock& s) {
  for (const std::int64_t value : {s.version, s.quantity, s.per_buyer, s.sales}) w.number(value);
  w.time(s.starts_at);
  w.time(s.ends_at);
  w.text(s.sale);
  w.text(s.merchant);
  write(w, s.takings);
}

void write(DigestWriter& w, const Coupon& c) {
  w.number(c.version);
  for (const auto& value : {c.terms.amount, c.terms.bp, c.terms.max, c.terms.per_buyer, c.terms.uses})
    w.number(value.value_or(-1));
  w.text(c.terms.currency.code());
  w.number(c.terms.expires_at ? c.terms.expires_at->us : -1);
  w.choice(c.terms.funded_by);
  w.text(c.terms.merchant ? c.terms.merchant->view() : std::string_view());
  write(w, c.takings);
}

void write(DigestWriter& w, const Periods& periods) {
  w.text("periods");
  w.number(periods.all.size());
  for (const auto& [id, p] : periods.all) {
    w.text(id);
    w.time(p.begins);
    w.time(p.ends);
    w.number(p.number);
    w.number(p.ended_by);
    w.number(p.closed_by);
    w.time(p.closed_at);
    w.text(p.balances);
    w.number(p.late);
  }
  w.time(periods.running_from.value_or(core::Time{-1}));
}

void write(DigestWriter& w, const Settings& s) {
  for (const std::int64_t value :
       {s.version, s.challenge_expires_s, s.review_expires_s, s.commission_levels_max, s.upline_depth_max})
    w.number(value);
  w.choice(s.fallback_outcome);
  w.number(s.four_eyes.size());
  for (const std::string& what : s.four_eyes) w.text(what);
  write(w, s.payouts);
  write(w, s.business);
  for (const auto& seconds : {s.order_expires_s, s.order_release_after_s})
    w.number(seconds.value_or(core::kTermNever - 1));
  w.choice(s.order_on_late);
  w.number(s.period_close ? 1 + (*s.period_close ? 1 : 0) : 0);
  w.number(s.recon_channels.size());
  for (const core::Channel channel : s.recon_channels) w.choice(channel);
  for (const auto& seconds : {s.recon_grace_s, s.ship_grace_s}) w.number(seconds.value_or(core::kTermNever - 1));
}

template <class Sorted>
void write_all(DigestWriter& w, std::string_view kind, const Sorted& objects) {
  w.text(kind);
  w.number(objects.size());
  for (const auto* object : objects) {
    w.text(object->id);
    write(w, *object);
  }
}

void write_timers(DigestWriter& w, const State& state) {
  w.text("maturities");
  w.number(state.maturities.buckets().size());
  for (const auto& [bucket, amount] : state.maturities.buckets()) {
    w.number(bucket.date.days_since_epoch);
    w.id(bucket.account);
    w.text(bucket.currency.code());
    w.wide(amount);
  }
  w.text("expiries");
  w.number(state.expiries.all().size());
  for (const Expiry& e : state.expiries.all()) {
    w.time(e.due);
    w.choice(e.kind);
    w.number(e.seq);
  }
  w.text("holds");
  w.number(state.holds.all().size());
  for (const HoldExpiry& hold : state.holds.all()) {
    w.time(hold.due);
    w.number(hold.seq);
  }
  w.text("orders due");
  w.number(state.orders_due.all().size());
  for (const OrderTimer& timer : state.orders_due.all()) {
    w.time(timer.due);
    w.choice(timer.kind);
    w.number(timer.seq);
  }
  w.text("groups due");
  w.number(state.groups_due.all().size());
  for (const GroupTimer& timer : state.groups_due.all()) {
    w.time(timer.due);
    w.choice(timer.kind);
    w.number(timer.seq);
  }
  w.text("open reviews");
  w.number(state.open_reviews.size());
  for (const std::uint64_t seq : state.open_reviews) w.number(seq);
  w.text("awaited");
  w.number(state.matches.made);
  w.number(state.matches.awaited.size());
  for (const Awaited& awaited : state.matches.awaited) {
    w.time(awaited.due);
    w.text(awaited.match->id);
  }
  w.text("open breaks");
  w.number(state.open_breaks.size());
  for (const BreakKey& key : state.open_breaks) {
    w.number(key.seq);
    w.number(key.n);
  }
}

}  // namespace

StateObjects objects_of(State& state) {
  return {state.accounts.saved().sorted(), state.parties.sorted(),  state.plans.sorted(),
          state.orders.sorted(),           state.payments.sorted(), state.refunds.sorted(),
          state.logins.sorted(),           state.waits.sorted(),    state.approvals.sorted(),
          state.payouts.sorted(),          state.disputes.sorted(), state.breaks.sorted(),
          state.matches.all.sorted(),      state.used_ids.sorted(), state.bookings.saved().sorted(),
          state.limits.saved().sorted(),   state.groups.sorted(),   state.stocks.sorted(),
          state.coupons.sorted()};
}

core::Digest digest_of(const State& state, const StateObjects& objects) {
  DigestWriter w;
  write_all(w, "accounts", objects.accounts);
  write_all(w, "parties", objects.parties);
  write_all(w, "plans", objects.plans);
  write_all(w, "bookings", objects.bookings);
  w.text(state.time_zone);
  write_all(w, "limits", objects.limits);
  write_all(w, "stocks", objects.stocks);
  write_all(w, "coupons", objects.coupons);
  write(w, state.periods);
  write(w, state.settings);
  w.number(state.rulesets);
  write_timers(w, state);
  const core::SetHash others = objects_in(state);
  w.text(core::view(others.sum()));
  w.number(others.count());
  return w.finish();
}

core::Digest Ledger::digest() const {
  StateObjects objects;
  objects.accounts = state_->accounts.saved().sorted();
  objects.parties = state_->parties.sorted();
  objects.plans = state_->plans.sorted();
  objects.bookings = state_->bookings.saved().sorted();
  objects.limits = state_->limits.saved().sorted();
  objects.stocks = state_->stocks.sorted();
  objects.coupons = state_->coupons.sorted();
  return digest_of(*state_, objects);
}

}  // namespace tallygate::ledger
