// The objects as a read answers them: canonical JSON, members in byte order, absent ones left out.
#include <algorithm>

#include "core/canonical_json.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::JsonWriter;

namespace {

void member_if(JsonWriter& w, std::string_view name, const std::string& value) {
  if (!value.empty()) w.member(name, value);
}

void texts(JsonWriter& w, std::string_view name, const std::vector<std::string>& values) {
  w.key(name);
  w.begin_array();
  for (const auto& value : values) w.string(value);
  w.end_array();
}

void waiting(JsonWriter& w, const Model& model, const std::string& id) {
  if (id.empty()) return;
  w.key("waiting");
  w.begin_object();
  w.member("expires_at", core::format_time(model.waits.at(id).expires_at));
  w.member("id", id);
  w.end_object();
}

void payout_accounts(JsonWriter& w, const ModelParty& p) {
  if (p.payout_accounts.empty()) return;
  w.key("payout_accounts");
  w.begin_array();
  for (const auto& a : p.payout_accounts) {
    w.begin_object();
    w.member("account", a.id);
    w.member("changed_at", core::format_time(a.changed_at));
    w.member("closed", a.closed);
    member_if(w, "currency", a.currency);
    member_if(w, "kind", a.kind);
    member_if(w, "token", a.token);
    w.end_object();
  }
  w.end_array();
}

void order_settings(JsonWriter& w, const ModelSettings& s) {
  if (s.order_expires_s) w.member("order_expires_s", *s.order_expires_s);
  if (s.order_on_late) w.member("order_on_late", core::name_of(*s.order_on_late));
  if (s.order_release_after_s) w.member("order_release_after_s", *s.order_release_after_s);
}

void recon_settings(JsonWriter& w, const ModelSettings& s) {
  if (s.recon_channels && !s.recon_channels->empty()) {
    std::vector<std::string> names;
    for (const auto channel : *s.recon_channels) names.emplace_back(core::name_of(channel));
    texts(w, "recon_channels", names);
  }
  if (s.recon_grace_s) w.member("recon_grace_s", *s.recon_grace_s);
}

void charge(JsonWriter& w, const ModelPayment& p) {
  const auto& c = *p.charge;
  w.key("charge");
  w.begin_object();
  w.member("amount", c.amount);
  w.member("captured", p.charged(p.captured()));
  w.member("currency", c.currency);
  w.key("rate");
  w.begin_object();
  w.member("den", c.den);
  w.member("num", c.num);
  w.end_object();
  w.member("returned", c.returned);
  w.member("source", c.source);
  w.end_object();
}

void charges(JsonWriter& w, const Model& model, const ModelOrder& o) {
  std::vector<const ModelPayment*> all;
  for (const auto& capture : o.captures) all.push_back(&model.payments.at(capture.payment));
  std::vector<const ModelPayment*> holds;
  for (const auto& [id, payment] : model.payments)
    if (const auto held = payment.held.find(o.id); held != payment.held.end() && held->second > 0)
      if (std::ranges::find(all, &payment) == all.end()) holds.push_back(&payment);
  std::ranges::sort(holds, {}, &ModelPayment::authorised_seq);
  all.insert(all.end(), holds.begin(), holds.end());
  std::erase_if(all, [](const ModelPayment* payment) { return !payment->charge; });
  if (all.empty()) return;
  w.key("charges");
  w.begin_array();
  for (const auto* payment : all) {
    w.begin_object();
    charge(w, *payment);
    w.member("payment", payment->id);
    w.end_object();
  }
  w.end_array();
}

void terms(JsonWriter& w, const ModelOrder::Terms& t) {
  if (!t.deliver_by && !t.expires_at && !t.release_after_s) return;
  w.key("terms");
  w.begin_object();
  if (t.deliver_by) w.member("deliver_by", core::format_time(*t.deliver_by));
  if (t.expires_at) w.member("expires_at", core::format_time(*t.expires_at));
  if (t.deliver_by) w.member("on_late", t.on_late);
  if (t.release_after_s) w.member("release_after_s", *t.release_after_s);
  w.end_object();
}

void payout_settings(JsonWriter& w, const ModelSettings& s) {
  if (s.payout_cool_off_s.value_or(86'400) != 86'400) w.member("payout_cool_off_s", *s.payout_cool_off_s);
  if (s.payout_kyc_level.value_or(0) != 0) w.member("payout_kyc_level", *s.payout_kyc_level);
  if (s.payout_minimum && !s.payout_minimum->empty()) {
    w.key("payout_minimum");
    w.begin_array();
    for (const auto& least : *s.payout_minimum) {
      w.begin_object();
      w.member("amount", least.amount);
      w.member("currency", least.currency.code());
      w.end_object();
    }
    w.end_array();
  }
  if (s.payout_registered_only.value_or(false)) w.member("payout_registered_only", *s.payout_registered_only);
  if (s.payout_schedule && !s.payout_schedule->empty()) {
    w.key("payout_schedule");
    w.begin_array();
    for (const auto& schedule : *s.payout_schedule) {
      w.begin_object();
      w.member("every", core::name_of(schedule.every));
      if (schedule.on) w.member("on", *schedule.on);
      w.member("role", core::name_of(schedule.role));
      w.end_object();
    }
    w.end_array();
  }
  if (!s.payout_tax || s.payout_tax->empty()) return;
  w.key("payout_tax");
  w.begin_array();
  for (const auto& rule : *s.payout_tax) {
    w.begin_object();
    w.member("bp", rule.bp);
    if (rule.currency) w.member("currency", rule.currency->code());
    if (rule.from) w.member("from", *rule.from);
    if (rule.period) w.member("period", core::name_of(*rule.period));
    w.member("role", core::name_of(rule.role));
    w.end_object();
  }
  w.end_array();
}

void order_lines(JsonWriter& w, const ModelOrder& o) {
  if (o.lines.empty()) return;
  w.key("lines");
  w.begin_array();
  for (const auto& line : o.lines) {
    w.begin_object();
    w.member("amount", line.amount);
    w.member("line_id", line.id);
    if (line.quantity) w.member("quantity", *line.quantity);
    w.member("refunded", line.refunded);
    if (line.quantity) w.member("refunded_quantity", line.returned);
    if (o.in_parts && line.kind == core::LineKind::goods) w.member("shipped", line.shipped);
    w.end_object();
  }
  w.end_array();
}

void shipped_lines(JsonWriter& w, const ModelShipment& s) {
  w.key("lines");
  w.begin_array();
  for (const auto& [line, quantity] : s.lines) {
    w.begin_object();
    w.member("line_id", line);
    w.member("quantity", quantity);
    w.end_object();
  }
  w.end_array();
}

std::string date(std::int64_t day) {
  return core::format_date(core::Date{static_cast<std::int32_t>(day)});
}

}  // namespace

std::string order_json(const Model& model, const ModelOrder& o) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("amount", o.amount);
  w.member("authorised", model.held_for(o.id));
  w.member("buyer", o.buyer);
  w.member("captured", o.captured);
  texts(w, "chain", o.chain);
  charges(w, model, o);
  if (o.state == "completed") w.member("completed_at", core::format_time(o.completed_at));
  member_if(w, "creator", o.creator);
  w.member("currency", o.currency);
  w.member("delivered", o.delivered);
  if (!o.disputes.empty()) {
    w.member("disputed", o.disputed());
    texts(w, "disputes", o.disputes);
  }
  if (!o.group.empty()) {
    w.key("group");
    w.begin_object();
    w.member("closes_at", core::format_time(model.groups.at(o.group).closes_at));
    w.member("id", o.group);
    w.end_object();
    if (!o.left_group) w.member("group_state", model.groups.at(o.group).state);
  }
  member_if(w, "label", o.label);
  if (o.terms.deliver_by) w.member("late", o.late);
  order_lines(w, o);
  if (!o.disputes.empty()) w.member("lost", o.lost());
  w.member("merchant", o.merchant);
  w.member("order_id", o.id);
  if (o.overridden_by != 0) {
    w.key("override");
    w.begin_object();
    if (o.override_ends) w.member("expires_at", core::format_time(*o.override_ends));
    w.member("seq", o.overridden_by);
    w.end_object();
  }
  std::vector<std::string> payments;
  for (const auto& c : o.captures) payments.push_back(c.payment);
  member_if(w, "partner", o.partner);
  texts(w, "payments", payments);
  w.member("placed_at", core::format_time(o.placed_at));
  if (!o.plan.empty()) {
    w.member("plan", o.plan);
    w.member("plan_version", o.plan_version);
  }
  if (o.reduced > 0) w.member("reduced", o.reduced);
  w.member("refunded", o.refunded);
  texts(w, "refunds", o.refunds);
  if (o.terms.release_after_s && o.delivered_at)
    w.member("release_at", core::format_time(*o.delivered_at + core::seconds(*o.terms.release_after_s)));
  w.key("shipments");
  w.begin_array();
  for (const auto& s : o.shipments) {
    w.begin_object();
    w.member("at", s.at);
    member_if(w, "carrier", s.carrier);
    if (o.in_parts) {
      w.member("delivered", s.delivered);
      shipped_lines(w, s);
    }
    w.member("waybill", s.waybill);
    w.end_object();
  }
  w.end_array();
  if (!o.parts.empty()) {
    w.key("split");
    w.begin_array();
    const Frozen frozen = frozen_of(o);
    for (std::size_t k = 0; k < o.parts.size(); ++k) {
      const ModelPart& p = o.parts[k];
      w.begin_object();
      w.member("account", p.account);
      w.member("amount", p.paid);
      if (!o.disputes.empty()) w.member("frozen", frozen.parts[k]);
      w.member("given_back", p.given_back);
      if (p.matures_on) w.member("matures_on", date(*p.matures_on));
      w.end_object();
    }
    w.end_array();
  }
  w.member("state", o.state);
  member_if(w, "supplier", o.supplier);
  terms(w, o.terms);
  waiting(w, model, o.waiting);
  w.end_object();
  return out;
}

