#include <string>

#include "ledger/apply.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger {

void apply_limit_put(const Applying& a) {
  const auto& put = core::body_as<core::LimitPut>(*a.record.command);
  Limit* known = a.state.limits.changing(a.record.command->path_id);
  if (known == nullptr) {
    Limit& limit = a.state.limits.create(a.record.command->path_id, a.journal);
    limit.put_at = a.record.seq;
    limit.kind = put.kind;
    limit.holder = put.party ? put.party->str() : *put.account;
    limit.currency = put.currency;
    a.state.limits.list(limit, a.journal);
    known = &limit;
  }
  Limits::forget_before(*known, counts_from(a.state, *known, a.record.at), a.journal);
  a.journal.set(known->amount, put.amount);
  a.journal.set(known->period, put.period);
  a.journal.set(known->period_s, put.period_s.value_or(0));
  a.journal.set(known->version, known->version + 1);
}

}  // namespace tallygate::ledger
