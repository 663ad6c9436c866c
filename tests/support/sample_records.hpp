// One record of every type, from fixed inputs: what the golden bytes are made of. A new record type or field gets a new
// sample; the old ones stay.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/body_codec.hpp"
#include "core/record_codec.hpp"
#include "tests/support/sample_bodies.hpp"
#include "tests/support/sample_chained.hpp"

namespace tallygate::support {

inline core::Money cny(core::Amount amount) {
  return {amount, *core::Currency::from_code("CNY")};
}

// As the vault would, but the same each time.
inline void seal_for_samples(core::Body& body) {
  core::for_each_personal(body, [](core::Personal& p, std::string_view name) {
    p.pseudonym = std::string(name).append("________________").substr(0, 16);
    p.sealed = "c2VhbGVkLWZvci10aGUtZ29sZGVuLWJ5dGVz";
    if (p.kind == core::PersonalKind::ip) {
      p.network = "network_________";
      p.country = "DE";
    }
    p.clear.clear();
  });
}

inline std::shared_ptr<const core::Command> sample_command(core::Operation op, std::string path_id,
                                                           std::string_view json, const core::Actor& actor) {
  auto command = std::make_shared<core::Command>();
  command->op = op;
  command->actor = actor;
  command->key = "key-1";
  command->path_id = std::move(path_id);
  core::BodyReader reader;
  const auto errors = reader.read(op, json, core::Form::wire, command->body);
  EXPECT_TRUE(errors.ok()) << json << (errors.errors.empty() ? "" : errors.errors[0].pointer);
  seal_for_samples(command->body);
  finish_command(*command);
  return command;
}

inline core::Assessment sample_assessment(core::Verdict outcome) {
  core::Assessment a;
  a.decision = "d7";
  a.outcome = outcome;
  a.cost = 321;
  a.features_hash.fill(0xab);
  a.ruleset.fill(0xcd);
  a.features = {{"amount_over_mean", core::DoubleText{"2.5"}},
                {"device_is_new", true},
                {"orders_1h", std::int64_t{3}},
                {"scene", std::string("live")}};
  if (outcome == core::Verdict::allow) return a;
  a.scores[static_cast<std::size_t>(core::AbuseKind::fake_order)] = 60;
  a.scores[static_cast<std::size_t>(core::AbuseKind::payment)] = 20;
  a.reasons = {{"FAKE-02", 60, 2, ""}, {"PAY-01", 20, 1, ""}};
  a.skipped = {"LOGIN-03"};
  a.fallback = outcome == core::Verdict::review;
  return a;
}

// Fills in what each sample says and leaves the rest as every sample has it.
class SampleRecords {
 public:
  std::vector<core::Record> all() {
    governance();
    orders();
    payments();
    holds();
    refunds();
    disputes();
    settlements();
    logins_and_reviews();
    payouts();
    return std::move(records_);
  }

 private:
  using Op = core::Operation;
  using Type = core::RecordType;

  core::Record& add(Type type) {
    core::Record& r = records_.emplace_back();
    r.type = type;
    r.seq = 7;
    r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
    r.actor = {"system", ""};
    r.subjects = {{"order:o1", 1}, {"party:b1", 2}};
    return r;
  }
  core::Record& add(Type type, Op op, std::string path_id, std::string_view json) {
    core::Record& r = add(type);
    r.actor = {"platform", "p-1"};
    r.key = "key-1";
    r.command = sample_command(op, std::move(path_id), json, r.actor);
    return r;
  }
  core::Record& assessed(core::Record& r, core::Verdict verdict) {
    r.assessment = sample_assessment(verdict);
    if (verdict == core::Verdict::block)
      r.refusal = core::Refusal{core::Code::risk_blocked, "", "The rules FAKE-02 and PAY-01 block it."};
    return r;
  }
  static core::ObjectEffect object(std::string subject) { return {{}, std::move(subject), {}, {}}; }
  static core::Waiting waiting(std::string id) { return {*core::parse_time("2026-11-25T06:17:14Z"), std::move(id)}; }
  static core::Postings moved(const std::string& from, const std::string& to, core::Amount amount) {
    core::PostingsBuilder b;
    return std::move(b.debit(from, cny(amount)).credit(to, cny(amount))).build();
  }

