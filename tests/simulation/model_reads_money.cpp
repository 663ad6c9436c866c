// Payouts, disputes, breaks and accounts as a read answers them.
#include <algorithm>

#include "core/canonical_json.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::JsonWriter;

namespace {

void given(JsonWriter& w, std::string_view name, const std::string& value) {
  if (!value.empty()) w.member(name, value);
}

// Balances may pass the range of an amount where facts bring them there; what is shown stays in it.
core::Amount shown(__int128 balance) {
  return static_cast<core::Amount>(std::clamp<__int128>(balance, -core::kAmountMax, core::kAmountMax));
}

}  // namespace

std::string payout_json(const Model& model, const ModelPayout& p) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("account", p.account);
  w.member("amount", p.amount);
  w.member("at", core::format_time(p.at));
  given(w, "bank", p.bank);
  w.member("currency", p.currency);
  given(w, "decided_by", p.decided_by);
  w.member("net", p.net);
  w.member("party", p.party);
  w.member("payout_id", p.id);
  given(w, "requested_by", p.requested_by);
  w.member("state", p.state);
  w.member("tax", p.tax);
  given(w, "to", p.to);
  if (!p.waiting.empty()) {
    w.key("waiting");
    w.begin_object();
    w.member("expires_at", core::format_time(model.waits.at(p.waiting).expires_at));
    w.member("id", p.waiting);
    w.end_object();
  }
  w.end_object();
  return out;
}

std::string dispute_json(const Model&, const ModelDispute& d) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.key("allocations");
  w.begin_array();
  for (const auto& placed : d.allocations) {
    w.begin_object();
    w.member("amount", placed.amount);
    w.member("lost", placed.lost);
    w.member("order", placed.order);
    w.end_object();
  }
  w.end_array();
  w.member("amount", d.amount);
  w.member("at", core::format_time(d.opened_at));
  given(w, "break_id", d.break_id);
  w.member("channel", d.channel);
  if (d.charge) {
    w.key("charge");
    w.begin_object();
    w.member("amount", d.charge->amount);
    w.member("currency", d.charge->currency);
    w.member("lost", d.charge->lost);
    w.end_object();
  }
  w.member("currency", d.currency);
  w.member("dispute_id", d.id);
  w.key("evidence");
  w.begin_array();
  for (const auto& [at, kind] : d.evidence) {
    w.begin_object();
    w.member("at", core::format_time(at));
    w.member("kind", kind);
    w.member("sha256", std::string(64, 'a'));
    w.end_object();
  }
  w.end_array();
  w.member("lost", d.lost);
  w.member("payment", d.payment);
  w.member("reason", d.reason);
  if (d.state != "open") w.member("resolved_at", core::format_time(d.closed_at));
  if (d.respond_by) w.member("respond_by", core::format_time(*d.respond_by));
  w.member("state", d.state);
  if (d.suspense > 0) {
    w.key("suspense");
    w.begin_object();
    w.member("amount", d.suspense);
    w.member("lost", d.suspense_lost);
    w.end_object();
  }
  if (d.top_up > 0) {
    w.key("top_up");
    w.begin_object();
    w.member("amount", d.top_up);
    w.member("lost", d.top_up_lost);
    w.end_object();
  }
  w.member("unplaced", d.unplaced);
  w.end_object();
  return out;
}

std::string break_json(const Model& model, const ModelBreak& b) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  if (!b.over_no_amount) w.member("account", b.account);
  const core::Time until = b.state == "open" ? model.last_at : b.closed_at;
  w.member("age_s", (until.us - b.opened_at.us) / 1'000'000);
  if (!b.over_no_amount) w.member("amount", shown(b.amount));
  if (b.state != "open") w.member("closed_by", b.closed_by);
  given(w, "currency", b.currency);
  w.member("id", b.id);
  if (b.journal) w.member("journal", *b.journal);
  w.member("kind", b.kind);
  w.member("opened_at", core::format_time(b.opened_at));
  if (b.since && !b.over_no_amount) w.member("ours", shown(b.ours));
  w.member("record", b.seq);
  given(w, "resolution", b.resolution);
  if (b.state != "open") w.member("resolved_at", core::format_time(b.closed_at));
  given(w, "resolved_by", b.resolved_by);
  if (b.since) w.member("since", core::format_time(*b.since));
  w.member("state", b.state);
  w.member("subject", b.subject);
  if (b.since && !b.over_no_amount) w.member("theirs", shown(b.theirs));
  w.end_object();
  return out;
}

std::string account_json(const Model& model, const std::string& account,
                         const std::map<Model::Account, core::Amount>& frozen) {
  const bool debit = is_debit(account);
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("account", account);
  w.key("balances");
  w.begin_array();
  std::set<std::string> currencies;
  for (const auto* side : {&model.balances, &model.held})
    for (auto it = side->lower_bound({account, ""}); it != side->end() && it->first.first == account; ++it)
      currencies.insert(it->first.second);
  for (const auto& currency : currencies) {
    const auto of = [&](const std::map<Model::Account, __int128>& all) -> __int128 {
      const auto found = all.find({account, currency});
      const __int128 amount = found == all.end() ? 0 : found->second;
      return debit ? amount : -amount;
    };
    const __int128 posted = of(model.balances), held = of(model.held);
    __int128 set_aside = std::max<__int128>(0, -held);
    const auto ice = frozen.find({account, currency});
    if (ice != frozen.end()) set_aside += std::max<core::Amount>(0, ice->second);
    for (const auto& [id, payout] : model.payouts)
      if ((payout.state == "held" || payout.state == "challenged") && payout.account == account &&
          payout.currency == currency)
        set_aside += payout.amount;
    w.begin_object();
    if (is_wallet(account))
      set_aside += std::min<__int128>(model.doubtful({account, currency}), std::max<__int128>(0, posted - set_aside));
    w.member("available", shown(posted - set_aside));
    w.member("currency", currency);
    w.member("pending", shown(posted + held));
    w.member("posted", shown(posted));
    w.end_object();
  }
  w.end_array();
  w.member("normal", debit ? "debit" : "credit");
  if (const auto standing = model.standings.find(account); standing != model.standings.end()) {
    if (standing->second.reopened_by) w.member("reopened_by", *standing->second.reopened_by);
    if (standing->second.state != "open") w.member("state", standing->second.state);
  }
  w.end_object();
  return out;
}

std::string limit_json(const Model& model, const ModelLimit& l) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  given(w, "account", l.account);
  if (l.amount) w.member("amount", *l.amount);
  w.member("currency", l.currency);
  w.member("id", l.id);
  w.member("kind", l.kind);
  given(w, "party", l.party);
  if (l.period) w.member("period", core::name_of(*l.period));
  if (l.kind != "credit" && !l.period) w.member("period_s", l.period_s);
  w.member("state", l.amount ? "live" : "removed");
  if (l.kind != "credit") w.member("used", model.used(l));
  w.member("version", l.version);
  w.end_object();
  return out;
}

}  // namespace tallygate::simulation
