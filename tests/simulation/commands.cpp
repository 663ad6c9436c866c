#include "tests/simulation/commands.hpp"

#include <utility>

#include "core/body_codec.hpp"
#include "core/hash.hpp"

namespace tallygate::simulation {

using core::Operation;

namespace {

constexpr std::int64_t kOrders = 60;  // names that orders have; the others' are as few

template <class Map>
std::vector<std::string> ids_where(const Map& map, auto&& wanted) {
  std::vector<std::string> out;
  for (const auto& [id, object] : map)
    if (wanted(object)) out.push_back(id);
  return out;
}

}  // namespace

Asking Commands::next(const Model& model) {
  Asking out;
  const auto finished = [&](core::Command c) {
    core::finish_command(c);
    return std::make_shared<const core::Command>(std::move(c));
  };
  if (!one_in(20)) {
    core::Command c = one(model, out);
    if (model.replay_clock ? !one_in(4) : one_in(60))
      c.at = one_in(20) ? model.last_at - core::seconds(1)
                        : model.last_at + core::seconds(below(one_in(15)   ? 2LL * 86'400
                                                              : one_in(60) ? 40LL * 86'400
                                                                           : 60));
    out.lines = {finished(std::move(c))};
    return out;
  }
  std::string bodies;
  Model later = model;  // so that a batch can go on with what it began
  for (std::int64_t n = 1 + below(5); n > 0; --n) {
    Asking line;
    core::Command c = one(later, line);
    if (!line.blobs.empty() || line.poison) continue;
    out.lines.push_back(finished(std::move(c)));
    later.run(out.lines.back(), later.last_at, Fate::ordinary);
    bodies.append(out.lines.back()->body_hash.begin(), out.lines.back()->body_hash.end());
  }
  if (one_in(10) && !out.lines.empty()) out.lines.push_back(out.lines.front());  // its key twice
  core::Command batch = make(Operation::batch_atomic, {});
  core::finish_command(batch);
  batch.body_hash = core::hash16(bodies);
  out.batch = std::make_shared<const core::Command>(std::move(batch));
  if (out.lines.empty()) return next(model);
  return out;
}

Asking Commands::first_plan() {
  core::Command c = plan();
  auto& body = std::get<core::PlanPut>(c.body);
  body.currency = core::Currency::from_code("CNY").value();
  body.platform_fee_bp = 300;
  body.levels = {{1, {{500, 0}, {900, 4'000}}}, {2, {{200, 0}}}};
  c.path_id = "default";
  c.actor = {"system", ""};
  core::finish_command(c);
  Asking out;
  out.lines = {std::make_shared<const core::Command>(std::move(c))};
  return out;
}

core::Command Commands::one(const Model& model, Asking& out) {
  const auto kind = below(100);
  if (kind < 14) return order_place(model);
  if (kind < 25) return payment(model);
  if (kind < 30) return hold_step(model);
  if (kind < 34) return reported_or_split_payment(model);
  if (kind < 47) return order_step(model);
  if (kind < 56) return refund(model);
  if (kind < 61) return refund_outcome(model);
  if (kind < 63) return decline(model);
  if (kind < 67) return login(model);
  if (kind < 73) return review(model);
  if (kind < 79) return challenge(model);
  if (kind < 83) return party();
  if (kind < 87) return plan();
  if (kind < 88) return settings();
  if (kind < 92) return approval(model);
  if (kind < 95) return ruleset(out);
  if (kind < 97) return label();
  if (kind < 99) return client();
  if (one_in(8)) return make(Operation::clock_live, core::ClockLive{});
  out.poison = true;
  return poison();
}

core::Command Commands::make(Operation op, Body body, std::string path) {
  static const std::vector<core::Actor> actors = {{"c1", ""}, {"c2", ""}, {"a1", "ann"}, {"b1", "ben"}};
  core::Command c;
  c.op = op;
  c.actor = pick(actors);
  c.key = "k" + std::to_string(keys_++);
  c.body = std::move(body);
  c.path_id = std::move(path);
  return c;
}

// Mostly an order in one of these states.
std::string Commands::order_in(const Model& model, const std::vector<std::string>& states) {
  const auto wanted = ids_where(model.orders, [&](const ModelOrder& o) {
    for (const auto& state : states)
      if (o.state == state) return true;
    return false;
  });
  if (!wanted.empty() && !one_in(10)) return pick(wanted);
  const auto all = ids_where(model.orders, [](const ModelOrder&) { return true; });
  return all.empty() || one_in(4) ? id("o", kOrders) : pick(all);
}

std::string Commands::wait_of(const Model& model, const std::string& kind) {
  const auto open =
      ids_where(model.waits, [&](const ModelWait& w) { return w.kind == kind && (w.state == "open" || one_in(20)); });
  return open.empty() || one_in(20) ? (kind == "review" ? "rv" : "ch") + std::to_string(below(60)) : pick(open);
}

core::Amount Commands::price() {
  if (one_in(25)) return 0;
  if (one_in(60)) return core::kAmountMax - below(3);
  const core::Amount amount = one_in(3) ? 1 + below(40) : 1 + below(20'000);
  static const std::vector<std::int64_t> remainders = {7, 11, 13};
  return one_in(4) ? amount - amount % 16 + pick(remainders) : amount;  // so that the rules have something to do
}
core::Currency Commands::currency() {
  return core::Currency::from_code(one_in(12) ? "JPY" : "CNY").value();
}
core::Channel Commands::channel() {
  return one_in(3) ? core::Channel::card : core::Channel::wechat_pay;
}

core::Command Commands::order_place(const Model& model) {
  core::OrderPlace body;
  const auto overridden = ids_where(model.orders, [](const ModelOrder& o) { return o.overridden_by != 0; });
  body.order_id =
      core::OrderId(overridden.empty() || !one_in(4) ? fresh("o", kOrders, model.orders) : pick(overridden));
  body.buyer = core::PartyId(id("p", 8));
  body.merchant = core::PartyId(one_in(25) ? body.buyer.str() : id("m", 3));
  body.amount = price();
  body.currency = currency();
  if (one_in(2)) body.referrer = core::PartyId(id("p", 10));
  if (one_in(3)) body.creator = core::PartyId(id("c", 2));
  if (one_in(3)) body.plan = core::PlanId(id("plan", 3));
  if (one_in(4)) {
    core::OrderItem item;
    item.sku = "s";
    item.quantity = 1 + below(3);
    item.unit_price = 1 + below(100);
    if (!one_in(5)) body.amount = item.quantity * item.unit_price;
    body.items.push_back(item);
  }
  return make(Operation::order_place, std::move(body));
}

core::Command Commands::order_step(const Model& model) {
  switch (below(9)) {
    case 3: {
      core::OrderOverride body;
      body.reason = "known";
      if (one_in(2)) body.expires_at = model.last_at + core::seconds(below(600));
      return make(Operation::order_override, std::move(body), order_in(model, {"blocked"}));
    }
    case 0: {
      core::OrderShip body;
      body.waybill = id("w", 3);
      if (one_in(2)) body.carrier = "sf";
      return make(Operation::order_ship, std::move(body), order_in(model, {"paid", "shipped"}));
    }
    case 1:
      return make(Operation::order_deliver, core::OrderDeliver{}, order_in(model, {"paid", "shipped"}));
    case 2:
      return make(Operation::order_cancel, core::OrderCancel{},
                  order_in(model, {"placed", "paid", "held", "shipped", "challenged"}));
    default:
      return make(Operation::order_complete, core::OrderComplete{}, order_in(model, {"paid", "shipped", "delivered"}));
  }
}

core::Command Commands::payment(const Model& model) {
  const std::string order = order_in(model, {"placed"});
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = channel();
  body.currency = currency();
  body.amount = 1 + below(500);
  if (const auto found = model.orders.find(order); found != model.orders.end()) {
    if (!one_in(20)) body.currency = core::Currency::from_code(found->second.currency).value();
    const core::Amount payable = found->second.amount - found->second.captured - model.held_for(order);
    if (payable > 0) body.amount = one_in(4) ? 1 + below(payable) : one_in(12) ? payable + 1 : payable;
    if (body.amount > core::kAmountMax) body.amount = core::kAmountMax;
  }
  if (one_in(4)) {
    body.capture = false;
    if (one_in(2)) body.expires_in = 1 + below(one_in(2) ? 86'400 : 600);
  }
  return make(Operation::order_pay, std::move(body), order);
}

core::Command Commands::hold_step(const Model& model) {
  const auto open = ids_where(model.payments, [](const ModelPayment& p) { return p.state == "authorised"; });
  const std::string payment = open.empty() || one_in(10) ? id("y", 80) : pick(open);
  if (one_in(5)) return make(Operation::payment_void, core::PaymentVoid{}, payment);
  core::PaymentCapture body;
  const auto found = model.payments.find(payment);
  const core::Amount left = found == model.payments.end() ? 0 : sum_of(found->second.held);
  if (one_in(2)) body.amount = left == 0 ? 1 : one_in(12) ? left + 1 : 1 + below(left);
  if (left > 0 && !found->second.allocations.empty() && one_in(3)) {
    core::Allocation a;
    const auto& [order, amount] = pick(found->second.allocations);
    a.order = core::OrderId(one_in(15) ? id("o", kOrders) : order);
    a.amount = one_in(15) ? body.amount.value_or(1) + 1 : body.amount.value_or(1);
    body.allocations.push_back(std::move(a));
  }
  if (one_in(15)) body.currency = currency();
  if (one_in(4)) body.is_final = true;
  return make(Operation::payment_capture, std::move(body), payment);
}

core::Command Commands::reported_or_split_payment(const Model& model) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(fresh("y", 240, model.payments));
  body.channel = channel();
  body.currency = currency();
  body.reported = one_in(2);
  if (one_in(4)) body.capture = false;
  for (std::int64_t n = 1 + below(3); n > 0; --n) {
    core::Allocation a;
    const std::string order = order_in(model, {"placed", "held", "challenged", "rejected", "cancelled"});
    a.order = core::OrderId(order);
    a.amount = 1 + below(3'000);
    if (const auto found = model.orders.find(order); found != model.orders.end() && !one_in(4))
      if (const auto payable = found->second.amount - found->second.captured; payable > 0 && payable < 1'000'000)
        a.amount = payable;
    body.amount += a.amount;
    body.allocations.push_back(std::move(a));
  }
  if (one_in(15)) body.amount += 1;
  return make(Operation::payment_put, std::move(body));
}

core::Command Commands::decline(const Model& model) {
  core::PaymentDecline body;
  if (one_in(2)) body.amount = below(1'000);
  if (one_in(2)) body.channel = channel();
  if (one_in(2)) body.currency = currency();
  if (one_in(2)) body.buyer = core::PartyId(id("p", 12));
  if (one_in(2)) body.order = core::OrderId(order_in(model, {"placed"}));
  return make(Operation::payment_decline, std::move(body), id("y", 80));
}

core::Command Commands::refund(const Model& model) {
  const auto open = ids_where(model.orders, [](const ModelOrder& o) { return o.captured > o.refunded + o.reserved; });
  const std::string order = open.empty() || one_in(10) ? id("o", kOrders) : pick(open);
  core::OrderRefund body;
  body.refund_id = core::RefundId(fresh("r", 160, model.refunds));
  body.currency = currency();
  body.amount = 1 + below(500);
  if (const auto found = model.orders.find(order); found != model.orders.end()) {
    const ModelOrder& o = found->second;
    if (!one_in(20)) body.currency = core::Currency::from_code(o.currency).value();
    const core::Amount left = o.captured - o.refunded - o.reserved;
    if (left > 0) body.amount = one_in(3) ? left : one_in(15) && left < core::kAmountMax ? left + 1 : 1 + below(left);
    if (one_in(5)) {
      body.to.emplace();
      body.to->payment = core::PaymentId(o.captures.empty() || one_in(5) ? id("y", 60) : pick(o.captures).payment);
    }
  }
  if (one_in(4)) body.settled = true;
  if (one_in(10)) {
    core::RefundLine line;
    line.line_id = "l1";
    line.amount = body.amount - below(2);
    body.lines.push_back(std::move(line));
  }
  return make(Operation::order_refund, std::move(body), order);
}

core::Command Commands::refund_outcome(const Model& model) {
  const auto sent = ids_where(model.refunds, [](const ModelRefund& r) { return r.state == "sent"; });
  const std::string refund = sent.empty() || one_in(10) ? id("r", 80) : pick(sent);
  if (one_in(2)) return make(Operation::refund_settle, core::RefundSettle{}, refund);
  return make(Operation::refund_fail, core::RefundFail{}, refund);
}

core::Command Commands::login(const Model& model) {
  core::LoginAttempt body;
  body.login_id = core::LoginId(fresh("l", 80, model.logins));
  body.user = core::PartyId(id("p", 8));
  body.success = !one_in(5);
  if (!one_in(5)) body.rtt_ms = below(200);
  return make(Operation::login_attempt, std::move(body));
}

core::Command Commands::review(const Model& model) {
  core::ReviewResolve body;
  body.outcome = one_in(3) ? core::ReviewOutcome::reject : core::ReviewOutcome::release;
  body.case_label = one_in(2) ? core::CaseLabel::false_positive : core::CaseLabel::confirmed_risk;
  return make(Operation::review_resolve, std::move(body), wait_of(model, "review"));
}

core::Command Commands::challenge(const Model& model) {
  core::ChallengeAnswer body;
  body.passed = !one_in(3);
  if (one_in(20)) body.method = core::ChallengeMethod::otp;
  return make(Operation::challenge_answer, std::move(body), wait_of(model, "challenge"));
}

core::Command Commands::party() {
  if (one_in(5)) {
    core::PartyChange body;
    body.what = core::PartyChangeKind::phone;
    return make(Operation::party_change, std::move(body), id("p", 12));
  }
  core::PartyPut body;
  if (one_in(2)) body.roles.push_back(core::Role::distributor);
  if (!one_in(6)) body.upline = core::PartyId(id("p", 10));
  return make(Operation::party_put, std::move(body), id("p", 10));
}

core::Command Commands::plan() {
  core::PlanPut body;
  body.currency = currency();
  body.platform_fee_bp = below(1'000);
  for (std::int64_t level = 1, n = below(4); level <= n; ++level) {
    core::PlanLevel l;
    l.level = one_in(30) ? level + 1 : level;
    l.tiers.push_back({below(1'000), 0});
    if (one_in(2)) l.tiers.push_back({below(one_in(10) ? 9'000 : 2'000), 1 + below(5'000)});
    body.levels.push_back(std::move(l));
  }
  if (one_in(2)) {
    core::PlanShare share;
    share.bp = below(800);
    share.role = core::Role::creator;
    body.shares.push_back(share);
  }
  if (one_in(3)) body.cap = below(50);
  if (!one_in(3)) body.matures_after_s = below(3 * 86'400);
  return make(Operation::plan_put, std::move(body), one_in(3) ? "default" : id("plan", 3));
}

core::Command Commands::settings() {
  core::SettingsPut body;
  if (one_in(2)) body.challenge_expires_s = 60 + below(3'600);
  if (one_in(2)) body.review_expires_s = 60 + below(100'000);
  if (one_in(2)) body.commission_levels_max = 1 + below(4);
  if (one_in(2)) body.upline_depth_max = 1 + below(6);
  if (one_in(4)) body.fallback_outcome = core::Verdict::allow;
  if (one_in(2)) body.four_eyes = one_in(2) ? std::vector<std::string>{} : std::vector<std::string>{"rulesets"};
  if (one_in(8)) body.four_eyes = std::vector<std::string>{"nothing"};
  return make(Operation::settings_put, std::move(body));
}

core::Command Commands::approval(const Model& model) {
  const auto open = ids_where(model.approvals, [&](const ModelApproval& a) { return a.state == "open" || one_in(10); });
  core::ApprovalDecide body;
  body.approve = !one_in(5);
  auto c = make(Operation::approval_decide, std::move(body), open.empty() ? "ap1" : pick(open));
  if (!one_in(4)) c.actor = one_in(2) ? core::Actor{"a1", "ann"} : core::Actor{"b1", "ben"};
  return c;
}

core::Command Commands::ruleset(Asking& out) {
  core::RulesetPut body;
  body.name = one_in(2) ? "calm" : one_in(2) ? "strict" : "lenient";
  body.toml = ruleset_toml(body.name);
  body.toml_sha256 = core::to_hex(core::view(core::sha256(body.toml)));
  out.blobs.push_back(body.toml);
  auto c = make(Operation::ruleset_put, std::move(body));
  if (!one_in(3)) c.actor = {"system", ""};  // at once: what waits is then decided under other rules
  return c;
}

core::Command Commands::label() {
  core::LabelPut body;
  static const std::vector<std::string> kinds = {"order:o", "payment:y", "party:p", "login:l", "refund:r"};
  body.subject = pick(kinds) + std::to_string(below(12));
  body.label = one_in(2) ? core::Label::fraud : core::Label::legit;
  return make(Operation::label_put, std::move(body));
}

core::Command Commands::client() {
  if (one_in(3)) {
    core::ClientRevoke body;
    body.client_id = id("x", 4);
    return make(Operation::client_revoke, std::move(body));
  }
  core::ClientAdd body;
  body.client_id = body.name = id("x", 4);
  body.scope = {"audit:read"};
  body.secret_sha256 = std::string(64, 'a');
  return make(Operation::client_add, std::move(body));
}

// A rule set that no blob holds: the edge never makes one. Its record fails a CHECK half-way through.
core::Command Commands::poison() {
  core::RulesetPut body;
  body.name = id("nowhere", 3);
  body.toml_sha256 = core::to_hex(core::view(core::sha256(body.name)));
  auto c = make(Operation::ruleset_put, std::move(body));
  c.actor = {"system", ""};
  return c;
}

}  // namespace tallygate::simulation