std::string payment_json(const Model& model, const ModelPayment& p) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.key("allocations");
  w.begin_array();
  for (const auto& [order, amount] : p.allocations) {
    w.begin_object();
    w.member("amount", amount);
    w.member("order", order);
    w.end_object();
  }
  w.end_array();
  w.member("amount", p.amount);
  w.member("at", core::format_time(p.at));
  w.member("authorised", sum_of(p.held));
  w.member("captured", p.captured());
  member_if(w, "channel", p.channel);
  if (p.charge) charge(w, p);
  member_if(w, "currency", p.currency);
  w.member("declines", p.declines);
  if (!p.disputes.empty()) texts(w, "disputes", p.disputes);
  if (p.expires_at) w.member("expires_at", core::format_time(*p.expires_at));
  member_if(w, "label", p.label);
  w.member("payment_id", p.id);
  w.member("reported", p.reported);
  if (model.in_doubt(p)) {
    w.key("review");
    w.begin_object();
    w.member("id", p.review);
    w.member("state", model.waits.at(p.review).state);
    w.end_object();
  }
  w.member("state", p.state);
  w.member("suspense", p.in_suspense());
  if (p.topped_up > 0) w.member("topped_up", p.topped_up);
  waiting(w, model, p.waiting);
  const bool moved = p.captured() > 0 || p.expires_at;
  if (moved) member_if(w, "wallet", p.wallet);
  w.end_object();
  return out;
}

