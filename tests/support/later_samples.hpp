// Further samples of types that had one before (sample_records.hpp): of members that were added to their bytes later.
#pragma once

#include "tests/support/again_samples.hpp"
#include "tests/support/charge_samples.hpp"
#include "tests/support/sample_records.hpp"

namespace tallygate::support {

inline core::Record later_sample(core::RecordType type) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"system", ""};
  r.subjects = {{"order:o1", 1}, {"party:b1", 2}};
  return r;
}

inline core::Record later_plan() {
  core::Record published = later_sample(core::RecordType::plan_published);
  published.actor = {"operator", "p-2"};
  published.key = "key-1";
  published.command = sample_command(core::Operation::plan_put, "plan1",
                                     R"({"base":"net_of_coupon","currency":"CNY",
                                     "levels":[{"level":1,"tiers":[{"bp":1000,"from_gmv":0}]}],
                                     "period_caps":[{"amount":1500,"level":1,"period":"month"},
                                     {"amount":90,"period":"day","role":"supplier"}],
                                     "platform_fee_bp":500,"shares":[{"bp":200,"role":"supplier"}]})",
                                     published.actor);
  published.effect = core::ObjectEffect{"plan1", "plan:plan1", 2, {}};
  return published;
}

// 10,305 in escrow, of which a discount of 500 is no base of commissions: 980.5 and 196.1 of 9,805 by their rates, cut
// to 500 and 90 by what is left of their caps.
inline core::Record later_split() {
  core::Record completed = later_sample(core::RecordType::order_completed);
  completed.actor = {"platform", ""};
  completed.key = "key-1";
  completed.command = sample_command(core::Operation::order_complete, "o1", "{}", completed.actor);
  core::SplitPart fee;
  fee.kind = core::PartKind::fee;
  fee.account = "income:platform_fee";
  fee.base = 10'305;
  fee.bp = 500;
  fee.amount = 515;
  fee.dropped = 2'500;
  core::SplitPart level;
  level.kind = core::PartKind::level;
  level.level = 1;
  level.account = "liabilities:distributor:d1:payable";
  level.payee = core::PartyId("d1");
  level.base = 9'805;
  level.bp = 1'000;
  level.amount = 500;
  level.dropped = 5'000;
  level.period_caps = {{1'500, "2026-11", 1'000}};
  core::SplitPart share;
  share.kind = core::PartKind::share;
  share.role = core::Role::supplier;
  share.account = "liabilities:supplier:s1:payable";
  share.payee = core::PartyId("s1");
  share.base = 9'805;
  share.bp = 200;
  share.amount = 90;
  share.dropped = 1'000;
  share.period_caps = {{90, "2026-11-22", 0}};
  core::SplitPart merchant;
  merchant.account = "liabilities:merchant:m1";
  merchant.payee = core::PartyId("m1");
  merchant.amount = 9'200;
  core::SplitBase base;
  base.kind = core::PlanBase::net_of_coupon;
  base.amount = 9'805;
  base.discounts = 500;
  base.lines = base.of = 10'305;
  core::SplitEffect effect;
  effect.parts = {fee, level, share, merchant};
  effect.plan = core::PlanId("plan1");
  effect.plan_version = 2;
  effect.split = "floor-remainder/1";
  effect.base = base;
  core::PostingsBuilder b;
  b.debit("liabilities:escrow", cny(10'305));
  for (const core::SplitPart& part : effect.parts) b.credit(part.account, cny(part.amount));
  completed.postings = std::move(b).build();
  completed.effect = std::move(effect);
  return completed;
}

inline core::Record later_settings() {
  core::Record changed = later_sample(core::RecordType::settings_changed);
  changed.actor = {"operator", "p-2"};
  changed.key = "key-1";
  changed.command = sample_command(core::Operation::settings_put, "",
                                   R"({"closed_weekdays":["saturday","sunday"],"holidays":["2026-10-01","2027-01-01"],
                                   "payout_schedule":[{"every":"week","on":5,"role":"merchant"},
                                   {"every":"day","role":"creator"}],
                                   "payout_tax":[{"bp":2000,"currency":"CNY","from":80000,"period":"month",
                                   "role":"distributor"}]})",
                                   changed.actor);
  return changed;
}

