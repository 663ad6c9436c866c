// Commission plans of every base, with shares and caps, and some that nobody may publish.
#include <algorithm>
#include <tuple>
#include <utility>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::Command Commands::plan() {
  core::PlanPut body;
  body.currency = currency();
  body.platform_fee_bp = below(1'000);
  for (std::int64_t level = 1, n = below(4); level <= n; ++level) {
    core::PlanLevel l;
    l.level = one_in(30) ? level + 1 : level;
    l.tiers.push_back({below(1'000), 0});
    if (one_in(2)) l.tiers.push_back({below(one_in(10) ? 9'000 : 2'000), 1 + below(5'000)});
    body.levels.push_back(std::move(l));
  }
  using enum core::Role;
  for (const auto role : {creator, supplier, partner})
    if (one_in(2)) {
      core::PlanShare share;
      share.bp = below(800);
      share.role = one_in(60) ? merchant : role;
      body.shares.push_back(share);
    }
  if (body.shares.size() > 1 && one_in(2)) std::swap(body.shares.front(), body.shares.back());
  if (!one_in(3)) {
    using enum core::PlanBase;
    static const std::vector<core::PlanBase> bases = {goods, gross, net_of_coupon, net_of_fee};
    body.base = pick(bases);
  }
  if (one_in(2)) period_caps(body);
  if (one_in(3)) body.cap = below(50);
  if (!one_in(3)) body.matures_after_s = below(3 * 86'400);
  auto c = make(Operation::plan_put, std::move(body), one_in(3) ? "default" : id("plan", 3));
  if (one_in(3)) c.actor = {"system", ""};
  return c;
}

void Commands::period_caps(core::PlanPut& body) {
  for (std::int64_t n = 1 + below(4); n > 0; --n) {
    core::PlanPeriodCap cap;
    cap.amount = one_in(6) ? 0 : below(one_in(2) ? 60 : 600);
    cap.period = one_in(2) ? core::PlanPeriod::day : core::PlanPeriod::month;
    if (!body.shares.empty() && one_in(2)) {
      cap.role = pick(body.shares).role;
    } else if (body.levels.empty()) {
      if (!one_in(8)) continue;
      cap.role = core::Role::distributor;
    } else {
      cap.level = one_in(20) ? static_cast<std::int64_t>(body.levels.size()) + 1 : pick(body.levels).level;
    }
    const auto place = [](const core::PlanPeriodCap& c) { return std::tuple(c.level, c.role, c.period); };
    if (std::ranges::find(body.period_caps, place(cap), place) == body.period_caps.end())
      body.period_caps.push_back(cap);
  }
}

}  // namespace tallygate::simulation
