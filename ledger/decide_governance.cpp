// Plans, settings, rule sets, conversions, coupons, limits, months and states of accounts: checked when asked for, and
// live once another person approves, where the setting four_eyes says so. Journal entries always wait for one. Labels.
#include <algorithm>
#include <array>
#include <utility>

#include "core/time_zone.hpp"
#include "ledger/account_state.hpp"
#include "ledger/decide.hpp"
#include "ledger/period_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

constexpr std::array<std::string_view, 8> kFourEyes = {"accounts", "conversions", "coupons",  "limits",
                                                       "periods",  "plans",       "rulesets", "settings"};

std::optional<core::Refusal> check_level(const core::PlanLevel& level, std::size_t at) {
  const std::string pointer = "/levels/" + std::to_string(at);
  if (level.level != static_cast<std::int64_t>(at) + 1)
    return refusal(Code::not_supported, pointer + "/level", "levels are listed from 1 upwards, each once");
  if (level.tiers.empty() || level.tiers.front().from_gmv != 0)
    return refusal(Code::not_supported, pointer + "/tiers", "the first tier of a level holds from 0");
  const auto not_ascending =
      std::ranges::adjacent_find(level.tiers, [](const auto& a, const auto& b) { return a.from_gmv >= b.from_gmv; });
  if (not_ascending != level.tiers.end())
    return refusal(Code::not_supported, pointer + "/tiers", "tiers ascend by from_gmv");
  return std::nullopt;
}

bool pays_part(const core::PlanPut& plan, const core::PlanPeriodCap& cap) {
  if (cap.level) return *cap.level <= static_cast<std::int64_t>(plan.levels.size());
  return cap.role && std::ranges::find(plan.shares, *cap.role, &core::PlanShare::role) != plan.shares.end();
}

std::optional<core::Refusal> check_shares(const core::PlanPut& plan) {
  for (std::size_t i = 0; i < plan.shares.size(); ++i) {
    const core::Role role = plan.shares[i].role;
    if (role == core::Role::creator || role == core::Role::partner || role == core::Role::supplier) continue;
    return refusal(
        Code::share_without_payee, "/shares/" + std::to_string(i) + "/role",
        "an order names a creator, a partner and a supplier, no " + std::string(core::name_of(role)) + " for a share");
  }
  return std::nullopt;
}

core::Refusal days_unknown(const State& state, std::string pointer) {
  return refusal(Code::time_zone_unknown, std::move(pointer),
                 "days and months begin by the tenant's time zone, and none is known as " + state.time_zone);
}

std::optional<core::Refusal> check_period_caps(const State& state, const core::PlanPut& plan) {
  for (std::size_t i = 0; i < plan.period_caps.size(); ++i)
    if (!pays_part(plan, plan.period_caps[i]))
      return refusal(Code::period_cap_of_no_part, "/period_caps/" + std::to_string(i),
                     "it names no level and no share of this plan");
  if (plan.period_caps.empty() || core::TimeZone::named(state.time_zone)) return std::nullopt;
  return days_unknown(state, "/period_caps");
}

std::optional<core::Refusal> check_plan(const State& state, const core::PlanPut& plan) {
  const std::int64_t levels_max = state.settings.commission_levels_max;
  if (static_cast<std::int64_t>(plan.levels.size()) > levels_max)
    return refusal(Code::levels_over_legal_cap, "/levels",
                   std::to_string(plan.levels.size()) + " levels, the legal cap is " + std::to_string(levels_max) +
                       " (setting commission_levels_max)");
  for (std::size_t i = 0; i < plan.levels.size(); ++i)
    if (auto why = check_level(plan.levels[i], i)) return why;
  if (auto why = check_shares(plan)) return why;
  if (auto why = check_period_caps(state, plan)) return why;
  const std::int64_t greatest = greatest_bp(plan);
  if (greatest <= core::kBasisPoints) return std::nullopt;
  return refusal(Code::plan_exceeds_amount, "/levels",
                 "fee, levels and shares can come to " + std::to_string(greatest) + " of " +
                     std::to_string(core::kBasisPoints) + " basis points");
}

