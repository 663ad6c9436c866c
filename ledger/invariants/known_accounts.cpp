#include "ledger/invariants/known_accounts.hpp"

#include "ledger/account_names.hpp"

namespace tallygate::ledger::invariants {

Violation KnownAccounts::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records)
    for (const core::Posting& p : record.postings.all())
      if (!account_traits(p.account)) return "a posting on " + p.account + ", which is no account of the ledger's";
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
