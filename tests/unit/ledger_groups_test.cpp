// Groups of orders: how they open, who may join, and how all of their orders succeed or fail together.
#include <gtest/gtest.h>

#include "tests/support/goods.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

std::string group_state(Scenario& s, const std::string& id = "g") {
  const std::string json = s.world().ledger().group_json(id);
  const auto at = json.find("\"state\":\"") + 9;
  return json.substr(at, json.find('"', at) - at);
}

core::RecordType last_record(Scenario& s) {
  return s.world().log().back().type;
}

TEST(Groups, SucceedWhenEnoughOfTheirOrdersArePaid) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 0))).given(pay("o1", cny(100)));
  s.given(after(core::hours(1)));
  EXPECT_EQ(group_state(s), "open");
  s.when(ship("o1")).then(refused(Code::group_open)).when(complete("o1")).then(refused(Code::group_open));
  s.given(pay("o2", cny(100))).given(after(core::Duration{0}));
  EXPECT_EQ(last_record(s), group_succeeded);
  EXPECT_EQ(s.world().log().back().at, s.world().now());
  EXPECT_EQ(group_state(s), "succeeded");
  s.given(ship("o1")).given(complete("o2")).given(after(core::days(2))).then(order_is("o1", "shipped"));
  const std::string json = s.world().ledger().group_json("g");
  EXPECT_NE(json.find(R"("orders":["o1","o2"],"size":2,"state":"succeeded")"), std::string::npos) << json;
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Groups, FailWhenTheyCloseAndGiveAllMoneyBack) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 3))).given(does(order_in_group("o2", "g", 3)));
  s.given(does(order_in_group("o3", "g", 3))).given(does(order_in_group("other", "h", 2, kStart + core::days(9))));
  s.given(pay("o1", cny(100))).given(pay("o2", cny(100))).given(hold("o3", "card", cny(60)));
  s.given(pay("other", cny(100))).given(after(core::days(1)));
  EXPECT_EQ(group_state(s), "failed");
  for (const char* id : {"o1", "o2", "o3"}) s.then(order_is(id, "cancelled"));
  s.then(order_is("other", "paid")).then(owed("liabilities:escrow", cny(100))).then(held(cny(0)));
  // The group's own record, and then one group of records an order.
  const auto& log = s.world().log();
  std::size_t at = 0;
  while (log[at].type != group_failed) ++at;
  EXPECT_FALSE(log[at].group);
  EXPECT_EQ(log[at + 1].type, order_cancelled);
  EXPECT_EQ(log[at + 2].type, refund_sent);
  EXPECT_EQ(log[at + 1].group->n, 2U);
  EXPECT_EQ(*log[at + 1].cause, log[at].seq);
  EXPECT_EQ(log.back().at, kStart + core::days(1));
  s.when(does(order_in_group("o4", "g", 0))).then(refused_at(Code::group_closed, "/group/id"));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Groups, CountOrdersThatArePaidInFullAndHaveNotEnded) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 0)));
  s.given(pay("o1", cny(100))).given(pay("o2", cny(99))).given(after(core::minutes(1)));
  EXPECT_EQ(group_state(s), "open");
  s.given(cancel("o1")).given(pay("o2", cny(1))).given(after(core::minutes(1)));
  EXPECT_EQ(group_state(s), "open");
  EXPECT_NE(s.world().ledger().group_json("g").find("\"paid\":1"), std::string::npos);
  core::Command free = order_in_group("o3", "g", 0);
  std::get<core::OrderPlace>(free.body).amount = 0;  // nothing is to be paid
  s.given(does(free)).given(after(core::Duration{0}));
  EXPECT_EQ(group_state(s), "succeeded");
}

TEST(Groups, DoNotCountAnOrderOfWhichAllWentBack) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 0)));
  s.given(pay("o1", cny(100))).given(refund("o1", cny(100))).given(pay("o2", cny(100))).given(after(core::minutes(1)));
  EXPECT_EQ(group_state(s), "open");
  s.given(after(core::days(1)));
  EXPECT_EQ(group_state(s), "failed");
}

TEST(Groups, PaidAtTheVeryEndHaveFailed) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 2))).given(pay("o1", cny(100)));
  s.given(after(core::days(1))).when(pay("o2", cny(100))).then(refused(Code::order_not_open));
  s.then(every_account_is_zero());
}

TEST(Groups, AreJoinedUnderTheTermsTheyWereOpenedWith) {
  Scenario s;
  s.given(does(order_in_group("label", "g", 0)));  // nobody opened it: a name
  EXPECT_EQ(s.world().ledger().group_json("g"), "");
  core::Command first = order_in_group("o1", "g", 3);
  std::get<core::OrderPlace>(first.body).group->leader = core::PartyId("b1");
  s.given(does(first));
  s.when(does(order_in_group("o2", "g", 4))).then(refused_at(Code::group_differs, "/group/size"));
  s.when(does(order_in_group("o2", "g", 3, kStart + core::days(2))))
      .then(refused_at(Code::group_differs, "/group/closes_at"));
  core::Command led = order_in_group("o2", "g", 0);
  std::get<core::OrderPlace>(led.body).group->leader = core::PartyId("b2");
  s.when(does(led)).then(refused_at(Code::group_differs, "/group/leader"));
  std::get<core::OrderPlace>(led.body).group->leader = core::PartyId("b1");
  s.given(does(led));
  EXPECT_NE(s.world().ledger().group_json("g").find(R"("orders":["o1","o2"])"), std::string::npos);
  s.when(does(order_in_group("late", "old", 2, kStart))).then(refused_at(Code::group_closed, "/group/closes_at"));
}