// Live plans obey the cap that is to come: who lowers it publishes plans with fewer levels first.
std::optional<core::Refusal> over_the_cap(const State& state, const core::SettingsPut& put) {
  if (!put.commission_levels_max) return std::nullopt;
  for (const Plan* plan : state.plans.sorted()) {
    const PlanVersion* live = plan->live();
    if (live == nullptr || static_cast<std::int64_t>(live->terms.levels.size()) <= *put.commission_levels_max) continue;
    return refusal(Code::levels_over_legal_cap, "/commission_levels_max",
                   "plan " + plan->id + " has " + std::to_string(live->terms.levels.size()) + " levels");
  }
  return std::nullopt;
}

std::optional<core::Refusal> check_settings(const State& state, const core::SettingsPut& put) {
  if (auto why = over_the_cap(state, put)) return why;
  if (put.payout_schedule && !put.payout_schedule->empty() && !core::TimeZone::named(state.time_zone))
    return days_unknown(state, "/payout_schedule");
  if (put.payout_tax && std::ranges::any_of(*put.payout_tax, [](const auto& tax) { return tax.period.has_value(); }) &&
      !core::TimeZone::named(state.time_zone))
    return days_unknown(state, "/payout_tax");
  if (put.period_close.value_or(false) && !core::TimeZone::named(state.time_zone))
    return refusal(Code::time_zone_unknown, "/period_close",
                   "months end by the tenant's time zone, and none is known as " + state.time_zone);
  if (!put.four_eyes) return std::nullopt;
  for (std::size_t i = 0; i < put.four_eyes->size(); ++i)
    if (std::ranges::find(kFourEyes, (*put.four_eyes)[i]) == kFourEyes.end())
      return refusal(Code::not_supported, "/four_eyes/" + std::to_string(i),
                     "one of accounts, conversions, coupons, limits, periods, plans, rulesets, settings");
  return std::nullopt;
}

// The system sets up a tenant before there are people in it.
bool needs_approval(const Asked& asked, std::string_view what) {
  if (asked.command->actor.client == "system") return false;
  return std::ranges::find(asked.state.settings.four_eyes, what) != asked.state.settings.four_eyes.end();
}