// 20 % of what is above 800.00 of the 1,000.00 of a month, of which 300.00 and no tax were before.
inline core::Record later_payout() {
  core::Record requested = later_sample(core::RecordType::payout_requested);
  requested.actor = {"platform", ""};
  requested.key = "key-1";
  requested.command =
      sample_command(core::Operation::payout_request, "",
                     R"({"amount":70000,"currency":"CNY","party":"d1","payout_id":"y2"})", requested.actor);
  requested.assessment = sample_assessment(core::Verdict::allow);
  core::PayoutEffect effect;
  effect.account = "liabilities:distributor:d1:payable";
  effect.amount = 70'000;
  effect.currency = *core::Currency::from_code("CNY");
  effect.net = 66'000;
  effect.party = core::PartyId("d1");
  effect.payout = core::PayoutId("y2");
  effect.tax = 4'000;
  effect.tax_before = 0;
  effect.tax_bp = 2'000;
  effect.tax_from = 80'000;
  effect.tax_gross_before = 30'000;
  effect.tax_period = "2026-11";
  core::PostingsBuilder b;
  b.debit(*effect.account, cny(70'000));
  b.credit("liabilities:payouts", cny(66'000)).credit("liabilities:tax:withheld", cny(4'000));
  requested.postings = std::move(b).build();
  requested.effect = std::move(effect);
  return requested;
}

// A shipment of a part; an order that reserves stock and a coupon and joins a group; what the platform funds of it, and
// gets back.
inline std::vector<core::Record> goods_samples() {
  core::Record shipped = later_sample(core::RecordType::order_shipped);
  shipped.actor = {"platform", "p-1"};
  shipped.key = "key-1";
  shipped.command = sample_command(
      core::Operation::order_ship, "o1",
      R"({"carrier":"sf","lines":[{"line_id":"1","quantity":2},{"line_id":"2"}],"waybill":"w1"})", shipped.actor);
  shipped.effect = core::ObjectEffect{{}, "order:o1", {}, {}};
  core::Record placed = later_sample(core::RecordType::order_placed);
  placed.actor = shipped.actor;
  placed.key = "key-1";
  placed.command =
      sample_command(core::Operation::order_place, "",
                     R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":9000,"currency":"CNY","coupon":"welcome",
      "group":{"closes_at":"2026-11-23T00:00:00Z","id":"g1","leader":"b7","size":3},
      "lines":[{"line_id":"1","kind":"goods","sku":"shirt-red","quantity":2,"amount":10000},
      {"line_id":"2","kind":"discount","funded_by":"platform","amount":-1000}]})",
                     placed.actor);
  placed.assessment = sample_assessment(core::Verdict::allow);
  core::OrderEffect reserved;
  reserved.coupon = core::CouponTaken{core::OtherId("welcome"), 1'000, core::FundedBy::platform};
  reserved.group = core::OtherId("g1");
  reserved.stock = {{2, "shirt-red"}};
  placed.effect = std::move(reserved);
  core::SplitPart merchant;
  merchant.account = "liabilities:merchant:m1";
  merchant.amount = 10'000;
  merchant.payee = core::PartyId("m1");
  core::Record completed = later_sample(core::RecordType::order_completed);
  core::SplitEffect split;
  split.parts = {merchant};
  split.split = "floor-remainder/1";
  split.order = core::OrderId("o1");
  split.promotion = 1'000;
  completed.effect = std::move(split);
  core::PostingsBuilder paid;
  paid.debit("liabilities:escrow", cny(9'000)).debit("expenses:promotion", cny(1'000));
  completed.postings = std::move(paid.credit(merchant.account, cny(10'000))).build();
  core::Record refunded = later_sample(core::RecordType::refund_sent);
  core::RefundEffect back;
  back.order = core::OrderId("o1");
  back.refund = core::RefundId("r1");
  back.amount = back.refunded = 4'500;
  back.parts = {{"liabilities:merchant:m1", 5'000, 0}};
  back.promotion = 500;
  back.sources = {{4'500, core::Channel::wechat_pay, core::PaymentId("p1")}};
  refunded.effect = back;
  core::PostingsBuilder given;
  given.debit(merchant.account, cny(5'000)).credit("expenses:promotion", cny(500));
  refunded.postings = std::move(given.credit("assets:channel:wechat_pay", cny(4'500))).build();
  core::Record lost = later_sample(core::RecordType::dispute_clawed_back);
  core::ClawBackEffect clawed;
  clawed.order = core::OrderId("o1");
  clawed.dispute = core::DisputeId("d1");
  clawed.amount = 4'500;
  clawed.parts = back.parts;
  clawed.promotion = 500;
  lost.effect = std::move(clawed);
  core::PostingsBuilder taken;
  taken.debit(merchant.account, cny(5'000)).credit("expenses:promotion", cny(500));
  lost.postings = std::move(taken.credit("assets:disputed:wechat_pay", cny(4'500))).build();
  std::vector<core::Record> all;
  for (core::Record* r : {&shipped, &placed, &completed, &refunded, &lost}) all.push_back(std::move(*r));
  return all;
}

// Money out of a wallet, held in one, back to one, and paid out of one.
inline core::Record later_wallet_payment() {
  core::Record paid = later_sample(core::RecordType::payment_captured);
  core::PaymentEffect effect;
  effect.allocations = {{9'000, core::OrderId("o1")}};
  effect.wallet = core::PartyId("b1");
  paid.effect = std::move(effect);
  core::PostingsBuilder b;
  paid.postings =
      std::move(b.debit("liabilities:wallet:b1", cny(9'000)).credit("liabilities:escrow", cny(9'000))).build();
  return paid;
}
inline core::Record later_wallet_hold() {
  core::Record held = later_sample(core::RecordType::payment_authorised);
  core::AuthorisedEffect effect;
  effect.allocations = {{9'000, core::OrderId("o1")}};
  effect.expires_at = *core::parse_time("2026-11-29T06:17:14Z");
  effect.wallet = core::PartyId("b1");
  held.effect = std::move(effect);
  return held;
}
inline core::Record later_wallet_refund() {
  core::Record sent = later_sample(core::RecordType::refund_sent);
  core::RefundEffect effect;
  effect.order = core::OrderId("o1");
  effect.refund = core::RefundId("r1");
  effect.amount = effect.refunded = 9'000;
  core::RefundSource source;
  source.amount = 9'000;
  source.channel = core::Channel::wallet;
  source.payment = core::PaymentId("p1");
  source.wallet = core::PartyId("b1");
  effect.sources = {source};
  sent.effect = std::move(effect);
  return sent;
}
inline core::Record later_withdrawal() {
  core::Record asked = later_sample(core::RecordType::payout_requested);
  asked.actor = {"platform", "p-1"};
  asked.key = "key-1";
  asked.command =
      sample_command(core::Operation::wallet_withdraw, "b1",
                     R"({"amount":9000,"currency":"CNY","ip":"203.0.113.7","payout_id":"w1","to":"a1"})", asked.actor);
  asked.assessment = sample_assessment(core::Verdict::allow);
  core::PayoutEffect effect;
  effect.account = "liabilities:wallet:b1";
  effect.amount = effect.net = 9'000;
  effect.currency = *core::Currency::from_code("CNY");
  effect.party = core::PartyId("b1");
  effect.payout = core::PayoutId("w1");
  effect.to = core::OtherId("a1");
  asked.effect = std::move(effect);
  return asked;
}

// A fact that is dated into a closed month.
inline core::Record later_late_fact() {
  core::Record settled = later_sample(core::RecordType::channel_settled);
  core::ObjectEffect effect;
  effect.id = "s2";
  effect.subject = "settlement:card:s2";
  effect.closed_period = "2026-10";
  settled.effect = std::move(effect);
  return settled;
}

inline core::Record later_command(core::RecordType type, core::Operation op, std::string path_id, std::string_view json,
                                  core::ObjectEffect effect) {
  core::Record r = later_sample(type);
  r.actor = {"operator", "p-2"};
  r.key = "key-1";
  r.command = sample_command(op, std::move(path_id), json, r.actor);
  r.effect = std::move(effect);
  return r;
}

// A piece of a statement, what was found missing, a parcel's event, and the settings that have them compared.
inline std::vector<core::Record> reconciliation_samples() {
  using Type = core::RecordType;
  core::FoundBreak missing, come;
  missing.amount = missing.ours = 9'000;
  missing.theirs = 0;
  missing.currency = cny(0).currency;
  missing.kind = "missing_with_them";
  missing.subject = "payment:p1";
  come.subject = "refund:r1";
  core::Record found = later_sample(Type::breaks_found);
  found.effect = core::FoundEffect{{missing, come}};
  return {later_command(Type::channel_statement, core::Operation::channel_statement, "wechat_pay",
                        R"({"file_sha256":")" + std::string(64, 'f') +
                            R"(","occurred_at":"2026-11-22T06:17:13Z","piece":2,"rows":[
                  {"amount":9000,"at":"2026-11-21T15:04:05Z","currency":"CNY","fee":54,"id":"p1","kind":"payment",
                  "reference":"4200001234"},{"amount":-30,"currency":"CNY","kind":"fee"}],"source":"9000\n",
                  "statement_id":"2026-11-21"})",
                        {"2026-11-21", "statement:wechat_pay:2026-11-21", {}, {}}),
          std::move(found),
          later_command(Type::logistics_event, core::Operation::logistics_event, "",
                        R"({"at":"2026-11-22T05:00:00Z","carrier":"SF","kind":"delivered",
                        "occurred_at":"2026-11-22T06:17:13Z","waybill":"SF1","weight_g":500})",
                        {{}, "waybill:SF1", {}, {}}),
          later_command(Type::settings_changed, core::Operation::settings_put, "",
                        R"({"recon_channels":["wechat_pay","card"],"recon_grace_s":86400,"ship_grace_s":172800})",
                        {{}, "settings", 2, {}})};
}

// The end of an order, with what it leaves, and a parcel that comes after the order was completed.
inline std::vector<core::Record> later_ends() {
  core::Record expired = later_sample(core::RecordType::order_expired);
  expired.cause = 6;
  core::ObjectEffect leaves;
  leaves.subject = "order:o1";
  leaves.subjects = {"coupon:c1", "group:g1", "stock:sku1"};
  expired.effect = std::move(leaves);
  core::Record late = later_sample(core::RecordType::order_part_delivered);
  late.actor = {"platform", "p-1"};
  late.key = "key-1";
  late.command = sample_command(core::Operation::order_deliver, "o1", R"({"waybill":"w1"})", late.actor);
  core::ObjectEffect is;
  is.subject = "order:o1";
  is.state = "completed";
  late.effect = std::move(is);
  std::vector<core::Record> out;
  out.push_back(std::move(expired));
  out.push_back(std::move(late));
  return out;
}

// What an order pins, and what a timer makes of it; a plan with a base, roles and caps of periods, and a split by it;
// business days and a tax of a month, and a payout by it; wallets; a late fact.
inline std::vector<core::Record> later_samples() {
  core::Record placed = later_sample(core::RecordType::order_placed);
  placed.actor = {"platform", "p-1"};
  placed.key = "key-1";
  placed.command = sample_command(core::Operation::order_place, "",
                                  R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY",
                                  "deliver_by":"2026-11-29T00:00:00Z","ip":"203.0.113.7",
                                  "terms":{"expires_in":1800,"on_late":"cancel","release_after_s":604800}})",
                                  placed.actor);
  placed.assessment = sample_assessment(core::Verdict::allow);
  core::OrderEffect pinned;
  pinned.terms = core::PinnedTerms{core::parse_time("2026-11-29T00:00:00Z"),
                                   core::parse_time("2026-11-22T06:47:14.000001Z"), core::OnLate::cancel, 604'800};
  placed.effect = std::move(pinned);
  core::SplitPart merchant;
  merchant.account = "liabilities:merchant:m1";
  merchant.amount = 10'000;
  merchant.payee = core::PartyId("m1");
  core::Record completed = later_sample(core::RecordType::order_completed);
  completed.effect = core::SplitEffect{{merchant}, {}, {}, "floor-remainder/1", core::OrderId("o1"), {}};
  core::PostingsBuilder b;
  completed.postings =
      std::move(b.debit("liabilities:escrow", cny(10'000)).credit(merchant.account, cny(10'000))).build();
  completed.cause = 9;
  std::vector<core::Record> all;
  for (core::Record* r : {&placed, &completed}) all.push_back(std::move(*r));
  all.push_back(later_plan());
  all.push_back(later_split());
  all.push_back(later_settings());
  all.push_back(later_payout());
  for (core::Record& goods : goods_samples()) all.push_back(std::move(goods));
  all.push_back(later_wallet_payment());
  all.push_back(later_wallet_hold());
  all.push_back(later_wallet_refund());
  all.push_back(later_withdrawal());
  all.push_back(later_late_fact());
  for (core::Record& record : reconciliation_samples()) all.push_back(std::move(record));
  for (core::Record& end : later_ends()) all.push_back(std::move(end));
  for (core::Record& record : charge_samples()) all.push_back(std::move(record));
  for (core::Record& record : again_samples()) all.push_back(std::move(record));
  return all;
}

}  // namespace tallygate::support
