// The split floor-remainder/1 (DESIGN, Money): each part in declaration order (fee, levels ascending, shares) is
// floor(base * bp / 10,000), then its cap, then what is left of its caps of periods; a part without a payee is nil; the
// merchant takes what is left. Pure: everything that decides comes in.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/effects.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

inline constexpr std::string_view kSplitName = "floor-remainder/1";

struct Payee {
  std::string_view id;
  const Party* party = nullptr;  // null: nobody named it before, so it has no volume and got nothing yet
};
struct RolePayee {
  core::Role role = core::Role::creator;
  Payee payee;
};

// What refunds have left of an order's lines; discount lines are negative in `all`.
struct LinesLeft {
  core::Amount all = 0, goods = 0;
  core::Amount promotion = 0;  // that, of what refunds by line have left
};

struct SplitInput {
  core::Amount amount = 0;     // what is split, at least 0
  core::Amount promotion = 0;  // of that, what the platform funds: of no base that is net of coupons
  core::Currency currency;
  const PlanVersion* plan = nullptr;  // null: all to the merchant
  std::span<const Payee> chain;       // level 1 first; may be shorter than the plan's levels
  std::span<const RolePayee> roles;   // whom the order names
  std::optional<LinesLeft> lines;     // empty: it was placed without, and counts as goods
  std::string_view merchant;
  core::Time at;     // of the completion: windows and maturity count from it
  core::Date today;  // the tenant's calendar day of that: periods
};

// The parts, the merchant last, with all that explains their units. Their amounts add up to what is split.
core::SplitEffect split(const SplitInput& in);

// What the commissions are a share of, as the plan says (split_base.cpp). At most what is split. `fee`: the platform's.
core::SplitBase commission_base(const SplitInput& in, core::Amount fee);

// The rate of a level at a volume: the last tier whose from_gmv it reaches. Tiers ascend and the first is at 0.
const core::PlanTier& tier_for(const core::PlanLevel& level, core::Amount volume);

// The largest share of an order that the plan's parts can take, in basis points.
std::int64_t greatest_bp(const core::PlanPut& plan);

}  // namespace tallygate::ledger
