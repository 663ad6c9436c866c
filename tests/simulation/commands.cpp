#include "tests/simulation/commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/body_codec.hpp"
#include "core/hash.hpp"

namespace tallygate::simulation {

using core::Operation;

Asking Commands::next(const Model& model) {
  Asking out;
  const auto finished = [&](core::Command c) {
    core::finish_command(c);
    return std::make_shared<const core::Command>(std::move(c));
  };
  if (!one_in(20)) {
    core::Command c = one(model, out);
    if (!out.poison) date(model, c);
    if (model.replay_clock ? !one_in(4) : one_in(60))
      c.at = one_in(20) ? model.last_at - core::seconds(1)
                        : model.last_at + core::seconds(below(one_in(15)   ? 2LL * 86'400
                                                              : one_in(60) ? 40LL * 86'400
                                                                           : 60));
    if (model.replay_clock && (c.op == Operation::limit_put || c.op == Operation::approval_decide))
      c.at = model.last_at + core::seconds(1) + core::Duration{static_cast<std::int64_t>(keys_)};  // nobody else's
    out.lines = {finished(std::move(c))};
    return out;
  }
  std::string bodies;
  Model later = model;          // so that a batch can go on with what it began
  const bool many = one_in(8);  // of one kind, up to what an object may have of it
  const bool evidence = one_in(2), early = one_in(6);
  for (std::int64_t n = many ? 18 : early ? 3 + below(2) : 1 + below(5); n > 0; --n) {
    Asking line;
    core::Command c = many    ? evidence ? dispute_evidence(later) : one_of_many_accounts(n)
                         : early ? paid_before(later, out.lines.size())
                              : one(later, line);
    date(later, c);
    if (c.op == Operation::ruleset_put || line.poison) continue;
    out.blobs.insert(out.blobs.end(), line.blobs.begin(), line.blobs.end());
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

namespace {

// What is asked, how often among all, and how often where the run has its mind on that.
enum Asked {
  kPlace,
  kPayment,
  kHoldStep,
  kReported,
  kOrderStep,
  kRefund,
  kRefundOutcome,
  kDecline,
  kLogin,
  kReview,
  kChallenge,
  kParty,
  kPlan,
  kSettings,
  kApproval,
  kRuleset,
  kLabel,
  kClient,
  kOdd,
  kAgain,
  kDispute,
  kDisputeStep,
  kBreak,
  kPayout,
  kPayoutStep,
  kPayoutAccount,
  kKyc,
  kSettlement,
  kEntry,
  kAccount,
  kLimit,
  kGoods,
  kStatement,
  kCarrier,
  kConversion,
  kTopup,
  kWalletPayment,
  kWithdrawal,
  kMonth,
  kSuspense,
  kReduce,
  kKinds
};
constexpr std::array<std::int64_t, kKinds> kWeights = {14, 11, 5, 4, 13, 9, 7, 2, 4, 6, 6,  4, 4, 2,
                                                       6,  3,  2, 2, 1,  3, 5, 6, 2, 7, 12, 6, 2, 3,
                                                       4,  4,  3, 3, 5,  2, 3, 4, 5, 5, 2,  5, 3};

template <class Map>
bool any(const Map& map, auto&& wanted) {
  for (const auto& [id, object] : map)
    if (wanted(object)) return true;
  return false;
}

bool wallets_have(const Model& model) {
  return std::ranges::any_of(model.balances, [](const auto& b) { return is_wallet(b.first.first) && b.second < 0; });
}

// What must be there first, where there is nothing yet that could be asked of.
Asked first(const Model& model, Asked kind) {
  const auto order_in = [&](std::initializer_list<std::string_view> states) {
    return any(model.orders, [&](const ModelOrder& o) { return std::ranges::find(states, o.state) != states.end(); });
  };
  const auto payment_in = [&](std::string_view state) {
    return any(model.payments, [&](const ModelPayment& p) { return p.state == state; });
  };
  const auto waits = [&](std::string_view what) {
    return any(model.waits, [&](const ModelWait& w) { return w.kind == what && w.state == "open"; });
  };
  switch (kind) {
    case kPayment:
      return order_in({"placed"}) ? kind : kPlace;
    case kReduce:
      return order_in({"placed"}) ? kind : kPlace;
    case kHoldStep:
      return payment_in("authorised") ? kind : kPayment;
    case kOrderStep:
      return order_in({"paid", "shipped", "delivered", "blocked"}) ? kind : kPayment;
    case kRefund:
      return any(model.orders, [](const ModelOrder& o) { return o.refundable() > 0; }) ? kind : kPayment;
    case kRefundOutcome:
      return any(model.refunds, [](const ModelRefund& r) { return r.state != "settled"; }) ? kind : kRefund;
    case kReview:
      return waits("review") ? kind : kPlace;
    case kChallenge:
      return waits("challenge") ? kind : kPlace;
    case kDispute:
      return payment_in("captured") ? kind : kPayment;
    case kDisputeStep:
      return any(model.disputes, [](const ModelDispute& d) { return d.state == "open"; }) ? kind : kDispute;
    case kBreak:
      return any(model.breaks, [](const ModelBreak& b) { return b.state == "open"; }) ? kind : kDispute;
    case kPayout:
    case kPayoutAccount:
      return Commands::earned(model).empty() ? kOrderStep : kind;
    case kWalletPayment:
      return !order_in({"placed"}) ? kPlace : wallets_have(model) ? kind : kTopup;
    case kWithdrawal:
      return wallets_have(model) ? kind : kTopup;
    case kConversion:
      return Commands::earned(model).empty() ? kPayment : kind;
    case kPayoutStep:
      return any(model.payouts, [](const ModelPayout& p) { return p.state == "requested" || p.state == "approved"; })
                 ? kind
                 : kPayout;
    default:
      return kind;
  }
}

}  // namespace

Commands::Commands(core::SeededRandom& chance) : chance_(chance), weights_(kWeights.begin(), kWeights.end()) {
  const auto mind = [this](std::initializer_list<Asked> kinds) {
    for (const auto kind : kinds) weights_[kind] *= 4;
  };
  const auto on = below(16);
  if (on == 0 || on == 11) mind({kDispute, kDisputeStep, kRefund, kOrderStep});
  if (on == 1) mind({kPayout, kPayoutStep, kPayoutAccount, kOrderStep});
  if (on == 2) mind({kRefund, kRefundOutcome, kHoldStep, kBreak});
  if (on == 3) mind({kAccount, kSettlement, kEntry, kPayout});
  if (on == 4) mind({kLimit, kPayment, kPayout, kHoldStep});
  if (on == 5) mind({kPlan, kOrderStep, kRefund, kDisputeStep});
  if (on == 6) mind({kGoods, kPlace, kOrderStep, kRefund});
  if (on == 7) mind({kStatement, kSettlement, kRefund, kBreak});
  if (on == 8) mind({kCarrier, kOrderStep, kBreak, kRefund});
  if (on == 9) mind({kTopup, kWalletPayment, kWithdrawal, kRefund, kPayoutStep, kConversion, kDispute, kDisputeStep});
  if (on == 12) mind({kRefund, kRefundOutcome, kRefundOutcome, kDispute, kDisputeStep, kOrderStep});
  if (on == 10) mind({kMonth, kMonth, kSettings, kReported, kRefundOutcome, kApproval});
  if (on == 14) mind({kSuspense, kSuspense, kRefundOutcome, kDispute, kDisputeStep, kReported});
  if (on == 15) mind({kReduce, kReduce, kHoldStep, kOrderStep, kRefund, kGoods});
  many_of_one_ = one_in(10);
  groups_ = one_in(3) ? 2 : 12;
  in_parts_ = one_in(3);
  charges_ = one_in(6);
}

core::Command Commands::one(const Model& model, Asking& out) {
  std::int64_t sum = 0;
  for (const auto weight : weights_) sum += weight;
  auto at = below(sum);
  int kind = 0;
  for (; at >= weights_[static_cast<std::size_t>(kind)]; ++kind) at -= weights_[static_cast<std::size_t>(kind)];
  Asked asked = static_cast<Asked>(kind);
  if (!one_in(12))
    for (int i = 0; i < 4; ++i) asked = first(model, asked);
  switch (asked) {
    case kPlace:
      return order_place(model);
    case kPayment:
      return payment(model);
    case kHoldStep:
      return hold_step(model);
    case kReported:
      return reported_or_split_payment(model);
    case kOrderStep:
      return order_step(model);
    case kRefund:
      return refund(model);
    case kRefundOutcome:
      return refund_outcome(model);
    case kDecline:
      return decline(model);
    case kLogin:
      return login(model);
    case kReview:
      return review(model);
    case kChallenge:
      return challenge(model);
    case kParty:
      return party();
    case kPlan:
      return plan();
    case kSettings:
      return settings();
    case kApproval:
      return approval(model);
    case kRuleset:
      return ruleset(out);
    case kLabel:
      return label();
    case kClient:
      return client();
    case kAgain:
      return again(model);
    case kDispute:
      return dispute(model);
    case kDisputeStep:
      return dispute_step(model);
    case kBreak:
      return break_resolve(model);
    case kPayout:
      return payout(model);
    case kPayoutStep:
      return payout_step(model);
    case kPayoutAccount:
      return payout_account(model);
    case kKyc:
      return kyc();
    case kSettlement:
      return settlement(model);
    case kEntry:
      return entry(model);
    case kAccount:
      return account_change(model);
    case kLimit:
      return limit(model);
    case kGoods:
      return goods(model);
    case kStatement:
      return statement(model, out);
    case kCarrier:
      return carrier(model);
    case kConversion:
      return conversion(model);
    case kTopup:
      return topup(model);
    case kWalletPayment:
      return wallet_payment(model);
    case kWithdrawal:
      return withdrawal(model);
    case kMonth:
      return close_period(model);
    case kSuspense:
      return suspense_step(model);
    case kReduce:
      return reduce(model);
    case kOdd:
    case kKinds:
      break;
  }
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

// That was paid meanwhile, all the same; empty: there is none.
std::string Commands::order_that_waits(const Model& model) {
  const auto paid = ids_where(model.orders, [](const ModelOrder& o) { return !o.waiting.empty() && o.escrow > 0; });
  return paid.empty() ? "" : pick(paid);
}

std::string Commands::wait_of(const Model& model, const std::string& kind) {
  if (const std::string order = order_that_waits(model); !order.empty() && one_in(3))
    if (const std::string& wait = model.orders.at(order).waiting; model.waits.at(wait).kind == kind) return wait;
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

}  // namespace tallygate::simulation
