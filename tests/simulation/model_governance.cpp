// Parties, plans, settings, rule sets, approvals, labels, clients.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;
using core::Operation;

namespace {

bool changes_account(Operation op) {
  return op == Operation::account_freeze || op == Operation::account_unfreeze || op == Operation::account_close;
}

// What the setting four_eyes calls it, and what an approval is about.
struct Watched {
  std::string as, subject;
};
Watched watched(const core::Command& c) {
  if (changes_account(c.op)) return {"accounts", "account:" + c.path_id};
  if (c.op == Operation::limit_put) return {"limits", "limit:" + c.path_id};
  if (c.op == Operation::conversion_post)
    return {"conversions", "conversion:" + core::body_as<core::ConversionPost>(c).conversion_id.str()};
  if (c.op == Operation::period_close) return {"periods", "period:" + c.path_id};
  if (c.op == Operation::plan_put) return {"plans", "plan:" + c.path_id};
  if (c.op == Operation::coupon_put) return {"coupons", "coupon:" + c.path_id};
  if (c.op == Operation::ruleset_put) return {"rulesets", "ruleset:" + core::body_as<core::RulesetPut>(c).name};
  if (c.op == Operation::journal_post) return {"", "journal:" + core::body_as<core::JournalPost>(c).entry_id.str()};
  return {"settings", "settings"};
}

}  // namespace

std::int64_t Model::depth_below(const std::string& party) const {
  std::int64_t deepest = 0;
  for (const auto& [id, p] : parties) {
    std::int64_t way = 1;
    std::string up = p.upline;
    for (; !up.empty() && up != party; ++way) up = parties.at(up).upline;
    if (up == party) deepest = std::max(deepest, way);
  }
  return deepest;
}

Model::Made Model::put_party(const core::Command& command) {
  const std::string& id = command.path_id;
  if (command.op == Operation::party_change) {
    see(id);
    return {{}, {Type::party_changed}};
  }
  const auto& body = core::body_as<core::PartyPut>(command);
  Codes why;
  if (body.upline) {
    std::int64_t above = 0;
    std::set<std::string> seen;
    for (std::string up = body.upline->str(); !up.empty() && seen.insert(up).second; ++above) {
      if (up == id) {
        why.insert(Code::upline_cycle);
        break;
      }
      const auto party = parties.find(up);
      up = party == parties.end() ? "" : party->second.upline;
    }
    if (above + depth_below(id) > settings.upline_depth_max) why.insert(Code::upline_too_deep);
  }
  if (!why.empty()) return {why, {}};
  see(id);
  if (body.upline) see(body.upline->str());
  ModelParty& party = parties.at(id);
  party.version += 1;
  party.upline = body.upline ? body.upline->str() : "";
  party.roles = body.roles;
  return {{}, {Type::party_put}};
}

