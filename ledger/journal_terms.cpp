#include "ledger/journal_terms.hpp"

#include <algorithm>

#include "ledger/account_names.hpp"
#include "ledger/available.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

bool takes_entries(std::string_view account) {
  const auto traits = account_traits(account);
  if (!traits || is_unmatured(account)) return false;
  switch (traits->kind) {
    case AccountKind::conversion:
    case AccountKind::disputed:
    case AccountKind::escrow:
    case AccountKind::payouts:
      return false;
    case AccountKind::adjustments:
    case AccountKind::bank:
    case AccountKind::channel:
    case AccountKind::channel_fee:
    case AccountKind::creator:
    case AccountKind::distributor:
    case AccountKind::merchant:
    case AccountKind::partner:
    case AccountKind::platform_fee:
    case AccountKind::promotion:
    case AccountKind::supplier:
    case AccountKind::suspense:
    case AccountKind::tax:
    case AccountKind::wallet:
      break;
  }
  return true;
}

std::size_t first_uncovered(const State& state, const std::vector<core::Posting>& postings) {
  const auto uncovered = [&](const core::Posting& p) {
    // A party's account is a liability: a debit takes from it.
    return p.amount > 0 && !party_of(p.account).empty() &&
           p.amount > at_hand(state, p.account, p.currency) + credit_of(state, p.account, p.currency);
  };
  return static_cast<std::size_t>(std::ranges::find_if(postings, uncovered) - postings.begin());
}

}  // namespace tallygate::ledger