std::string refund_json(const Model& model, const ModelRefund& r) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("amount", r.amount);
  w.member("at", core::format_time(r.at));
  w.member("currency", model.currency_of(r));
  member_if(w, "order", r.order);
  member_if(w, "payment", r.payment);
  w.member("refund_id", r.id);
  w.key("sources");
  w.begin_array();
  for (const auto& s : r.sources) {
    w.begin_object();
    w.member("amount", s.captured);
    w.member("channel", s.channel);
    if (const auto& charge = model.payments.at(s.payment).charge) {
      w.key("charge");
      w.begin_object();
      w.member("amount", s.charge);
      w.member("currency", charge->currency);
      w.end_object();
    }
    w.member("payment", s.payment);
    member_if(w, "wallet", s.wallet);
    w.end_object();
  }
  w.end_array();
  w.member("state", r.state);
  if (r.unplaced) w.member("unplaced", true);
  waiting(w, model, r.waiting);
  w.end_object();
  return out;
}

std::string party_json(const Model& model, const std::string& id) {
  const ModelParty& p = model.parties.at(id);
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  texts(w, "aliases", {});
  w.member("first_seen", core::format_time(p.first_seen));
  if (p.kyc_level > 0) w.member("kyc_level", p.kyc_level);
  member_if(w, "label", p.label);
  w.member("party_id", id);
  payout_accounts(w, p);
  std::vector<std::string> roles;
  for (const auto role : p.roles) roles.emplace_back(core::name_of(role));
  texts(w, "roles", roles);
  member_if(w, "upline", p.upline);
  w.member("version", p.version);
  w.end_object();
  return out;
}

