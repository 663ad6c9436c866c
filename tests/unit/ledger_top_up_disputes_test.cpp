// Disputes of what a wallet was topped up with: meanwhile the wallet does not give it, and what is lost it gives back.
#include <gtest/gtest.h>

#include "tests/support/conversions.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::Verdict;
using enum core::RecordType;

const std::string kToppedUp = "liabilities:wallet:b1", kCard = "assets:channel:card";
const std::string kInDisputeByCard = "assets:disputed:card", kNobodysByCard = "liabilities:suspense:card";

// 500 by card t1, and a bank account to withdraw to.
Scenario& with_top_up(Scenario& s) {
  s.given(does(put_party("b1"))).given(does(put_payout_account("b1", "a1"))).given(after(core::days(2)));
  return s.given(does(top_up("b1", "t1", cny(500))));
}
const core::DisputeEffect& top_up_disputed(const Scenario& s) {
  return std::get<core::DisputeEffect>(s.last().records.at(0).effect);
}
const core::DisputeEndEffect& top_up_ended(const Scenario& s) {
  return std::get<core::DisputeEndEffect>(s.last().records.at(0).effect);
}
// The same after its records are read again, and as it is saved and loaded.
void expect_same_again(Scenario& s) {
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  EXPECT_EQ(saved_and_loaded(s.world())->account_json(kToppedUp, s.world().now()),
            s.world().ledger().account_json(kToppedUp, s.world().now()));
}

TEST(TopUpDisputes, KeepTheMoneyInTheWalletUntilTheyAreWon) {
  Scenario s;
  with_top_up(s).when(dispute("t1", "x1", cny(400))).then(recorded({dispute_opened}));
  EXPECT_EQ(top_up_disputed(s).top_up, 400);
  EXPECT_EQ(top_up_disputed(s).unplaced, 0);
  s.then(holds(kCard, cny(100))).then(holds(kInDisputeByCard, cny(400)));
  s.then(owed(kToppedUp, cny(500))).then(available(kToppedUp, cny(100))).then(differs("dispute_unplaced", ""));
  expect_same_again(s);
  s.given(order("o1").of(cny(101)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(101)))).then(refused(Code::insufficient_funds));
  s.when(does(withdraw("b1", "w1", cny(101), "a1"))).then(refused(Code::insufficient_funds));
  s.when(does(convert("c1", side(kToppedUp, cny(150)), side(kToppedUp, usd(15)), rate_of(1, 10))));
  s.then(refused(Code::insufficient_funds));
  s.given(does(withdraw("b1", "w2", cny(60), "a1"))).then(available(kToppedUp, cny(40)));
  s.when(win("x1")).then(recorded({dispute_won}));
  EXPECT_EQ(top_up_ended(s).top_up, 0);
  s.then(available(kToppedUp, cny(440))).then(holds(kCard, cny(500))).then(holds(kInDisputeByCard, cny(0)));
  s.given(does(pay_from_wallet("o1", "p2", cny(101))));
  expect_same_again(s);
}

TEST(TopUpDisputes, LetAnEntryTakeTheMoney) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1"));
  s.when(entry(post_journal("e1", {debit(kToppedUp, cny(501)), credit(kCard, cny(501))})));
  s.then(refused(Code::insufficient_funds));
  s.when(entry(post_journal("e2", {debit(kToppedUp, cny(500)), credit(kCard, cny(500))})));
  EXPECT_FALSE(s.last().refusal);
  s.given(does(top_up("b1", "t2", cny(600)))).then(available(kToppedUp, cny(100)));
  s.given(win("x1")).then(available(kToppedUp, cny(600)));
}

