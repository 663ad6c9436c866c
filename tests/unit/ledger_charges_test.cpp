// Payments in another currency than the order's: what the instrument is charged, what is captured of it, and what goes
// back, at the payment's own rate.
#include <gtest/gtest.h>

#include "tests/support/charges.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kChannel = "assets:channel:wechat_pay";
const std::string kYuanConverted = "equity:conversion:CNY", kDollarsConverted = "equity:conversion:USD";

Scenario& with_dollars(Scenario& s, core::Amount amount = 10'000) {
  s.given(plan(0, {})).given(order("o1").of(cny(amount)).placed());
  return s.given(does(in_dollars(pay_order("o1", "p1", cny(amount)))));
}

core::Amount dollars(Scenario& s, const std::string& account) {
  return s.world().balance(account, "USD");
}

// On the channel, and against it; in yuan what the order got.
void expect_converted(Scenario& s, core::Amount yuan, core::Amount of_dollars) {
  EXPECT_EQ(dollars(s, kChannel), of_dollars);
  EXPECT_EQ(dollars(s, kDollarsConverted), -of_dollars);
  EXPECT_EQ(s.world().balance(kYuanConverted), yuan);
}

const core::RefundEffect& refunded(const Scenario& s) {
  return std::get<core::RefundEffect>(s.last().records.at(0).effect);
}