TEST(Groups, HaveAtMostAThousandOrders) {
  Scenario s;
  for (int i = 0; i < 1'000; ++i) s.world().run(order_in_group("o" + std::to_string(i), "g", i == 0 ? 1'000 : 0));
  s.when(does(order_in_group("one-more", "g", 0))).then(refused_at(Code::group_full, "/group/id"));
  for (int i = 0; i < 999; ++i) s.world().run(pay_order("o" + std::to_string(i), "p" + std::to_string(i), cny(100)));
  s.then(owed("liabilities:escrow", cny(99'900)));
  s.given(after(core::days(1))).then(every_account_is_zero());
  std::size_t largest = 0;
  for (const core::Record& r : s.world().log()) largest = std::max<std::size_t>(largest, r.group ? r.group->n : 1);
  EXPECT_EQ(largest, 2U);
}

TEST(Groups, TakeAnOrderThatWaitedWhenItIsReleased) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2)));
  s.when(under(core::Verdict::review, order_in_group("o2", "g", 0)));
  EXPECT_EQ(s.world().ledger().group_json("g").find("o2"), std::string::npos);
  s.when(released("rv2")).then(order_is("o2", "placed"));
  EXPECT_NE(s.world().ledger().group_json("g").find("o2"), std::string::npos);
  s.when(under(core::Verdict::review, order_in_group("o3", "g", 0))).given(after(core::days(1)));
  s.when(released("rv5")).then(order_is("o3", "rejected"));  // the group is closed
}

TEST(Groups, WaitForADisputeBeforeTheyGiveBack) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(pay_order("o1", "p1", cny(100))));
  s.given(dispute("p1", "d1", cny(40))).given(after(core::days(1)));
  EXPECT_EQ(group_state(s), "failed");
  s.then(order_is("o1", "paid")).when(ship("o1")).then(refused(Code::group_failed));
  s.when(complete("o1")).then(refused(Code::dispute_open));
  s.given(win("d1")).given(after(core::Duration{0})).then(order_is("o1", "cancelled")).then(every_account_is_zero());
}

TEST(Groups, AndTermsOfTheirOrdersGoTogether) {
  Scenario s;
  core::Command placing = order_in_group("o1", "g", 2);
  std::get<core::OrderPlace>(placing.body).terms = core::OrderTerms{3'600, {}, 0};
  s.given(does(placing)).given(does(order_in_group("o2", "g", 0))).given(pay("o2", cny(100)));
  s.given(after(core::hours(1))).then(order_is("o1", "expired"));
  EXPECT_EQ(group_state(s), "open");
  std::get<core::OrderPlace>(placing.body).order_id = core::OrderId("o3");
  std::get<core::OrderPlace>(placing.body).terms = core::OrderTerms{{}, {}, 60};
  s.given(does(placing)).given(deliver("o3")).given(after(core::hours(2)));
  s.then(order_is("o3", "placed")).given(pay("o3", cny(100))).given(after(core::Duration{0}));
  s.then(order_is("o3", "completed"));  // released as soon as its group had succeeded
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Groups, LeaveMemoryWhenTheyAreClosed) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 2)));
  s.world().let_go(core::Duration{1});
  EXPECT_EQ(s.world().ever_let_go(), 0U);  // it is open
  s.given(after(core::days(1))).given(after(core::days(1)));
  const core::Digest before = s.world().digest();
  s.world().let_go(core::hours(1));
  EXPECT_GT(s.world().ever_let_go(), 2U);
  EXPECT_EQ(s.world().digest(), before);
  s.when(does(order_in_group("o3", "g", 0))).then(refused(Code::group_closed));
}

TEST(Groups, AreOfOneMerchantAndOneCurrency) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2)));
  core::Command elsewhere = order_in_group("o2", "g", 0), dollars = order_in_group("o3", "g", 0);
  std::get<core::OrderPlace>(elsewhere.body).merchant = core::PartyId("m2");
  std::get<core::OrderPlace>(dollars.body).currency = currency("USD");
  s.when(does(elsewhere)).then(refused_at(Code::group_differs, "/merchant"));
  s.when(does(dollars)).then(refused_at(Code::group_differs, "/currency"));
  const std::string json = s.world().ledger().group_json("g");
  EXPECT_NE(json.find(R"("currency":"CNY")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("merchant":"m1")"), std::string::npos) << json;
}

}  // namespace
}  // namespace tallygate::tests
