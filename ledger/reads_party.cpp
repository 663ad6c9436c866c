// The JSON of parties, plans, accounts and settings, and what an order would split into.
#include <algorithm>
#include <string>

#include "core/canonical_json.hpp"
#include "core/fields_writer.hpp"
#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/ledger.hpp"
#include "ledger/order_split.hpp"
#include "ledger/reads.hpp"
#include "ledger/reserved_goods.hpp"

namespace tallygate::ledger {
namespace {

using core::JsonWriter;

template <class T>
std::string described(const T& value) {
  std::string out;
  core::FieldsWriter(out).write(value);
  return out;
}

template <class List, class Name>
void names_member(JsonWriter& json, std::string_view member, const List& list, Name name) {
  if (list.empty()) return;
  json.key(member);
  json.begin_array();
  for (const auto& item : list) json.string(name(item));
  json.end_array();
}

void balance(JsonWriter& json, const Balance& b, NormalSide normal, WideAmount available) {
  const WideAmount sign = normal == NormalSide::debit ? 1 : -1;
  const core::Amount pending = shown(sign * (b.posted + b.held));
  json.begin_object();
  json.member("available", shown(available));
  json.member("currency", b.currency.code());
  json.member("pending", pending);
  json.member("posted", shown(sign * b.posted));
  json.end_object();
}

}  // namespace

std::string Ledger::party_json(std::string_view id) const {
  std::string out;
  const Party* party = state_->parties.find(id);
  if (party == nullptr) return out;
  JsonWriter json(out);
  json.begin_object();
  json.key("aliases");
  json.begin_array();
  for (const core::Alias& alias : party->aliases) json.raw(described(alias));
  json.end_array();
  json.member("first_seen", core::format_time(party->first_seen));
  if (party->kyc_level > 0) json.member("kyc_level", party->kyc_level);
  label_member(json, party->label);
  json.member("party_id", party->id);
  payout_account_members(json, *party);
  json.key("roles");
  json.begin_array();
  for (const core::Role role : party->roles) json.string(core::name_of(role));
  json.end_array();
  if (party->upline != nullptr) json.member("upline", party->upline->id);
  json.member("version", party->version);
  json.end_object();
  return out;
}

std::string Ledger::plan_json(std::string_view id) const {
  std::string out;
  const Plan* plan = state_->plans.find(id);
  if (plan == nullptr || plan->live() == nullptr) return out;
  const PlanVersion& live = *plan->live();
  JsonWriter json(out);
  json.begin_object();
  json.member("plan", plan->id);
  json.member("published_at", core::format_time(live.published_at));
  json.key("terms");
  json.raw(described(live.terms));
  json.member("version", live.version);
  json.end_object();
  return out;
}

std::string Ledger::account_json(std::string_view name, core::Time) const {
  std::string out;
  const auto traits = account_traits(name);
  if (!traits) return out;
  const Account* account = state_->accounts.find(name);
  JsonWriter json(out);
  json.begin_object();
  json.member("account", name);
  json.key("balances");
  json.begin_array();
  for (const Balance* b = account == nullptr ? nullptr : account->first.get(); b != nullptr; b = b->next.get())
    balance(json, *b, traits->normal, available(*state_, name, b->currency));
  json.end_array();
  json.member("normal", traits->normal == NormalSide::debit ? "debit" : "credit");
  if (account != nullptr && account->reopened_by != 0) json.member("reopened_by", account->reopened_by);
  if (account != nullptr && account->state != AccountState::open) json.member("state", core::name_of(account->state));
  json.end_object();
  return out;
}

std::string Ledger::settings_json() const {
  const Settings& s = state_->settings;
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.member("challenge_expires_s", s.challenge_expires_s);
  names_member(json, "closed_weekdays", s.business.closed_weekdays,
               [](core::Weekday day) { return core::name_of(day); });
  json.member("commission_levels_max", s.commission_levels_max);
  json.member("fallback_outcome", core::name_of(s.fallback_outcome));
  json.key("four_eyes");
  json.begin_array();
  for (const std::string& what : s.four_eyes) json.string(what);
  json.end_array();
  names_member(json, "holidays", s.business.holidays, core::format_date);
  if (s.order_expires_s) json.member("order_expires_s", *s.order_expires_s);
  if (s.order_on_late) json.member("order_on_late", core::name_of(*s.order_on_late));
  if (s.order_release_after_s) json.member("order_release_after_s", *s.order_release_after_s);
  payout_setting_members(json, s.payouts);
  if (s.period_close) json.member("period_close", *s.period_close);
  if (!s.recon_channels.empty()) {
    json.key("recon_channels");
    json.begin_array();
    for (const core::Channel channel : s.recon_channels) json.string(core::name_of(channel));
    json.end_array();
  }
  if (s.recon_grace_s) json.member("recon_grace_s", *s.recon_grace_s);
  json.member("review_expires_s", s.review_expires_s);
  if (s.ship_grace_s) json.member("ship_grace_s", *s.ship_grace_s);
  json.member("upline_depth_max", s.upline_depth_max);
  json.member("version", s.version);
  json.end_object();
  return out;
}

Ledger::Preview Ledger::preview(std::string_view plan, const core::OrderPlace& order, core::Time now) const {
  Preview out;
  const Terms terms = terms_of(*state_, order, plan);
  out.refusal = terms.refusal;
  if (out.refusal) return out;
  CouponWanted coupon = coupon_wanted(*state_, order, now);
  out.refusal = std::move(coupon.refusal);
  if (out.refusal) return out;
  const bool funded = coupon.taken && coupon.taken->funded_by == core::FundedBy::platform;
  const core::Amount promotion = funded ? coupon.taken->discount : 0;
  JsonWriter json(out.json);
  json.begin_object();
  json.member("amount", order.amount);
  json.member("currency", order.currency.code());
  json.key("split");
  json.raw(described(split_of(*state_, order, terms, promotion, now)));
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
