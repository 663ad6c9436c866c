// The JSON of payouts, of what parties and settings say of them, and what risk reads of them.
#include <algorithm>
#include <string>

#include "core/canonical_json.hpp"
#include "core/fields_writer.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/ledger.hpp"
#include "ledger/reads.hpp"

namespace tallygate::ledger {
namespace {

using core::JsonWriter;

template <class T>
std::string payout_setting(const T& value) {
  std::string out;
  core::FieldsWriter(out).write(value);
  return out;
}

template <class T>
void payout_settings_list(JsonWriter& json, std::string_view name, const std::vector<T>& list) {
  if (list.empty()) return;
  json.key(name);
  json.begin_array();
  for (const T& item : list) json.raw(payout_setting(item));
  json.end_array();
}

}  // namespace

void payout_account_members(JsonWriter& json, const Party& party) {
  if (party.payout_accounts.empty()) return;
  json.key("payout_accounts");
  json.begin_array();
  for (const PayoutAccount& account : party.payout_accounts) {
    json.begin_object();
    json.member("account", account.id);
    json.member("changed_at", core::format_time(account.changed_at));
    json.member("closed", account.closed);
    if (account.currency) json.member("currency", account.currency->code());
    json.member("kind", core::name_of(account.kind));
    json.member("token", account.token);
    json.end_object();
  }
  json.end_array();
}

void payout_setting_members(JsonWriter& json, const PayoutSettings& s) {
  const PayoutSettings none;
  if (s.cool_off_s != none.cool_off_s) json.member("payout_cool_off_s", s.cool_off_s);
  if (s.kyc_level != none.kyc_level) json.member("payout_kyc_level", s.kyc_level);
  payout_settings_list(json, "payout_minimum", s.minimum);
  if (s.registered_only) json.member("payout_registered_only", s.registered_only);
  payout_settings_list(json, "payout_schedule", s.schedule);
  payout_settings_list(json, "payout_tax", s.tax);
}

std::string Ledger::payout_json(std::string_view id) const {
  std::string out;
  const Payout* payout = state_->payouts.find(id);
  if (payout == nullptr) return refused_json(*state_, kPayoutIds, id);
  JsonWriter json(out);
  json.begin_object();
  json.member("account", payout->account);
  json.member("amount", payout->amount);
  json.member("at", core::format_time(payout->at));
  if (!payout->bank.empty()) json.member("bank", payout->bank);
  json.member("currency", payout->currency.code());
  if (!payout->decided_by.empty()) json.member("decided_by", payout->decided_by);
  json.member("net", payout->net);
  json.member("party", payout->party->id);
  json.member("payout_id", payout->id);
  if (!payout->requested_by.empty()) json.member("requested_by", payout->requested_by);
  json.member("state", core::name_of(payout->state));
  json.member("tax", payout->tax);
  if (!payout->to.empty()) json.member("to", payout->to);
  waiting_member(json, payout->waiting);
  json.end_object();
  return out;
}

std::optional<core::Time> Ledger::payout_account_changed(std::string_view party, std::string_view account) const {
  const Party* known = state_->parties.find(party);
  if (known == nullptr) return std::nullopt;
  const auto found = std::ranges::find(known->payout_accounts, account, &PayoutAccount::id);
  if (found == known->payout_accounts.end()) return std::nullopt;
  return found->changed_at;
}

}  // namespace tallygate::ledger
