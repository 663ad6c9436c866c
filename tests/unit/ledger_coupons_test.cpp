// Coupons: who may use them, what they take off, and who pays for it.
#include <gtest/gtest.h>

#include "tests/support/goods.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using core::FundedBy;
using enum core::RecordType;

const std::string kPromotion = "expenses:promotion";

TEST(Coupons, OfThePlatformLeaveEveryoneTheWholePrice) {
  Scenario s;
  s.given(plan(500, {800})).given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  core::Command placing = order_with_coupon("o1", "c", 1'000, 100);
  std::get<core::OrderPlace>(placing.body).referrer = core::PartyId("d1");
  s.given(does(placing)).given(pay("o1", cny(900))).then(holds(kPromotion, cny(0)));
  s.given(complete("o1"));
  s.then(holds(kPromotion, cny(100))).then(owed("income:platform_fee", cny(50)));
  s.then(owed("liabilities:distributor:d1:payable", cny(80))).then(owed("liabilities:merchant:m1", cny(870)));
  s.then(owed("liabilities:escrow", cny(0)));
  EXPECT_NE(s.world().ledger().order_json("o1").find(R"("coupon":{"discount":100,"funded_by":"platform","id":"c"})"),
            std::string::npos);
  s.given(refund("o1", cny(900))).then(every_account_is_zero());
}

TEST(Coupons, OfAnOrderThatCostTheBuyerNothingComeBackByAnEntry) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(1'000), FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 1'000))).given(complete("o1")).then(holds(kPromotion, cny(1'000)));
  s.given(entry(post_journal("e1", {debit("liabilities:merchant:m1", cny(1'000)), credit(kPromotion, cny(1'000))})));
  s.then(every_account_is_zero());
}

TEST(Coupons, OfTheMerchantChangeOnlyWhatTheBuyerPays) {
  Scenario s;
  s.given(plan(500, {})).given(does(put_coupon("c", amount_off(cny(100), FundedBy::merchant))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100, FundedBy::merchant))).given(pay("o1", cny(900)));
  s.given(complete("o1")).then(holds(kPromotion, cny(0)));
  s.then(owed("income:platform_fee", cny(45))).then(owed("liabilities:merchant:m1", cny(855)));
}

// floor(100 x R / 900): after 333 that is 37, after 400 44, after all of it 100.
TEST(Coupons, AreGivenBackWithWhatIsRefundedToTheUnit) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(pay("o1", cny(900))).given(complete("o1"));
  s.given(refund_as("r1", "o1", cny(333))).then(holds(kPromotion, cny(63)));
  s.then(owed("liabilities:merchant:m1", cny(1'000 - 333 - 37)));
  s.given(refund_as("r2", "o1", cny(67))).then(holds(kPromotion, cny(56)));
  s.given(fail("r1")).then(holds(kPromotion, cny(93)));  // 7 of 67
  s.then(owed("liabilities:merchant:m1", cny(1'000 - 67 - 7)));
  s.given(refund_as("r3", "o1", cny(833))).then(every_account_is_zero());
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Coupons, FundOnlyWhatIsLeftWhereSomethingWentBackBeforeCompletion) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(pay("o1", cny(900))).given(refund("o1", cny(333)));
  s.given(complete("o1")).then(holds(kPromotion, cny(63))).then(owed("liabilities:merchant:m1", cny(567 + 63)));
  s.given(refund("o1", cny(67))).then(holds(kPromotion, cny(56))).then(owed("liabilities:merchant:m1", cny(556)));
  s.given(refund("o1", cny(500))).then(every_account_is_zero());
}

TEST(Coupons, AreGivenBackByWhatADisputeLoses) {
  Scenario s;
  s.given(plan(500, {})).given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(does(pay_order("o1", "p1", cny(900))));
  s.given(complete("o1")).given(dispute("p1", "d1", cny(450)));
  s.then(frozen("liabilities:merchant:m1", cny(475))).then(frozen("income:platform_fee", cny(25)));
  s.given(lose("d1")).then(holds(kPromotion, cny(50))).then(owed("liabilities:merchant:m1", cny(475)));
  s.then(frozen("liabilities:merchant:m1", cny(0)));
  s.given(refund("o1", cny(450))).then(holds(kPromotion, cny(0))).then(owed("liabilities:merchant:m1", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Coupons, OverTheWholePriceArePaidForByThePlatformAlone) {
  Scenario s;
  s.given(does(put_coupon("c", share_off(10'000, FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 1'000))).then(order_is("o1", "paid")).given(complete("o1"));
  s.then(holds(kPromotion, cny(1'000))).then(owed("liabilities:merchant:m1", cny(1'000)));
}

TEST(Coupons, AgreeWithTheOrdersDiscountLines) {
  Scenario s;
  s.given(does(put_coupon("share", share_off(1'000, FundedBy::platform, 150))));
  s.given(does(put_coupon("fixed", amount_off(cny(100), FundedBy::platform))));
  s.when(does(order_with_coupon("o1", "share", 999, 100))).then(refused_at(Code::amount_mismatch, "/lines"));
  s.given(does(order_with_coupon("o2", "share", 999, 99)));     // floor
  s.given(does(order_with_coupon("o3", "share", 9'000, 150)));  // the most
  s.when(does(order_with_coupon("o4", "fixed", 80, 79))).then(refused(Code::amount_mismatch));
  s.given(does(order_with_coupon("o5", "fixed", 80, 80)));  // no more than the goods
  s.when(does(order_with_coupon("o6", "fixed", 900, 100, FundedBy::merchant))).then(refused(Code::amount_mismatch));
  core::Command bare = place_order("o7", cny(900));
  std::get<core::OrderPlace>(bare.body).coupon = core::OtherId("fixed");
  s.when(does(bare)).then(refused(Code::amount_mismatch));
  std::get<core::OrderPlace>(bare.body).coupon = core::OtherId("unknown");  // a name that rules may read
  std::get<core::OrderPlace>(bare.body).order_id = core::OrderId("o8");
  s.given(does(bare));
}

TEST(Coupons, AreUsedAsOftenAsTheyMayBe) {
  core::CouponPut terms = amount_off(cny(10), FundedBy::merchant);
  terms.uses = 3;
  terms.per_buyer = 2;
  Scenario s;
  s.when(does(put_coupon("c", terms))).then(recorded({coupon_put}));
  const auto use = [](const std::string& id) { return order_with_coupon(id, "c", 100, 10, FundedBy::merchant); };
  s.given(does(use("o1"))).when(under(core::Verdict::review, use("o2")));
  s.when(does(use("o3"))).then(refused_at(Code::coupon_not_usable, "/coupon"));
  s.given(cancel("o1")).given(does(use("o4"))).when(does(use("o5"))).then(refused(Code::coupon_not_usable));
  core::Command other = use("o6");
  std::get<core::OrderPlace>(other.body).buyer = core::PartyId("b2");
  s.given(does(other));
  std::get<core::OrderPlace>(other.body).buyer = core::PartyId("b3");
  std::get<core::OrderPlace>(other.body).order_id = core::OrderId("o7");
  s.when(does(other)).then(refused(Code::coupon_not_usable));
  s.when(rejected("rv3")).when(does(other)).then(recorded({order_placed}));
  EXPECT_NE(s.world().ledger().coupon_json("c").find(R"("used":3,"uses":3)"), std::string::npos);
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Coupons, OfAnotherCurrencyOrPastTheirEndAreNotUsable) {
  core::CouponPut terms = amount_off(cny(10), FundedBy::merchant);
  terms.expires_at = kStart + core::hours(1);
  Scenario s;
  s.given(does(put_coupon("c", terms))).given(does(put_coupon("usd", amount_off(usd(10), FundedBy::merchant))));
  s.when(does(order_with_coupon("o1", "usd", 100, 10, FundedBy::merchant))).then(refused(Code::coupon_not_usable));
  s.given(does(order_with_coupon("o2", "c", 100, 10, FundedBy::merchant))).given(after(core::hours(1)));
  s.when(does(order_with_coupon("o3", "c", 100, 10, FundedBy::merchant))).then(refused(Code::coupon_not_usable));
}

TEST(Coupons, ArePinnedByTheOrdersThatUseThem) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(pay("o1", cny(900)));
  s.given(does(put_coupon("c", amount_off(cny(1), FundedBy::merchant)))).given(complete("o1"));
  s.then(holds(kPromotion, cny(100)));
}

TEST(Coupons, AreInThePreviewOfASplit) {
  Scenario s;
  s.given(plan(1'000, {})).given(does(put_coupon("c", amount_off(cny(100), FundedBy::platform))));
  const core::Command placing = order_with_coupon("o1", "c", 1'000, 100);
  const auto preview = s.world().ledger().preview("default", core::body_as<core::OrderPlace>(placing), s.world().now());
  EXPECT_NE(preview.json.find(R"("amount":900,"kind":"merchant")"), std::string::npos) << preview.json;
}

TEST(Coupons, OfAMerchantAreForItsOrdersAlone) {
  core::CouponPut put = amount_off(cny(100), core::FundedBy::merchant);
  put.merchant = core::PartyId("m2");
  Scenario s;
  s.given(does(put_coupon("c", put)));
  core::Command ordered = order_with_coupon("o1", "c", 1'000, 100, core::FundedBy::merchant);
  s.when(does(ordered)).then(refused_at(Code::other_merchant, "/coupon"));
  std::get<core::OrderPlace>(ordered.body).merchant = core::PartyId("m2");
  s.given(does(ordered));
  EXPECT_NE(s.world().ledger().coupon_json("c").find(R"("merchant":"m2")"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::tests