TEST(TopUpDisputes, ThatAreLostTakeItFromTheWalletWhateverIsThere) {
  Scenario s;
  with_top_up(s).given(does(withdraw("b1", "w1", cny(300), "a1"))).given(dispute("t1", "x1"));
  EXPECT_EQ(top_up_disputed(s).amount, 500);
  s.then(available(kToppedUp, cny(0))).when(lose("x1")).then(recorded({dispute_lost}));
  EXPECT_EQ(top_up_ended(s).top_up, 500);
  EXPECT_EQ(top_up_ended(s).unplaced, 0);
  s.then(owed(kToppedUp, cny(-300))).then(holds(kInDisputeByCard, cny(0))).then(owed(kNobodysByCard, cny(0)));
  s.given(does(top_up("b1", "t2", cny(350)))).then(available(kToppedUp, cny(50)));
  expect_same_again(s);
}

TEST(TopUpDisputes, ThatAreLostInPartTakeThatPart) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1", cny(200))).then(available(kToppedUp, cny(300)));
  s.when(lose_of("x1", 150)).then(owed(kToppedUp, cny(350))).then(available(kToppedUp, cny(350)));
  s.then(holds(kCard, cny(350))).then(holds(kInDisputeByCard, cny(0)));
  const std::string json = s.world().ledger().dispute_json("x1");
  EXPECT_NE(json.find(R"("state":"partly_lost","top_up":{"amount":200,"lost":150},"unplaced":0)"), std::string::npos)
      << json;
  expect_same_again(s);
}

TEST(TopUpDisputes, OverMoreThanIsLeftAreNobodysBeyondIt) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1", cny(300))).given(dispute("t1", "x2", cny(300)));
  EXPECT_EQ(top_up_disputed(s).top_up, 200);
  EXPECT_EQ(top_up_disputed(s).unplaced, 100);
  s.then(available(kToppedUp, cny(0))).then(differs("dispute_unplaced", "dispute:x2;"));
  s.given(dispute("t1", "x3"));
  EXPECT_EQ(top_up_disputed(s).amount, 500) << "nothing is left: all of it, once more";
  EXPECT_EQ(top_up_disputed(s).unplaced, 500);
  EXPECT_FALSE(top_up_disputed(s).top_up);
  s.given(lose_of("x2", 250)).then(owed(kToppedUp, cny(300))).then(owed(kNobodysByCard, cny(-50)));
  EXPECT_EQ(top_up_ended(s).unplaced, 50);
  s.given(win("x1")).then(available(kToppedUp, cny(300))).given(dispute("t1", "x4"));
  EXPECT_EQ(top_up_disputed(s).top_up, 300) << "what is lost cannot be disputed again";
  expect_same_again(s);
}

TEST(TopUpDisputes, OfAnOrderOrInAnotherCurrencyAreNobodys) {
  Scenario s;
  core::Command of_order = dispute_payment("t1", "x1", cny(100));
  std::get<core::PaymentDispute>(of_order.body).order = core::OrderId("o1");
  with_top_up(s).given(does(of_order));
  EXPECT_EQ(top_up_disputed(s).unplaced, 100);
  s.given(dispute("t1", "x2", usd(100)));
  EXPECT_EQ(top_up_disputed(s).unplaced, 100);
  s.then(available(kToppedUp, cny(500)));
}

