// The invariants of shipments, stock, coupons and groups fire on the decision that they are there for.
#include <gtest/gtest.h>

#include "tests/support/decided.hpp"
#include "tests/support/goods.hpp"

namespace tallygate::tests {
namespace {

TEST(GoodsInvariants, NoMoreIsShippedThanWasOrdered) {
  Scenario s;
  s.given(order("o1").of(cny(100)).with_goods({{"a", 3}}).paid()).given(ship_part("o1", "w1", {{"a", 2}}));
  core::Command rest = ship_order("o1", "w2");
  std::get<core::OrderShip>(rest.body).lines = {{"a", 1}};
  Decided d(s, rest);
  expect_holds(s, d);
  auto& lines = const_cast<core::OrderShip&>(core::body_as<core::OrderShip>(*d.record().command)).lines;
  lines[0].quantity = 2;
  expect_fires(s, d, "ships_what_was_ordered");
  lines[0] = {"b", 1};
  expect_fires(s, d, "ships_what_was_ordered");
}

TEST(GoodsInvariants, GoodsAreTakenWithinTheirLimits) {
  Scenario s;
  core::CouponPut once = amount_off(cny(10), core::FundedBy::platform);
  once.uses = 1;
  s.given(does(put_stock("sku", 3, 2))).given(does(put_coupon("c", once)));
  Decided d(s, order_with_coupon("o1", "c", 100, 10));
  expect_holds(s, d);
  auto& effect = std::get<core::OrderEffect>(d.record().effect);
  ASSERT_EQ(effect.stock.size(), 1U);
  effect.stock[0].quantity = 3;  // more than one buyer may have
  expect_fires(s, d, "goods_within_limits");
  effect.stock[0].quantity = 4;
  expect_fires(s, d, "goods_within_limits");
  effect.stock[0] = {1, "unknown"};
  expect_fires(s, d, "goods_within_limits");
  effect.stock.clear();
  expect_holds(s, d);
  s.given(does(order_with_coupon("o2", "c", 100, 10)));
  expect_fires(s, d, "goods_within_limits");  // the one use is gone
  effect.coupon.reset();
  expect_holds(s, d);
  effect.stock = {{1, "sku"}};
  d.record().type = core::RecordType::order_blocked;
  expect_fires(s, d, "goods_within_limits");
}

TEST(GoodsInvariants, ThePlatformPaysWhatItFunds) {
  Scenario s;
  s.given(does(put_coupon("c", amount_off(cny(100), core::FundedBy::platform))));
  s.given(does(order_with_coupon("o1", "c", 1'000, 100))).given(pay("o1", cny(900)));
  Decided d(s, complete_order("o1"));
  expect_holds(s, d);
  auto& split = std::get<core::SplitEffect>(d.record().effect);
  split.promotion = 99;
  split.parts.back().amount -= 1;
  d.record().postings = postings({{"liabilities:escrow", 900, currency("CNY"), core::Layer::posted},
                                  {"expenses:promotion", 99, currency("CNY"), core::Layer::posted},
                                  {"liabilities:merchant:m1", -999, currency("CNY"), core::Layer::posted}});
  expect_fires(s, d, "promotion_is_funded");
  s.given(complete("o1"));
  Decided back(s, refund_order("o1", "r1", cny(450)));
  expect_holds(s, back);
  auto& refund = std::get<core::RefundEffect>(back.record().effect);
  refund.promotion = 51;
  refund.parts[0].amount = 501;
  back.record().postings = postings({{"liabilities:merchant:m1", 501, currency("CNY"), core::Layer::posted},
                                     {"expenses:promotion", -51, currency("CNY"), core::Layer::posted},
                                     {"assets:channel:wechat_pay", -450, currency("CNY"), core::Layer::posted}});
  expect_fires(s, back, "promotion_is_funded");
}

TEST(GoodsInvariants, AGroupEndsAsItsOrdersSay) {
  Scenario s;
  s.given(does(order_in_group("o1", "g", 2))).given(does(order_in_group("o2", "g", 2))).given(pay("o1", cny(100)));
  core::Record end;
  end.type = core::RecordType::group_failed;
  end.effect = core::ObjectEffect{{}, "group:g", {}, {}};
  ledger::Decision decision;
  decision.records.push_back(end);
  EXPECT_NO_THROW(s.world().ledger().check(decision, nullptr, s.world().now()));
  decision.records[0].type = core::RecordType::group_succeeded;
  Decided d(s, deliver_order("o1"));
  d.decision = decision;
  d.command = nullptr;
  expect_fires(s, d, "groups_hold_together");
  Decided shipped(s, deliver_order("o1"));
  shipped.record().type = core::RecordType::order_shipped;
  shipped.record().command = std::make_shared<const core::Command>(ship_order("o1", "w1"));
  expect_fires(s, shipped, "groups_hold_together");
}

}  // namespace
}  // namespace tallygate::tests
