// What limits allow now, and what counts against them.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ledger/apply.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {

// The first instant that counts now: of a calendar's day or month its beginning in the tenant's time zone, else so many
// seconds ago.
core::Time counts_from(const State& state, const Limit& limit, core::Time now);

struct LimitAsked {
  core::LimitKind kind = core::LimitKind::spend;
  std::string_view holder;
  core::Money money;
  std::string_view id;  // of the payment or payout: what it counts already, while it waits, is not counted twice
};
// The limit that would be passed, in the order in which they were put; null where none is.
const Limit* limit_passed(const State& state, const LimitAsked& asked, core::Time now);
// account_limit, with the limit's id and figures.
std::optional<core::Refusal> over_limit(const State& state, const LimitAsked& asked, core::Time now);

// How far below zero requests may take the account: the least of its credit limits, 0 where it has none.
core::Amount credit_of(const State& state, std::string_view account, core::Currency currency);

// What a payment asks of each buyer's limits.
struct BuyerAsked {
  std::string_view buyer;
  core::Amount amount = 0;
};
void add_asked(std::vector<BuyerAsked>& to, std::string_view buyer, core::Amount amount);

// For apply: what the payment or payout counts as it stands now, or nothing any more.
// `brought`: to orders by this very record; for their buyers it begins to count with it.
void count_spent(const Applying& a, const Payment& payment, std::span<const core::Allocation> brought = {});
void count_spent_no_more(const Applying& a, const Payment& payment);
void count_paid_out(const Applying& a, const Payout& payout);

}  // namespace tallygate::ledger
