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
  const std::int64_t dropped = base % core::kBasisPoints * bp % core::kBasisPoints;
  if (dropped > 0) part.dropped = dropped;
  return part;
}

bool is_of(const core::PlanPeriodCap& cap, const PlanPart& which) {
  return which.level > 0 ? cap.level == which.level : cap.role == which.role;
}

void cut_by_periods(const SplitInput& in, const PlanPart& which, const Payee& payee, core::SplitPart& part) {
  for (const core::PlanPeriodCap& cap : in.plan->terms.period_caps) {
    if (!is_of(cap, which)) continue;
    const CalendarPeriod period = period_of(in.today, cap.period);
    const PeriodUses::Key key{in.plan->plan, which, in.currency};
    const core::Amount used = payee.party == nullptr ? 0 : payee.party->period_uses.used(key, period);
    part.amount = std::min(part.amount, std::max<core::Amount>(0, cap.amount - used));
    part.period_caps.push_back({cap.amount, period_name(period), used});
  }
}

// A commission: capped, owed to a payee, unmatured where the plan says so.
core::SplitPart commission(const SplitInput& in, core::Amount base, const PlanPart& which, std::int64_t bp,
                           const Payee& payee) {
  core::SplitPart part = rated(which.level > 0 ? core::PartKind::level : core::PartKind::share, base, bp);
  const core::PlanPut& terms = in.plan->terms;
  if (terms.cap && part.amount > *terms.cap) {
    part.amount = *terms.cap;
    part.cap = terms.cap;
  }
  cut_by_periods(in, which, payee, part);
  part.payee = core::PartyId(std::string(payee.id));
  const std::int64_t matures_after_s = terms.matures_after_s.value_or(0);
  const Maturity maturity = matures_after_s > 0 ? Maturity::unmatured : Maturity::payable;
  if (maturity == Maturity::unmatured && part.amount > 0)
    part.matures_on = core::format_date(core::date_of(in.at + core::seconds(matures_after_s)));
  part.account = commission_account(which.level > 0 ? core::Role::distributor : which.role, payee.id, maturity);
  return part;
}

void add_level(const SplitInput& in, core::Amount base, const core::PlanLevel& level,
               std::vector<core::SplitPart>& parts) {
  const auto k = static_cast<std::size_t>(level.level);
  if (k > in.chain.size()) return;  // the chain ends below this level
  const Payee& payee = in.chain[k - 1];
  const bool tiered = level.tiers.size() > 1;
  const core::Amount volume = tiered && payee.party != nullptr ? payee.party->volume.volume(in.currency, in.at) : 0;
  const core::PlanTier& tier = tier_for(level, volume);
  core::SplitPart part = commission(in, base, PlanPart::of_level(level.level), tier.bp, payee);
  part.level = level.level;
  if (tiered) {
    part.tier = tier.from_gmv;
    part.volume = volume;
  }
  parts.push_back(std::move(part));
}

void add_share(const SplitInput& in, core::Amount base, const core::PlanShare& share,
               std::vector<core::SplitPart>& parts) {
  const auto named = std::ranges::find(in.roles, share.role, &RolePayee::role);
  if (named == in.roles.end()) return;
  parts.push_back(commission(in, base, PlanPart::of_share(share.role), share.bp, named->payee));
  parts.back().role = share.role;
}

void add_rated_parts(const SplitInput& in, core::SplitEffect& out) {
  const core::PlanPut& terms = in.plan->terms;
  core::Amount fee = 0;
  if (terms.platform_fee_bp > 0) {
    out.parts.push_back(rated(core::PartKind::fee, in.amount, terms.platform_fee_bp));
    out.parts.back().account = kPlatformFee;
    fee = out.parts.back().amount;
  }
  const core::SplitBase base = commission_base(in, fee);
  if (base.kind != core::PlanBase::gross) out.base = base;
  for (const core::PlanLevel& level : terms.levels) add_level(in, base.amount, level, out.parts);
  for (const core::PlanShare& share : terms.shares) add_share(in, base.amount, share, out.parts);
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
    add_rated_parts(in, out);
  }
  core::SplitPart merchant;
  merchant.kind = core::PartKind::merchant;
  merchant.account = merchant_account(in.merchant);
  merchant.payee = core::PartyId(std::string(in.merchant));
  merchant.amount = in.amount;
  for (const core::SplitPart& part : out.parts) merchant.amount -= part.amount;
  TALLYGATE_CHECK(merchant.amount >= 0, "a published plan never takes more than the amount");
  out.parts.push_back(std::move(merchant));
  return out;
}

}  // namespace tallygate::ledger
