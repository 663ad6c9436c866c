// Random commands of nearly every kind through the write path of one tenant, without threads, log or disk: what is made
// is kept as the bytes that a log would hold. Each stream is a function of its seed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/record_codec.hpp"
#include "engine/log_fold.hpp"
#include "engine/pipeline.hpp"
#include "engine/quarantine.hpp"
#include "engine/state_file.hpp"
#include "tests/support/engine_fixture.hpp"

namespace tallygate::tests {

// Rule sets by hash, as a log's blobs give them.
class Rulesets {
 public:
  core::RulesetPut put(const std::string& toml) {
    std::vector<risk::RulesetError> errors;
    auto compiled = risk::Ruleset::compile(toml, errors);
    for (const auto& e : errors) ADD_FAILURE() << e.line << " " << e.where << ": " << e.detail;
    core::RulesetPut out;
    out.name = "default";
    out.toml = toml;
    out.toml_sha256 = core::to_hex(core::view(core::sha256(toml)));
    all_[core::sha256(toml)] = std::move(compiled);
    return out;
  }
  engine::FindRuleset find() const {
    return [this](const core::Digest& hash) {
      const auto at = all_.find(hash);
      return at == all_.end() ? nullptr : at->second;
    };
  }

 private:
  std::map<core::Digest, std::shared_ptr<const risk::Ruleset>> all_;
};

// One tenant, and the log that its commands make.
class StreamWorld {
 public:
  explicit StreamWorld(Rulesets& rulesets)
      : state(std::make_unique<engine::TenantState>(kTenant, rulesets.find())), pipeline_(*state, quarantine_) {}
  // Goes on from a loaded state.
  explicit StreamWorld(engine::SavedState saved)
      : state(std::move(saved.state)), leaf(saved.leaf), pipeline_(*state, quarantine_) {}

  void open(const core::RulesetPut& ruleset, core::Time at) {
    engine::TenantSetup setup;
    setup.tenant = kTenant;
    setup.opened.tenant = kTenant;
    setup.opened.clock = "live";
    setup.opened.currencies.push_back({"CNY", 2});
    setup.opened.origin = "example.com/t1/1";
    setup.at = at;
    core::Command put;
    put.op = core::Operation::ruleset_put;
    put.body = ruleset;
    core::finish_command(put);
    setup.first_commands.push_back(std::move(put));
    engine::Produced made;
    pipeline_.open(setup, at, made);
    keep(made);
  }
  // What was answered, as text: to compare with another world's.
  std::string run(core::Command command, core::Time wall) {
    engine::Produced made;
    pipeline_.run(std::make_shared<const core::Command>(std::move(command)), wall, made);
    keep(made);
    const auto& answer = made.answers.front();
    return std::to_string(static_cast<int>(answer.kind)) + " " + std::to_string(static_cast<int>(answer.code)) + " " +
           std::to_string(answer.known_seq) + " " + std::to_string(answer.as_of) + " " + answer.detail;
  }

  std::unique_ptr<engine::TenantState> state;
  core::Digest leaf{};
  std::map<core::Hash16, engine::KnownKey> keys;  // of the records made here
  std::vector<std::string> records;               // made here
  std::vector<std::string> waiting, approvals, breaks;

 private:
  void keep(const engine::Produced& made) {
    for (const auto& logged : made.records) {
      const auto& r = logged->record;
      std::string bytes;
      core::encode_record(bytes, r, {leaf, {}});
      leaf = core::leaf_hash(bytes);
      records.push_back(std::move(bytes));
      if (!r.key.empty() && r.command) {
        keys.emplace(r.command->key_hash, engine::KnownKey{r.command->body_hash, r.seq});
      }
      for (const char* prefix : {"rv", "ch"})
        if (state->ledger().waiting_command(prefix + std::to_string(r.seq)))
          waiting.push_back(prefix + std::to_string(r.seq));
      if (r.type == core::RecordType::approval_requested) approvals.push_back("ap" + std::to_string(r.seq));
      const std::string opened = "bk" + std::to_string(r.seq);
      if (!state->ledger().break_json(opened, r.at).empty()) breaks.push_back(opened);
    }
  }
  engine::Quarantine quarantine_{64};
  engine::Pipeline pipeline_;
};

class CommandStream {
 public:
  CommandStream(std::uint64_t seed, Rulesets& rulesets) : random_(seed), rulesets_(rulesets) {}