  void governance() {
    core::LogOpened opened;
    opened.clock = "replay";
    opened.currencies = {{"CNY", 2}, {"JPY", 0}};
    opened.log_id = "000102030405060708090a0b0c0d0e0f";
    opened.origin = "tallygate.example/acme/1";
    opened.public_key = "tallygate.example/acme/1+0123abcd+AQIDBA==";
    opened.recovery_public_key = std::string(64, '5');
    opened.tenant = "acme";
    opened.time_zone = "Asia/Shanghai";
    core::Record& first = add(Type::log_opened);
    first.seq = 0;
    first.subjects.clear();
    first.effect = opened;
    add(Type::clock_live, Op::clock_live, "", "{}").rec = *core::parse_time("2026-11-22T06:17:15Z");
    add(Type::client_added, Op::client_add, "",
        R"({"client_id":"c1","name":"platform","person":"p-1","scope":["facts:write","transactions:write"],"secret_sha256":")" +
            std::string(64, '0') + R"("})")
        .effect = object("client:c1");
    add(Type::client_revoked, Op::client_revoke, "", R"({"client_id":"c1"})");
    add(Type::settings_changed, Op::settings_put, "",
        R"({"challenge_expires_s":900,"commission_levels_max":3,"fallback_outcome":"review","four_eyes":["plans","settings"],"review_expires_s":259200,"upline_depth_max":16})");
    add(Type::ruleset_activated, Op::ruleset_put, "", R"({"name":"default","toml":"[ruleset]\n"})").effect =
        core::ObjectEffect{"default", {}, 2, {}};
    add(Type::approval_requested, Op::plan_put, "plan1", kPlan).effect =
        core::ObjectEffect{"ap7", {}, {}, waiting("ap7")};
    core::Record& decided =
        add(Type::approval_decided, Op::approval_decide, "ap7", R"({"approve":true,"note":"as agreed"})");
    decided.cause = 3;
    decided.group = core::Group{7, 2};
    core::Record& refused = add(Type::batch_refused, Op::batch_atomic, "", "{}");
    refused.refusal =
        core::Refusal{core::Code::exceeds_refundable, "/lines/3/body/amount", "Line 3 refunds 500 of 400."};
    core::Record& command =
        add(Type::command_refused, Op::order_refund, "o1", R"({"refund_id":"r1","amount":500,"currency":"CNY"})");
    command.refusal = core::Refusal{core::Code::order_not_paid, "", "Order o1 is not paid."};
    add(Type::batch_applied, Op::batch_atomic, "", "{}").group = core::Group{7, 3};
    core::EpochOpened epoch;
    epoch.origin = "tallygate.example/acme/2";
    epoch.predecessor = "tallygate.example/acme/1\n3\nAAAA\n\n\u2014 tallygate.example/acme/1 AQIDBA==\n";
    epoch.public_key = "tallygate.example/acme/2+0123abcd+AQIDBA==";
    epoch.published = "tallygate.example/acme/1\n5\nBBBB\n\n\u2014 tallygate.example/acme/1 AQIDBA==\n";
    epoch.statement = "epoch/1\n\n\u2014 tallygate.example/acme/recovery AQIDBA==\n";
    core::Record& next_epoch = add(Type::epoch_opened);
    next_epoch.subjects.clear();
    next_epoch.effect = epoch;
    core::KeyRotated rotation;
    rotation.consistency = {"AAAA", "BBBB"};
    rotation.overlap_until = core::parse_time("2026-12-01T00:00:00.000000Z");
    rotation.predecessor = "tallygate.example/acme/1\n3\nAAAA\n\n\u2014 tallygate.example/acme/1 AQIDBA==\n";
    rotation.public_key = "tallygate.example/acme/1+89abcdef+AQIDBA==";
    rotation.retires = "tallygate.example/acme/1+0123abcd+AQIDBA==";
    rotation.statement = "rotation/1\n\n\u2014 tallygate.example/acme/1 AQIDBA==\n";
    core::Record& next_key = add(Type::key_rotated);
    next_key.subjects.clear();
    next_key.effect = rotation;
    assessed(
        add(Type::party_put, Op::party_put, "d1",
            R"({"aliases":[{"id":"wx-1","platform":"wechat"}],"device":{"id":"dev1","os":"ios","rooted":false},"ip":"2001:db8::1",
                     "pii":{"name":"Li Lei","phone":"+86 138","email":"a@b.example"},"roles":["buyer","distributor"],"upline":"d0"})"),
        core::Verdict::allow)
        .effect = core::ObjectEffect{{}, "party:d1", 1, {}};
    add(Type::party_changed, Op::party_change, "d1", R"({"what":"payee","device":"dev1","ip":"203.0.113.7"})");
    add(Type::plan_published, Op::plan_put, "plan1", kPlan).effect = core::ObjectEffect{"plan1", {}, 3, {}};
  }

  void orders() {
    const core::OrderEffect placed{
        {core::PartyId("d1"), core::PartyId("d0")}, core::PlanId("plan1"), 3, {}, {}, {}, {}, {}};
    core::OrderEffect held = placed, challenged = placed;
    held.waiting = waiting("rv7");
    challenged.waiting = waiting("ch7");
    assessed(add(Type::order_placed, Op::order_place, "", kOrder), core::Verdict::allow).effect = placed;
    assessed(add(Type::order_held, Op::order_place, "", kOrder), core::Verdict::review).effect = held;
    assessed(add(Type::order_challenged, Op::order_place, "", kOrder), core::Verdict::challenge).effect = challenged;
    assessed(add(Type::order_blocked, Op::order_place, "", kOrder), core::Verdict::block).effect = placed;
    add(Type::order_part_delivered, Op::order_deliver, "o1", R"({"waybill":"w1"})").effect = object("order:o1");
    add(Type::stock_put, Op::stock_put, "shirt-red",
        R"({"ends_at":"2026-11-23T00:00:00Z","per_buyer":2,"quantity":500,"sale":"double-eleven","starts_at":"2026-11-22T12:00:00Z"})")
        .effect = core::ObjectEffect{{}, "stock:shirt-red", 1, {}};
    add(Type::coupon_put, Op::coupon_put, "welcome",
        R"({"bp":1000,"currency":"CNY","expires_at":"2026-12-31T00:00:00Z","funded_by":"platform","max":2000,"per_buyer":1,"uses":10000})")
        .effect = core::ObjectEffect{{}, "coupon:welcome", 2, {}};
    for (const Type end : {Type::group_succeeded, Type::group_failed}) add(end).effect = object("group:g1");
    for (const Type end : {Type::order_expired, Type::order_late, Type::order_rejected})
      add(end).effect = object("order:o1");
    add(Type::order_shipped, Op::order_ship, "o1", R"({"waybill":"SF-1","carrier":"SF Express","weight_g":1200})");
    add(Type::order_delivered, Op::order_deliver, "o1", R"({"delivered_at":"2026-11-24T08:00:00Z","waybill":"SF-1"})");
    add(Type::order_cancelled, Op::order_cancel, "o1",
        R"({"reason":"no \"longer\" wanted\n\u00e9\u4e2d\ud83d\ude00 \\ \u007e/"})")
        .group = core::Group{7, 2};

    add(Type::order_override_put, Op::order_override, "o1",
        R"({"expires_at":"2026-12-01T00:00:00Z","reason":"the customer called"})")
        .effect = core::ObjectEffect{{}, "order:o1", {}, {}};

    core::SplitPart fee, level, merchant;
    fee.kind = core::PartKind::fee;
    fee.account = "income:platform_fee";
    fee.amount = 500;
    fee.base = 10'000;
    fee.bp = 500;
    level.kind = core::PartKind::level;
    level.account = "liabilities:distributor:d1:unmatured";
    level.amount = 400;
    level.base = 10'000;
    level.bp = 500;
    level.cap = 400;
    level.level = 1;
    level.matures_on = "2026-11-29";
    level.payee = core::PartyId("d1");
    level.tier = 0;
    level.volume = 123'456;
    merchant.account = "liabilities:merchant:m1";
    merchant.amount = 9'100;
    merchant.payee = core::PartyId("m1");
    core::Record& completed = add(Type::order_completed, Op::order_complete, "o1", "{}");
    completed.effect = core::SplitEffect{{fee, level, merchant}, core::PlanId("plan1"), 3, "floor-remainder/1", {}, {}};
    core::PostingsBuilder b;
    b.debit("liabilities:escrow", cny(10'000)).credit(fee.account, cny(500));
    completed.postings = std::move(b.credit(level.account, cny(400)).credit(merchant.account, cny(9'100))).build();
    core::Record& matured = add(Type::commission_matured);
    matured.effect = core::MaturedEffect{level.account, 400, cny(0).currency, "2026-11-29"};
    matured.postings = moved(level.account, "liabilities:distributor:d1:payable", 400);
  }

  void payments() {
    const core::PaymentEffect captured{{{6'000, core::OrderId("o1")}, {4'000, core::OrderId("o2")}}, 0, {}};
    core::PaymentEffect held = captured, challenged = captured;
    held.waiting = waiting("rv7");
    challenged.waiting = waiting("ch7");
    core::Record& paid = assessed(add(Type::payment_captured, Op::payment_put, "", kPayment), core::Verdict::allow);
    paid.effect = captured;
    paid.postings = moved("assets:channel:wechat_pay", "liabilities:escrow", 10'000);
    core::Record& waits = assessed(add(Type::payment_held, Op::payment_put, "", kPayment), core::Verdict::review);
    waits.effect = held;
    core::PostingsBuilder b;
    b.debit("assets:channel:wechat_pay", cny(10'000), core::Layer::held);
    waits.postings = std::move(b.credit("liabilities:escrow", cny(10'000), core::Layer::held)).build();
    assessed(add(Type::payment_challenged, Op::payment_put, "", kPayment), core::Verdict::challenge).effect =
        challenged;
    assessed(add(Type::payment_blocked, Op::order_pay, "o1",
                 R"({"payment_id":"p1","channel":"card","amount":10000,"currency":"CNY"})"),
             core::Verdict::block)
        .effect = core::PaymentEffect{};
    add(Type::payment_rejected).effect = object("payment:p1");
    assessed(
        add(Type::payment_declined, Op::payment_decline, "p2",
            R"({"amount":100,"avs":"N","buyer":"b1","channel":"card","code":"do_not_honor","currency":"CNY","cvc":"M","device":"dev1",
                     "instrument":{"bin_country":"US","brand":"visa","funding":"credit","token":"tok_1"},"ip":"203.0.113.7","order":"o1"})"),
        core::Verdict::review)
        .effect = object("payment:p2");
  }

  static core::Postings held_and_posted(core::Amount held, core::Amount posted) {
    core::PostingsBuilder b;
    b.debit("assets:channel:card", cny(posted)).credit("liabilities:escrow", cny(posted));
    b.debit("assets:channel:card", cny(held), core::Layer::held);
    return std::move(b.credit("liabilities:escrow", cny(held), core::Layer::held)).build();
  }

  void holds() {
    const core::OrderId o1("o1"), o2("o2");
    core::Record& authorised =
        assessed(add(Type::payment_authorised, Op::payment_put, "",
                     R"({"allocations":[{"amount":6000,"order":"o1"},{"amount":4000,"order":"o2"}],"amount":10000,
                     "capture":false,"channel":"card","currency":"CNY","expires_in":3600,"payment_id":"h1"})"),
                 core::Verdict::allow);
    authorised.effect =
        core::AuthorisedEffect{{{6'000, o1}, {4'000, o2}}, *core::parse_time("2026-11-22T07:17:14.000001Z")};
    authorised.postings = held_and_posted(10'000, 0);
    core::Record& captured =
        add(Type::payment_hold_captured, Op::payment_capture, "h1",
            R"({"allocations":[{"amount":5000,"order":"o1"}],"amount":5000,"currency":"CNY","final":true,
            "occurred_at":"2026-11-22T06:17:13Z"})");
    captured.effect = core::HoldEffect{{{5'000, o1}}, 5'000, 0, core::PaymentId("h1"), {{1'000, o1}, {4'000, o2}}};
    captured.postings = held_and_posted(-10'000, 5'000);
    core::Record& voided = add(Type::payment_voided, Op::payment_void, "h1", R"({"reason":"out of stock"})");
    voided.effect = core::HoldEffect{{}, 0, 0, core::PaymentId("h1"), {{10'000, o1}}};
    voided.postings = held_and_posted(-10'000, 0);
    core::Record& expired = add(Type::payment_hold_expired);
    expired.effect = core::HoldEffect{{}, 4'000, 0, core::PaymentId("h1"), {{6'000, o1}}};
    expired.postings = held_and_posted(-6'000, 0);
    expired.cause = 7;
  }

  void refunds() {
    core::RefundEffect sent{5'000,
                            core::OrderId("o1"),
                            {{"income:platform_fee", 250, 0}, {"liabilities:merchant:m1", 4'550, 2}},
                            core::RefundId("r1"),
                            5'000,
                            {},
                            {{5'000, core::Channel::wechat_pay, core::PaymentId("p1")}},
                            {},
                            {}};
    core::RefundEffect held = sent, challenged = sent, settled = sent;
    held.waiting = waiting("rv7");
    challenged.waiting = waiting("ch7");
    settled.settled = true;
    core::Record& r = assessed(add(Type::refund_sent, Op::order_refund, "o1", kRefund), core::Verdict::allow);
    r.effect = sent;
    r.postings = moved("income:platform_fee", "assets:channel:wechat_pay", 250);
    assessed(add(Type::refund_held, Op::order_refund, "o1", kRefund), core::Verdict::review).effect = held;
    assessed(add(Type::refund_challenged, Op::order_refund, "o1", kRefund), core::Verdict::challenge).effect =
        challenged;
    assessed(add(Type::refund_blocked, Op::order_refund, "o1", kRefund), core::Verdict::block).effect = sent;
    add(Type::refund_rejected).effect = object("refund:r1");
    add(Type::refund_settled, Op::refund_settle, "r1", "{}").effect = settled;
    add(Type::refund_failed, Op::refund_fail, "r1", R"({"reason":"account closed"})").effect = sent;
  }

  static core::Postings payout_moves(core::Amount gross, core::Amount net, core::Amount tax, core::Amount bank) {
    core::PostingsBuilder b;
    b.debit("liabilities:distributor:d1:payable", cny(gross)).credit("liabilities:payouts", cny(net));
    return std::move(b.credit("liabilities:tax:withheld", cny(tax)).credit("assets:bank:main", cny(bank))).build();
  }

  void payouts() {
    add(Type::payout_account_put, Op::payout_account_put, "d1",
        R"({"account":"a1","currency":"CNY","device":"dev1","ip":"203.0.113.7","kind":"bank","token":"tok_9"})")
        .effect = core::ObjectEffect{"a1", "party:d1", {}, {}};
    core::PayoutEffect asked;
    asked.account = "liabilities:distributor:d1:payable";
    asked.amount = 100'000;
    asked.currency = cny(0).currency;
    asked.net = 96'000;
    asked.party = core::PartyId("d1");
    asked.payout = core::PayoutId("y1");
    asked.tax = 4'000;
    asked.to = core::OtherId("a1");
    core::PayoutEffect taxed = asked;
    taxed.tax_bp = 2'000;
    taxed.tax_from = 80'000;
    core::PayoutEffect held = taxed, challenged = taxed, settled = asked, returned = asked;
    held.waiting = waiting("rv7");
    challenged.waiting = waiting("ch7");
    settled.bank = core::OtherId("main");
    settled.bank_amount = 96'010;
    settled.suspense = 10;
    returned.account.reset();
    returned.amount = returned.net = 500;
    returned.bank = core::OtherId("second");
    returned.bank_amount = 500;
    returned.misplaced = true;
    returned.suspense = -500;
    returned.tax = 0;
    returned.to.reset();
    core::Record& requested =
        assessed(add(Type::payout_requested, Op::payout_request, "", kPayout), core::Verdict::allow);
    requested.effect = taxed;
    requested.postings = payout_moves(100'000, 96'000, 4'000, 0);
    assessed(add(Type::payout_held, Op::payout_request, "", kPayout), core::Verdict::review).effect = held;
    assessed(add(Type::payout_challenged, Op::payout_request, "", kPayout), core::Verdict::challenge).effect =
        challenged;
    assessed(add(Type::payout_blocked, Op::payout_request, "", kPayout), core::Verdict::block).effect = taxed;
    core::Record& rejected =
        add(Type::payout_rejected, Op::payout_approve, "y1", R"({"approve":false,"note":"not his account"})");
    rejected.effect = asked;
    rejected.postings = payout_moves(-100'000, -96'000, -4'000, 0);
    add(Type::payout_approved, Op::payout_approve, "y1", R"({"approve":true})").effect = asked;
    core::Record& paid = add(Type::payout_settled, Op::payout_settle, "y1",
                             R"({"amount":96010,"bank":"main","currency":"CNY","occurred_at":"2026-11-22T06:17:13Z"})");
    paid.effect = settled;
    core::PostingsBuilder b;
    b.debit("liabilities:payouts", cny(96'000)).debit("liabilities:suspense:payouts", cny(10));
    paid.postings = std::move(b.credit("assets:bank:main", cny(96'010))).build();
    core::Record& failed = add(Type::payout_failed, Op::payout_fail, "y1", R"({"reason":"no such account"})");
    failed.effect = asked;
    failed.postings = payout_moves(-100'000, -96'000, -4'000, 0);
    core::Record& back = add(Type::payout_returned, Op::payout_return, "y1",
                             R"({"amount":500,"bank":"second","currency":"CNY","reason":"account closed"})");
    back.effect = returned;
    back.postings = moved("assets:bank:second", "liabilities:suspense:payouts", 500);
    add(Type::party_kyc, Op::party_kyc, "d1", R"({"level":2,"provider":"idnow"})").effect = object("party:d1");
  }

  void disputes() {
    const core::OrderId o1("o1");
    const core::DisputeId d1("d1");
    core::Record& opened =
        add(Type::dispute_opened, Op::payment_dispute, "p1",
            R"({"amount":5000,"channel":"card","currency":"CNY","dispute_id":"d1","occurred_at":"2026-11-22T06:17:13Z",
            "order":"o1","reason":"goods not received","respond_by":"2026-12-02T00:00:00Z"})");
    opened.effect =
        core::DisputeEffect{{{4'000, o1}},         5'000, core::Channel::card, cny(0).currency, core::DisputeId("d1"),
                            core::PaymentId("p1"), 1'000};
    opened.postings = moved("assets:disputed:card", "assets:channel:card", 5'000);
    add(Type::dispute_evidence_added, Op::dispute_evidence, "d1",
        R"({"kind":"delivery_proof","note":"signed for","sha256":")" + std::string(64, 'e') + R"("})")
        .effect = core::ObjectEffect{{}, "dispute:d1", 2, {}};
    core::Record& won = add(Type::dispute_won, Op::dispute_resolve, "d1", R"({"outcome":"won"})");
    won.effect = core::DisputeEndEffect{{}, d1, 0, core::PaymentId("p1"), 0, 5'000};
    won.postings = moved("assets:channel:card", "assets:disputed:card", 5'000);
    core::Record& lost = add(Type::dispute_lost, Op::dispute_resolve, "d1", R"({"outcome":"lost"})");
    lost.effect = core::DisputeEndEffect{{{4'000, o1}}, d1, 5'000, core::PaymentId("p1"), 1'000, 0};
    lost.postings = moved("liabilities:suspense:card", "assets:disputed:card", 1'000);
    core::Record& partly = add(Type::dispute_partly_lost, Op::dispute_resolve, "d1",
                               R"({"amount":4000,"occurred_at":"2026-11-22T06:17:13Z","outcome":"partial"})");
    partly.effect = core::DisputeEndEffect{{{4'000, o1}}, d1, 4'000, core::PaymentId("p1"), 0, 1'000};
    partly.postings = moved("assets:channel:card", "assets:disputed:card", 1'000);
    const std::string unmatured = "liabilities:distributor:d1:unmatured";
    core::Record& clawed = add(Type::dispute_clawed_back);
    clawed.effect = core::ClawBackEffect{
        4'000,
        d1,
        {{unmatured, 40, 1}},
        o1,
        {{"income:platform_fee", 200, 0}, {unmatured, 160, 1}, {"liabilities:merchant:m1", 3'640, 2}},
        {}};
    clawed.postings = moved("liabilities:merchant:m1", "assets:disputed:card", 3'640);
    clawed.cause = 7;
    core::Record& thawed = add(Type::dispute_thawed);
    thawed.effect = core::ClawBackEffect{0, d1, {{unmatured, 200, 1}}, o1, {}, {}};
    thawed.postings = moved(unmatured, "liabilities:distributor:d1:payable", 200);
    thawed.cause = 7;
    add(Type::break_resolved, Op::break_resolve, "bk7",
        R"({"journal":6,"occurred_at":"2026-11-22T06:17:13Z","resolution":"returned to the payer"})")
        .effect = core::ObjectEffect{"bk7", "dispute:d1", {}, {}};
  }

  void settlements() {
    core::Record& settled = add(
        Type::channel_settled, Op::channel_settle, "wechat_pay",
        R"({"bank":"main","currency":"CNY","fee":54,"gross":9000,"occurred_at":"2026-11-22T06:17:13Z","settlement_id":"s1"})");
    settled.effect = core::ObjectEffect{"s1", "settlement:wechat_pay:s1", {}, {}};
    core::PostingsBuilder b;
    b.debit("assets:bank:main", cny(8'946)).debit("expenses:channel_fee:wechat_pay", cny(54));
    settled.postings = std::move(b.credit("assets:channel:wechat_pay", cny(9'000))).build();
    core::Record& entered = add(
        Type::journal_posted, Op::journal_post, "",
        R"({"entry_id":"e1","occurred_at":"2026-11-22T06:17:13Z","postings":[{"account":"assets:bank:main","amount":300,"currency":"CNY"},
            {"account":"equity:adjustments","amount":-300,"currency":"CNY"}],"reason":"interest","reverses":6})");
    entered.effect = core::ObjectEffect{"e1", "journal:e1", {}, {}};
    entered.postings = moved("assets:bank:main", "equity:adjustments", 300);
    entered.cause = 7;
    for (const auto& [type, op] : {std::pair{Type::account_frozen, Op::account_freeze},
                                   {Type::account_unfrozen, Op::account_unfreeze},
                                   {Type::account_closed, Op::account_close}})
      add(type, op, "liabilities:merchant:m1",
          R"({"occurred_at":"2026-11-22T06:17:13Z","reason":"asked by the court"})")
          .effect = core::ObjectEffect{{}, "account:liabilities:merchant:m1", {}, {}};
    add(Type::limit_put, Op::limit_put, "L1",
        R"({"amount":10000,"currency":"CNY","kind":"spend","occurred_at":"2026-11-22T06:17:13Z","party":"b1","period_s":86400,"reason":"asked by the buyer"})")
        .effect = core::ObjectEffect{"L1", "limit:L1", 1, {}};
  }

  void logins_and_reviews() {
    for (const auto& [type, verdict] : {std::pair{Type::login_succeeded, core::Verdict::allow},
                                        {Type::login_failed, core::Verdict::allow},
                                        {Type::login_challenged, core::Verdict::challenge},
                                        {Type::login_blocked, core::Verdict::block}}) {
      core::Record& r = assessed(add(type, Op::login_attempt, "", kLogin), verdict);
      r.effect = object("login:l1");
      if (type == Type::login_challenged) r.effect = core::ObjectEffect{{}, "login:l1", {}, waiting("ch7")};
    }
    core::Record& resolved = add(Type::review_resolved, Op::review_resolve, "rv3",
                                 R"({"outcome":"release","case":"false_positive","note":"known buyer"})");
    resolved.cause = 3;
    resolved.group = core::Group{7, 2};
    resolved.effect = core::ObjectEffect{"rv3", "order:o1", {}, {}};
    add(Type::review_expired).effect = core::ObjectEffect{"rv3", "order:o1", {}, {}};
    add(Type::challenge_passed, Op::challenge_answer, "ch3",
        R"({"method":"otp","passed":true,"evidence_hash":")" + std::string(64, 'e') + R"("})")
        .cause = 3;
    add(Type::challenge_failed, Op::challenge_answer, "ch3", R"({"method":"platform","passed":false})").cause = 3;
    add(Type::challenge_expired).effect = core::ObjectEffect{"ch3", "login:l1", {}, {}};
    add(Type::label_put, Op::label_put, "",
        R"({"subject":"order:o1","label":"fraud","kind":"chargeback","known_at":"2026-11-22T00:00:00Z"})");
  }

  std::vector<core::Record> records_;
};

inline std::vector<core::Record> sample_records() {
  return SampleRecords().all();
}

}  // namespace tallygate::support
