// Signals ATO of the default rule set: each fires on its abuse and stays quiet just below it.
#include <gtest/gtest.h>

#include "tests/support/risk_scenes.hpp"

namespace tallygate::risk {
namespace {

using core::Verdict;
using support::Act;
using support::change_of;
using support::login_of;
using support::order_by;
using support::refund_by;
using support::Scene;
using support::with;

Act login_from(std::string_view user, std::string_view country) {
  return with(login_of(user), Field::ip_country, country);
}

TEST(Signal, Ato10ImpossibleTravel) {
  Scene scene;
  scene.logged_in(login_from("u1", "GB"));
  scene.pass(core::hours(2));
  const auto a = scene.asked(login_from("u1", "CN"));
  EXPECT_FIRES(a, "ATO-10");
  EXPECT_EQ(a.outcome, Verdict::challenge);
  EXPECT_QUIET(scene.asked(login_from("u1", "GB")), "ATO-10");
  EXPECT_QUIET(scene.asked(login_from("u2", "CN")), "ATO-10");
  EXPECT_QUIET(scene.asked(with(login_from("u1", "CN"), Field::device_vpn, true)), "ATO-10");
  EXPECT_FIRES(scene.asked(with(login_from("u1", "CN"), Field::device_vpn, false)), "ATO-10");
  scene.pass(core::hours(10));  // about 8,000 km in twelve hours: a flight
  EXPECT_QUIET(scene.asked(login_from("u1", "CN")), "ATO-10");
}

TEST(Signal, Ato10AllowsABorderNearby) {
  Scene scene;
  scene.logged_in(login_from("u1", "BE"));
  scene.pass(core::minutes(5));
  EXPECT_QUIET(scene.asked(login_from("u1", "NL")), "ATO-10");
}

TEST(Signal, Ato10FiresWithinTheSameSecond) {
  Scene scene;
  scene.logged_in(login_from("u1", "GB"));
  EXPECT_FIRES(scene.asked(login_from("u1", "CN")), "ATO-10");
}

TEST(Signal, Ato10CannotMeasureAnUnknownCountryAndSaysSo) {
  Scene scene;
  scene.logged_in(login_from("u1", "GB"));
  const auto a = scene.asked(login_from("u1", "QQ"));
  EXPECT_FIRES(a, "RULE_ERROR");
  EXPECT_EQ(a.skipped, std::vector<std::string>{"ATO-10"});
  EXPECT_EQ(a.outcome, Verdict::allow);
}

TEST(Signal, Ato11CredentialStuffing) {
  Scene scene;
  const auto failed = [&](int i) {
    scene.login_failed(with(login_of("u" + std::to_string(i), false), Field::ip, "ip1"));
  };
  for (int i = 0; i < 9; ++i) failed(i);
  for (int i = 0; i < 9; ++i) failed(i);  // the same users again
  EXPECT_QUIET(scene.asked(with(login_of("u99"), Field::ip, "ip1")), "ATO-11");
  failed(9);
  const auto a = scene.asked(with(login_of("u99"), Field::ip, "ip1"));
  EXPECT_FIRES(a, "ATO-11");
  EXPECT_EQ(a.outcome, Verdict::challenge);
  EXPECT_QUIET(scene.asked(with(login_of("u99"), Field::ip, "ip2")), "ATO-11");
  for (int i = 10; i < 30; ++i) failed(i);
  EXPECT_EQ(scene.asked(with(login_of("u99"), Field::ip, "ip1")).outcome, Verdict::block);
  EXPECT_FIRES(scene.asked(with(login_of("u99"), Field::ip, "ip1")), "ATO-11b");
  scene.pass(core::minutes(10));
  EXPECT_QUIET(scene.asked(with(login_of("u99"), Field::ip, "ip1")), "ATO-11");
}

TEST(Signal, Ato12GuessedIn) {
  Scene scene;
  for (int i = 0; i < 4; ++i) scene.login_failed(login_of("u1", false));
  EXPECT_QUIET(scene.asked(login_of("u1")), "ATO-12");
  scene.login_failed(login_of("u1", false));
  EXPECT_FIRES(scene.asked(login_of("u1")), "ATO-12");
  EXPECT_QUIET(scene.asked(login_of("u1", false)), "ATO-12");
  scene.logged_in(login_of("u1"));
  EXPECT_QUIET(scene.asked(login_of("u1")), "ATO-12");
}

TEST(Signal, Ato13NewDeviceInANewCountry) {
  Scene scene;
  const auto login = [](const char* device, const char* country) {
    return with(login_from("u1", country), Field::device, device);
  };
  EXPECT_QUIET(scene.asked(login("d1", "GB")), "ATO-13");  // nothing is known of the user yet
  scene.logged_in(login("d1", "GB"));
  scene.pass(core::days(2));
  EXPECT_FIRES(scene.asked(login("d2", "FR")), "ATO-13");
  EXPECT_QUIET(scene.asked(login("d1", "FR")), "ATO-13");
  EXPECT_QUIET(scene.asked(login("d2", "GB")), "ATO-13");
  scene.logged_in(login("d2", "FR"));
  scene.pass(core::minutes(179));
  EXPECT_FIRES(scene.asked(login("d2", "FR")), "ATO-13");
  scene.pass(core::minutes(1));
  EXPECT_QUIET(scene.asked(login("d2", "FR")), "ATO-13");
}

TEST(Signal, Ato14ChangeThenRefund) {
  Scene scene;
  EXPECT_QUIET(scene.asked(refund_by("u1")), "ATO-14");
  scene.changed(change_of("u1", "device"));  // not one of those that matter
  EXPECT_QUIET(scene.asked(refund_by("u1")), "ATO-14");
  scene.changed(change_of("u1", "password"));
  EXPECT_FIRES(scene.asked(refund_by("u1")), "ATO-14");
  EXPECT_QUIET(scene.asked(refund_by("u2")), "ATO-14");
  EXPECT_FIRES(scene.asked(order_by("u1", 50'000)), "ATO-14b");
  EXPECT_QUIET(scene.asked(order_by("u1", 49'999)), "ATO-14b");
  scene.pass(core::minutes(30));
  EXPECT_QUIET(scene.asked(refund_by("u1")), "ATO-14");
}

TEST(Signal, Ato14cPayoutAfterASensitiveChange) {
  Scene scene;
  EXPECT_QUIET(scene.asked(support::payout_to("m1")), "ATO-14c");
  scene.changed(change_of("m1", "password"));
  scene.pass(core::minutes(29));
  EXPECT_FIRES(scene.asked(support::payout_to("m1")), "ATO-14c");
  EXPECT_EQ(scene.asked(support::payout_to("m1")).outcome, Verdict::review);
  EXPECT_QUIET(scene.asked(support::payout_to("m2")), "ATO-14c");
  scene.pass(core::minutes(1));
  EXPECT_QUIET(scene.asked(support::payout_to("m1")), "ATO-14c");
}

TEST(Signal, Ato14dNewPayeeOnANewDevice) {
  constexpr std::int64_t kThreeDays = 259'200;
  const auto asked_on = [](std::string_view device, std::int64_t account_age_s) {
    return with(with(support::payout_to("m1"), Field::device, device), Field::payout_account_age_s, account_age_s);
  };
  Scene scene;
  scene.logged_in(with(login_of("m1"), Field::device, "old"));
  scene.pass(core::days(4));
  EXPECT_FIRES(scene.asked(asked_on("new", kThreeDays - 1)), "ATO-14d");
  EXPECT_QUIET(scene.asked(asked_on("new", kThreeDays)), "ATO-14d");
  EXPECT_QUIET(scene.asked(asked_on("old", kThreeDays - 1)), "ATO-14d");
  EXPECT_QUIET(scene.asked(with(support::payout_to("m1"), Field::device, "new")), "ATO-14d");
}

TEST(Signal, Ato15DormantAccountWakesUp) {
  Scene scene;
  scene.logged_in(login_of("u1"));
  scene.pass(core::days(90));
  EXPECT_QUIET(scene.asked(login_of("u1")), "ATO-15");
  scene.pass(core::seconds(1));
  EXPECT_FIRES(scene.asked(login_of("u1")), "ATO-15");
  EXPECT_FIRES(scene.asked(order_by("u1", 100'000)), "ATO-15");
  EXPECT_QUIET(scene.asked(order_by("u1", 99'999)), "ATO-15");
  EXPECT_QUIET(scene.asked(order_by("u2", 100'000)), "ATO-15");
}

}  // namespace
}  // namespace tallygate::risk
