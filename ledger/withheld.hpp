// What a party asked to be paid of its accounts in the month and year that are going on, and the tax withheld of it:
// what a tax rule of a period works from. Only what is going on is kept, as log time never goes backwards.
#pragma once

#include <memory>
#include <string>

#include "core/commands/payout.hpp"
#include "core/money.hpp"
#include "core/time.hpp"
#include "core/undo_journal.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

core::Date tax_period_of(core::Date day, core::TaxPeriod period);        // its first day
std::string tax_period_name(core::Date begins, core::TaxPeriod period);  // "2026-11", "2026"

class Withheld {
 public:
  struct Key {
    core::Role role = core::Role::merchant;  // of the account that pays
    core::Currency currency;
    core::TaxPeriod period = core::TaxPeriod::month;
    bool operator==(const Key&) const = default;
  };
  struct Sum {
    WideAmount gross = 0;
    WideAmount tax = 0;
  };

  Sum so_far(const Key& key, core::Date begins) const;
  // A payout of this day, in the month and the year. Another period than the one that was counted so far ends that one.
  void add(core::Role role, core::Currency currency, core::Date day, Sum sum, core::UndoJournal& journal);
  // One that is not to be after all. Nothing where its month, or year, is over.
  void take_back(core::Role role, core::Currency currency, core::Date day, Sum sum, core::UndoJournal& journal);

  struct Entry {
    Key key;
    core::Date begins;
    Sum sum;
    std::unique_ptr<Entry> next;
  };
  const Entry* first() const { return first_.get(); }
  std::unique_ptr<Entry>& saved() { return first_; }  // for save.cpp alone

 private:
  std::unique_ptr<Entry>* place(const Key& key);
  std::unique_ptr<Entry> first_;  // two a role and currency: few
};

}  // namespace tallygate::ledger
