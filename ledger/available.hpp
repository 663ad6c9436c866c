// What of a balance can be spent: for requests that take money from an account, and for reads. Whoever sets money aside
// on an account takes it off here.
#pragma once

#include <compare>
#include <map>
#include <string_view>

#include "core/undo_journal.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

struct State;

// Amounts that requests which wait for a review or challenge have asked of an account: nothing is posted yet, and
// nobody else can have it. Derived: what waits is in memory and says the same.
class Reservations {
 public:
  void add(const Account& account, core::Currency currency, core::Amount by, core::UndoJournal& journal);
  void load(const Account& account, core::Currency currency, core::Amount by);  // for save.cpp alone: no rollback
  WideAmount of(const Account& account, core::Currency currency) const;

 private:
  struct Key {
    const Account* account = nullptr;  // its address orders: nobody goes through them
    core::Currency currency;
    auto operator<=>(const Key&) const = default;
  };
  using Amounts = std::map<Key, WideAmount>;
  struct Added {
    Key key;
    core::Amount amount = 0;
  };
  static void put(Amounts& amounts, const Key& key, core::Amount by);  // what reaches zero is gone
  Amounts amounts_;
};

// In the account's normal sign: posted, less what open holds would take of it, less what is reserved but for `own`, of
// who asks, when it is decided again. 0 where nothing was posted on an account of this name and currency. A correcting
// entry may take all of it.
WideAmount at_hand(const State& state, std::string_view account, core::Currency currency, core::Amount own = 0);

// Of that, what is not in doubt (doubt.hpp): what any other request may take.
WideAmount available(const State& state, std::string_view account, core::Currency currency, core::Amount own = 0);

}  // namespace tallygate::ledger
