#include "ledger/digest_commission.hpp"

namespace tallygate::ledger {
namespace {

void write_part(DigestWriter& w, const PlanPart& part) {
  w.number(part.level);
  w.choice(part.role);
}

void write_period(DigestWriter& w, const CalendarPeriod& period) {
  w.choice(period.kind);
  w.number(period.begins.days_since_epoch);
}

void write_terms(DigestWriter& w, const core::PlanPut& terms) {
  w.choice(terms.base);
  w.number(terms.cap.value_or(-1));
  w.text(terms.currency.code());
  w.number(terms.matures_after_s.value_or(-1));
  w.number(terms.occurred_at ? terms.occurred_at->us : -1);
  w.number(terms.period_caps.size());
  for (const core::PlanPeriodCap& cap : terms.period_caps) {
    w.number(cap.amount);
    w.number(cap.level.value_or(0));
    w.choice(cap.period);
    w.choice(cap.role);
  }
  w.number(terms.platform_fee_bp);
  w.number(terms.levels.size());
  for (const core::PlanLevel& level : terms.levels) {
    w.number(level.level);
    w.number(level.tiers.size());
    for (const core::PlanTier& tier : level.tiers) {
      w.number(tier.bp);
      w.number(tier.from_gmv);
    }
  }
  w.number(terms.shares.size());
  for (const core::PlanShare& share : terms.shares) {
    w.number(share.bp);
    w.choice(share.role);
  }
}

}  // namespace

void write(DigestWriter& w, const Plan& plan) {
  w.number(plan.versions.size());
  for (const auto& version : plan.versions) {
    w.number(version->version);
    w.time(version->published_at);
    write_terms(w, version->terms);
  }
}

void write(DigestWriter& w, const PeriodUses& uses) {
  for (const auto* use = uses.first(); use != nullptr; use = use->next.get()) {
    w.id(use->key.plan);
    write_part(w, use->key.part);
    w.text(use->key.currency.code());
    write_period(w, use->period);
    w.number(use->amount);
  }
}

void write(DigestWriter& w, const std::vector<CountedPeriod>& counted) {
  w.number(counted.size());
  for (const CountedPeriod& one : counted) {
    w.number(one.part);
    w.id(one.payee);
    write_part(w, one.which);
    write_period(w, one.period);
  }
}

}  // namespace tallygate::ledger
