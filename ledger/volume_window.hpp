// A distributor's volume of the last 30 days: what chooses the tier of a commission. Rolling, over log time, exact:
// completions in (now - 30 d, now].
#pragma once

#include <deque>
#include <memory>

#include "core/money.hpp"
#include "core/time.hpp"
#include "core/undo_journal.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

inline constexpr core::Duration kVolumeWindow = core::days(30);

class VolumeWindow {
 public:
  // Completed amounts of orders in `currency` with the party in their chain, less what of each went back, at most
  // 2^53 - 1. O(what left the window since the last add).
  core::Amount volume(core::Currency currency, core::Time now) const;
  void add(core::Currency currency, core::Time at, core::Amount amount, core::UndoJournal& journal);
  // Of an order that completed at `completed_at`, what counts is `now` in the place of `before`: something of it went
  // back, or came again. Nothing where it left the window.
  void change(core::Currency currency, core::Time completed_at, core::Amount before, core::Amount now,
              core::UndoJournal& journal);

  struct Completion {
    core::Time at;
    core::Amount amount = 0;
  };
  struct OfCurrency {
    core::Currency currency;
    WideAmount sum = 0;
    std::deque<Completion> completions;  // oldest first; what left the window goes with the next add
    std::unique_ptr<OfCurrency> next;
  };
  const OfCurrency* first() const { return first_.get(); }
  std::unique_ptr<OfCurrency>& saved() { return first_; }  // for save.cpp alone

 private:
  std::unique_ptr<OfCurrency> first_;
};

}  // namespace tallygate::ledger
