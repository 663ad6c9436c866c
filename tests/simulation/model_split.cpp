// The split of an order (floor-remainder/1): the fee, commissions of the plan's base within caps of the order and of
// the tenant's calendar, and the merchant, who takes what is left.
#include <algorithm>
#include <chrono>
#include <map>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

core::Amount share_of(core::Amount base, std::int64_t bp) {
  return static_cast<core::Amount>(static_cast<__int128>(base) * bp / 10'000);
}

// Whom the order names in that role.
std::string named_as(core::Role role, const ModelOrder& order) {
  if (role == core::Role::creator) return order.creator;
  return role == core::Role::partner ? order.partner : order.supplier;
}

core::PlanPeriod kind_of(const std::string& period) {
  return period.size() == 7 ? core::PlanPeriod::month : core::PlanPeriod::day;  // "2026-11"
}

}  // namespace

core::Amount Model::commission_base(const ModelOrder& order, const core::PlanPut& plan, core::Amount fee) const {
  const core::Amount all = order.escrow + subsidy_of(order);
  const auto base = plan.base.value_or(core::PlanBase::gross);
  if (base == core::PlanBase::net_of_fee) return all - fee;
  if (base == core::PlanBase::net_of_coupon) return order.escrow;
  if (base == core::PlanBase::gross || order.lines.empty()) return all;
  core::Amount lines = 0, goods = 0;  // what is left of them
  for (const auto& line : order.lines) {
    lines += line.amount - line.refunded;
    if (line.kind == core::LineKind::goods) goods += line.amount - line.refunded;
  }
  const auto share = [](core::Amount of, core::Amount in, core::Amount amount) -> core::Amount {
    if (of <= 0 || in <= 0) return 0;
    return of >= in ? amount : static_cast<core::Amount>(static_cast<__int128>(of) * amount / in);
  };
  const core::Amount gone =
      order.amount == 0
          ? 0
          : static_cast<core::Amount>(static_cast<__int128>(order.subsidy) * (order.amount - lines) / order.amount);
  return share(goods, lines + order.subsidy - gone, all);
}

std::string Model::period_of(core::PlanPeriod kind, core::Time at) const {
  using namespace std::chrono;
  const auto there = sys_time<microseconds>(microseconds(at.us)) + minutes(east.value_or(0));
  const year_month_day day(floor<days>(there));
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  std::string out = std::to_string(static_cast<int>(day.year())) + "-" + two(static_cast<unsigned>(day.month()));
  if (kind == core::PlanPeriod::day) out += "-" + two(static_cast<unsigned>(day.day()));
  return out;
}

// `amount` more of what the part's payee has earned within its caps, as long as their periods go on.
void Model::count_periods(const ModelPart& part, core::Amount amount) {
  for (const auto& [cap, period] : part.counted) {
    if (period != period_of(kind_of(period), last_at)) continue;
    auto& used = period_used[cap];
    if (used.first != period) used = {period, 0};
    used.second += amount;
  }
}

// Of the last 30 days: what was split of the orders in whose chain the party is, less what has gone back of it.
__int128 Model::volume_of(const std::string& party, const std::string& currency) const {
  __int128 sum = 0;
  for (const auto& [id, order] : orders)
    if (order.state == "completed" && order.currency == currency && order.completed_at + core::days(30) > last_at &&
        std::ranges::find(order.chain, party) != order.chain.end())
      sum += order.split_base - order.split_refunded - order.subsidy_back;
  return sum;
}

