// Limits: what a party may spend or be paid in a period, rolling or of the calendar, and how far below zero a party's
// account may be taken by requests. What counts is kept with the limit, from the record that put it on. Facts count and
// are never refused.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/commands/account.hpp"
#include "core/undo_journal.hpp"
#include "ledger/accounts.hpp"
#include "ledger/limit_uses.hpp"
#include "ledger/table.hpp"

namespace tallygate::ledger {

struct Limit {
  std::string id;
  core::LimitKind kind = core::LimitKind::spend;
  std::string holder;  // a party's id, or an account's name: ids hold no ':', names do
  core::Currency currency;
  std::optional<core::Amount> amount;  // empty: removed
  std::int64_t period_s = 0;           // 0 of credit, and where the calendar says it
  std::optional<core::PlanPeriod> period;
  std::int64_t version = 0;
  std::uint64_t put_at = 0;  // seq of the record that put it first
  LimitUses uses;            // what left the period goes when the next is added or the period changes

  // What began to count at `from` or later (counts_from() in limit_terms.hpp); of that, by one payment or payout.
  WideAmount used(core::Time from) const;
  core::Amount used_by(std::string_view id, core::Time from) const;
};
inline constexpr std::size_t kLimitsMax = 16;  // of one holder, removed ones included

class Limits {
 public:
  const Limit* find(std::string_view id) const { return limits_.find(id); }
  const std::vector<Limit*>& of(std::string_view holder) const;
  bool empty() const { return limits_.size() == 0; }
  // A new one, of no holder yet: set its fields, then list it.
  Limit& create(std::string_view id, core::UndoJournal& journal) { return limits_.create(id, journal); }
  void list(Limit& limit, core::UndoJournal& journal);
  Limit* changing(std::string_view id) { return limits_.find(id); }
  // What began to count before `from` counts no more, whatever the period will be.
  static void forget_before(Limit& limit, core::Time from, core::UndoJournal& journal);
  // That the payment or payout counts this much now. What began to count before `from` does no more. `counted_at`: the
  // `at` of the record that began it; one that began before the limit does not count.
  struct Counted {
    core::Amount amount = 0;
    core::Time counted_at, now, from;
  };
  static void count(Limit& limit, std::string_view id, const Counted& counted, core::UndoJournal& journal);

  const Table<Limit>& all() const { return limits_; }
  Table<Limit>& saved() { return limits_; }                                // for save.cpp and digests alone
  void list(Limit& limit) { by_holder_[limit.holder].push_back(&limit); }  // for save.cpp alone: no rollback

 private:
  Table<Limit> limits_;
  std::map<std::string, std::vector<Limit*>, std::less<>> by_holder_;
};

}  // namespace tallygate::ledger
