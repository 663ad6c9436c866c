// Random lives of payments in other currencies than their orders', at rates from a seventh of a minor unit to 250 of
// them: holds captured in pieces, facts over what orders can take, refunds that fail or not, chargebacks in either
// currency. Against a count of the conversion accounts that knows only what the records say, and the rate's own
// figures. Each failure prints the seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "tests/support/charges.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kChargeLives = 25;
constexpr int kCommandsOfAChargeLife = 250;

class ChargeLife {
 public:
  explicit ChargeLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }

  core::Command next(const LedgerWorld& world) {
    switch (upto(17)) {
      case 0:
      case 1:
        return placed();
      case 2:
      case 3:
      case 4:
        return paid(world);
      case 5:
        return of_several_orders();
      case 6:
      case 7:
        return capture_payment(payment(), upto(3) == 0 ? std::nullopt : std::optional<core::Amount>(1 + upto(60)),
                               upto(5) == 0);
      case 8:
        return upto(1) == 0 ? void_payment(payment()) : cancel_order(order());
      case 9:
        return complete_order(order());
      case 10:
      case 11:
        return refund_order(order(), "r" + std::to_string(++refunds_), cny(1 + upto(90)));
      case 12:
        return upto(2) != 0 ? fail_refund("r" + std::to_string(std::max<std::int64_t>(1, refunds_ - upto(4))))
                            : settle_refund("r" + std::to_string(std::max<std::int64_t>(1, refunds_ - upto(4))));
      case 13:
      case 14:
      case 15:
        return disputed(world);
      default:
        return resolved(world);
    }
  }
  std::int64_t orders() const { return orders_; }
  std::int64_t payments() const { return payments_; }
  std::int64_t disputes() const { return disputes_; }

 private:
  std::string order() { return "o" + std::to_string(std::max<std::int64_t>(1, orders_ - upto(5))); }
  std::string payment() { return "p" + std::to_string(std::max<std::int64_t>(1, payments_ - upto(5))); }

  core::Command placed() { return place_order("o" + std::to_string(++orders_), cny(1 + upto(300))); }
  core::Command paid(const LedgerWorld& world) {
    const std::string id = order(), as = "p" + std::to_string(++payments_);
    const auto known = world.ledger().order(id);
    const core::Amount owing = known ? known->amount - known->captured : 0;
    const core::Money money = cny(owing > 0 && upto(2) != 0 ? owing : 1 + upto(200));
    const auto kind = upto(6);
    return charged(kind == 0   ? report_payment(id, as, money)
                   : kind <= 3 ? hold_payment(id, as, money, core::hours(1 + upto(30)))
                               : pay_order(id, as, money));
  }
  core::Command of_several_orders() {
    const std::int64_t last = std::max<std::int64_t>(2, orders_);
    core::Command c = pay_orders(
        "p" + std::to_string(++payments_),
        {for_order("o" + std::to_string(last), 1 + upto(40)), for_order("o" + std::to_string(last - 1), 1 + upto(40))});
    if (upto(2) == 0) std::get<core::PaymentPut>(c.body).reported = true;
    return charged(std::move(c));
  }
  core::Command charged(core::Command c) {
    static const std::vector<std::pair<std::string, core::ConversionRate>> kRates = {
        {"USD", rate_of(1, 7)},   {"USD", rate_of(14, 100)}, {"JPY", rate_of(205, 1'000)},
        {"VND", rate_of(250, 1)}, {"KWD", rate_of(3, 1)},    {"EUR", rate_of(9, 10)}};
    if (upto(5) == 0) return c;
    const auto& [code, rate] = kRates[static_cast<std::size_t>(upto(5))];
    if (core::converted(std::get<core::PaymentPut>(c.body).amount, rate) == 0) return c;
    return charged_at(std::move(c), currency(code), rate);
  }
  core::Command disputed(const LedgerWorld& world) {
    static const std::vector<std::string> kCurrencies = {"USD", "JPY", "VND", "KWD", "EUR", "CNY", "CNY"};
    const std::string of = payment(), json = world.ledger().payment_json(of);
    const auto charge = json.find("\"charge\":");
    core::Command c = dispute_payment(of, "d" + std::to_string(++disputes_));
    auto& body = std::get<core::PaymentDispute>(c.body);
    if (upto(3) == 0) body.order = core::OrderId(order());
    if (upto(4) == 0) return c;
    body.currency = charge != std::string::npos && upto(1) == 0
                        ? currency(json.substr(json.find("\"currency\":\"", charge) + 12, 3))
                        : currency(kCurrencies[static_cast<std::size_t>(upto(6))]);
    body.amount = 1 + upto(body.currency->code() == "VND" ? 20'000 : upto(1) == 0 ? 20 : 200);
    return c;
  }
  core::Command resolved(const LedgerWorld& world) {
    const std::string id = "d" + std::to_string(std::max<std::int64_t>(1, disputes_ - upto(6)));
    const auto outcome = static_cast<core::DisputeOutcome>(upto(2));
    if (outcome != core::DisputeOutcome::partial) return resolve_dispute(id, outcome);
    const std::string json = world.ledger().dispute_json(id);
    const auto at = json.find("],\"amount\":");
    const core::Amount amount = at == std::string::npos ? 2 : std::stoll(json.substr(at + 11));
    const core::Amount most = std::max<core::Amount>(0, amount - 2);
    return resolve_dispute(id, outcome, 1 + upto(upto(1) == 0 ? most : std::min<core::Amount>(most, 2)));
  }

  std::mt19937_64 random_;
  std::int64_t orders_ = 0, payments_ = 0, refunds_ = 0, disputes_ = 0;
};

core::Amount charge_figure(const std::string& json, const std::string& member, std::size_t from = 0) {
  const auto at = json.find("\"" + member + "\":", from);
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + member.size() + 3));
}

