// The split floor-remainder/1 (DESIGN, Money): each part in declaration order (fee, levels ascending, shares) is
// floor(base * bp / 10,000), then its cap; a part without a payee is nil; the merchant takes what is left. Pure:
// everything that decides comes in.
#pragma once

#include <span>
#include <string_view>

#include "core/effects.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

inline constexpr std::string_view kSplitName = "floor-remainder/1";

struct Payee {
  std::string_view id;
  const VolumeWindow* volume = nullptr;  // null: none yet
};

struct SplitInput {
  core::Amount base = 0;  // at least 0
  core::Currency currency;
  const PlanVersion* plan = nullptr;  // null: all to the merchant
  std::span<const Payee> chain;       // level 1 first; may be shorter than the plan's levels
  std::string_view creator;           // may be empty
  std::string_view merchant;
  core::Time at;  // of the completion: windows and maturity count from it
};

// The parts, the merchant last, with all that explains their units. Their amounts add up to the base.
core::SplitEffect split(const SplitInput& in);

// The rate of a level at a volume: the last tier whose from_gmv it reaches. Tiers ascend and the first is at 0.
const core::PlanTier& tier_for(const core::PlanLevel& level, core::Amount volume);

// The largest share of an order that the plan's parts can take, in basis points.
std::int64_t greatest_bp(const core::PlanPut& plan);

}  // namespace tallygate::ledger
