#include "ledger/timers.hpp"

#include "core/check.hpp"

namespace tallygate::ledger {
namespace {

struct Added {
  MaturityBucket bucket;
  core::Amount amount = 0;
};

void put(Maturities::Buckets& buckets, const MaturityBucket& bucket, core::Amount amount) {
  const auto it = buckets.try_emplace(bucket, 0).first;
  it->second += amount;
  TALLYGATE_CHECK(it->second >= 0, "no more is taken from what matures than is in it");
  if (it->second == 0) buckets.erase(it);
}

}  // namespace

core::Time due_of(core::Date date) {
  return core::start_of(core::Date{date.days_since_epoch + 1});
}

void Maturities::add(const MaturityBucket& bucket, core::Amount amount, core::UndoJournal& journal) {
  if (amount == 0) return;
  journal.note(
      buckets_, Added{bucket, amount},
      +[](Buckets& buckets, const Added& added) { put(buckets, added.bucket, -added.amount); });
  put(buckets_, bucket, amount);
}

void Expiries::add(const Expiry& expiry, core::UndoJournal& journal) {
  journal.note(expiries_, expiry, +[](std::set<Expiry>& all, const Expiry& e) { all.erase(e); });
  expiries_.insert(expiry);
}

void Expiries::remove(const Expiry& expiry, core::UndoJournal& journal) {
  journal.note(expiries_, expiry, +[](std::set<Expiry>& all, const Expiry& e) { all.insert(e); });
  const auto gone = expiries_.erase(expiry);
  TALLYGATE_CHECK(gone == 1, "what expires was awaited");
}

void HoldExpiries::add(const HoldExpiry& expiry, core::UndoJournal& journal) {
  journal.note(expiries_, expiry, +[](std::set<HoldExpiry>& all, const HoldExpiry& e) { all.erase(e); });
  expiries_.insert(expiry);
}

void HoldExpiries::remove(const HoldExpiry& expiry, core::UndoJournal& journal) {
  journal.note(expiries_, expiry, +[](std::set<HoldExpiry>& all, const HoldExpiry& e) { all.insert(e); });
  const auto gone = expiries_.erase(expiry);
  TALLYGATE_CHECK(gone == 1, "a hold that ends was open");
}

void OrderTimers::add(const OrderTimer& timer, core::UndoJournal& journal) {
  journal.note(timers_, timer, +[](std::set<OrderTimer>& all, const OrderTimer& t) { all.erase(t); });
  const bool added = timers_.insert(timer).second;
  TALLYGATE_CHECK(added, "an order has one timer of a kind");
}

void OrderTimers::remove(const OrderTimer& timer, core::UndoJournal& journal) {
  journal.note(timers_, timer, +[](std::set<OrderTimer>& all, const OrderTimer& t) { all.insert(t); });
  const auto gone = timers_.erase(timer);
  TALLYGATE_CHECK(gone == 1, "an order's timer that ends was set");
}

}  // namespace tallygate::ledger
