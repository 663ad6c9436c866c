// The JSON of limits.
#include "core/canonical_json.hpp"
#include "ledger/ledger.hpp"
#include "ledger/limit_terms.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

std::string Ledger::limit_json(std::string_view id, core::Time now) const {
  std::string out;
  const Limit* limit = state_->limits.find(id);
  if (limit == nullptr) return out;
  core::JsonWriter json(out);
  json.begin_object();
  const bool of_account = limit->holder.find(':') != std::string::npos;
  if (of_account) json.member("account", limit->holder);
  if (limit->amount) json.member("amount", *limit->amount);
  json.member("currency", limit->currency.code());
  json.member("id", limit->id);
  json.member("kind", core::name_of(limit->kind));
  if (!of_account) json.member("party", limit->holder);
  if (limit->period) json.member("period", core::name_of(*limit->period));
  if (limit->kind != core::LimitKind::credit && !limit->period) json.member("period_s", limit->period_s);
  json.member("state", limit->amount ? "live" : "removed");
  if (limit->kind != core::LimitKind::credit)
    json.member("used", shown(limit->used(counts_from(*state_, *limit, now))));
  json.member("version", limit->version);
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