std::vector<ModelPart> Model::split(const ModelOrder& order) const {
  std::vector<ModelPart> out;
  const core::Amount all = order.escrow + subsidy_of(order);
  core::Amount rest = all;
  const auto add = [&](ModelPart part) {
    rest -= part.paid;
    out.push_back(std::move(part));
  };
  if (!order.plan.empty()) {
    const core::PlanPut& plan = plans.at(order.plan)[static_cast<std::size_t>(order.plan_version) - 1];
    const core::Amount fee = share_of(all, plan.platform_fee_bp);
    if (plan.platform_fee_bp > 0) add({.account = "income:platform_fee", .paid = fee});
    const core::Amount base = commission_base(order, plan, fee);
    const std::int64_t matures_after_s = plan.matures_after_s.value_or(0);
    const auto commission = [&](core::Role role, std::optional<std::int64_t> level, const std::string& payee,
                                std::int64_t bp) {
      const std::string name(core::name_of(role));
      ModelPart part;
      part.account = "liabilities:" + name + ":" + payee + (matures_after_s > 0 ? ":unmatured" : ":payable");
      part.paid = std::min(share_of(base, bp), plan.cap.value_or(core::kAmountMax));
      for (const auto& cap : plan.period_caps) {
        if (level ? cap.level != level : cap.role != role) continue;
        const std::string key = order.plan + "|" + (level ? std::to_string(*level) : name) + "|" + payee + "|" +
                                order.currency + "|" + std::string(core::name_of(cap.period));
        const std::string period = period_of(cap.period, last_at);
        const auto known = period_used.find(key);
        const core::Amount used =
            known == period_used.end() || known->second.first != period ? 0 : known->second.second;
        part.paid = std::min(part.paid, std::max<core::Amount>(0, cap.amount - used));
        part.counted.emplace_back(key, period);
      }
      if (matures_after_s > 0 && part.paid > 0)
        part.matures_on = (last_at.us + matures_after_s * 1'000'000) / 86'400'000'000;
      add(std::move(part));
    };
    for (std::size_t k = 0; k < plan.levels.size() && k < order.chain.size(); ++k) {
      const __int128 volume = volume_of(order.chain[k], order.currency);
      std::int64_t bp = 0;
      for (const auto& tier : plan.levels[k].tiers)
        if (volume >= tier.from_gmv) bp = tier.bp;
      commission(core::Role::distributor, static_cast<std::int64_t>(k) + 1, order.chain[k], bp);
    }
    for (const auto& share : plan.shares)
      if (const std::string payee = named_as(share.role, order); !payee.empty())
        commission(share.role, std::nullopt, payee, share.bp);
  }
  out.push_back({.account = "liabilities:merchant:" + order.merchant, .paid = rest});
  return out;
}

Codes Model::no_plan(const core::PlanPut& plan) const {
  Codes why;
  if (static_cast<std::int64_t>(plan.levels.size()) > settings.commission_levels_max)
    why.insert(Code::levels_over_legal_cap);
  std::int64_t greatest = plan.platform_fee_bp;
  for (const auto& share : plan.shares) {
    greatest += share.bp;
    using enum core::Role;
    if (share.role != creator && share.role != partner && share.role != supplier) why.insert(Code::share_without_payee);
  }
  for (std::size_t i = 0; i < plan.levels.size(); ++i) {
    const auto& level = plan.levels[i];
    bool in_order = level.level == static_cast<std::int64_t>(i) + 1 && !level.tiers.empty();
    std::int64_t from = -1, most = 0;
    for (const auto& tier : level.tiers) {
      if (tier.from_gmv <= from || (from < 0 && tier.from_gmv != 0)) in_order = false;
      from = tier.from_gmv;
      most = std::max(most, tier.bp);
    }
    if (!in_order) why.insert(Code::not_supported);
    greatest += most;
  }
  for (const auto& cap : plan.period_caps) {
    const bool there = cap.level
                           ? *cap.level <= static_cast<std::int64_t>(plan.levels.size())
                           : std::ranges::find(plan.shares, cap.role, &core::PlanShare::role) != plan.shares.end();
    if (!there) why.insert(Code::period_cap_of_no_part);
    if (!east) why.insert(Code::time_zone_unknown);
  }
  if (greatest > 10'000) why.insert(Code::plan_exceeds_amount);
  return why;
}

}  // namespace tallygate::simulation
