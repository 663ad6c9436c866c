#include <string>
#include <utility>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"

namespace tallygate::ledger {
namespace {

std::string_view id_in(std::string_view subject) {
  return subject.substr(subject.find(':') + 1);
}

void set_business_days(BusinessDays& business, const core::SettingsPut& put) {
  if (put.closed_weekdays) business.closed_weekdays = *put.closed_weekdays;
  if (!put.holidays) return;
  business.holidays.clear();
  for (const std::string& text : *put.holidays) {
    const auto day = core::parse_date(text);
    TALLYGATE_CHECK(day.has_value(), "what is recorded as a holiday is a day");
    business.holidays.push_back(*day);
  }
}

void waits_for_a_person(const Applying& a, Approval& approval) {
  a.journal.note(a.state, approval.seq, +[](State& s, const std::uint64_t& seq) { s.open_approvals.erase(seq); });
  a.state.open_approvals.emplace(approval.seq, &approval);
}

void close_approval(const Applying& a, Approval& approval, ApprovalState as) {
  struct Before {
    Approval* approval;
  };
  a.journal.note(
      a.state, Before{&approval},
      +[](State& s, const Before& b) { s.open_approvals.emplace(b.approval->seq, b.approval); });
  a.state.open_approvals.erase(approval.seq);
  a.journal.set(approval.state, as);
  a.journal.replace(approval.decided_by, a.record.actor.person);
  a.journal.replace(approval.command, std::shared_ptr<const core::Command>());
}

// Of these the last that is approved holds; what else waits for a person stands beside it.
bool replaces_what_was(core::Operation op) {
  using enum core::Operation;
  return op == plan_put || op == settings_put || op == ruleset_put || op == limit_put || op == coupon_put;
}

// What was asked for of the same before would undo what is newer. There is one live rule set, whatever their names.
void supersede_before(const Applying& a, const Approval& newer) {
  std::vector<Approval*> older;
  for (const auto& [seq, approval] : a.state.open_approvals)
    if (seq < newer.seq && approval->op == newer.op &&
        (newer.op == core::Operation::ruleset_put || approval->subject == newer.subject))
      older.push_back(approval);
  for (Approval* approval : older)
    close_approval(a, *touched(a, a.state.approvals, approval->id), ApprovalState::superseded);
}

template <class T>
void set_label(const Applying& a, T* object, core::Label label) {
  if (object != nullptr) a.journal.set(object->label, std::optional(label));
}

}  // namespace

void apply_log_opened(const Applying& a) {
  a.journal.replace(a.state.time_zone, core::effect_as<core::LogOpened>(a.record).time_zone);
}

void apply_plan_published(const Applying& a) {
  const std::string& id = a.record.command->path_id;
  Plan* known = a.state.plans.find(id);
  Plan& plan = known != nullptr ? *known : a.state.plans.create(id, a.journal);
  auto version = std::make_unique<PlanVersion>();
  version->plan = &plan;
  version->version = static_cast<std::int64_t>(plan.versions.size()) + 1;
  version->published_at = a.record.at;
  version->terms = core::body_as<core::PlanPut>(*a.record.command);
  a.journal.note(plan, 0, +[](Plan& p, const int&) { p.versions.pop_back(); });
  plan.versions.push_back(std::move(version));
}

void apply_settings_changed(const Applying& a) {
  const auto& put = core::body_as<core::SettingsPut>(*a.record.command);
  Settings next = a.state.settings;
  ++next.version;
  next.challenge_expires_s = put.challenge_expires_s.value_or(next.challenge_expires_s);
  next.review_expires_s = put.review_expires_s.value_or(next.review_expires_s);
  next.commission_levels_max = put.commission_levels_max.value_or(next.commission_levels_max);
  next.upline_depth_max = put.upline_depth_max.value_or(next.upline_depth_max);
  next.fallback_outcome = put.fallback_outcome.value_or(next.fallback_outcome);
  if (put.four_eyes) next.four_eyes = *put.four_eyes;
  set_payout_settings(next.payouts, put);
  set_business_days(next.business, put);
  if (put.order_expires_s) next.order_expires_s = put.order_expires_s;
  if (put.order_on_late) next.order_on_late = put.order_on_late;
  if (put.order_release_after_s) next.order_release_after_s = put.order_release_after_s;
  if (put.period_close) next.period_close = put.period_close;
  if (put.recon_channels) next.recon_channels = *put.recon_channels;
  if (put.recon_grace_s) next.recon_grace_s = put.recon_grace_s;
  if (put.ship_grace_s) next.ship_grace_s = put.ship_grace_s;
  a.journal.replace(a.state.settings, std::move(next));
  if (put.period_close) keep_months(a, *put.period_close);
}

void apply_ruleset_activated(const Applying& a) {
  a.journal.set(a.state.rulesets, a.state.rulesets + 1);
}

void apply_approval_requested(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Approval& approval = made(a, a.state.approvals, *effect.id);
  approval.seq = a.record.seq;
  approval.op = a.record.command->op;
  approval.requested_at = a.record.at;
  approval.requested_by = a.record.actor.person;
  approval.command = a.record.command;
  approval.subject = *effect.subject;
  waits_for_a_person(a, approval);
}

void apply_approval_decided(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Approval* approval = touched(a, a.state.approvals, *effect.id);
  TALLYGATE_CHECK(approval != nullptr, "what is decided was asked for");
  const bool approved = core::body_as<core::ApprovalDecide>(*a.record.command).approve;
  if (approved && replaces_what_was(approval->op)) supersede_before(a, *approval);
  close_approval(a, *approval, approved ? ApprovalState::approved : ApprovalState::rejected);
}

void apply_label(const Applying& a) {
  const auto& body = core::body_as<core::LabelPut>(*a.record.command);
  const std::string_view id = id_in(body.subject);
  if (body.subject.starts_with("order:")) set_label(a, touched(a, a.state.orders, id), body.label);
  if (body.subject.starts_with("payment:")) set_label(a, touched(a, a.state.payments, id), body.label);
  if (body.subject.starts_with("login:")) set_label(a, touched(a, a.state.logins, id), body.label);
  if (body.subject.starts_with("party:")) set_label(a, a.state.parties.find(id), body.label);
}

void apply_commission_matured(const Applying& a) {
  const auto& effect = core::effect_as<core::MaturedEffect>(a.record);
  const Account* account = a.state.accounts.find(effect.account);
  const auto date = core::parse_date(effect.date);
  TALLYGATE_CHECK(account != nullptr && date.has_value(), "what matures was posted, on a day");
  a.state.maturities.add({*date, effect.currency, account}, -effect.amount, a.journal);
}

}  // namespace tallygate::ledger