  std::uint64_t upto(std::uint64_t max) { return random_() % (max + 1); }
  core::Duration pause() { return upto(9) == 0 ? core::minutes(upto(3'000)) : core::seconds(upto(90)); }

  core::Command next(const StreamWorld& world) {
    const auto n = std::to_string(++made_);
    const auto order = "o" + std::to_string(orders_ - upto(std::min<std::uint64_t>(orders_, 6)));
    const auto key = R"(","key":"k)" + n + "\"";
    const auto on = [&](const std::string& op, const std::string& id, const std::string& body) {
      return command(R"({"op":")" + op + key + R"(,"path":{"id":")" + id + R"("},"body":)" + body + "}");
    };
    const auto bare = [&](const std::string& op, const std::string& body) {
      return command(R"({"op":")" + op + key + R"(,"body":)" + body + "}");
    };
    const auto cny = [&](std::uint64_t amount) {
      return R"("amount":)" + std::to_string(amount) + R"(,"currency":"CNY")";
    };
    const auto card = R"(,"instrument":{"token":"card)" + std::to_string(upto(5)) + "\"}";
    const auto price = [](std::uint64_t of) { return 100 + of * 37 % 800; };
    const auto latest = orders_ - upto(std::min<std::uint64_t>(orders_, 3));
    switch (upto(36)) {
      case 0:
      case 1:
      case 2:
      case 3:
        ++orders_;
        return bare("order.place", R"({"order_id":"o)" + std::to_string(orders_) + R"(","buyer":"b)" +
                                       std::to_string(upto(7)) + R"(","merchant":"m)" +
                                       std::to_string(upto(3) == 0 ? upto(2) : 1) + R"(","referrer":"d)" +
                                       std::to_string(upto(4)) + R"(","device":"v)" + std::to_string(upto(4)) +
                                       R"(","creator":"c1","partner":"t1",)" + terms() + group() +
                                       goods(price(orders_)) + cny(price(orders_)) + "}");
      case 4:
      case 5:
      case 6:
        last_payment_ = "p" + n;
        return on("order.pay", "o" + std::to_string(latest),
                  R"({"payment_id":"p)" + n + R"(","channel":"card",)" +
                      cny(upto(3) == 0 ? 1 + upto(300) : price(latest)) + card + "}");
      case 34:
        return on("order.reduce", order, "{" + cny(1 + upto(100)) + "}");
      case 35:
        return on("payment.allocate", last_reported_,
                  R"({"allocations":[{"order":")" + order + R"(","amount":)" + std::to_string(1 + upto(3)) + "}]}");
      case 36:
        return on("payment.refund", last_reported_,
                  R"({"refund_id":"r)" + std::to_string(++refunds_) + "\"," + cny(1 + upto(4)) + "}");
      case 7:
        last_reported_ = "p" + n;
        return bare("payment.put", R"({"payment_id":"p)" + n +
                                       R"(","channel":"alipay","reported":true,"allocations":[{"order":")" + order +
                                       R"(","amount":5}],)" + cny(5) + "}");
      case 8:
        return on("payment.decline", "x" + n, R"({"code":"do_not_honor","order":")" + order + "\"" + card + "}");
      case 9:
        return shipped(key, order);
      case 10:
        return on("order.deliver", order, upto(2) == 0 ? std::string("{}") : delivered());
      case 11:
        return upto(1) == 0 ? shipped(key, order) : on("order.complete", order, "{}");
      case 12:
        return upto(1) == 0 ? on("order.deliver", order, delivered()) : on("order.complete", order, "{}");
      case 13:
        return on("order.complete", order, "{}");
      case 14:
        return on("order.cancel", order, "{}");
      case 15:
        return on("order.refund", order,
                  R"({"refund_id":"r)" + std::to_string(++refunds_) + "\"," + cny(1 + upto(200)) + "}");
      case 16:
        return upto(1) == 0 ? on("refund.settle", refund(), "{}")
                            : on("refund.fail", refund(), R"({"reason":"returned"})");
      case 17:
      case 18:
        return bare("login.attempt", R"({"login_id":"l)" + n + R"(","user":"b)" + std::to_string(upto(3)) +
                                         R"(","device":"v)" + std::to_string(upto(9)) + R"(","success":)" +
                                         (upto(2) == 0 ? "true" : "false") + "}");
      case 19:
        return on("party.put", "d" + std::to_string(upto(4)),
                  R"({"roles":["distributor"],"aliases":[{"platform":"x","id":"y"}],"upline":"d)" +
                      std::to_string(5 + upto(4)) + "\"}");
      case 20:
        return upto(1) == 0 ? on("party.change", "b" + std::to_string(upto(3)), R"({"what":"password"})")
                            : bare("label.put", R"({"label":"fraud","subject":"order:)" + order + "\"}");
      case 21:
        return governance(n);
      case 22:
      case 23:
        ++holds_;
        return on("order.pay", "o" + std::to_string(latest),
                  R"({"payment_id":"h)" + std::to_string(holds_) +
                      R"(","channel":"card","capture":false,"expires_in":)" + std::to_string(1 + upto(90'000)) + "," +
                      cny(1 + upto(300)) + card + "}");
      case 24:
        return on("payment.capture", hold(),
                  upto(2) == 0
                      ? std::string("{}")
                      : R"({"amount":)" + std::to_string(1 + upto(200)) + (upto(3) == 0 ? R"(,"final":true})" : "}"));
      case 25:
        return on(upto(2) == 0 ? "payment.void" : "payment.capture", hold(), "{}");
      case 26:
        return bare("payout.request", R"({"payout_id":"y)" + std::to_string(++payouts_) + R"(","party":"m)" +
                                          std::to_string(upto(2)) + "\"," + cny(1 + upto(200)) +
                                          (upto(1) == 0 ? R"(,"to":"a1"})" : "}"));
      case 27:
        return payout_step(n);
      case 28:
        return on("payment.dispute", last_payment_,
                  R"({"dispute_id":"d)" + std::to_string(++disputes_) + R"(","reason":"none")" +
                      (upto(1) == 0 ? "}" : R"(,"channel":"card",)" + cny(1 + upto(200)) + "}"));
      case 29:
        if (upto(2) == 0)
          return on("dispute.evidence", dispute(),
                    R"({"kind":"chat","note":"asked twice","sha256":")" + std::string(64, 'b') + "\"}");
        return on("dispute.resolve", dispute(), upto(1) == 0 ? R"({"outcome":"won"})" : R"({"outcome":"lost"})");
      case 31:
        if (upto(2) == 0)
          return on("channel.statement", "wechat_pay",
                    R"({"piece":1,"rows":[{"amount":)" + std::to_string(upto(400)) + R"(,"currency":"CNY","id":")" +
                        last_payment_ + R"(","kind":"payment"}],"source":"a row",)" + R"("statement_id":"f)" +
                        std::to_string(upto(200)) + "\"}");
        return on("channel.settle", upto(1) == 0 ? "card" : "wechat_pay",
                  R"({"settlement_id":"s)" + std::to_string(upto(200)) + R"(","currency":"CNY","fee":1,"gross":)" +
                      std::to_string(upto(500)) + "}");
      case 32:
        if (upto(1) == 0)
          return on("coupon.put", "ten", R"({"amount":10,"currency":"CNY","funded_by":"platform","per_buyer":9})");
        return on("stock.put", upto(1) == 0 ? "shirt" : "cap",
                  R"({"per_buyer":90,"quantity":)" + std::to_string(upto(300)) + R"(,"sale":"s)" +
                      std::to_string(upto(3) / 3) + "\"}");
      case 30:
        return on("break.resolve", world.breaks.empty() ? "bk0" : world.breaks[upto(world.breaks.size() - 1)],
                  R"({"resolution":"found"})");
      default:
        return answer(world, n);
    }
  }

 private:
  core::Command payout_step(const std::string& n) {
    const auto on = [&](core::Operation op, const std::string& path, core::Body body) {
      return keyed(n, op, path, std::move(body), "approver");
    };
    const std::string payout = "y" + std::to_string(payouts_ - upto(std::min<std::uint64_t>(payouts_, 3)));
    switch (upto(7)) {
      case 0:
        return on(core::Operation::payout_settle, payout, core::PayoutSettle{});
      case 1:
        return on(core::Operation::payout_fail, payout, core::PayoutFail{});
      case 2:
        return on(core::Operation::payout_return, payout, core::PayoutReturn{});
      case 3: {
        core::PayoutAccountPut put;
        put.account = core::OtherId("a1");
        put.kind = core::PayoutAccountKind::wallet;
        put.token = "t" + std::to_string(upto(1));
        return on(core::Operation::payout_account_put, "m" + std::to_string(upto(2)), std::move(put));
      }
      case 4: {
        core::PartyKyc kyc;
        kyc.level = static_cast<std::int64_t>(upto(3));
        return on(core::Operation::party_kyc, "m" + std::to_string(upto(2)), std::move(kyc));
      }
      default: {
        core::PayoutApprove approve;
        approve.approve = upto(3) != 0;
        return on(core::Operation::payout_approve, payout, std::move(approve));
      }
    }
  }
  std::string dispute() { return "d" + std::to_string(disputes_ - upto(std::min<std::uint64_t>(disputes_, 3))); }
  // Of some orders: what time makes of them.
  std::string terms() {
    if (upto(2) != 0) return {};
    constexpr const char* kTerms[] = {R"({"expires_in":9000})", R"({"on_late":"cancel"})", R"({"on_late":"mark"})",
                                      R"({"expires_in":90000,"release_after_s":600})", R"({"release_after_s":0})"};
    return R"("terms":)" + std::string(kTerms[upto(4)]) + R"(,"deliver_by":"2026-)" + (upto(1) == 0 ? "09-2" : "10-0") +
           std::to_string(3 + upto(5)) + R"(T00:00:00Z",)";
  }
  core::Command shipped(const std::string& key, const std::string& order) {
    return command(R"({"op":"order.ship)" + key + R"(,"path":{"id":")" + order + R"("},"body":{"waybill":"w)" +
                   std::to_string(upto(1)) + (upto(3) == 0 ? "\"}}" : R"(","lines":[{"line_id":"1"}]}})"));
  }
  std::string delivered() { return R"({"waybill":"w)" + std::to_string(upto(1)) + "\"}"; }
  // Of some orders: lines that add up to the price, with a coupon or without.
  std::string goods(std::uint64_t price) {
    if (upto(2) == 0) return {};
    const bool coupon = upto(1) == 0;
    std::string out = R"("lines":[{"line_id":"1","kind":"goods","sku":"shirt","quantity":2,"amount":)" +
                      std::to_string(coupon ? price + 10 : price) +
                      R"(},{"line_id":"2","kind":"goods","sku":"cap","amount":0})";
    if (coupon) out += R"(,{"line_id":"3","kind":"discount","funded_by":"platform","amount":-10})";
    return out + (coupon ? R"(],"coupon":"ten",)" : "],");
  }
  // The last group, or the next.
  std::string group() {
    if (upto(1) != 0) return {};
    const bool opens = groups_ == 0 || upto(3) == 0;
    const std::string id = R"("group":{"id":"g)" + std::to_string(opens ? ++groups_ : groups_) + "\"";
    if (!opens) return id + "},";
    return id + R"(,"size":2,"closes_at":"2026-)" + (upto(1) == 0 ? "09-2" : "10-0") + std::to_string(2 + upto(6)) +
           R"(T00:00:00Z"},)";
  }
  std::string hold() { return "h" + std::to_string(holds_ - upto(std::min<std::uint64_t>(holds_, 4))); }
  std::string refund() { return "r" + std::to_string(refunds_ - upto(std::min<std::uint64_t>(refunds_, 3))); }

  core::Command keyed(const std::string& n, core::Operation op, const std::string& path, core::Body body,
                      const std::string& person) {
    core::Command c;
    c.op = op;
    c.actor = {"c1", person};
    c.key = "k" + n;
    c.path_id = path;
    c.body = std::move(body);
    core::finish_command(c);
    return c;
  }

  core::Command of_wallets(const std::string& n) {
    switch (upto(2)) {
      case 0: {
        core::WalletTopup body;
        body.payment_id = core::PaymentId("t" + std::to_string(upto(200)));
        body.amount = static_cast<core::Amount>(1 + upto(900));
        body.channel = core::Channel::card;
        body.currency = *core::Currency::from_code("CNY");
        return keyed(n, core::Operation::wallet_topup, "m" + std::to_string(upto(2)), std::move(body), "author");
      }
      case 1: {
        core::WalletWithdraw body;
        body.payout_id = core::PayoutId("y.w" + std::to_string(upto(200)));
        body.amount = static_cast<core::Amount>(1 + upto(300));
        body.currency = *core::Currency::from_code("CNY");
        body.to.account = core::OtherId("a1");
        return keyed(n, core::Operation::wallet_withdraw, "m" + std::to_string(upto(2)), std::move(body), "author");
      }
      default: {
        core::ConversionPost body;
        body.conversion_id = core::OtherId("c" + std::to_string(upto(100)));
        body.from = {"liabilities:merchant:m" + std::to_string(upto(2)), 14, *core::Currency::from_code("CNY")};
        body.to = {body.from.account, 2, *core::Currency::from_code("USD")};
        body.rate.den = 7;
        body.source = "of the day";
        return keyed(n, core::Operation::conversion_post, "", std::move(body), "author");
      }
    }
  }

  core::Command governance(const std::string& n) {
    switch (upto(8)) {
      case 8:
        return of_wallets(n);
      case 7: {
        core::LimitPut limit;
        const bool spend = upto(1) == 0;
        limit.kind = spend ? core::LimitKind::spend : core::LimitKind::payout;
        limit.party = core::PartyId((spend ? "b" : "m") + std::to_string(upto(2)));
        limit.amount = 1'000'000;
        limit.currency = *core::Currency::from_code("CNY");
        limit.period_s = 864'000;
        return keyed(n, core::Operation::limit_put, "L" + std::to_string(upto(5)), std::move(limit), "author");
      }
      case 6: {
        constexpr core::Operation kChanges[] = {core::Operation::account_freeze, core::Operation::account_unfreeze,
                                                core::Operation::account_close, core::Operation::account_unfreeze};
        core::AccountChange change;
        change.reason = "looked into";
        const auto op = kChanges[upto(3)];
        const bool spare = op == core::Operation::account_close;
        return keyed(n, op, spare ? "assets:bank:spare" : "liabilities:merchant:m0", std::move(change), "author");
      }
      case 5: {
        core::JournalPost entry;
        entry.entry_id = core::OtherId("e" + std::to_string(upto(100)));
        entry.reason = "counted again";
        const core::Currency cny = *core::Currency::from_code("CNY");
        entry.postings = {{"assets:bank:main", 5, cny}, {"equity:adjustments", -5, cny}};
        if (upto(3) == 0) entry.reverses = static_cast<std::int64_t>(1 + upto(100));
        return keyed(n, core::Operation::journal_post, "", std::move(entry), "author");
      }
      case 0: {
        core::PlanPut plan;
        plan.currency = *core::Currency::from_code("CNY");
        plan.platform_fee_bp = static_cast<std::int64_t>(upto(900));
        plan.levels.push_back({1, {{static_cast<std::int64_t>(upto(900)), 0}, {700, 500}}});
        plan.shares.push_back({200, core::Role::creator});
        plan.shares.push_back({100, core::Role::partner});
        if (upto(1) == 0) plan.base = core::PlanBase::net_of_fee;
        plan.period_caps.resize(2);
        plan.period_caps[0] = {static_cast<core::Amount>(upto(400)), 1, core::PlanPeriod::day, {}};
        plan.period_caps[1] = {30, {}, core::PlanPeriod::month, core::Role::partner};
        if (upto(1) == 0) plan.cap = 50;
        plan.matures_after_s = static_cast<std::int64_t>(upto(200'000));
        return keyed(n, core::Operation::plan_put, "default", std::move(plan), "author");
      }
      case 1: {
        core::SettingsPut settings;
        settings.challenge_expires_s = static_cast<std::int64_t>(60 + upto(5'000));
        if (upto(1) == 0) {
          settings.closed_weekdays = std::vector<core::Weekday>{core::Weekday::sunday};
          settings.holidays = std::vector<std::string>{"2026-09-25", "2026-10-01"};
          settings.payout_schedule =
              std::vector<core::PayoutSchedule>{{core::PayoutEvery::day, {}, core::Role::merchant}};
          settings.payout_tax =
              std::vector<core::PayoutTax>{{500, {}, {}, core::Role::merchant, core::TaxPeriod::year}};
        }
        return keyed(n, core::Operation::settings_put, "", settings, "author");
      }
      case 2: {  // another condition: windows that it shares with the last are carried over
        auto text = std::string(risk::Ruleset::default_toml());
        text += "\n# " + std::to_string(upto(3)) + "\n";
        return keyed(n, core::Operation::ruleset_put, "", rulesets_.put(text), "author");
      }
      case 3: {
        core::ClientAdd add;
        add.client_id = "client" + n;
        add.name = "n" + n;
        add.person = "p";
        add.scope = {"a", "b"};
        add.secret_sha256 = std::string(64, 'a');
        last_client_ = add.client_id;
        return keyed(n, core::Operation::client_add, "", std::move(add), "");
      }
      default: {
        core::ClientRevoke revoke;
        revoke.client_id = last_client_.empty() ? "nobody" : last_client_;
        return keyed(n, core::Operation::client_revoke, "", std::move(revoke), "");
      }
    }
  }

  core::Command answer(const StreamWorld& world, const std::string& n) {
    if (!world.approvals.empty() && upto(1) == 0) {
      core::ApprovalDecide decide;
      decide.approve = upto(3) != 0;
      return keyed(n, core::Operation::approval_decide, world.approvals.back(), decide, "approver");
    }
    const auto& all = world.waiting;
    const auto id = all.empty() ? "rv0" : all[all.size() - 1 - upto(std::min<std::uint64_t>(all.size() - 1, 9))];
    if (id.starts_with("ch"))
      return command(R"({"op":"challenge.answer","key":"k)" + n + R"(","path":{"id":")" + id +
                     R"("},"body":{"method":"otp","passed":)" + (upto(1) == 0 ? "true" : "false") + "}}");
    core::ReviewResolve resolve;
    resolve.outcome = upto(2) == 0 ? core::ReviewOutcome::reject : core::ReviewOutcome::release;
    return keyed(n, core::Operation::review_resolve, id, resolve, "reviewer");
  }

  std::mt19937_64 random_;
  Rulesets& rulesets_;
  std::uint64_t made_ = 0, orders_ = 0, refunds_ = 0, holds_ = 0, payouts_ = 0, disputes_ = 0, groups_ = 0;
  std::string last_reported_ = "p0";
  std::string last_client_, last_payment_ = "p0";
};

}  // namespace tallygate::tests
