// Accounts frozen and closed: what they still take, what they give, and what opens them again.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kShopAccount = "liabilities:merchant:m1";
const std::string kMainBank = "assets:bank:main";
const std::string kWeChat = "assets:channel:wechat_pay";

std::string last_approval(Scenario& s) {
  return "ap" + std::to_string(s.world().log().back().seq);
}

TEST(FrozenAccount, GivesNothingAndStillReceives) {
  Scenario s;
  with_earnings(s);
  s.when(does(freeze_account(kShopAccount))).then(recorded({account_frozen})).then(account_is(kShopAccount, "frozen"));
  s.when(payout("y1", "m1", cny(1))).then(refused_at(Code::account_frozen, "/party"));
  s.when(entry(post_journal("e1", {credit(kMainBank, cny(1)), debit(kShopAccount, cny(1))})))
      .then(refused_at(Code::account_frozen, "/postings/1/account"));
  s.given(entry(post_journal("e2", {debit(kMainBank, cny(1)), credit(kShopAccount, cny(1))})));
  s.given(order("o2").completed()).then(owed(kShopAccount, cny(20'001)));
  s.given(refund("o2", cny(500))).then(owed(kShopAccount, cny(19'501)));  // the buyer's money goes back all the same
  s.given(does(unfreeze_account(kShopAccount))).then(account_is(kShopAccount, "open"));
  s.given(payout("y2", "m1", cny(1)));
}

TEST(FrozenAccount, StillTakesTheCommissionThatMatures) {
  const std::string payable = "liabilities:distributor:d1:payable";
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.matures_after_s = 86'400;
  Scenario s;
  s.given(plan_of(terms)).given(distributor("d1")).given(order("o1").of(cny(10'000)).referred_by("d1").completed());
  s.given(does(freeze_account(payable))).given(after(core::days(3))).then(owed(payable, cny(1'000)));
  s.when(payout("y1", "d1", cny(1))).then(refused(Code::account_frozen)).then(account_is(payable, "frozen"));
}

TEST(FrozenAccount, LetsNoPayoutThatWasAskedForGoToTheBank) {
  Scenario s;
  with_earnings(s).given(payout("y1", "m1", cny(4'000))).given(payout("y2", "m1", cny(100)));
  s.given(approved("y2")).given(does(freeze_account(kShopAccount)));
  s.when(approved("y1")).then(refused(Code::account_frozen));
  s.given(does(decide_payout("y1", false))).then(owed(kShopAccount, cny(9'900)));
  s.given(settled("y2"));  // the bank has paid: a fact
}

TEST(FrozenAccount, RejectsAPayoutThatIsReleased) {
  Scenario s;
  with_earnings(s).given(under(core::Verdict::review, ask_payout("y1", "m1", cny(100))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(does(freeze_account(kShopAccount)));
  s.when(released(review)).then(recorded({review_resolved, payout_rejected})).then(payout_is("y1", "rejected"));
}

TEST(FrozenAccount, OfAssetsGivesNoCreditToAnEntry) {
  Scenario s;
  with_earnings(s).given(does(freeze_account(kMainBank)));
  s.when(entry(post_journal("e1", {credit(kMainBank, cny(1)), debit("equity:adjustments", cny(1))})))
      .then(refused_at(Code::account_frozen, "/postings/0/account"));
  s.given(entry(post_journal("e2", {debit(kMainBank, cny(1)), credit("equity:adjustments", cny(1))})));
  s.given(settlement("s1", cny(-700), 3)).then(holds(kMainBank, cny(-702)));  // a fact
}

TEST(ClosedAccount, IsAtZeroAndTakesNoRequest) {
  Scenario s;
  with_earnings(s);
  s.when(does(close_account(kShopAccount))).then(refused(Code::account_not_zero));
  EXPECT_EQ(s.last().refusal->detail, "liabilities:merchant:m1 stands at -10000 CNY");
  s.given(payout("y1", "m1", cny(10'000))).given(order("o2").paid());
  s.when(does(close_account(kShopAccount))).then(recorded({account_closed})).then(account_is(kShopAccount, "closed"));
  s.when(payout("y2", "m1", cny(1))).then(refused(Code::account_closed));
  s.when(does(decide_payout("y1", true))).then(refused(Code::account_closed));
  s.when(does(decide_payout("y1", false))).then(refused(Code::account_closed));
  s.when(entry(post_journal("e1", {debit(kMainBank, cny(1)), credit(kShopAccount, cny(1))})))
      .then(refused_at(Code::account_closed, "/postings/1/account"));
  s.given(does(unfreeze_account(kShopAccount))).given(complete("o2")).then(owed(kShopAccount, cny(10'000)));
}

// One party's account does not hold up what others are owed.
TEST(ClosedAccount, IsOpenedByTheEndOfAnOrderAndByItsRefund) {
  Scenario s;
  with_earnings(s);
  s.given(payout("y1", "m1", cny(10'000))).given(order("o2").paid()).given(does(close_account(kShopAccount)));
  s.given(complete("o2")).then(account_is(kShopAccount, "open")).then(owed(kShopAccount, cny(10'000)));
  s.given(payout("y2", "m1", cny(10'000))).given(does(close_account(kShopAccount)));
  s.given(refund("o1", cny(1))).then(account_is(kShopAccount, "open")).then(owed(kShopAccount, cny(-1)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(ClosedAccount, IsNotClosedWhileMoneyIsHeld) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).placed());
  s.given(hold("o1", "h1", cny(10'000)));
  s.when(does(close_account(kWeChat))).then(refused(Code::account_not_zero));
  EXPECT_EQ(s.last().refusal->detail, "assets:channel:wechat_pay stands at 0 CNY and, held, 10000 CNY");
  s.given(void_hold("h1")).given(does(close_account(kWeChat)));
  s.when(pay("o1", cny(10'000))).then(refused(Code::account_closed));
}

TEST(ClosedAccount, IsOpenAgainWithAFactAndSaysWhich) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).placed()).given(does(close_account(kWeChat)));
  s.given(does(report_payment("o1", "p1", cny(10'000)))).then(account_is(kWeChat, "open"));
  const std::string json = s.world().ledger().account_json(kWeChat, s.world().now());
  EXPECT_NE(json.find("\"reopened_by\":" + std::to_string(s.world().log().back().seq)), std::string::npos) << json;
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(ClosedAccount, IsOpenAgainWithATimer) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).released_after(core::days(1)).delivered());
  s.given(does(close_account(kShopAccount))).given(after(core::days(1)));
  s.then(order_is("o1", "completed")).then(owed(kShopAccount, cny(10'000))).then(account_is(kShopAccount, "open"));
}

TEST(ClosedAccount, RejectsWhatAReleaseWouldPostOnIt) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).placed());
  s.given(under(core::Verdict::review, pay_order("o1", "p1", cny(10'000))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(does(close_account(kWeChat)));
  s.when(released(review)).then(recorded({review_resolved, payment_rejected})).then(payment_is("p1", "rejected"));
}

TEST(AccountState, ChangesOnlyWhereItWouldBeAnother) {
  Scenario s;
  with_earnings(s);
  s.when(does(unfreeze_account(kShopAccount))).then(refused(Code::account_not_frozen));
  s.given(does(freeze_account(kShopAccount)));
  s.when(does(freeze_account(kShopAccount))).then(refused(Code::account_frozen));
  s.given(does(close_account("assets:bank:spare")));
  s.when(does(close_account("assets:bank:spare"))).then(refused(Code::account_closed));
  s.when(does(freeze_account("assets:bank:spare"))).then(refused(Code::account_closed));
}

TEST(AccountState, IsOfAccountsThatRequestsCanBeKeptFrom) {
  Scenario s;
  with_earnings(s);
  for (const std::string account : {"liabilities:escrow", "liabilities:payouts", "assets:disputed:card",
                                    "liabilities:distributor:d1:unmatured", "equity:retained", "x"})
    s.when(does(freeze_account(account))).then(refused(Code::not_supported));
  s.when(does(close_account("liabilities:merchant:nobody"))).then(refused(Code::party_not_found));
}

TEST(AccountState, WaitsForASecondPersonWhereTheSettingSaysSo) {
  core::SettingsPut settings;
  settings.four_eyes = std::vector<std::string>{"accounts"};
  Scenario s;
  with_earnings(s).given(does(change_settings(settings)));
  s.when(does(freeze_account(kShopAccount)))
      .then(recorded({approval_requested}))
      .then(account_is(kShopAccount, "open"));
  const std::string approval = last_approval(s);
  EXPECT_NE(s.world().ledger().approval_json(approval).find("asked by the court"), std::string::npos);
  s.when(does(decide_approval(approval, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, "carl"))).then(recorded({approval_decided, account_frozen}));
  s.then(account_is(kShopAccount, "frozen"));
}

}  // namespace
}  // namespace tallygate::tests
