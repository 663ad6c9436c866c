#include "ledger/conversion_terms.hpp"

#include "ledger/account_names.hpp"
#include "ledger/journal_terms.hpp"

namespace tallygate::ledger {

bool takes_conversions(std::string_view account) {
  if (!takes_entries(account)) return false;
  if (!party_of(account).empty()) return true;
  const AccountKind kind = account_traits(account)->kind;
  return kind == AccountKind::bank || kind == AccountKind::channel || kind == AccountKind::suspense;
}

}  // namespace tallygate::ledger