TEST(TopUpDisputes, OfMoneyInDoubtKeepNoMoreThanTheTopUp) {
  Scenario s;
  s.given(under(Verdict::review, top_up("b1", "t1", cny(500)))).given(does(top_up("b1", "t2", cny(1'000))));
  s.given(dispute("t1", "x1", cny(200))).then(available(kToppedUp, cny(1'000)));
  s.given(lose_of("x1", 150)).then(owed(kToppedUp, cny(1'350))).then(available(kToppedUp, cny(1'000)));
  s.given(dispute("t1", "x2", cny(100))).given(released("rv1")).then(available(kToppedUp, cny(1'250)));
  expect_same_again(s);
  s.given(win("x2")).then(available(kToppedUp, cny(1'350)));
}

TEST(TopUpDisputes, OfRejectedMoneyLeaveNothingInDoubtWhenAllOfItIsLost) {
  Scenario s;
  s.given(under(Verdict::review, top_up("b1", "t1", cny(500)))).given(rejected("rv1")).given(dispute("t1", "x1"));
  s.given(lose("x1")).then(every_account_is_zero());
  s.given(does(top_up("b1", "t2", cny(70)))).then(available(kToppedUp, cny(70)));
  s.given(win("x1")).then(owed(kToppedUp, cny(570))).then(available(kToppedUp, cny(70)));
  s.given(released("rv1")).then(available(kToppedUp, cny(570)));
  expect_same_again(s);
}

TEST(TopUpDisputes, WhoseEndChangesMoveTheDifference) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1", cny(400))).given(lose("x1")).then(owed(kToppedUp, cny(100)));
  s.when(win("x1")).then(recorded({dispute_won}));
  s.then(owed(kToppedUp, cny(500))).then(holds(kCard, cny(500))).then(available(kToppedUp, cny(500)));
  s.given(lose_of("x1", 100)).then(owed(kToppedUp, cny(400))).then(holds(kCard, cny(400)));
  s.then(holds(kInDisputeByCard, cny(0)));
  expect_same_again(s);
}

TEST(TopUpDisputes, WhoseEndChangesAreNobodysWhereAnotherHasTheMoney) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1", cny(400))).given(win("x1")).given(dispute("t1", "x2", cny(200)));
  s.when(lose("x1")).then(owed(kToppedUp, cny(500))).then(owed(kNobodysByCard, cny(-400)));
  EXPECT_EQ(top_up_ended(s).top_up, 0);
  EXPECT_EQ(top_up_ended(s).unplaced, 400);
  s.then(differs("dispute_unplaced", "dispute:x1;"));
  s.given(lose_of("x1", 300)).then(owed(kToppedUp, cny(200))).then(owed(kNobodysByCard, cny(0)));
  s.given(lose("x2")).then(owed(kToppedUp, cny(0))).then(available(kToppedUp, cny(0)));
  s.then(differs("dispute_unplaced", ""));
  expect_same_again(s);
}

TEST(TopUpDisputes, AreFoundInMemoryOrNot) {
  Scenario s;
  with_top_up(s).given(dispute("t1", "x1", cny(400))).given(after(core::days(40)));
  s.world().let_go(core::days(1));
  s.then(available(kToppedUp, cny(100)));
  expect_same_again(s);
  s.given(lose("x1")).given(after(core::days(40)));
  s.world().let_go(core::days(1));
  EXPECT_EQ(s.world().ledger().objects_in_memory(), 0U);
  expect_same_again(s);
  s.given(win("x1")).then(available(kToppedUp, cny(500)));
}

TEST(TopUpDisputes, AreHeldByAnInvariantToTheTopUp) {
  Scenario s;
  with_top_up(s);
  Decided opened(s, dispute_payment("t1", "x1", cny(600)));
  expect_holds(s, opened);
  auto& effect = std::get<core::DisputeEffect>(opened.record().effect);
  effect.top_up = 501, effect.unplaced = 99;
  expect_fires(s, opened, "disputes_within_captured");
  s.given(dispute("t1", "x1", cny(400)));
  Decided lost(s, resolve_dispute("x1", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  std::get<core::DisputeEndEffect>(lost.record().effect).top_up.reset();
  std::get<core::DisputeEndEffect>(lost.record().effect).unplaced = 400;
  expect_fires(s, lost, "disputes_within_captured");
  s.given(win("x1")).given(dispute("t1", "x2", cny(200)));
  Decided again(s, resolve_dispute("x1", core::DisputeOutcome::lost));
  expect_holds(s, again);
  std::get<core::DisputeEndEffect>(again.record().effect).top_up = 301;
  std::get<core::DisputeEndEffect>(again.record().effect).unplaced = 99;
  expect_fires(s, again, "disputes_within_captured");
}

}  // namespace
}  // namespace tallygate::tests