TEST(Charges, PostTheChargeAtTheChannelAndTheOrdersMoneyInEscrow) {
  Scenario s;
  with_dollars(s).then(recorded({payment_captured})).then(order_is("o1", "paid"));
  expect_converted(s, 10'000, 1'400);
  s.then(owed("liabilities:escrow", cny(10'000))).then(holds(kChannel, cny(0)));
  s.given(complete("o1")).then(owed("liabilities:merchant:m1", cny(10'000)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Charges, AreTheFloorOfWhatTheRateSays) {
  Scenario s;
  s.given(order("o1").of(cny(1'001)).placed());
  const auto asked = pay_order("o1", "p1", cny(1'001));
  s.when(does(charging(asked, usd(141), rate_of(14, 100)))).then(refused_at(Code::amount_mismatch, "/charge/amount"));
  EXPECT_EQ(s.last().refusal->detail, "1001 CNY at 14/100 are 140 USD, not 141 USD");
  s.when(does(charging(asked, cny(140), rate_of(14, 100)))).then(refused_at(Code::amount_mismatch, "/charge/currency"));
  s.given(does(charging(asked, usd(140), rate_of(14, 100))));
}

TEST(Charges, AreOfNoWallet) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(top_up("b1", "t1", cny(1'000))));
  s.when(does(in_dollars(pay_from_wallet("o1", "p1", cny(1'000))))).then(refused_at(Code::not_supported, "/charge"));
  core::Command elsewhere = report_payment("o1", "p2", cny(1'000));  // a wallet that others keep
  std::get<core::PaymentPut>(elsewhere.body).channel = core::Channel::wallet;
  s.given(does(in_dollars(elsewhere)));
  EXPECT_EQ(dollars(s, "assets:channel:wallet"), 140);
}

TEST(Charges, AreContentOfTheirPaymentsId) {
  Scenario s;
  with_dollars(s);
  const auto asked = pay_order("o1", "p1", cny(10'000));
  s.when(does(in_dollars(asked))).then(refused_at(Code::payment_exists, "/payment_id"));
  s.when(does(charged_at(asked, currency("USD"), rate_of(28, 200))))
      .then(refused_at(Code::exists_with_different_charge, "/charge"));
  s.when(does(asked)).then(refused(Code::exists_with_different_charge));
}

TEST(Charges, DoNotLetABalanceLeaveItsRange) {
  Scenario s;
  const auto rate = rate_of(core::kAmountMax, 1);
  for (const std::string id : {"o1", "o2"}) s.given(order(id).of(cny(1)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", cny(1)), currency("USD"), rate)));
  s.when(does(charged_at(pay_order("o2", "p2", cny(1)), currency("USD"), rate))).then(refused(Code::account_overflow));
}

// Of 1,000 in seven pieces none is worth what it is by itself: 143 in all of 142.9 each … and at the end exactly 143.
TEST(Charges, OfPiecesAreWhatIsDueOfAllSoFar) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed());
  s.given(does(charged_at(hold_payment("o1", "h1", cny(1'000)), currency("USD"), rate_of(1, 7))));
  core::Amount captured = 0, sum = 0;
  for (const core::Amount piece : {1, 6, 3, 90, 400, 499, 1}) {
    s.given(capture("h1", piece));
    captured += piece;
    const auto& effect = std::get<core::HoldEffect>(s.last().records.at(0).effect);
    sum += effect.charge->amount;
    EXPECT_EQ(sum, captured / 7);
    expect_converted(s, captured, captured / 7);
  }
  s.then(payment_is("h1", "captured")).then(held(cny(0)));
  s.given(refund("o1", cny(1'000))).then(every_account_is_zero());
}

TEST(Charges, OfAHoldLeaveNothingBehindHoweverItEnds) {
  for (const int end : {0, 1, 2, 3}) {
    Scenario s;
    s.given(order("o1").of(cny(600)).placed()).given(order("o2").of(cny(400)).placed());
    core::Command both = pay_orders("h1", {for_order("o1", 600), for_order("o2", 400)});
    std::get<core::PaymentPut>(both.body).capture = false;
    s.given(does(charged_at(both, currency("USD"), rate_of(3, 7))));
    s.given(capture("h1", 101));
    if (end == 0) s.given(void_hold("h1"));
    if (end == 1) s.given(after(core::days(8)));
    if (end == 2) s.given(capture_finally("h1", 5));
    if (end == 3) s.given(cancel("o2")).given(void_hold("h1"));
    s.then(held(cny(0)));
    EXPECT_EQ(s.world().held(kYuanConverted), 0);
    const auto left = s.world().ledger().order("o1");
    s.given(refund("o1", cny(left->captured))).then(every_account_is_zero());
  }
}

TEST(Charges, OfAHoldGiveWayToTheFactThatReplacesIt) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(hold_payment("o1", "p1", cny(1'000)))));
  s.given(does(charged_at(report_payment("o1", "p1", cny(1'000)), currency("EUR"), rate_of(13, 100))));
  EXPECT_EQ(s.world().balance(kChannel, "EUR"), 130);
  expect_converted(s, 1'000, 0);
  s.given(refund("o1", cny(1'000))).then(every_account_is_zero());
}

TEST(Charges, OfAHoldGiveWayToATopUp) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(hold_payment("o1", "p1", cny(1'000)))));
  s.given(does(top_up("b1", "p1", cny(70)))).then(held(cny(0))).then(owed("liabilities:wallet:b1", cny(70)));
  for (const auto& b : s.world().ledger().balances()) EXPECT_EQ(b.held, 0) << b.account;
  EXPECT_EQ(s.world().ledger().payment_json("p1").find("charge"), std::string::npos);
}

TEST(Charges, WaitWithTheirPaymentForAReview) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed());
  s.given(under(core::Verdict::review, in_dollars(pay_order("o1", "p1", cny(1'000)))));
  expect_converted(s, 0, 0);
  s.given(released("rv2")).then(payment_is("p1", "captured"));
  expect_converted(s, 1'000, 140);
}

TEST(Charges, GoBackInPiecesToTheUnit) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", cny(100)), currency("USD"), rate_of(1, 7))));
  core::Amount back = 0;
  for (const core::Amount piece : {6, 1, 50, 43}) {
    s.given(refund("o1", cny(piece)));
    back += piece;
    expect_converted(s, 100 - back, 14 - back / 7);
  }
  s.then(every_account_is_zero());
}

// Two refunds of 4 at 1/7: nothing, then 1. When the first fails, 1 has gone back of 4, and of the next 4 nothing more.
TEST(Charges, OfARefundThatFailsComeBackExactly) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.given(does(charged_at(pay_order("o1", "p1", cny(100)), currency("USD"), rate_of(1, 7))));
  s.given(refund_as("r1", "o1", cny(4)));
  EXPECT_EQ(refunded(s).sources.at(0).charge, (core::ChargedAmount{0, currency("USD")}));
  s.given(refund_as("r2", "o1", cny(4)));
  EXPECT_EQ(refunded(s).sources.at(0).charge, (core::ChargedAmount{1, currency("USD")}));
  s.given(fail("r1"));
  expect_converted(s, 96, 13);
  s.given(refund_as("r3", "o1", cny(2)));
  EXPECT_EQ(refunded(s).sources.at(0).charge->amount, 0);
  s.given(fail("r2"));
  expect_converted(s, 98, 14);
  s.given(refund("o1", cny(98))).then(every_account_is_zero());
}

TEST(Charges, OfSeveralOrdersAreOfThePaymentAsAWhole) {
  Scenario s;
  s.given(order("o1").of(cny(10)).placed()).given(order("o2").of(cny(11)).placed());
  s.given(
      does(charged_at(pay_orders("p1", {for_order("o1", 10), for_order("o2", 11)}), currency("USD"), rate_of(1, 7))));
  s.given(refund("o1", cny(10)));
  expect_converted(s, 11, 2);
  s.given(cancel("o2")).then(every_account_is_zero());
}

TEST(Charges, OfOneOfSeveralPaymentsGoBackAtTheirOwnRate) {
  Scenario s;
  s.given(order("o1").of(cny(3'000)).placed());
  s.given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  s.given(does(pay_order("o1", "p2", cny(1'000))));
  s.given(does(charged_at(pay_order("o1", "p3", cny(1'000)), currency("USD"), rate_of(15, 100))));
  s.given(refund("o1", cny(2'500)));
  ASSERT_EQ(refunded(s).sources.size(), 3U);
  EXPECT_EQ(refunded(s).sources[0].charge->amount, 140);
  EXPECT_FALSE(refunded(s).sources[1].charge);
  EXPECT_EQ(refunded(s).sources[2].charge->amount, 75);
  s.given(refund("o1", cny(500))).then(every_account_is_zero());
}

TEST(Charges, OfAFactThatNoOrderCanTakeStandInSuspenseInTheOrdersCurrency) {
  Scenario s;
  s.given(order("o1").of(cny(600)).placed());
  s.given(does(in_dollars(report_payment("o1", "p1", cny(1'000)))));
  expect_converted(s, 1'000, 140);
  s.then(owed("liabilities:suspense:wechat_pay", cny(400))).then(differs("payment_unplaced", "payment:p1;"));
  s.given(refund("o1", cny(600)));
  expect_converted(s, 400, 56);
}

TEST(Charges, AreReadWithWhatWasCapturedAndWentBack) {
  Scenario s;
  s.given(order("o1").of(cny(1'000)).placed()).given(does(in_dollars(hold_payment("o1", "p1", cny(1'000)))));
  s.given(capture("p1", 500)).given(refund_as("r1", "o1", cny(100)));
  const ledger::Ledger& l = s.world().ledger();
  const std::string charge = R"("charge":{"amount":140,"captured":70,"currency":"USD","rate":{"den":100,"num":14},)"
                             R"("returned":14,"source":"the acquirer's, of the day"})";
  EXPECT_NE(l.payment_json("p1").find(charge), std::string::npos) << l.payment_json("p1");
  EXPECT_NE(l.order_json("o1").find(R"("charges":[{)" + charge + R"(,"payment":"p1"}])"), std::string::npos);
  EXPECT_NE(l.refund_json("r1").find(R"("charge":{"amount":14,"currency":"USD"},"payment":"p1")"), std::string::npos);
}

TEST(Charges, ArePartOfWhatIsSavedAndOfWhatLeavesMemory) {
  Scenario s;
  with_dollars(s).given(refund_as("r1", "o1", cny(3'333))).given(dispute("p1", "d1", usd(5)));
  saved_and_loaded(s.world());
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  s.given(win("d1")).given(after(core::days(3)));
  s.world().let_go(core::hours(1));
  EXPECT_GT(s.world().ever_let_go(), 0U);
  s.given(fail("r1"));
  expect_converted(s, 10'000, 1'400);
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  s.world().dry_run(refund_order("o1", "r9", cny(7)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Charges, AreWhatAStatementSays) {
  Scenario s;
  with_dollars(s).given(refund_as("r1", "o1", cny(1'000))).given(dispute("p1", "d1", usd(500)));
  s.given(states("s1", {payment_row("p1", usd(1'400)), refund_row("r1", usd(140)),
                        statement_row(core::StatementKind::dispute, "d1", usd(500))}));
  s.then(all_agrees());
  const auto row = [](const char* id, core::Amount amount) {
    return statement_row(core::StatementKind::dispute, id, usd(amount));
  };
  s.given(lose_of("d1", 300)).given(states("s2", {row("d1", -100)})).then(differs("different", "dispute:d1 300 400;"));
  s.given(states("s3", {row("d1", -100)})).then(all_agrees());
  s.given(dispute("p1", "d2", cny(1'000)));
  s.given(states("s4", {row("d2", 139)})).then(all_agrees());  // floor(4,142 × 0.14) − 440
}

}  // namespace
}  // namespace tallygate::tests
