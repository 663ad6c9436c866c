#include "ledger/split.hpp"

#include <algorithm>
#include <vector>

#include "core/check.hpp"
#include "ledger/account_names.hpp"

namespace tallygate::ledger {
namespace {

core::SplitPart rated(core::PartKind kind, core::Amount base, std::int64_t bp) {
  core::SplitPart part;
  part.kind = kind;
  part.base = base;
  part.bp = bp;
  part.amount = core::floor_fraction(base, bp, core::kBasisPoints);
  return part;
}

// A commission: capped, owed to a payee, unmatured where the plan says so.
core::SplitPart commission(core::PartKind kind, const SplitInput& in, std::int64_t bp, std::string_view payee) {
  core::SplitPart part = rated(kind, in.base, bp);
  const core::PlanPut& terms = in.plan->terms;
  if (terms.cap && part.amount > *terms.cap) {
    part.amount = *terms.cap;
    part.cap = terms.cap;
  }
  part.payee = core::PartyId(std::string(payee));
  const std::int64_t matures_after_s = terms.matures_after_s.value_or(0);
  const Maturity maturity = matures_after_s > 0 ? Maturity::unmatured : Maturity::payable;
  if (maturity == Maturity::unmatured && part.amount > 0)
    part.matures_on = core::format_date(core::date_of(in.at + core::seconds(matures_after_s)));
  part.account =
      kind == core::PartKind::level ? distributor_account(payee, maturity) : creator_account(payee, maturity);
  return part;
}

void add_level(const SplitInput& in, const core::PlanLevel& level, std::vector<core::SplitPart>& parts) {
  const auto k = static_cast<std::size_t>(level.level);
  if (k > in.chain.size()) return;  // the chain ends below this level
  const Payee& payee = in.chain[k - 1];
  const bool tiered = level.tiers.size() > 1;
  const core::Amount volume = tiered && payee.volume != nullptr ? payee.volume->volume(in.currency, in.at) : 0;
  const core::PlanTier& tier = tier_for(level, volume);
  core::SplitPart part = commission(core::PartKind::level, in, tier.bp, payee.id);
  part.level = level.level;
  if (tiered) {
    part.tier = tier.from_gmv;
    part.volume = volume;
  }
  parts.push_back(std::move(part));
}

void add_rated_parts(const SplitInput& in, std::vector<core::SplitPart>& parts) {
  const core::PlanPut& terms = in.plan->terms;
  if (terms.platform_fee_bp > 0) {
    parts.push_back(rated(core::PartKind::fee, in.base, terms.platform_fee_bp));
    parts.back().account = kPlatformFee;
  }
  for (const core::PlanLevel& level : terms.levels) add_level(in, level, parts);
  for (const core::PlanShare& share : terms.shares)
    if (share.role == core::Role::creator && !in.creator.empty())
      parts.push_back(commission(core::PartKind::share, in, share.bp, in.creator));
}

}  // namespace

const core::PlanTier& tier_for(const core::PlanLevel& level, core::Amount volume) {
  TALLYGATE_CHECK(!level.tiers.empty() && level.tiers.front().from_gmv == 0, "a published level has a tier from 0");
  const auto above = std::ranges::upper_bound(level.tiers, volume, {}, &core::PlanTier::from_gmv);
  return *std::prev(above);
}

std::int64_t greatest_bp(const core::PlanPut& plan) {
  std::int64_t sum = plan.platform_fee_bp;
  for (const core::PlanLevel& level : plan.levels)
    if (!level.tiers.empty()) sum += std::ranges::max(level.tiers, {}, &core::PlanTier::bp).bp;
  for (const core::PlanShare& share : plan.shares) sum += share.bp;
  return sum;
}

core::SplitEffect split(const SplitInput& in) {
  core::SplitEffect out;
  out.split = kSplitName;
  out.parts.reserve(4);
  if (in.plan != nullptr) {
    out.plan = core::PlanId(in.plan->plan->id);
    out.plan_version = in.plan->version;
    add_rated_parts(in, out.parts);
  }
  core::SplitPart merchant;
  merchant.kind = core::PartKind::merchant;
  merchant.account = merchant_account(in.merchant);
  merchant.payee = core::PartyId(std::string(in.merchant));
  merchant.amount = in.base;
  for (const core::SplitPart& part : out.parts) merchant.amount -= part.amount;
  TALLYGATE_CHECK(merchant.amount >= 0, "a published plan never takes more than the amount");
  out.parts.push_back(std::move(merchant));
  return out;
}

}  // namespace tallygate::ledger