// What the records say of conversion accounts, debit positive, and of each payment's charge.
struct ChargesCounted {
  std::map<std::string, core::Amount> converted;                             // by currency
  std::map<std::string, core::Amount> captured;                              // by payment, of its charge
  std::map<std::string, std::pair<core::Amount, core::ChargedAmount>> lost;  // by dispute that ended: what it said last
  std::map<std::string, core::Amount> back_alone;  // by payment: of the charge, when no unit of the payment came back
  std::size_t changed = 0, not_fitting = 0;

  void add(core::Amount yuan, const core::ChargedAmount& charge, int sign) {
    converted["CNY"] += sign * yuan;
    converted[std::string(charge.currency.code())] -= sign * charge.amount;
  }
  void count(const core::Record& record) {
    using enum core::RecordType;
    if (record.type == payment_captured) {
      const auto& body = core::body_as<core::PaymentPut>(*record.command);
      if (!body.charge) return;
      add(body.amount, {body.charge->amount, body.charge->currency}, 1);
      captured[body.payment_id.str()] += body.charge->amount;
    } else if (const auto* hold = std::get_if<core::HoldEffect>(&record.effect); hold != nullptr && hold->charge) {
      core::Amount taken = 0;
      for (const core::Allocation& a : hold->allocations) taken += a.amount;
      add(taken, *hold->charge, 1);
      captured[hold->payment.str()] += hold->charge->amount;
    } else if (const int given = given_by_order(record)) {
      for (const core::RefundSource& source : std::get<core::RefundEffect>(record.effect).sources)
        if (source.charge) add(source.amount, *source.charge, -given);
    } else if (const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect); end != nullptr && end->charge) {
      count(*end);
    }
  }
  void count(const core::DisputeEndEffect& end) {
    core::Amount yuan = 0;
    for (const core::Allocation& a : end.allocations) yuan += a.amount;
    const auto known = lost.find(end.dispute.str());
    if (known != lost.end()) {
      const auto& [before, charge] = known->second;
      ++changed;
      if (end.unplaced > 0 && yuan == before && *end.charge == charge) ++not_fitting;
      if (yuan == before && end.charge->amount < charge.amount)
        back_alone[end.payment.str()] += charge.amount - end.charge->amount;
      add(before, charge, 1);
    }
    add(yuan, *end.charge, -1);
    lost[end.dispute.str()] = {yuan, *end.charge};
  }
};

void expect_charges_counted(const LedgerWorld& world, const ChargesCounted& counted, const ChargeLife& life) {
  std::map<std::string, core::Amount> posted, held;
  for (const auto& b : world.ledger().balances()) {
    posted[std::string(b.currency.code())] += b.posted;
    held[std::string(b.currency.code())] += b.held;
  }
  for (const auto& [code, sum] : posted) ASSERT_EQ(sum, 0) << code;
  for (const auto& [code, sum] : held) ASSERT_EQ(sum, 0) << code;
  for (const auto& [code, amount] : counted.converted)
    ASSERT_EQ(world.balance("equity:conversion:" + code, code), amount) << code;
  for (std::int64_t i = 1; i <= life.payments(); ++i) {
    const std::string id = "p" + std::to_string(i), json = world.ledger().payment_json(id);
    const auto charge = json.find("\"charge\":");
    if (charge == std::string::npos) continue;
    const core::Amount captured = charge_figure(json, "captured", charge), of = charge_figure(json, "captured");
    const auto rate = rate_of(charge_figure(json, "num", charge), charge_figure(json, "den", charge));
    const auto found = counted.captured.find(id);
    ASSERT_EQ(captured, found == counted.captured.end() ? 0 : found->second) << json;
    ASSERT_EQ(captured, static_cast<core::Amount>(core::converted(of, rate))) << json;
    ASSERT_GE(charge_figure(json, "returned", charge), 0) << json;
    ASSERT_LE(charge_figure(json, "returned", charge), captured) << json;
  }
}

