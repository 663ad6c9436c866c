// Goods beside all else that may happen to an order: terms, limits, frozen accounts, refunds by line, overrides, ids
// that were used.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/goods.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::FundedBy;
using enum core::RecordType;

Expectation left_of(std::string sku, std::int64_t pieces) {
  return {[sku, pieces](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    const std::string json = world.ledger().stock_json(sku);
    EXPECT_NE(json.find("\"available\":" + std::to_string(pieces) + ","), std::string::npos) << json;
  }};
}

core::OrderPlace& body_of(core::Command& c) {
  return std::get<core::OrderPlace>(c.body);
}

TEST(GoodsBeside, AnOrderThatItsTermsExpireGivesStockAndCouponBack) {
  core::CouponPut once = amount_off(cny(10), FundedBy::platform);
  once.uses = 1;
  once.per_buyer = 1;
  Scenario s;
  s.given(does(put_stock("sku", 1, 1))).given(does(put_coupon("c", once)));
  core::Command slow = order_with_coupon("o1", "c", 100, 10);
  body_of(slow).terms = core::OrderTerms{60, {}, {}};
  s.given(does(slow)).given(pay("o1", cny(40))).then(left_of("sku", 0));
  core::Command again = order_with_coupon("o2", "c", 100, 10);
  s.when(does(again)).then(refused(Code::out_of_stock));
  s.given(after(core::minutes(1))).then(order_is("o1", "expired")).then(left_of("sku", 1));
  s.given(does(again)).given(pay("o2", cny(90))).given(complete("o2"));
  s.then(holds("expenses:promotion", cny(10))).then(owed("liabilities:merchant:m1", cny(100)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// What nobody delivered in time is cancelled, a part that was sent keeps the order.
TEST(GoodsBeside, AnOrderThatIsLateGivesItsGoodsBackUnlessAPartWasSent) {
  const core::Time day = kStart + core::days(1);
  Scenario s;
  s.given(does(put_stock("sku", 4)));
  for (const char* id : {"o1", "o2"}) {
    core::Command c = order_goods(id, "b1", "sku", 2);
    body_of(c).deliver_by = day;
    body_of(c).terms = core::OrderTerms{{}, core::OnLate::cancel, {}};
    s.given(does(c)).given(pay(id, cny(100)));
  }
  s.given(ship_part("o2", "w1", {{"1", 1}})).given(deliver_waybill("o2", "w1")).then(left_of("sku", 0));
  s.given(after(core::days(1))).then(order_is("o1", "cancelled")).then(order_is("o2", "shipped"));
  s.then(left_of("sku", 2)).then(owed("liabilities:escrow", cny(100)));
  s.given(ship_part("o2", "w2", {{"1", 1}})).given(deliver_waybill("o2", "w2")).then(order_is("o2", "delivered"));
}

// The order keeps its goods while its buyer finds other money; in one with the payment that is refused it never was.
TEST(GoodsBeside, APaymentOverALimitLeavesTheReservationToTheOrdersTerms) {
  Scenario s;
  s.given(distributor("b1")).given(does(spending_limit("l", "b1", cny(50)))).given(does(put_stock("sku", 1)));
  core::Command placing = order_goods("o1", "b1", "sku", 1);
  body_of(placing).terms = core::OrderTerms{60, {}, {}};
  s.given(does(placing)).when(pay("o1", cny(100))).then(refused(Code::account_limit)).then(left_of("sku", 0));
  s.given(after(core::minutes(1))).then(order_is("o1", "expired")).then(left_of("sku", 1)).then(used("l", 0));
}

TEST(GoodsBeside, WhatAFailedGroupHeldOrTookCountsForNoBuyerAnyMore) {
  const core::Time close = kStart + core::hours(1);
  Scenario s;
  s.given(distributor("b1")).given(does(spending_limit("l", "b1", cny(100))));
  s.given(does(order_in_group("o1", "g", 3, close))).given(does(order_in_group("o2", "g", 3, close)));
  s.given(hold("o1", "card", cny(60))).given(pay("o2", cny(40))).then(used("l", 100));
  s.given(does(place_order("o3", cny(100)))).when(pay("o3", cny(100))).then(refused(Code::account_limit));
  s.given(after(core::hours(1))).then(order_is("o1", "cancelled")).then(order_is("o2", "cancelled"));
  s.then(used("l", 0)).then(held(cny(0))).then(every_account_is_zero());
  s.given(pay("o3", cny(100))).then(used("l", 100));
}

// b1 buys and is a distributor too: what was earned is frozen, what is bought is not.
TEST(GoodsBeside, AGroupOfABuyerWhoseAccountIsFrozenGoesOn) {
  Scenario s;
  s.given(plan(0, {1'000})).given(distributor("b1"));
  s.given(order("earned").of(cny(1'000)).by("b9").referred_by("b1").completed());
  s.given(does(freeze_account("liabilities:distributor:b1:payable")));
  s.given(does(freeze_account("liabilities:merchant:m1")));
  for (const char* id : {"o1", "friend"}) s.given(does(order_in_group(id, "g", 2))).given(pay(id, cny(100)));
  s.given(after(core::Duration{0})).given(ship("o1")).given(complete("o1"));
  s.then(owed("liabilities:merchant:m1", cny(1'000)));
  s.when(does(ask_payout("y1", "b1", cny(100)))).then(refused(Code::account_frozen));
  s.given(does(order_in_group("o2", "h", 2))).given(pay("o2", cny(100))).given(after(core::days(1)));
  s.then(order_is("o2", "cancelled")).then(owed("liabilities:escrow", cny(100)));  // the friend's
}

TEST(GoodsBeside, WhatWasShippedAndComesBackIsNotShippedAgain) {
  Scenario s;
  s.given(order("o1").of(cny(100)).with_goods({{"shirt", 3}, {"cap", 1}}).paid());
  s.given(ship_part("o1", "w1", {{"shirt", 3}})).given(deliver_waybill("o1", "w1"));
  core::Command back = refund_order("o1", "r1", cny(66));
  std::get<core::OrderRefund>(back.body).lines = {{66, "shirt", 2}};
  s.given(does(back));
  s.when(ship_part("o1", "w2", {{"shirt", 1}})).then(refused(Code::exceeds_ordered));
  s.given(ship("o1")).given(deliver_waybill("o1", "o1.w1")).then(order_is("o1", "delivered"));
  s.given(complete("o1")).then(owed("liabilities:merchant:m1", cny(34)));
  std::get<core::OrderRefund>(back.body).lines = {{34, "shirt", 2}};
  std::get<core::OrderRefund>(back.body).amount = 34;
  std::get<core::OrderRefund>(back.body).refund_id = core::RefundId("r2");
  s.when(does(back)).then(refused(Code::exceeds_line));  // one is left
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(GoodsBeside, ABlockedOrderReservesOnlyWhenItReturns) {
  Scenario s;
  s.given(does(put_stock("sku", 1)));
  const core::Command placing = order_goods("o1", "b1", "sku", 1);
  s.when(under(core::Verdict::block, placing)).then(left_of("sku", 1));
  core::OrderOverride because;
  because.reason = "the shop vouches for it";
  s.given(does(command(core::Operation::order_override, because, "o1"))).then(left_of("sku", 1));
  s.given(does(order_goods("o2", "b2", "sku", 1))).when(does(placing)).then(refused(Code::out_of_stock));
  s.given(cancel("o2")).given(does(placing)).then(order_is("o1", "placed")).then(left_of("sku", 0));
  s.given(cancel("o1")).then(left_of("sku", 1));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(GoodsBeside, AnIdStandsForItsLinesCouponAndGroup) {
  Scenario s;
  s.given(does(put_stock("sku", 1))).given(does(put_coupon("c", amount_off(cny(10), FundedBy::platform))));
  core::Command first = order_with_coupon("o1", "c", 100, 10);
  body_of(first).group = core::body_as<core::OrderPlace>(order_in_group("o1", "g", 2)).group;
  s.given(does(first)).when(does(first)).then(refused(Code::order_exists));
  core::Command other = first;
  body_of(other).group->size = 3;
  s.when(does(other)).then(refused_at(Code::exists_with_different_group, "/group"));
  other = first;
  body_of(other).coupon = core::OtherId("d");
  s.when(does(other)).then(refused_at(Code::exists_with_different_coupon, "/coupon"));
  other = first;
  body_of(other).lines[0].sku = "cap";
  s.when(does(other)).then(refused_at(Code::exists_with_different_lines, "/lines")).then(left_of("sku", 0));
}

TEST(GoodsBeside, ADryRunReservesNothing) {
  Scenario s;
  s.given(does(put_stock("sku", 1))).given(does(order_in_group("o0", "g", 2)));
  core::Command placing = order_goods("o1", "b1", "sku", 1);
  body_of(placing).group = core::OrderGroup();
  body_of(placing).group->id = core::OtherId("g");
  const core::Digest before = s.world().digest();
  EXPECT_FALSE(s.world().dry_run(placing).refusal);
  EXPECT_EQ(s.world().digest(), before);
  s.given(does(placing)).then(left_of("sku", 0));
}

std::vector<std::string> subjects_of_last(Scenario& s, core::RecordType type) {
  const auto& log = s.world().log();
  const auto last = std::ranges::find(log.rbegin(), log.rend(), type, &core::Record::type);
  std::vector<std::string> out;
  if (last != log.rend()) s.world().ledger().subjects(*last, out);
  std::ranges::sort(out);
  return out;
}

TEST(GoodsBeside, WhatAnOrderLeavesIsASubjectOfItsEnd) {
  using Names = std::vector<std::string>;
  Scenario s;
  s.given(does(put_stock("sku", 9))).given(does(put_sale("old", 9, "s1")));
  s.given(does(put_coupon("c", amount_off(cny(10), FundedBy::platform))));
  core::Command placing = order_with_coupon("o1", "c", 100, 10);
  core::OrderLine gone = body_of(placing).lines.front();
  gone.line_id = "2", gone.sku = "old", gone.amount = 0;
  body_of(placing).lines.push_back(gone);
  body_of(placing).group = core::OrderGroup{};
  body_of(placing).group->id = core::OtherId("g");
  body_of(placing).group->leader = core::PartyId("lead");
  body_of(placing).group->size = 2;
  body_of(placing).group->closes_at = kStart + core::days(1);
  s.given(does(placing));
  EXPECT_EQ(subjects_of_last(s, order_placed),
            (Names{"coupon:c", "group:g", "order:o1", "party:b1", "party:lead", "party:m1", "stock:old", "stock:sku"}));
  s.given(does(put_sale("old", 9, "s2"))).given(cancel("o1"));
  EXPECT_EQ(subjects_of_last(s, order_cancelled), (Names{"coupon:c", "group:g", "order:o1", "stock:sku"}));
  core::Command other = order_with_coupon("o2", "c", 100, 10);
  s.given(under(core::Verdict::review, other)).given(rejected("rv" + std::to_string(s.world().log().back().seq)));
  EXPECT_EQ(subjects_of_last(s, order_rejected), (Names{"coupon:c", "order:o2", "stock:sku"}));
  body_of(other).order_id = core::OrderId("o3");
  body_of(other).terms = core::OrderTerms{60, {}, {}};
  s.given(does(other)).given(after(core::minutes(1)));
  EXPECT_EQ(subjects_of_last(s, order_expired), (Names{"coupon:c", "order:o3", "stock:sku"}));
}

// It is nobody's request that closes a group: an account that was closed is open again with its records.
TEST(GoodsBeside, AGroupThatFailsGivesMoneyBackThroughAClosedAccount) {
  const std::string channel = "assets:channel:wechat_pay";
  Scenario s;
  s.given(plan(0, {})).given(does(order_in_group("o1", "g", 2))).given(pay("o1", cny(100)));
  s.given(order("o9").of(cny(100)).paid()).given(refund("o9", cny(100)));
  core::Command away = settle_channel("s1", cny(100), 0);
  s.given(does(away)).then(holds(channel, cny(0))).given(does(close_account(channel))).given(after(core::days(1)));
  s.then(order_is("o1", "cancelled")).then(account_is(channel, "open")).then(holds(channel, cny(-100)));
  s.then(owed("liabilities:escrow", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(GoodsBeside, AGroupThatSucceedsBesideAClosedAccountIsCompletedOnIt) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  s.given(plan(0, {}));
  for (const char* id : {"o1", "o2"}) {
    core::Command placing = order_in_group(id, "g", 2);
    body_of(placing).terms = core::OrderTerms{{}, {}, 86'400};
    s.given(does(placing)).given(pay(id, cny(100)));
  }
  s.given(after(core::Duration{0})).given(does(close_account(shop)));
  s.given(complete("o1")).then(order_is("o1", "completed")).then(account_is(shop, "open"));
  s.given(payout("y1", "m1", cny(100))).given(does(close_account(shop)));
  s.given(deliver("o2")).given(after(core::days(1))).then(order_is("o2", "completed")).then(account_is(shop, "open"));
}

}  // namespace
}  // namespace tallygate::tests
