// Balances: what has been posted on each account, by currency and layer, debit positive. Sums are 128 bits wide, so a
// fact is always booked; requests stay within an amount's range (fits()).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/posting.hpp"
#include "core/undo_journal.hpp"
#include "ledger/table.hpp"

namespace tallygate::ledger {

using core::shown;
using core::WideAmount;

// How many months of the tenant's calendar are over, and how many of them are closed (periods.hpp).
struct MonthsOver {
  std::uint32_t ended = 0, closed = 0;
};

struct MonthEnd {
  std::uint32_t month = 0;  // how many were over when it was last posted on
  WideAmount posted = 0;    // since then
};

struct Balance {
  core::Currency currency;
  std::uint32_t month = 0;  // how many months were over when it was last posted on
  WideAmount posted = 0, held = 0;
  WideAmount frozen = 0;          // by open disputes, in the account's normal sign: posted, but not available
  std::unique_ptr<Balance> next;  // of the same account in another currency; a list, since few accounts have a second
  // What stood here before later months posted: as far back as a month that is still open may need it. Oldest first.
  std::vector<MonthEnd> earlier;

  WideAmount at_end_of(std::uint32_t month) const;  // of the month-th that ended, from 1: closed ones may be forgotten
};

enum class AccountState : std::uint8_t { closed, frozen, open };  // account_state.hpp
std::span<const core::EnumName<AccountState>> enum_names(AccountState);

struct Account {
  std::string id;  // its name
  AccountState state = AccountState::open;
  std::uint64_t reopened_by = 0;  // seq of the last fact or timer that posted on it when it was closed; 0: none
  std::unique_ptr<Balance> first;
};

class Accounts {
 public:
  const Account* find(std::string_view name) const { return accounts_.find(name); }
  // `seq`: of the record that posts. A closed account is open again.
  void post(const core::Postings& postings, std::uint64_t seq, core::UndoJournal& journal);
  void set_state(std::string_view name, AccountState state, core::UndoJournal& journal);
  // Changes what is frozen of an account; no posting moves.
  void freeze(std::string_view name, core::Currency currency, core::Amount by, core::UndoJournal& journal);
  void set_months(const MonthsOver& months, core::UndoJournal& journal);
  const MonthsOver& months() const { return months_; }
  void load_months(const MonthsOver& months) { months_ = months; }  // for save.cpp alone
  // Whether every balance would still be an amount (magnitude at most 2^53 - 1).
  bool fits(const core::Postings& postings) const;
  std::vector<const Account*> sorted() const { return accounts_.sorted(); }
  const Table<Account>& all() const { return accounts_; }
  std::size_t closed() const { return closed_; }  // how many are
  void count_closed();                            // for save.cpp alone
  Table<Account>& saved() { return accounts_; }   // for save.cpp alone

 private:
  void change(Account& account, AccountState state, core::UndoJournal& journal);
  void begin_month(Balance& balance, core::UndoJournal& journal) const;
  Table<Account> accounts_;
  MonthsOver months_;       // derived
  std::size_t closed_ = 0;  // derived
};

}  // namespace tallygate::ledger