// Why a plan, settings or rule set could not be in force as things stand.
Codes Model::not_live(const core::Command& command) const {
  if (const auto dated = occurred_at(command); dated && !closed_month_of(*dated).empty()) return {Code::period_closed};
  if (command.op == Operation::conversion_post) return no_conversion(command);
  if (command.op == Operation::period_close) return no_close(command.path_id);
  if (command.op == Operation::journal_post) return no_entry(command);
  if (changes_account(command.op)) return no_change_of_account(command);
  if (command.op == Operation::limit_put) return no_limit(command);
  Codes why;
  if (command.op == Operation::settings_put) {
    const auto& put = core::body_as<core::SettingsPut>(command);
    bool by_calendar = put.payout_schedule && !put.payout_schedule->empty();
    for (const auto& rule : put.payout_tax.value_or(std::vector<core::PayoutTax>()))
      by_calendar = by_calendar || rule.period.has_value();
    for (const auto& [id, versions] : plans)
      if (static_cast<std::int64_t>(versions.back().levels.size()) > put.commission_levels_max.value_or(1'000))
        why.insert(Code::levels_over_legal_cap);
    by_calendar = by_calendar || put.period_close.value_or(false);
    if (by_calendar && !east) why.insert(Code::time_zone_unknown);
    for (const auto& what : put.four_eyes.value_or(std::vector<std::string>()))
      if (what != "accounts" && what != "conversions" && what != "coupons" && what != "limits" && what != "periods" &&
          what != "plans" && what != "rulesets" && what != "settings")
        why.insert(Code::not_supported);
  }
  if (command.op == Operation::plan_put) return no_plan(core::body_as<core::PlanPut>(command));
  return why;
}

Model::Made Model::put_live(const Shared& command) {
  if (command->op == Operation::journal_post) {
    post_entry(command, next_seq + 1);  // after the approval's own record
    return {{}, {Type::journal_posted}};
  }
  if (changes_account(command->op)) return {{}, {change_account(*command)}};
  if (command->op == Operation::limit_put) {
    put_limit(*command);
    return {{}, {Type::limit_put}};
  }
  if (command->op == Operation::conversion_post) return convert(command);
  if (command->op == Operation::coupon_put) return put_goods(*command);
  if (command->op == Operation::period_close) {
    close_month(command->path_id);
    return {{}, {Type::period_closed}};
  }
  if (command->op == Operation::plan_put) {
    plans[command->path_id].push_back(core::body_as<core::PlanPut>(*command));
    return {{}, {Type::plan_published}};
  }
  if (command->op == Operation::ruleset_put) {
    ruleset = core::body_as<core::RulesetPut>(*command).name;
    return {{}, {Type::ruleset_activated}};
  }
  const auto& put = core::body_as<core::SettingsPut>(*command);
  settings.version += 1;
  settings.challenge_expires_s = put.challenge_expires_s.value_or(settings.challenge_expires_s);
  settings.review_expires_s = put.review_expires_s.value_or(settings.review_expires_s);
  settings.commission_levels_max = put.commission_levels_max.value_or(settings.commission_levels_max);
  settings.upline_depth_max = put.upline_depth_max.value_or(settings.upline_depth_max);
  if (put.fallback_outcome) settings.fallback_outcome = core::name_of(*put.fallback_outcome);
  settings.four_eyes = put.four_eyes.value_or(settings.four_eyes);
  const auto set = [](auto& setting, const auto& given) {
    if (given) setting = given;
  };
  set(settings.order_expires_s, put.order_expires_s);
  set(settings.order_on_late, put.order_on_late);
  set(settings.order_release_after_s, put.order_release_after_s);
  set(settings.payout_cool_off_s, put.payout_cool_off_s);
  set(settings.payout_kyc_level, put.payout_kyc_level);
  set(settings.payout_minimum, put.payout_minimum);
  set(settings.payout_registered_only, put.payout_registered_only);
  set(settings.payout_tax, put.payout_tax);
  set(settings.payout_schedule, put.payout_schedule);
  set(settings.closed_weekdays, put.closed_weekdays);
  set(settings.holidays, put.holidays);
  set(settings.recon_channels, put.recon_channels);
  set(settings.recon_grace_s, put.recon_grace_s);
  set(settings.ship_grace_s, put.ship_grace_s);
  set(settings.period_close, put.period_close);
  keep_months(settings.period_close.value_or(false));
  return {{}, {Type::settings_changed}};
}

Model::Made Model::govern(const Shared& command) {
  switch (command->op) {
    case Operation::client_add: {
      const auto& id = core::body_as<core::ClientAdd>(*command).client_id;
      if (!clients.emplace(id, false).second) return {{Code::client_exists}, {}};
      return {{}, {Type::client_added}};
    }
    case Operation::client_revoke: {
      const auto found = clients.find(core::body_as<core::ClientRevoke>(*command).client_id);
      if (found == clients.end()) return {{Code::client_not_found}, {}};
      found->second = true;
      return {{}, {Type::client_revoked}};
    }
    case Operation::clock_live:
      replay_clock = false;
      return {{}, {Type::clock_live}};
    default:
      break;
  }
  if (Codes why = not_live(*command); !why.empty()) return {why, {}};
  const bool entry = command->op == Operation::journal_post;  // always waits
  const Watched what = watched(*command);
  const bool system = command->actor.client == "system" && !entry;  // sets up a tenant before there are people in it
  if (system || (!entry && std::ranges::find(settings.four_eyes, what.as) == settings.four_eyes.end()))
    return put_live(command);
  ModelApproval approval;
  approval.id = "ap" + std::to_string(next_seq);
  approval.seq = next_seq;
  approval.requested_at = last_at;
  approval.requested_by = command->actor.person;
  approval.subject = what.subject;
  approval.command = command;
  approvals.emplace(approval.id, approval);
  return {{}, {Type::approval_requested}};
}

Model::Made Model::approve(const core::Command& command) {
  const auto found = approvals.find(command.path_id);
  if (found == approvals.end()) return {{Code::approval_not_found}, {}};
  ModelApproval& approval = found->second;
  if (approval.state != "open") return {{Code::approval_not_open}, {}};
  const bool approves = core::body_as<core::ApprovalDecide>(command).approve;
  const std::string& person = command.actor.person;
  Made made{{}, {Type::approval_decided}};
  if (approves) {
    Codes why = not_live(*approval.command);
    if (person.empty() || person == approval.requested_by) why.insert(Code::four_eyes);
    if (!why.empty()) return {why, {}};
    record_ = 1;
    made.types.push_back(put_live(approval.command).types.front());
  }
  approval.state = approves ? "approved" : "rejected";
  approval.decided_by = person;
  if (approves) supersede(approval);
  return made;
}

// What is newer is not undone by what was asked for before it.
void Model::supersede(const ModelApproval& approved) {
  const Operation op = approved.command->op;
  if (op != Operation::plan_put && op != Operation::settings_put && op != Operation::ruleset_put &&
      op != Operation::limit_put && op != Operation::coupon_put)
    return;
  for (auto& [id, other] : approvals) {
    const bool same = op == Operation::ruleset_put ? other.command->op == op : other.subject == approved.subject;
    if (other.state != "open" || !same || other.seq >= approved.seq) continue;
    other.state = "superseded";
    other.decided_by = approved.decided_by;
    met.insert("superseded " + std::string(core::traits(op).name));
  }
}

Model::Made Model::label(const core::Command& command) {
  const auto& body = core::body_as<core::LabelPut>(command);
  const auto colon = body.subject.find(':');
  const std::string kind = body.subject.substr(0, colon), label(core::name_of(body.label));
  if (colon == std::string::npos || (kind != "order" && kind != "payment" && kind != "login" && kind != "party"))
    return {{Code::not_supported}, {}};
  const std::string id = body.subject.substr(colon + 1);
  if (kind == "order" && orders.contains(id)) orders.at(id).label = label;
  if (kind == "payment" && payments.contains(id)) payments.at(id).label = label;
  if (kind == "party" && parties.contains(id)) parties.at(id).label = label;
  return {{}, {Type::label_put}};
}

}  // namespace tallygate::simulation
