// Signals BRU, PRO and COM of the default rule set: each fires on its abuse and stays quiet just below it.
#include <gtest/gtest.h>

#include "tests/support/risk_scenes.hpp"

namespace tallygate::risk {
namespace {

using core::Verdict;
using support::Act;
using support::order_by;
using support::party;
using support::Scene;
using support::with;

TEST(Signal, Bru16DeviceCluster) {
  Scene scene;
  for (const char* buyer : {"b1", "b2", "b1"}) {
    EXPECT_QUIET(scene.asked(with(order_by(buyer), Field::device, "d1")), "BRU-16");
    scene.placed(with(order_by(buyer), Field::device, "d1"));
  }
  const auto a = scene.asked(with(order_by("b3"), Field::device, "d1"));
  EXPECT_FIRES(a, "BRU-16");
  EXPECT_EQ(a.outcome, Verdict::review);
  scene.pass(core::days(7));
  EXPECT_QUIET(scene.asked(with(order_by("b3"), Field::device, "d1")), "BRU-16");
}

TEST(Signal, Bru17RepetitionOnlyAddsToTheScore) {
  Scene scene;
  for (int i = 0; i < 5; ++i) {
    EXPECT_QUIET(scene.asked(order_by("b1")), "BRU-17");
    scene.placed(order_by("b1"));
  }
  const auto a = scene.asked(order_by("b1"));
  EXPECT_FIRES(a, "BRU-17");
  EXPECT_EQ(a.outcome, Verdict::allow);
  EXPECT_EQ(a.scores[static_cast<std::size_t>(core::AbuseKind::fake_order)], 15);
  EXPECT_QUIET(scene.asked(with(order_by("b1"), Field::merchant, "m2")), "BRU-17");
}

TEST(Signal, Bru18SellerBurst) {
  Scene scene;
  for (int i = 0; i < 300; ++i) {  // two an hour for six days
    scene.placed(order_by("b" + std::to_string(i)));
    scene.pass(core::minutes(30));
  }
  EXPECT_QUIET(scene.asked(order_by("b-new")), "BRU-18");
  for (int i = 0; i < 60; ++i) scene.placed(order_by("x" + std::to_string(i)));
  EXPECT_FIRES(scene.asked(order_by("b-new")), "BRU-18");
}

TEST(Signal, Bru18StaysQuietOnASellersFirstBusyHour) {
  Scene scene;
  for (int i = 0; i < 200; ++i) scene.placed(order_by("b" + std::to_string(i)));
  EXPECT_QUIET(scene.asked(order_by("b-new")), "BRU-18");
}

TEST(Signal, Bru19OnePayerForManyBuyers) {
  Scene scene;
  scene.placed(with(order_by("b1"), Field::payer, "p1"));
  scene.placed(with(order_by("b2"), Field::payer, "p2"));
  EXPECT_QUIET(scene.asked(with(order_by("b2"), Field::payer, "p1")), "BRU-19");
  scene.placed(with(order_by("b2"), Field::payer, "p1"));
  EXPECT_FIRES(scene.asked(with(order_by("b3"), Field::payer, "p1")), "BRU-19");
}

TEST(Signal, Bru23ThinBuyersOfAnEstablishedMerchant) {
  Scene scene;
  const auto thin = [](int i) { return with(order_by("t" + std::to_string(i)), Field::buyer_age_s, 3'600); };
  const auto grown = [](int i) { return with(order_by("g" + std::to_string(i)), Field::buyer_age_s, 60 * 86'400); };
  scene.placed(grown(0));
  for (int i = 0; i < 60; ++i) scene.placed(thin(i));
  EXPECT_QUIET(scene.asked(grown(1)), "BRU-23");  // the merchant itself is new
  scene.pass(core::days(31));
  for (int i = 0; i < 60; ++i) scene.placed(thin(100 + i));
  EXPECT_FIRES(scene.asked(grown(1)), "BRU-23");
  for (int i = 0; i < 40; ++i) scene.placed(grown(100 + i));
  EXPECT_QUIET(scene.asked(grown(1)), "BRU-23");  // 60 of 100
}

Act redeems(std::string_view buyer) {
  return with(order_by(buyer), Field::coupon, "NEW10");
}

TEST(Signal, Pro25CouponFarmingByDeviceIpOrAddress) {
  for (const Field shared : {Field::device, Field::ip, Field::ship_address}) {
    Scene scene;
    scene.placed(with(redeems("b1"), shared, "s"));
    scene.placed(with(redeems("b2"), shared, "s"));
    EXPECT_QUIET(scene.asked(with(order_by("b3"), shared, "s")), "PRO-25") << "without a coupon";
    EXPECT_QUIET(scene.asked(with(redeems("b2"), shared, "s")), "PRO-25");
    EXPECT_FIRES(scene.asked(with(redeems("b3"), shared, "s")), "PRO-25");
    EXPECT_QUIET(scene.asked(with(redeems("b3"), shared, "other")), "PRO-25");
    scene.pass(core::hours(24));
    EXPECT_QUIET(scene.asked(with(redeems("b3"), shared, "s")), "PRO-25");
  }
}

TEST(Signal, Pro26CouponSpike) {
  Scene scene;
  for (int i = 0; i < 48; ++i) {
    scene.placed(redeems("b" + std::to_string(i)));
    scene.pass(core::hours(1));
  }
  EXPECT_QUIET(scene.asked(redeems("b-new")), "PRO-26");
  for (int i = 0; i < 20; ++i) scene.placed(redeems("x" + std::to_string(i)));
  EXPECT_FIRES(scene.asked(redeems("b-new")), "PRO-26");
}

TEST(Signal, Pro26LetsANewCouponStart) {
  Scene scene;
  for (int i = 0; i < 100; ++i) scene.placed(redeems("b" + std::to_string(i)));
  EXPECT_QUIET(scene.asked(redeems("b-new")), "PRO-26");
}

TEST(Signal, Pro31PriceErrorSweep) {
  Scene scene;
  const auto cheap = [](std::string_view buyer, std::int64_t discount) {
    return with(with(order_by(buyer), Field::sku, "tv"), Field::discount_bp, discount);
  };
  for (int i = 0; i < 19; ++i) scene.placed(cheap("b" + std::to_string(i), 9'500));
  EXPECT_QUIET(scene.asked(cheap("b-new", 9'500)), "PRO-31");
  scene.placed(cheap("b-last", 9'500));
  EXPECT_FIRES(scene.asked(cheap("b-new", 9'500)), "PRO-31");
  EXPECT_QUIET(scene.asked(cheap("b-new", 9'000)), "PRO-31");
  scene.pass(core::minutes(5));
  EXPECT_QUIET(scene.asked(cheap("b-new", 9'500)), "PRO-31");
}

Act referred(std::string_view buyer) {
  return with(with(order_by(buyer), Field::referrer, "d7"), Field::upline1, "d7");
}

TEST(Signal, Com32SelfReferral) {
  Scene scene;
  EXPECT_QUIET(scene.asked(with(referred("b1"), Field::device, "phone")), "COM-32");
  scene.placed(with(order_by("d7"), Field::device, "phone"));  // the distributor buys on the same phone
  const auto a = scene.asked(with(referred("b1"), Field::device, "phone"));
  EXPECT_FIRES(a, "COM-32");
  EXPECT_EQ(a.outcome, Verdict::review);
  EXPECT_QUIET(scene.asked(with(referred("b1"), Field::device, "other")), "COM-32");
  EXPECT_QUIET(scene.asked(with(order_by("b1"), Field::device, "phone")), "COM-32") << "nobody earns";
  EXPECT_FIRES(scene.asked(referred("d7")), "COM-32") << "the buyer is the referrer";
}

TEST(Signal, Com32SeesTheDeviceOfALoginAndOfTheSecondLevel) {
  Scene scene;
  scene.logged_in(with(support::login_of("d8"), Field::device, "phone"));
  EXPECT_FIRES(scene.asked(with(with(referred("b1"), Field::upline2, "d8"), Field::device, "phone")), "COM-32");
}

TEST(Signal, Com32NeedsTwoWeakLinks) {
  Scene scene;
  scene.placed(with(with(order_by("d7"), Field::ip, "home"), Field::ship_address, "street 1"));
  EXPECT_QUIET(scene.asked(with(referred("b1"), Field::ip, "home")), "COM-32");
  EXPECT_FIRES(scene.asked(with(with(referred("b1"), Field::ip, "home"), Field::ship_address, "street 1")), "COM-32");
}

TEST(Signal, Com33Depth) {
  Scene scene;
  EXPECT_QUIET(scene.asked(with(party("p1"), Field::known_depth, 3)), "COM-33");
  EXPECT_FIRES(scene.asked(with(party("p1"), Field::known_depth, 4)), "COM-33");
}

TEST(Signal, Com38DownlineBurst) {
  Scene scene;
  const auto recruit = [](int i) { return with(party("p" + std::to_string(i)), Field::upline1, "d7"); };
  for (int i = 0; i < 19; ++i) {
    EXPECT_QUIET(scene.asked(recruit(i)), "COM-38");
    scene.joined(recruit(i));
    scene.joined(recruit(i));  // put again
  }
  const auto a = scene.asked(recruit(19));
  EXPECT_FIRES(a, "COM-38");
  EXPECT_EQ(a.outcome, Verdict::allow);
}

TEST(Signal, Com38bDownlineFromOneAddress) {
  Scene scene;
  const auto recruit = [](int i) {
    return with(with(party("p" + std::to_string(i)), Field::upline1, "d7"), Field::ip, "ip1");
  };
  for (int i = 0; i < 4; ++i) {
    EXPECT_QUIET(scene.asked(recruit(i)), "COM-38b");
    scene.joined(recruit(i));
  }
  EXPECT_FIRES(scene.asked(recruit(4)), "COM-38b");
}

}  // namespace
}  // namespace tallygate::risk