std::string review_json(const Model&, const ModelWait& r) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  member_if(w, "case", r.case_label);
  if (r.state != "open") w.member("closed_at", core::format_time(r.closed_at));
  w.member("expires_at", core::format_time(r.expires_at));
  w.member("id", r.id);
  w.member("opened_at", core::format_time(r.opened_at));
  texts(w, "reasons", r.reasons);
  w.member("record", r.seq);
  w.member("state", r.state);
  w.member("subject", r.object + ":" + r.object_id);
  w.end_object();
  return out;
}

std::string approval_json(const Model&, const ModelApproval& a) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  member_if(w, "decided_by", a.decided_by);
  w.member("id", a.id);
  w.member("op", core::traits(a.command->op).name);
  w.member("record", a.seq);
  if (a.state == "open") {
    w.key("request");
    w.raw(a.command->request);
  }
  w.member("requested_at", core::format_time(a.requested_at));
  member_if(w, "requested_by", a.requested_by);
  w.member("state", a.state);
  w.member("subject", a.subject);
  w.end_object();
  return out;
}

std::string settings_json(const Model& model) {
  const ModelSettings& s = model.settings;
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("challenge_expires_s", s.challenge_expires_s);
  if (s.closed_weekdays && !s.closed_weekdays->empty()) {
    std::vector<std::string> closed;
    for (const auto weekday : *s.closed_weekdays) closed.emplace_back(core::name_of(weekday));
    texts(w, "closed_weekdays", closed);
  }
  w.member("commission_levels_max", s.commission_levels_max);
  w.member("fallback_outcome", s.fallback_outcome);
  texts(w, "four_eyes", s.four_eyes);
  if (s.holidays && !s.holidays->empty()) texts(w, "holidays", *s.holidays);
  order_settings(w, s);
  payout_settings(w, s);
  if (s.period_close) w.member("period_close", *s.period_close);
  recon_settings(w, s);
  w.member("review_expires_s", s.review_expires_s);
  if (s.ship_grace_s) w.member("ship_grace_s", *s.ship_grace_s);
  w.member("upline_depth_max", s.upline_depth_max);
  w.member("version", s.version);
  w.end_object();
  return out;
}

std::string periods_json(const Model& model) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.key("items");
  w.begin_array();
  for (const auto& [id, m] : model.months) {
    w.begin_object();
    const bool closed = m.state == "closed";
    if (closed) w.member("balances", m.balances);
    w.member("begins", core::format_time(m.begins));
    if (closed) w.member("closed_at", core::format_time(m.closed_at));
    w.member("ends", core::format_time(m.ends));
    w.member("id", id);
    if (m.state != "running") w.member("late", m.late);
    if (m.state != "running") w.member("position", m.position);
    if (closed) w.member("record", m.record);
    w.member("state", m.state);
    w.end_object();
  }
  w.end_array();
  w.key("next_cursor");
  w.null();
  w.end_object();
  return out;
}

}  // namespace tallygate::simulation
