// Wallets: what channels bring, what orders take and refunds give back, what is paid out.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kPurse = "liabilities:wallet:b1";
const std::string kCardChannel = "assets:channel:card";

// b1 has 10,000 in its wallet, by card, and a registered account that can be paid to.
Scenario& with_wallet(Scenario& s) {
  s.given(plan(0, {})).given(does(top_up("b1", "t1", cny(10'000))));
  return s.given(does(put_payout_account("b1", "a1"))).given(after(core::days(2)));
}

TEST(Wallets, AreToppedUpByAChannel) {
  Scenario s;
  s.when(does(top_up("b1", "t1", cny(10'000)))).then(recorded({wallet_topped_up}));
  s.then(owed(kPurse, cny(10'000))).then(holds(kCardChannel, cny(10'000))).then(payment_is("t1", "captured"));
  s.when(does(top_up("b1", "t1", cny(10'000)))).then(refused_at(Code::payment_exists, "/payment_id"));
  s.when(does(top_up("b1", "t1", cny(10'001)))).then(refused(Code::exists_with_different_amount));
  s.when(does(top_up("b2", "t1", cny(10'000)))).then(refused(Code::exists_with_different_content));
  s.given(order("o1").placed());
  s.when(does(pay_order("o1", "t1", cny(10'000)))).then(refused(Code::exists_with_different_channel));
  s.when(does(report_payment("o1", "t1", cny(10'000)))).then(refused(Code::exists_with_different_channel));
  s.then(owed(kPurse, cny(10'000)));
}

TEST(Wallets, PayTheirPartysOrdersWithWhatTheyHave) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(order("o2").of(cny(1)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(10'000)))).then(recorded({payment_captured}));
  s.then(order_is("o1", "paid")).then(owed(kPurse, cny(0))).then(owed("liabilities:escrow", cny(10'000)));
  s.then(holds(kCardChannel, cny(10'000))).then(holds("assets:channel:wallet", cny(0)));
  s.when(does(pay_from_wallet("o2", "p2", cny(1)))).then(refused_at(Code::insufficient_funds, "/amount"));
  EXPECT_EQ(s.last().refusal->detail, "1 CNY asked, 0 CNY available on liabilities:wallet:b1");
  s.given(does(credit_limit("L1", kPurse, cny(1)))).given(does(pay_from_wallet("o2", "p2", cny(1))));
  s.then(owed(kPurse, cny(-1)));
}

TEST(Wallets, OfNobodyElsePay) {
  Scenario s;
  with_wallet(s).given(order("o1").by("b2").placed()).given(order("o2").of(cny(1)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(10'000)))).then(refused(Code::insufficient_funds));
  core::PaymentPut two;
  two.payment_id = core::PaymentId("p1");
  two.channel = core::Channel::wallet;
  two.amount = 2;
  two.currency = currency("CNY");
  for (const char* of : {"o1", "o2"}) two.allocations.push_back({1, core::OrderId(of)});
  s.when(does(command(core::Operation::payment_put, two))).then(refused_at(Code::not_supported, "/channel"));
}

// What is reported was taken outside, from a wallet that others keep.
TEST(Wallets, OfOthersAreAChannel) {
  Scenario s;
  with_wallet(s).given(order("o1").placed());
  core::Command c = report_payment("o1", "p1", cny(10'000));
  std::get<core::PaymentPut>(c.body).channel = core::Channel::wallet;
  s.given(does(c)).then(order_is("o1", "paid")).then(owed(kPurse, cny(10'000)));
  s.then(holds("assets:channel:wallet", cny(10'000)));
  s.given(refund("o1", cny(400))).then(holds("assets:channel:wallet", cny(9'600))).then(owed(kPurse, cny(10'000)));
}

TEST(Wallets, PayBesideACardAndAVoucher) {
  Scenario s;
  with_wallet(s).given(order("o1").of(cny(20'000)).placed());
  s.given(does(pay_order("o1", "p1", cny(7'000), core::Channel::card)));
  s.given(does(pay_order("o1", "p2", cny(3'000), core::Channel::voucher)));
  s.given(does(pay_from_wallet("o1", "p3", cny(10'000)))).then(order_is("o1", "paid"));
  s.then(owed(kPurse, cny(0))).then(owed("liabilities:escrow", cny(20'000)));
  s.given(refund("o1", cny(20'000))).then(owed(kPurse, cny(10'000)));
  s.then(holds(kCardChannel, cny(10'000))).then(holds("assets:channel:voucher", cny(0)));
}

TEST(Wallets, GetBackWhatIsRefundedAndLoseItAgainWhereThatFails) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(does(pay_from_wallet("o1", "p1", cny(10'000))));
  s.given(complete("o1")).given(does(refund_order("o1", "r1", cny(400)))).then(owed(kPurse, cny(400)));
  const auto& effect = core::effect_as<core::RefundEffect>(s.world().log().back());
  EXPECT_EQ(effect.sources.front().wallet->str(), "b1");
  s.given(does(fail_refund("r1"))).then(owed(kPurse, cny(0))).then(owed("liabilities:merchant:m1", cny(10'000)));
}

TEST(Wallets, HoldWhatIsCapturedLater) {
  Scenario s;
  with_wallet(s).given(order("o1").of(cny(8'000)).placed()).given(order("o2").of(cny(3'000)).placed());
  core::Command hold = hold_payment("o1", "h1", cny(8'000));
  std::get<core::PaymentPut>(hold.body).channel = core::Channel::wallet;
  s.given(does(hold)).then(held(cny(8'000))).then(available(kPurse, 2'000));
  s.when(does(pay_from_wallet("o2", "p2", cny(3'000)))).then(refused(Code::insufficient_funds));
  s.given(does(capture_payment("h1", 5'000))).then(owed(kPurse, cny(5'000))).then(available(kPurse, 2'000));
  s.given(does(void_payment("h1"))).then(available(kPurse, 5'000)).then(held(cny(0)));
  s.given(does(pay_from_wallet("o2", "p3", cny(3'000)))).then(available(kPurse, 2'000));
  s.given(does(cancel_order("o1"))).then(owed(kPurse, cny(7'000)));
}

TEST(Wallets, ThatAreFrozenOrClosedPayNothing) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(does(freeze_account(kPurse)));
  s.when(does(pay_from_wallet("o1", "p1", cny(1)))).then(refused_at(Code::account_frozen, "/channel"));
  s.when(does(withdraw("b1", "w1", cny(1), "a1"))).then(refused(Code::account_frozen));
  s.given(does(top_up("b1", "t2", cny(5)))).then(owed(kPurse, cny(10'005)));
  s.given(does(unfreeze_account(kPurse))).given(does(withdraw("b1", "w2", cny(10'005), "a1")));
  s.given(does(close_account(kPurse)));
  s.when(does(pay_from_wallet("o1", "p2", cny(1)))).then(refused_at(Code::account_closed, "/channel"));
  s.given(does(top_up("b1", "t3", cny(5)))).then(account_is(kPurse, "open"));
}

TEST(Withdrawals, ArePayoutsToARegisteredAccount) {
  Scenario s;
  with_wallet(s);
  s.when(does(withdraw("b1", "w1", cny(4'000), "a1"))).then(recorded({payout_requested}));
  s.then(owed(kPurse, cny(6'000))).then(owed("liabilities:payouts", cny(4'000))).then(payout_is("w1", "requested"));
  s.given(approved("w1")).given(settled("w1")).then(holds("assets:bank:main", cny(-4'000)));
  s.given(does(return_payout("w1"))).then(owed(kPurse, cny(10'000)));
  s.when(does(withdraw("b1", "w1", cny(4'000), "a1"))).then(refused_at(Code::payout_exists, "/payout_id"));
}

TEST(Withdrawals, AreCheckedAsPayoutsAre) {
  Scenario s;
  with_wallet(s).given(does(top_up("b2", "t2", cny(500))));
  s.when(does(withdraw("nobody", "w1", cny(1), "a1"))).then(refused_at(Code::party_not_found, ""));
  s.when(does(withdraw("b2", "w1", cny(1), "a1"))).then(refused_at(Code::payout_account_required, "/to"));
  s.when(does(withdraw("b1", "w1", cny(1), "a2"))).then(refused_at(Code::payout_account_not_found, "/to"));
  s.when(does(withdraw("b1", "w1", cny(10'001), "a1"))).then(refused_at(Code::insufficient_funds, "/amount"));
  s.when(does(withdraw("b1", "w1", usd(1), "a1"))).then(refused(Code::insufficient_funds));
  s.given(does(put_payout_account("b1", "a1", "t-2")));
  s.when(does(withdraw("b1", "w1", cny(1), "a1"))).then(refused(Code::payout_account_cooling_off));
  s.given(after(core::days(2)));
  core::SettingsPut settings;
  settings.payout_minimum = std::vector<core::PayoutMinimum>{{100, currency("CNY")}};
  settings.payout_kyc_level = 1;
  s.given(does(change_settings(settings)));
  s.when(does(withdraw("b1", "w1", cny(99), "a1"))).then(refused_at(Code::below_minimum, "/amount"));
  s.when(does(withdraw("b1", "w1", cny(100), "a1"))).then(refused_at(Code::kyc_required, ""));
  s.given(does(known_at_level("b1", 1))).given(does(payout_limit("L1", "b1", cny(150))));
  s.given(does(withdraw("b1", "w1", cny(100), "a1")));
  s.when(does(withdraw("b1", "w2", cny(100), "a1"))).then(refused(Code::account_limit));
}

TEST(Withdrawals, WithholdNoTax) {
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{1'000, {}, {}, core::Role::merchant}};
  Scenario s;
  with_wallet(s).given(does(change_settings(settings))).given(does(withdraw("b1", "w1", cny(4'000), "a1")));
  s.then(owed("liabilities:payouts", cny(4'000))).then(owed("liabilities:tax:withheld", cny(0)));
}

// Facts have brought more than an amount can say, and two withdrawals of the largest amount wait at once.
TEST(Withdrawals, ThatWaitMayReserveMoreThanAnAmountTogether) {
  Scenario s;
  with_wallet(s);
  for (const char* id : {"t2", "t3"}) s.given(does(top_up("b1", id, cny(core::kAmountMax))));
  for (const char* id : {"y1", "y2"})
    s.when(under(core::Verdict::review, withdraw("b1", id, cny(core::kAmountMax), "a1"))).then(payout_is(id, "held"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// Out of a wallet nothing goes to an account that is not registered, so the approval looks at that again.
TEST(Withdrawals, ThatWaitReserveTheirAmountAndAreDecidedAgain) {
  Scenario s;
  with_wallet(s).given(order("o1").of(cny(7'000)).placed());
  s.world().run(withdraw("b1", "w1", cny(4'000), "a1"), core::Verdict::review);
  s.then(payout_is("w1", "held")).then(available(kPurse, 6'000)).then(owed(kPurse, cny(10'000)));
  s.when(does(pay_from_wallet("o1", "p1", cny(7'000)))).then(refused(Code::insufficient_funds));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(released(review)).then(payout_is("w1", "requested"));
  s.given(does(close_payout_account("b1", "a1")));
  s.when(does(decide_payout("w1", true))).then(refused(Code::payout_account_closed));
  s.given(does(decide_payout("w1", false))).then(owed(kPurse, cny(10'000)));
}

TEST(Withdrawals, ThatAreRefusedUseUpTheirId) {
  Scenario s;
  s.world().record_refusals();
  with_wallet(s).when(does(withdraw("b1", "w1", cny(10'001), "a1"))).then(refused(Code::insufficient_funds));
  s.when(does(withdraw("b1", "w1", cny(1), "a1"))).then(refused_at(Code::id_used_up, "/payout_id"));
}

// An id under which nothing was taken stands for nothing that could be in the way of a fact.
TEST(Wallets, AreToppedUpUnderAnIdThatTookNothing) {
  Scenario s;
  s.given(order("o1").of(cny(900)).placed());
  core::PaymentDecline no;
  no.channel = core::Channel::card;
  s.given(does(command(core::Operation::payment_decline, no, "declined")));
  s.world().run(pay_order("o1", "blocked", cny(900)), core::Verdict::block);
  s.given(under(core::Verdict::review, pay_order("o1", "waits", cny(900)))).given(hold("o1", "held", cny(900)));
  for (const std::string id : {"declined", "blocked", "waits", "held"})
    s.when(does(top_up("b1", id, cny(100)))).then(recorded({wallet_topped_up})).then(payment_is(id, "captured"));
  s.then(owed(kPurse, cny(400))).then(held(cny(0))).then(holds(kCardChannel, cny(400)));
  s.when(does(top_up("b1", "held", cny(100)))).then(refused(Code::payment_exists));
  s.given(pay("o1", cny(900))).then(order_is("o1", "paid"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Wallets, GetBackWhatIsInDisputeAndGiveWhatIsWon) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(does(pay_from_wallet("o1", "p1", cny(10'000))));
  s.given(complete("o1")).given(dispute("p1", "x1", cny(4'000))).then(owed(kPurse, cny(4'000)));
  s.then(holds("assets:disputed:wallet", cny(4'000))).then(holds("assets:channel:wallet", cny(0)));
  s.when(does(withdraw("b1", "w1", cny(1), "a1"))).then(refused(Code::insufficient_funds));
  s.given(lose_of("x1", 1'000)).then(owed(kPurse, cny(1'000))).then(holds("assets:disputed:wallet", cny(0)));
  s.given(does(withdraw("b1", "w2", cny(1'000), "a1"))).then(owed(kPurse, cny(0)));
  s.then(owed("liabilities:merchant:m1", cny(9'000))).then(holds("assets:channel:wallet", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// Nobody has moved anything: a report alone makes no money in a wallet that is the platform's own.
TEST(Wallets, GetByADisputeNoMoreThanTheyPaid) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(does(pay_from_wallet("o1", "p1", cny(10'000))));
  s.given(refund("o1", cny(2'000))).then(owed(kPurse, cny(2'000)));
  s.given(dispute("p1", "x1", cny(100'000))).then(owed(kPurse, cny(10'000)));
  s.then(holds("assets:channel:wallet", cny(-92'000))).then(holds("assets:disputed:wallet", cny(100'000)));
  s.given(dispute("p1", "x2", cny(500))).then(owed(kPurse, cny(10'000)));
  s.when(does(withdraw("b1", "w1", cny(2'001), "a1"))).then(refused(Code::insufficient_funds));
  s.given(does(withdraw("b1", "w2", cny(2'000), "a1")));
  s.given(lose("x1")).then(owed(kPurse, cny(8'000))).then(owed("liabilities:suspense:wallet", cny(-92'000)));
  s.given(win("x1")).then(owed(kPurse, cny(0))).then(owed("liabilities:suspense:wallet", cny(0)));
  s.given(win("x2")).then(holds("assets:channel:wallet", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Wallets, OfOthersAndOtherChannelsAreDisputedThere) {
  Scenario s;
  with_wallet(s).given(order("o1").placed()).given(does(pay_from_wallet("o1", "p1", cny(10'000))));
  core::Command other = dispute_payment("p1", "x1", cny(500));
  std::get<core::PaymentDispute>(other.body).channel = core::Channel::card;
  s.given(does(other)).then(owed(kPurse, cny(0))).then(holds(kCardChannel, cny(9'500)));
  core::Command reported = report_payment("o1", "p2", cny(300));
  std::get<core::PaymentPut>(reported.body).channel = core::Channel::wallet;
  s.given(does(reported)).given(dispute("p2", "x2", cny(300))).then(owed(kPurse, cny(0)));
  s.then(holds("assets:channel:wallet", cny(0))).given(win("x2")).then(holds("assets:channel:wallet", cny(300)));
}

}  // namespace
}  // namespace tallygate::tests
