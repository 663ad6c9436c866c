// Commission plans: a version each time one is put. Rates are basis points of the order's amount.
#pragma once

#include <optional>
#include <vector>

#include "core/commands/party.hpp"

namespace tallygate::core {

constexpr std::int64_t kBasisPoints = 10'000;

struct PlanTier {
  std::int64_t bp = 0;
  Amount from_gmv = 0;  // the distributor's volume of the last 30 days, in minor units, from which this rate holds
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("bp", s.bp, between(0, kBasisPoints));
    v("from_gmv", s.from_gmv, at_least(0));
  }
};

struct PlanLevel {
  std::int64_t level = 1;       // 1: the referrer, 2: the referrer's upline …
  std::vector<PlanTier> tiers;  // ascending from_gmv, the first at 0
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("level", s.level, between(1, 10));
    v("tiers", s.tiers, items(16));
  }
};

struct PlanShare {
  std::int64_t bp = 0;
  Role role = Role::creator;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("bp", s.bp, between(0, kBasisPoints));
    v("role", s.role);
  }
};

// What commissions are a share of; never more than what is split. The platform's fee is always a share of all of that.
enum class PlanBase : std::uint8_t { goods, gross, net_of_coupon, net_of_fee };
std::span<const EnumName<PlanBase>> enum_names(PlanBase);

enum class PlanPeriod : std::uint8_t { day, month };  // of the calendar in the tenant's time zone
std::span<const EnumName<PlanPeriod>> enum_names(PlanPeriod);

// The most that one payee gets by one part of the plan in one calendar period. What is over stays with the merchant.
struct PlanPeriodCap {
  Amount amount = 0;                  // minor units of the plan's currency
  std::optional<std::int64_t> level;  // the part: this level, or
  PlanPeriod period = PlanPeriod::month;
  std::optional<Role> role;  // the share of this role
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("level", s.level, between(1, 10));
    v("period", s.period);
    v("role", s.role);
  }
};
constexpr std::size_t kPeriodCapsMax = 32;  // of a plan: each of at most 16 parts by day and by month

struct PlanPut {                 // path: the plan
  std::optional<PlanBase> base;  // default: gross
  std::optional<Amount> cap;     // the most that one commission part of one order may be, minor units
  Currency currency;
  std::vector<PlanLevel> levels;
  std::optional<std::int64_t> matures_after_s;  // seconds after completion; absent or 0: payable at once
  std::optional<Time> occurred_at;
  std::vector<PlanPeriodCap> period_caps;  // of each part one a period
  std::int64_t platform_fee_bp = 0;
  std::vector<PlanShare> shares;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("base", s.base);
    v("cap", s.cap, at_least(0));
    v("currency", s.currency);
    v("levels", s.levels, items(10));
    v("matures_after_s", s.matures_after_s, between(0, 400LL * 86'400));
    v("occurred_at", s.occurred_at);
    v("period_caps", s.period_caps, items(kPeriodCapsMax));
    v("platform_fee_bp", s.platform_fee_bp, between(0, kBasisPoints));
    v("shares", s.shares, items(6));
  }
};

}  // namespace tallygate::core