// All disputes end and all that is left of every order goes back: of no charge anything is left, but for what was in
// suspense from the beginning, and what came back alone after all of a payment had gone back.
void expect_all_goes_back(LedgerWorld& world, ChargeLife& life, const std::function<const ChargesCounted&()>& counted) {
  for (std::int64_t i = 1; i <= life.disputes(); ++i)
    world.run(resolve_dispute("d" + std::to_string(i),
                              life.upto(1) == 0 ? core::DisputeOutcome::won : core::DisputeOutcome::lost));
  world.pass(core::days(3));
  for (std::int64_t i = 1; i <= life.orders(); ++i) {
    const std::string id = "o" + std::to_string(i), json = world.ledger().order_json(id);
    const core::Amount rest = charge_figure(json, "captured") - charge_figure(json, "refunded") -
                              charge_figure(json, "lost", json.find("\"lines\"") + 1);
    const auto known = world.ledger().order(id);
    if (known && rest > 0)
      EXPECT_FALSE(world.run(refund_order(id, "final." + id, cny(rest))).refusal) << world.ledger().order_json(id);
  }
  std::map<std::string, core::Amount> in_suspense;
  for (std::int64_t i = 1; i <= life.payments(); ++i) {
    const std::string json = world.ledger().payment_json("p" + std::to_string(i));
    const auto charge = json.find("\"charge\":");
    if (charge == std::string::npos) continue;
    const core::Amount suspense = charge_figure(json, "suspense");
    const core::Amount captured = charge_figure(json, "captured", charge);
    const core::Amount rest = captured - charge_figure(json, "returned", charge);
    const auto rate = rate_of(charge_figure(json, "num", charge), charge_figure(json, "den", charge));
    const core::Amount placed = charge_figure(json, "captured") - suspense;
    const core::Amount due = captured - static_cast<core::Amount>(core::converted(placed, rate));
    const auto alone = counted().back_alone.find("p" + std::to_string(i));
    EXPECT_GE(rest, due) << json;
    EXPECT_LE(rest, due + (alone == counted().back_alone.end() ? 0 : alone->second)) << json;
    in_suspense["CNY"] += suspense;
    in_suspense[json.substr(json.find("\"currency\":\"", charge) + 12, 3)] -= rest;
  }
  for (const auto& b : world.ledger().balances()) {
    EXPECT_EQ(b.held, 0) << b.account;
    if (b.account.starts_with("assets:disputed:")) EXPECT_EQ(b.posted, 0) << b.account;
    if (b.account.starts_with("equity:conversion:"))
      EXPECT_EQ(b.posted, in_suspense[std::string(b.currency.code())]) << b.account;
  }
}

TEST(ChargeLives, AreExplainedByTheirRatesAndGoBackToTheUnit) {
  std::set<core::RecordType> seen;
  std::set<core::Code> refused;
  std::size_t small = 0, both = 0;  // chargebacks worth no unit; in the order's currency and over what is left
  std::size_t changed = 0, not_fitting = 0;
  for (std::uint64_t seed = 1; seed <= kChargeLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    ChargeLife life(seed);
    ChargesCounted counted;
    world.run(publish_plan("default", plan_terms(300, {})));
    auto counted_so_far = [&, at = std::size_t{0}]() mutable {
      for (; at < world.log().size(); ++at) counted.count(world.log()[at]);
    };
    for (int i = 0; i < kCommandsOfAChargeLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      if (i % 50 == 20) saved_and_loaded(world);
      world.pass(life.upto(5) == 0 ? core::hours(life.upto(20)) : core::minutes(life.upto(30)));
      if (seed % 2 == 0 && i % 50 == 49) world.let_go(core::hours(3));
      counted_so_far();
      ASSERT_NO_FATAL_FAILURE(expect_charges_counted(world, counted, life)) << core::traits(next.op).name << " " << i;
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    expect_all_goes_back(world, life, [&]() -> const ChargesCounted& { return counted_so_far(), counted; });
    changed += counted.changed, not_fitting += counted.not_fitting;
    for (const core::Record& record : world.log()) {
      seen.insert(record.type);
      const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect);
      if (end != nullptr && end->charge && end->charge->amount > 0 && end->allocations.empty()) ++small;
      const auto* opened = std::get_if<core::DisputeEffect>(&record.effect);
      if (opened != nullptr && opened->charge && opened->unplaced > 0 && opened->currency.code() == "CNY") ++both;
    }
  }
  EXPECT_GT(small, 0U);
  EXPECT_GT(both, 0U);
  EXPECT_GT(changed, kChargeLives);
  EXPECT_GT(not_fitting, 0U);
  using enum core::RecordType;
  for (const auto type :
       {payment_authorised, payment_hold_captured, payment_voided, payment_hold_expired, refund_sent, refund_failed,
        dispute_opened, dispute_won, dispute_lost, dispute_partly_lost, dispute_clawed_back})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
}

}  // namespace
}  // namespace tallygate::tests
