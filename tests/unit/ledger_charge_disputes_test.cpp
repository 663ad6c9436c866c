// Chargebacks of payments in another currency than the order's: what the channel took, and what of it is the orders'.
#include <gtest/gtest.h>

#include "tests/support/charges.hpp"
#include "tests/support/reconciliation.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kAtChannel = "assets:channel:wechat_pay", kInDispute = "assets:disputed:wechat_pay";

// 1,000 CNY for 140 USD.
Scenario& with_charge(Scenario& s, core::ConversionRate rate = rate_of(14, 100)) {
  s.given(plan(0, {})).given(order("o1").of(cny(1'000)).placed());
  return s.given(does(charged_at(pay_order("o1", "p1", cny(1'000)), currency("USD"), rate)));
}

const core::DisputeEffect& charge_opened(const Scenario& s) {
  return std::get<core::DisputeEffect>(s.last().records.at(0).effect);
}
const core::DisputeEndEffect& charge_ended(const Scenario& s) {
  return std::get<core::DisputeEndEffect>(s.last().records.at(0).effect);
}
core::Amount in_dollars_on(Scenario& s, const std::string& account) {
  return s.world().balance(account, "USD");
}
core::Amount returned(Scenario& s) {
  const std::string json = s.world().ledger().payment_json("p1");
  return std::stoll(json.substr(json.find("\"returned\":") + 11));
}

TEST(ChargeDisputes, InTheChargesCurrencyTakeOfTheOrderWhatTheRateSays) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", usd(50)));
  ASSERT_EQ(charge_opened(s).allocations.size(), 1U);
  EXPECT_EQ(charge_opened(s).allocations[0].amount, 357);  // 50 / 0.14 = 357.14…
  EXPECT_EQ(charge_opened(s).charge, (core::ChargedAmount{50, currency("USD")}));
  EXPECT_EQ(in_dollars_on(s, kInDispute), 50);
  EXPECT_EQ(in_dollars_on(s, kAtChannel), 90);
  s.then(frozen("liabilities:escrow", cny(357)));
  s.given(lose("d1")).then(recorded({dispute_lost, dispute_clawed_back}));
  EXPECT_EQ(in_dollars_on(s, "equity:conversion:USD"), -90);
  s.then(owed("liabilities:escrow", cny(643))).then(holds("equity:conversion:CNY", cny(643)));
  s.given(refund("o1", cny(643))).then(every_account_is_zero());
}

TEST(ChargeDisputes, ThatAreWonLeaveNoTrace) {
  for (const core::Money& money : {usd(1), usd(139), usd(140), cny(1), cny(999), cny(1'000)}) {
    Scenario s;
    with_charge(s).given(dispute("p1", "d1", money)).given(win("d1"));
    EXPECT_EQ(in_dollars_on(s, kAtChannel), 140);
    EXPECT_EQ(in_dollars_on(s, kInDispute), 0);
    EXPECT_EQ(returned(s), 0);
    s.given(refund("o1", cny(1'000))).then(every_account_is_zero());
  }
}

TEST(ChargeDisputes, ThatAreLostInPartGiveTheRestBackInProportion) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", usd(100))).given(lose_of("d1", 33));
  EXPECT_EQ(charge_ended(s).charge->amount, 33);
  EXPECT_EQ(charge_ended(s).allocations.at(0).amount, 235);  // 714 × 33 / 100
  EXPECT_EQ(charge_ended(s).won, 67);
  EXPECT_EQ(in_dollars_on(s, kAtChannel), 107);
  s.given(refund("o1", cny(765))).then(every_account_is_zero());
}

TEST(ChargeDisputes, InTheOrdersCurrencyFollowTheRuleOfRefunds) {
  Scenario s;
  with_charge(s, rate_of(1, 7)).given(refund("o1", cny(6))).given(dispute("p1", "d1", cny(8)));
  EXPECT_EQ(charge_opened(s).charge, (core::ChargedAmount{2, currency("USD")}));  // floor(14 / 7)
  EXPECT_EQ(charge_opened(s).currency, currency("CNY"));
  s.given(lose_of("d1", 5)).then(recorded({dispute_partly_lost, dispute_clawed_back}));
  EXPECT_EQ(charge_ended(s).charge->amount, 1);  // 2 × 5 / 8
  EXPECT_EQ(in_dollars_on(s, kAtChannel), 141);
  s.given(refund("o1", cny(989))).then(every_account_is_zero());
}

TEST(ChargeDisputes, OfAllThatIsLeftOfTheChargeTakeAllOfTheOrders) {
  Scenario s;
  with_charge(s, rate_of(1, 7)).given(refund("o1", cny(5))).given(dispute("p1", "d1", usd(142)));
  EXPECT_EQ(charge_opened(s).allocations.at(0).amount, 995);
  EXPECT_EQ(charge_opened(s).unplaced, 0);
  s.given(lose("d1")).then(every_account_is_zero());
}

TEST(ChargeDisputes, OfMoreThanIsLeftStandInSuspenseInTheirCurrency) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", usd(150)));
  EXPECT_EQ(charge_opened(s).unplaced, 10);
  EXPECT_EQ(charge_opened(s).charge->amount, 140);
  s.then(differs("dispute_unplaced", "dispute:d1;"));
  s.given(dispute("p1", "d2", cny(30)));
  EXPECT_EQ(charge_opened(s).unplaced, 30);
  EXPECT_FALSE(charge_opened(s).charge);
  s.given(lose("d1")).given(lose("d2"));
  EXPECT_EQ(in_dollars_on(s, "liabilities:suspense:wechat_pay"), 10);
  EXPECT_EQ(in_dollars_on(s, kAtChannel), -10);
  s.then(owed("liabilities:suspense:wechat_pay", cny(-30))).then(holds(kAtChannel, cny(-30)));
  s.then(owed("equity:conversion:CNY", cny(0)));
  EXPECT_EQ(in_dollars_on(s, "equity:conversion:USD"), 0);
}

TEST(ChargeDisputes, InTheOrdersCurrencyOverMoreThanIsLeftHaveBothCurrenciesInDispute) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", cny(1'200)));
  EXPECT_EQ(in_dollars_on(s, kInDispute), 140);
  s.then(holds(kInDispute, cny(200)));
  s.given(lose_of("d1", 1'100));
  EXPECT_EQ(charge_ended(s).charge->amount, 140);
  EXPECT_EQ(charge_ended(s).unplaced, 100);
  EXPECT_EQ(in_dollars_on(s, kAtChannel), 0);
  s.then(holds(kInDispute, cny(0))).then(holds(kAtChannel, cny(-100)));
}

TEST(ChargeDisputes, InAThirdCurrencyAreNobodys) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", core::Money{9, currency("EUR")}));
  EXPECT_EQ(charge_opened(s).unplaced, 9);
  EXPECT_FALSE(charge_opened(s).charge);
  EXPECT_EQ(s.world().balance(kInDispute, "EUR"), 9);
}

TEST(ChargeDisputes, WithoutAnAmountAreOverWhatIsLeftOfTheCharge) {
  Scenario s;
  with_charge(s).given(refund("o1", cny(500))).given(dispute("p1", "d1"));
  EXPECT_EQ(charge_opened(s).amount, 70);
  EXPECT_EQ(charge_opened(s).currency, currency("USD"));
  EXPECT_EQ(charge_opened(s).allocations.at(0).amount, 500);
  s.given(dispute("p1", "d2"));  // nothing is left: all that was charged, once more
  EXPECT_EQ(charge_opened(s).amount, 140);
  EXPECT_EQ(charge_opened(s).unplaced, 140);
}

TEST(ChargeDisputes, MayNameOneOfThePaymentsOrders) {
  Scenario s;
  s.given(order("o1").of(cny(300)).placed()).given(order("o2").of(cny(700)).placed());
  s.given(does(in_dollars(pay_orders("p1", {for_order("o1", 300), for_order("o2", 700)}))));
  core::Command c = dispute_payment("p1", "d1");
  std::get<core::PaymentDispute>(c.body).order = core::OrderId("o1");
  s.given(does(c));
  EXPECT_EQ(charge_opened(s).amount, 42);
  ASSERT_EQ(charge_opened(s).allocations.size(), 1U);
  EXPECT_EQ(charge_opened(s).allocations[0].amount, 300);
  s.given(dispute("p1", "d2", usd(98)));
  EXPECT_EQ(charge_opened(s).allocations.at(0).amount, 700);
  s.given(lose("d1")).given(lose("d2")).then(every_account_is_zero());
}

// A dollar for 250 VND: 100 VND are less than a cent. What is left of the order is not all, either, while something is
// left of the charge.
TEST(ChargeDisputes, OfLessThanAMinorUnitOfTheOrderArePlacedNowhere) {
  Scenario s;
  s.given(order("o1").of(usd(4)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", usd(4)), currency("VND"), rate_of(250, 1))));
  const auto dong = [](core::Amount amount) { return core::Money{amount, currency("VND")}; };
  s.given(dispute("p1", "d1", dong(100)));
  EXPECT_EQ(charge_opened(s).unplaced, 100);
  s.given(dispute("p1", "d2", dong(999)));
  EXPECT_EQ(charge_opened(s).allocations.at(0).amount, 3);
  EXPECT_EQ(charge_opened(s).unplaced, 0);
  s.given(dispute("p1", "d3", dong(1)));
  EXPECT_EQ(charge_opened(s).charge, (core::ChargedAmount{1, currency("VND")}));
  EXPECT_EQ(charge_opened(s).allocations.at(0).amount, 1);
  s.given(win("d2")).given(win("d1")).given(win("d3"));
  EXPECT_EQ(s.world().balance(kAtChannel, "VND"), 1'000);
  s.given(refund("o1", usd(4))).then(every_account_is_zero());
}

// A loss that is worth no unit of the order is made up by what goes back later.
TEST(ChargeDisputes, WhoseLossIsWorthNoUnitOfTheOrderAreMadeUpLater) {
  Scenario s;
  s.given(order("o1").of(usd(4)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", usd(4)), currency("VND"), rate_of(250, 1))));
  s.given(dispute("p1", "d1", core::Money{500, currency("VND")})).given(lose_of("d1", 200));
  EXPECT_TRUE(charge_ended(s).allocations.empty());
  EXPECT_EQ(charge_ended(s).charge->amount, 200);
  EXPECT_EQ(s.world().balance(kAtChannel, "VND"), 800);
  s.given(refund("o1", usd(4))).then(every_account_is_zero());
}

TEST(ChargeDisputes, AreRead) {
  Scenario s;
  with_charge(s).given(dispute("p1", "d1", usd(100))).given(lose_of("d1", 33));
  const std::string json = s.world().ledger().dispute_json("d1");
  EXPECT_NE(json.find(R"("charge":{"amount":100,"currency":"USD","lost":33},"currency":"USD")"), std::string::npos)
      << json;
}

}  // namespace
}  // namespace tallygate::tests
