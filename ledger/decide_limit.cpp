// limit.put: who may spend, be paid or owe how much. A limit keeps its kind, holder and currency for ever; its amount
// and period change, and without an amount it holds no more.
#include <utility>

#include "core/time_zone.hpp"
#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/journal_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

std::string_view holder_of(const core::LimitPut& put) {
  return put.party ? put.party->view() : std::string_view(*put.account);
}

std::optional<core::Refusal> no_holder(const State& state, const core::LimitPut& put) {
  std::string_view party = put.party ? put.party->view() : party_of(*put.account);
  const std::string pointer = put.party ? "/party" : "/account";
  if (party.empty() || (put.account && !takes_entries(*put.account)))
    return refusal(Code::not_supported, pointer, *put.account + " is no account that a party is paid of");
  if (put.kind == core::LimitKind::spend && put.account && !is_wallet(*put.account))
    return refusal(Code::not_supported, pointer, "nothing is bought from " + *put.account + ", as it is from a wallet");
  if (put.period && !core::TimeZone::named(state.time_zone))
    return refusal(Code::time_zone_unknown, "/period",
                   "days and months begin by the tenant's time zone, and none is known as " + state.time_zone);
  if (state.parties.find(party) != nullptr) return std::nullopt;
  return refusal(Code::party_not_found, pointer, "there is no party " + std::string(party));
}

std::optional<core::Refusal> another(const Limit& known, const core::LimitPut& put) {
  if (known.kind == put.kind && known.holder == holder_of(put) && known.currency == put.currency) return std::nullopt;
  return refusal(Code::limit_exists, "",
                 "limit " + known.id + " is of kind " + std::string(core::name_of(known.kind)) + " in " +
                     std::string(known.currency.code()) + ", of " + known.holder);
}

}  // namespace

Decision put_limit(const Asked& asked) {
  const auto& put = core::body_as<core::LimitPut>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Limit* known = asked.state.limits.find(id);
  if (known == nullptr && !put.amount) return refused(Code::limit_not_found, "", "there is no limit " + id);
  if (auto why = no_holder(asked.state, put)) return refused(std::move(*why));
  if (known != nullptr) {
    if (auto why = another(*known, put)) return refused(std::move(*why));
  } else if (asked.state.limits.of(holder_of(put)).size() >= kLimitsMax) {
    return refused(Code::not_supported, "", "a party or account has at most " + std::to_string(kLimitsMax) + " limits");
  }
  core::Record record = record_for(asked, core::RecordType::limit_put);
  core::ObjectEffect effect = object_effect("limit:" + id);
  effect.id = id;
  effect.version = (known == nullptr ? 0 : known->version) + 1;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