Decision ask_approval(const Asked& asked, std::string subject) {
  core::Record record = record_for(asked, RecordType::approval_requested);
  core::ObjectEffect effect = object_effect(std::move(subject));
  effect.id = "ap" + std::to_string(asked.seq);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision changed(const Asked& asked, RecordType type, std::string subject, std::string id, std::int64_t version) {
  core::Record record = record_for(asked, type);
  core::ObjectEffect effect = object_effect(std::move(subject));
  if (!id.empty()) effect.id = std::move(id);
  effect.version = version;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision publish_plan(const Asked& asked) {
  if (auto why = check_plan(asked.state, core::body_as<core::PlanPut>(*asked.command))) return refused(std::move(*why));
  const std::string& id = asked.command->path_id;
  const Plan* known = asked.state.plans.find(id);
  const auto version = static_cast<std::int64_t>(known == nullptr ? 0 : known->versions.size()) + 1;
  return changed(asked, RecordType::plan_published, "plan:" + id, id, version);
}

Decision change_settings(const Asked& asked) {
  if (auto why = check_settings(asked.state, core::body_as<core::SettingsPut>(*asked.command)))
    return refused(std::move(*why));
  return changed(asked, RecordType::settings_changed, "settings", "", asked.state.settings.version + 1);
}

Decision activate_ruleset(const Asked& asked) {
  const auto& put = core::body_as<core::RulesetPut>(*asked.command);
  return changed(asked, RecordType::ruleset_activated, "ruleset:" + put.name, put.name, asked.state.rulesets + 1);
}

Decision make_live(const Asked& asked) {
  switch (asked.command->op) {
    case core::Operation::plan_put:
      return publish_plan(asked);
    case core::Operation::settings_put:
      return change_settings(asked);
    case core::Operation::ruleset_put:
      return activate_ruleset(asked);
    case core::Operation::journal_post:
      return post_entry(asked);
    case core::Operation::conversion_post:
      return post_conversion(asked);
    case core::Operation::account_freeze:
    case core::Operation::account_unfreeze:
    case core::Operation::account_close:
      return change_account(asked);
    case core::Operation::coupon_put:
      return put_coupon(asked);
    case core::Operation::limit_put:
      return put_limit(asked);
    case core::Operation::period_close:
      return close_period(asked);
    default:
      break;
  }
  TALLYGATE_CHECK(false, "only what four eyes may watch, and entries, wait for approval");
  return {};
}

Decision live_or_asked(const Asked& asked, std::string_view what, std::string subject) {
  Decision live = make_live(asked);
  if (live.refusal || !needs_approval(asked, what)) return live;
  if (auto why = not_postable(asked.state, live)) return refused(std::move(*why));
  return ask_approval(asked, std::move(subject));
}

}  // namespace

Decision decide_plan_put(const Asked& asked) {
  return live_or_asked(asked, "plans", "plan:" + asked.command->path_id);
}

Decision decide_settings_put(const Asked& asked) {
  return live_or_asked(asked, "settings", "settings");
}

Decision decide_ruleset_put(const Asked& asked) {
  return live_or_asked(asked, "rulesets", "ruleset:" + core::body_as<core::RulesetPut>(*asked.command).name);
}

Decision decide_account_change(const Asked& asked) {
  return live_or_asked(asked, "accounts", "account:" + asked.command->path_id);
}

Decision decide_coupon_put(const Asked& asked) {
  return live_or_asked(asked, "coupons", "coupon:" + asked.command->path_id);
}

Decision decide_limit_put(const Asked& asked) {
  return live_or_asked(asked, "limits", "limit:" + asked.command->path_id);
}

Decision decide_conversion_post(const Asked& asked) {
  return live_or_asked(asked, "conversions",
                       conversion_subject(core::body_as<core::ConversionPost>(*asked.command).conversion_id.view()));
}

Decision decide_period_close(const Asked& asked) {
  return live_or_asked(asked, "periods", "period:" + asked.command->path_id);
}

Decision decide_journal_post(const Asked& asked) {
  Decision live = make_live(asked);
  if (live.refusal) return live;
  return ask_approval(asked, *core::effect_as<core::ObjectEffect>(live.records.front()).subject);
}

Decision decide_approval(const Asked& asked) {
  const auto& answer = core::body_as<core::ApprovalDecide>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Approval* approval = asked.state.approvals.find(id);
  if (approval == nullptr) return refused(Code::approval_not_found, "", "there is no approval " + id);
  if (approval->state != ApprovalState::open)
    return refused(Code::approval_not_open, "",
                   "approval " + id + " is " + std::string(core::name_of(approval->state)));
  const std::string& person = asked.command->actor.person;
  if (answer.approve && person.empty())
    return refused(Code::four_eyes, "", "a person approves, and this client stands for none");
  if (answer.approve && person == approval->requested_by)
    return refused(Code::four_eyes, "", "author and approver are the same person");

  core::Record decided = record_for(asked, RecordType::approval_decided);
  core::ObjectEffect effect = object_effect(approval->subject);
  effect.id = id;
  decided.effect = std::move(effect);
  Decision out = recorded(std::move(decided));
  if (!answer.approve) return out;
  const Asked approved{asked.state, approval->command, nullptr, asked.now, asked.seq + 1, nullptr};
  if (auto why = dated_into_closed(asked.state, *approval->command)) return refused(why->code, "", why->detail);
  Decision live = make_live(approved);
  if (live.refusal) return live;  // what was right when it was asked for may have become wrong since
  live.records.front().cause = approval->seq;
  out.records.push_back(std::move(live.records.front()));
  return out;
}

Decision decide_label_put(const Asked& asked) {
  const std::string& subject = core::body_as<core::LabelPut>(*asked.command).subject;
  const std::size_t colon = subject.find(':');
  const std::string_view kind = std::string_view(subject).substr(0, colon);
  const bool known_kind = kind == "order" || kind == "payment" || kind == "login" || kind == "party";
  if (!known_kind || colon == std::string::npos || !core::valid_id(std::string_view(subject).substr(colon + 1)))
    return refused(Code::not_supported, "/subject", "one of order:ID, payment:ID, login:ID, party:ID");
  core::Record record = record_for(asked, RecordType::label_put);
  record.effect = object_effect(subject);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
