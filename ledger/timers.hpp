// What time alone will make a record of: reviews and challenges that expire, holds that do, groups that end, what the
// terms of orders say, and commissions that mature, one record an account and day. Ordered by (due, kind, id), so that
// the same log fires them in the same order; of the same instant challenges come first, then reviews, holds, groups,
// orders that expire, are late, complete, or are cancelled because their group failed, commissions, what
// is missing (matches.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "core/time.hpp"
#include "core/undo_journal.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

// The unmatured amount of one account that becomes payable with the end of one day.
struct MaturityBucket {
  core::Date date;
  core::Currency currency;
  const Account* account = nullptr;  // the unmatured one
};

struct MaturityOrder {
  bool operator()(const MaturityBucket& a, const MaturityBucket& b) const {
    if (a.date != b.date) return a.date < b.date;
    if (a.account != b.account) return a.account->id < b.account->id;
    return a.currency < b.currency;
  }
};

core::Time due_of(core::Date date);  // the start of the day after

class Maturities {
 public:
  using Buckets = std::map<MaturityBucket, WideAmount, MaturityOrder>;
  // A bucket that reaches zero is gone: nothing matures of what was refunded.
  void add(const MaturityBucket& bucket, core::Amount amount, core::UndoJournal& journal);
  const Buckets& buckets() const { return buckets_; }
  Buckets& saved() { return buckets_; }  // for save.cpp alone

 private:
  Buckets buckets_;
};

enum class WaitKind : std::uint8_t { challenge, review };  // challenges expire before reviews of the same instant

struct Expiry {
  core::Time due;
  WaitKind kind = WaitKind::review;
  std::uint64_t seq = 0;  // of the record that opened it
  auto operator<=>(const Expiry&) const = default;
};

class Expiries {
 public:
  void add(const Expiry& expiry, core::UndoJournal& journal);
  void remove(const Expiry& expiry, core::UndoJournal& journal);
  const std::set<Expiry>& all() const { return expiries_; }
  std::set<Expiry>& saved() { return expiries_; }  // for save.cpp alone

 private:
  std::set<Expiry> expiries_;
};

struct Payment;

// An open hold, of which what is left is released when it is due.
struct HoldExpiry {
  core::Time due;
  std::uint64_t seq = 0;             // of the record that authorised it
  const Payment* payment = nullptr;  // that one's
  bool operator<(const HoldExpiry& other) const { return due != other.due ? due < other.due : seq < other.seq; }
};

struct Order;
enum class OrderTimerKind : std::uint8_t { expire, late, release, group_failed };
inline constexpr OrderTimerKind kOrderTimerKinds[] = {OrderTimerKind::expire, OrderTimerKind::late,
                                                      OrderTimerKind::release, OrderTimerKind::group_failed};

// What an order's terms will make of it (order_terms.hpp).
struct OrderTimer {
  core::Time due;
  OrderTimerKind kind = OrderTimerKind::expire;
  std::uint64_t seq = 0;         // of the record that placed it
  const Order* order = nullptr;  // that one's
  bool operator<(const OrderTimer& other) const {
    if (due != other.due) return due < other.due;
    return kind != other.kind ? kind < other.kind : seq < other.seq;
  }
};

class OrderTimers {
 public:
  void add(const OrderTimer& timer, core::UndoJournal& journal);
  void remove(const OrderTimer& timer, core::UndoJournal& journal);
  const std::set<OrderTimer>& all() const { return timers_; }
  std::set<OrderTimer>& saved() { return timers_; }  // for save.cpp alone

 private:
  std::set<OrderTimer> timers_;
};

class HoldExpiries {
 public:
  void add(const HoldExpiry& expiry, core::UndoJournal& journal);
  void remove(const HoldExpiry& expiry, core::UndoJournal& journal);
  const std::set<HoldExpiry>& all() const { return expiries_; }
  std::set<HoldExpiry>& saved() { return expiries_; }  // for save.cpp alone

 private:
  std::set<HoldExpiry> expiries_;
};

}  // namespace tallygate::ledger
