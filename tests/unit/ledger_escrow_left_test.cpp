// An order that has ended keeps no escrow: what comes back to it is a break until it goes back once more, or somebody
// explains it.
#include <gtest/gtest.h>

#include "tests/support/reconciliation.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"

namespace tallygate::tests {
namespace {

using enum core::RecordType;

Expectation left(std::string order, core::Amount amount) {
  return breaks_are("", "order:" + std::move(order) + " " + std::to_string(amount) + " CNY liabilities:escrow;");
}

TEST(EscrowLeft, OfACancelledOrderIsABreakThatFollowsIt) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(refund_as("r1", "o1", cny(30)));
  s.when(cancel("o1")).then(recorded({order_cancelled, refund_sent})).then(all_agrees());
  s.given(fail("o1.cancel")).then(left("o1", 70));
  const std::string id = "bk" + std::to_string(s.world().log().back().seq);
  s.given(fail("r1")).then(left("o1", 100));
  EXPECT_EQ(saved_and_loaded(s.world())->digest(), s.world().digest());
  s.given(refund_as("r2", "o1", cny(60))).then(left("o1", 40)).given(settles("r2")).then(left("o1", 40));
  s.given(settles("r1")).then(left("o1", 10)).then(owed("liabilities:escrow", cny(10)));
  s.given(refund_as("r3", "o1", cny(10))).then(all_agrees()).then(every_account_is_zero());
  EXPECT_NE(s.world().ledger().break_json(id, s.world().now()).find(R"("state":"resolved")"), std::string::npos);
  s.given(fail("r3")).then(left("o1", 10));  // another break
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(EscrowLeft, OfAnExpiredOrderIsOne) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(core::hours(1)).paid(cny(60))).given(after(core::hours(1)));
  s.then(order_is("o1", "expired")).then(all_agrees()).given(fail("o1.cancel")).then(left("o1", 60));
  s.given(settles("o1.cancel")).then(all_agrees());
}

TEST(EscrowLeft, OfACompletedOrderIsWhatTheSplitDidNotHave) {
  Scenario s;
  s.given(plan(500, {})).given(order("o1").of(cny(100)).paid()).given(refund_as("r1", "o1", cny(30)));
  s.given(complete("o1")).given(refund_as("r2", "o1", cny(20))).given(fail("r2")).then(all_agrees());  // of the split
  s.given(fail("r1")).then(left("o1", 30)).then(owed("liabilities:escrow", cny(30)));
  s.given(refund_as("r3", "o1", cny(50))).then(all_agrees());  // escrow first
  s.given(fail("r3")).then(left("o1", 30));
}

TEST(EscrowLeft, OfAnOrderThatGoesOnIsItsOwn) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(refund_as("r1", "o1", cny(30))).given(fail("r1")).then(all_agrees());
  s.given(settles("r1")).given(fail("r1")).given(complete("o1")).then(all_agrees());
}

TEST(EscrowLeft, ThatADisputeTakesIsLeftNoMore) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(cancel("o1")).given(fail("o1.cancel")).then(left("o1", 100));
  s.given(dispute("o1.p1", "d1", cny(40))).then(left("o1", 100)).given(lose_of("d1", 30)).then(left("o1", 70));
  s.given(dispute("o1.p1", "d2")).given(lose("d2")).then(all_agrees()).then(every_account_is_zero());
}

TEST(EscrowLeft, IsABreakOnceMoreOnlyWhereMoreComesBackAfterSomebodyResolvedOne) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(refund_as("r1", "o1", cny(30))).given(cancel("o1"));
  s.given(fail("o1.cancel"));
  s.given(does(resolve_break("bk" + std::to_string(s.world().log().back().seq)))).then(all_agrees());
  s.given(refund_as("r2", "o1", cny(10))).then(all_agrees());
  s.given(fail("r1")).then(left("o1", 90));
}

TEST(EscrowLeft, IsFollowedAfterItsOrderLeftMemory) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid()).given(cancel("o1")).given(fail("o1.cancel")).given(after(core::days(40)));
  s.world().let_go(core::days(30));
  s.given(refund_as("r2", "o1", cny(60))).then(left("o1", 40));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
