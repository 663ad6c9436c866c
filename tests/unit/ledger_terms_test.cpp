// An order's own terms: what time makes of it without anybody asking.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

constexpr core::Duration kHour = core::hours(1), kDay = core::days(1), kInstant{1};

constexpr core::Duration almost(core::Duration time) {
  return core::Duration{time.us - kInstant.us};
}

std::vector<std::string> last_types(Scenario& s, std::ptrdiff_t n) {
  const auto& log = s.world().log();
  std::vector<std::string> out;
  for (auto r = log.end() - n; r != log.end(); ++r) out.emplace_back(core::name_of(r->type));
  return out;
}
std::string shown(Scenario& s, const std::string& order) {
  return s.world().ledger().order_json(order);
}
void expect_shown(Scenario& s, const std::string& order, const std::string& member) {
  EXPECT_NE(shown(s, order).find(member), std::string::npos) << member << " in " << shown(s, order);
}

TEST(Terms, WithoutThemNothingHappensByItself) {
  Scenario s;
  s.given(order("o1").to_deliver_by(kStart + kHour).placed()).given(order("o2").delivered());
  EXPECT_FALSE(s.world().ledger().next_due());
  const auto records = s.world().log().size();
  s.given(after(core::days(400))).then(order_is("o1", "placed")).then(order_is("o2", "delivered"));
  EXPECT_EQ(s.world().log().size(), records);
  EXPECT_EQ(shown(s, "o1").find("terms"), std::string::npos);
}

TEST(Terms, AnOrderThatIsNotPaidInFullExpiresAndWhatWasPaidGoesBack) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(kHour).placed());
  s.given(pay("o1", cny(30))).given(hold("o1", "h1", cny(50))).given(capture("h1", 20));
  s.given(after(almost(kHour))).then(order_is("o1", "placed"));
  s.when(after(kInstant)).then(order_is("o1", "expired")).then(every_account_is_zero());
  EXPECT_EQ(last_types(s, 3), (std::vector<std::string>{"order.expired", "payment.voided", "refund.sent"}));
  const core::Record& expired = *(s.world().log().end() - 3);
  EXPECT_EQ(expired.at, kStart + kHour);
  EXPECT_EQ(expired.cause, 1U);
  EXPECT_EQ(expired.command, nullptr);
  EXPECT_EQ(expired.group->n, 3U);
  s.then(payment_is("h1", "voided"));
  expect_shown(s, "o1", R"("terms":{"expires_at":"2026-01-01T01:00:00.000000Z"})");
  EXPECT_NE(s.world().ledger().refund_json("o1.cancel").find(R"("amount":50)"), std::string::npos);
}

TEST(Terms, AnOrderThatIsPaidInTimeDoesNotExpire) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(kHour).placed()).given(pay("o1", cny(99)));
  s.given(after(almost(kHour))).given(pay("o1", cny(1))).given(after(kDay)).then(order_is("o1", "paid"));
  s.given(order("o2").of(cny(0)).expiring_in(kHour).placed()).given(after(kDay)).then(order_is("o2", "paid"));
  EXPECT_FALSE(s.world().ledger().next_due());
}

TEST(Terms, AnExpiredOrderTakesNoFurtherStep) {
  Scenario s;
  s.given(order("o1").expiring_in(kHour).placed()).given(after(kHour)).then(order_is("o1", "expired"));
  s.when(pay("o1", cny(1))).then(refused(Code::order_expired));
  s.when(hold("o1", "h1", cny(1))).then(refused(Code::order_expired));
  s.when(ship("o1")).then(refused(Code::order_expired));
  s.when(complete("o1")).then(refused(Code::order_expired));
  s.when(cancel("o1")).then(refused(Code::order_expired));
  s.when(refund("o1", cny(1))).then(refused(Code::nothing_to_refund));
  s.when(order("o1").expiring_in(kHour).placed().steps().front()).then(refused(Code::order_exists));
  s.when(order("o1").placed().steps().front()).then(refused(Code::exists_with_different_content));  // other terms
}

TEST(Terms, MoneyReportedForAnExpiredOrderGoesToSuspense) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(kHour).placed()).given(after(kHour));
  s.given(does(report_payment("o1", "p1", cny(100)))).then(owed("liabilities:suspense:wechat_pay", cny(100)));
  s.given(deliver("o1")).then(order_is("o1", "expired")).then(owed("liabilities:escrow", cny(0)));
}

TEST(Terms, ARefundThatWaitsIsAnsweredBeforeItsOrderExpires) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(kHour).paid(cny(60)));
  s.when(under(core::Verdict::review, refund_order("o1", "r1", cny(10)))).then(recorded({refund_held}));
  s.given(after(kDay)).then(order_is("o1", "placed"));
  s.given(released("rv3")).given(after(core::Duration{0})).then(order_is("o1", "expired"));
  EXPECT_EQ(s.world().log().back().at, kStart + kDay);
  s.then(every_account_is_zero());
}

TEST(Terms, DeliveredOrdersCompleteWhenTheirTimeIsOver) {
  Scenario s;
  s.given(plan(500, {500})).given(order("o1").of(cny(1'000)).referred_by("d1").released_after(kDay).shipped());
  s.given(after(kHour)).given(deliver("o1"));
  expect_shown(s, "o1", R"("release_at":"2026-01-02T01:00:00.000000Z")");
  expect_shown(s, "o1", R"("terms":{"release_after_s":86400})");
  const std::uint64_t delivery = s.last().records.front().seq;
  s.given(deliver("o1"));  // a second report moves nothing
  s.given(after(almost(kDay))).then(order_is("o1", "delivered")).then(owed("liabilities:merchant:m1", cny(0)));
  s.when(after(kInstant)).then(order_is("o1", "completed")).then(owed("liabilities:merchant:m1", cny(900)));
  s.then(owed("income:platform_fee", cny(50))).then(owed("liabilities:distributor:d1:payable", cny(50)));
  const core::Record& completed = s.world().log().back();
  EXPECT_EQ(completed.type, order_completed);
  EXPECT_EQ(completed.cause, delivery);
  EXPECT_EQ(completed.command, nullptr);
  EXPECT_EQ(completed.at, kStart + kHour + kDay);
  std::vector<std::string> subjects;
  s.world().ledger().subjects(completed, subjects);
  EXPECT_EQ(subjects.front(), "order:o1");
  s.when(complete("o1")).then(refused(Code::order_already_completed));
  s.given(settled_refund("o1", cny(1'000))).then(every_account_is_zero());
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Terms, WhoeverCompletesBeforeTheTimerIsFirst) {
  Scenario s;
  s.given(order("o1").released_after(kDay).delivered()).given(complete("o1"));
  EXPECT_FALSE(s.world().ledger().next_due());
}

TEST(Terms, ARefundThatWaitsIsAnsweredBeforeItsOrderIsReleased) {
  Scenario s;
  s.given(order("o1").of(cny(100)).released_after(kHour).delivered());
  s.when(under(core::Verdict::review, refund_order("o1", "r1", cny(40)))).then(recorded({refund_held}));
  s.given(after(kDay)).then(order_is("o1", "delivered"));
  s.given(rejected("rv5")).given(after(core::Duration{0})).then(order_is("o1", "completed"));
  EXPECT_EQ(s.world().log().back().at, kStart + kDay);  // at the moment that the last thing in the way was gone
  s.then(owed("liabilities:merchant:m1", cny(100)));
  s.given(order("o2").of(cny(100)).released_after(kHour).delivered());
  s.when(under(core::Verdict::review, refund_order("o2", "r2", cny(40)))).given(after(core::hours(71)));
  s.then(order_is("o2", "delivered")).given(after(kHour)).then(order_is("o2", "completed"));  // its review expired
}

TEST(Terms, AnOpenDisputeEndsBeforeItsOrderDoes) {
  Scenario s;
  for (const char* id : {"o1", "o2"}) s.given(order(id).of(cny(100)).released_after(kHour).delivered());
  s.given(order("o3").of(cny(100)).expiring_in(kHour).paid(cny(60)));
  s.given(order("o4").of(cny(100)).to_deliver_by(kStart + kHour, core::OnLate::cancel).paid());
  for (const char* id : {"o1", "o2", "o3", "o4"})
    s.given(dispute(std::string(id) + ".p1", std::string(id) + ".d", cny(20)));
  s.given(after(kDay)).then(order_is("o1", "delivered")).then(order_is("o3", "placed")).then(order_is("o4", "paid"));
  s.given(win("o1.d")).given(after(core::Duration{0})).then(order_is("o1", "completed"));
  EXPECT_EQ(s.world().log().back().at, kStart + kDay);
  s.then(owed("liabilities:merchant:m1", cny(100))).then(order_is("o2", "delivered"));
  s.given(lose("o2.d")).given(after(core::Duration{0})).then(order_is("o2", "completed"));
  s.then(owed("liabilities:merchant:m1", cny(180)));
  s.given(lose("o3.d")).given(after(core::Duration{0})).then(order_is("o3", "expired"));
  EXPECT_NE(s.world().ledger().refund_json("o3.cancel").find(R"("amount":40)"), std::string::npos);
  s.given(win("o4.d")).given(after(core::Duration{0})).then(order_is("o4", "cancelled"));
  s.then(owed("liabilities:escrow", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Terms, AnOrderDeliveredBeforeItIsPaidIsReleasedOncePaid) {
  Scenario s;
  s.given(order("o1").of(cny(100)).released_after(kHour).paid(cny(99))).given(deliver("o1"));
  s.given(after(kDay)).then(order_is("o1", "placed"));
  s.given(pay("o1", cny(1))).given(after(core::Duration{0})).then(order_is("o1", "completed"));
}

TEST(Terms, AnOrderThatDidNotShipIsCancelledWhenItIsLate) {
  Scenario s;
  s.given(order("o1").of(cny(100)).to_deliver_by(kStart + kDay, core::OnLate::cancel).paid());
  s.given(after(almost(kDay))).then(order_is("o1", "paid"));
  s.when(after(kInstant)).then(order_is("o1", "cancelled")).then(every_account_is_zero());
  EXPECT_EQ(last_types(s, 2), (std::vector<std::string>{"order.cancelled", "refund.sent"}));
  s.when(ship("o1")).then(refused(Code::order_already_cancelled));
  expect_shown(s, "o1", R"("terms":{"deliver_by":"2026-01-02T00:00:00.000000Z","on_late":"cancel"})");
  s.given(order("o2").to_deliver_by(kStart, core::OnLate::cancel).placed());  // which is over
  s.given(after(core::Duration{0})).then(order_is("o2", "cancelled"));
}

TEST(Terms, AnOrderOnItsWayIsOnlyMarkedLate) {
  Scenario s;
  s.given(order("o1").to_deliver_by(kStart + kDay, core::OnLate::cancel).released_after(kHour).shipped());
  expect_shown(s, "o1", R"("late":false)");
  s.given(after(kDay)).then(order_is("o1", "shipped"));
  EXPECT_EQ(s.world().log().back().type, order_late);
  EXPECT_EQ(s.world().log().back().cause, 1U);
  expect_shown(s, "o1", R"("late":true)");
  s.given(deliver("o1")).given(after(kHour)).then(order_is("o1", "completed"));
  expect_shown(s, "o1", R"("late":true)");
}

TEST(Terms, MarkingMovesNothing) {
  Scenario s;
  s.given(order("o1").to_deliver_by(kStart + kDay, core::OnLate::mark).paid()).given(after(kDay));
  s.then(order_is("o1", "paid")).then(owed("liabilities:escrow", cny(10'000)));
  EXPECT_EQ(s.world().log().back().type, order_late);
  s.given(after(core::days(9)));
  EXPECT_EQ(s.world().log().back().type, order_late);
  EXPECT_EQ(s.world().log().size(), 3U);  // once
}

TEST(Terms, WhatIsDeliveredOrCompletedInTimeIsNeverLate) {
  Scenario s;
  s.given(order("o1").to_deliver_by(kStart + kDay, core::OnLate::cancel).delivered());
  s.given(order("o2").to_deliver_by(kStart + kDay, core::OnLate::mark).completed());
  s.given(after(core::days(2))).then(order_is("o1", "delivered")).then(order_is("o2", "completed"));
  expect_shown(s, "o1", R"("late":false)");
}

TEST(Terms, ARefundThatWaitsIsAnsweredBeforeItsLateOrderIsCancelled) {
  Scenario s;
  s.given(order("o1").to_deliver_by(kStart + kHour, core::OnLate::cancel).paid());
  s.when(under(core::Verdict::review, refund_order("o1", "r1", cny(10)))).then(recorded({refund_held}));
  s.given(after(kDay)).then(order_is("o1", "paid"));
  s.given(rejected("rv3")).given(after(core::Duration{0})).then(order_is("o1", "cancelled"));
  s.then(every_account_is_zero());
}

TEST(Terms, AreTheTenantsWhereTheOrderDoesNotSay) {
  core::SettingsPut put;
  put.order_expires_s = 3'600;
  put.order_on_late = core::OnLate::mark;
  put.order_release_after_s = 60;
  Scenario s;
  s.given(order("o0").placed()).given(does(change_settings(put)));
  s.given(order("o1").placed());
  s.given(order("o2").expiring_in(kDay).to_deliver_by(kStart + core::hours(3)).placed());
  s.given(order("o3").to_deliver_by(kStart + core::hours(3), core::OnLate::cancel).paid());
  s.given(order("o4").delivered());
  core::Command none = place_order("o5", cny(5));
  std::get<core::OrderPlace>(none.body).terms =
      core::OrderTerms{core::kTermNever, core::OnLate::none, core::kTermNever};
  std::get<core::OrderPlace>(none.body).deliver_by = kStart + kHour;
  s.given(does(none));
  const std::string settings = s.world().ledger().settings_json();
  EXPECT_NE(settings.find(R"("order_expires_s":3600,"order_on_late":"mark","order_release_after_s":60,)"),
            std::string::npos);
  put.order_expires_s = core::kTermNever;
  s.given(does(change_settings(put)));  // changes no order that stands
  s.given(order("o6").placed());
  s.given(after(core::hours(3))).then(order_is("o1", "expired")).then(order_is("o2", "placed"));
  s.then(order_is("o0", "placed")).then(order_is("o5", "placed")).then(order_is("o6", "placed"));
  s.then(order_is("o3", "cancelled")).then(order_is("o4", "completed"));
  expect_shown(s, "o2", R"("late":true)");
  EXPECT_EQ(shown(s, "o5").find("terms"), std::string::npos);
}

TEST(Terms, RunFromTheReleaseOfAnOrderThatWasHeld) {
  Scenario s;
  s.given(order("o1").expiring_in(kHour).held()).given(after(kDay)).then(order_is("o1", "held"));
  s.given(released("rv1")).then(order_is("o1", "placed"));
  EXPECT_EQ(s.world().ledger().next_due(), kStart + kDay + kHour);
  s.given(after(kHour)).then(order_is("o1", "expired"));
  s.given(order("o2").expiring_in(kHour).held()).given(rejected("rv" + std::to_string(s.world().log().size())));
  EXPECT_FALSE(s.world().ledger().next_due());
}

TEST(Terms, OfOneInstantFireInTheirOrder) {
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.matures_after_s = 1;
  Scenario s;
  s.given(plan_of(terms)).given(order("c").referred_by("d1").completed());
  s.given(order("r").released_after(kDay).delivered());
  s.given(order("m").to_deliver_by(kStart + kDay, core::OnLate::mark).placed());
  s.given(order("e2").expiring_in(kDay).to_deliver_by(kStart + kDay, core::OnLate::mark).placed());
  s.given(order("e1").expiring_in(kDay).placed()).given(hold("e1", "h1", cny(1), kDay)).given(after(kDay));
  EXPECT_EQ(last_types(s, 6), (std::vector<std::string>{"payment.hold_expired", "order.expired", "order.expired",
                                                        "order.late", "order.completed", "commission.matured"}));
  const auto& first = *(s.world().log().end() - 5);
  EXPECT_EQ(*core::effect_as<core::ObjectEffect>(first).subject, "order:e2");  // the first placed
}

TEST(Terms, OrdersWithATimerStayInMemory) {
  Scenario s;
  s.given(order("o1").expiring_in(core::days(9)).placed()).given(order("o2").placed()).given(after(kDay));
  s.world().let_go(kHour);
  EXPECT_EQ(s.world().ledger().objects_in_memory(), 1U);
  s.given(after(core::days(8))).then(order_is("o1", "expired")).given(after(kDay));
  s.world().let_go(kHour);
  EXPECT_EQ(s.world().ledger().objects_in_memory(), 0U);
  s.then(order_is("o1", "expired"));
}

TEST(Terms, AreUndoneWithTheCommandThatSetThem) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(kHour).released_after(kHour).placed());
  const core::Digest before = s.world().digest();
  for (const auto& c : {pay_order("o1", "p", cny(100)), cancel_order("o1"), deliver_order("o1")}) {
    s.world().dry_run(c);
    EXPECT_EQ(s.world().digest(), before);
    EXPECT_EQ(s.world().ledger().next_due(), kStart + kHour);
  }
}

// Two commissions of a day that are beyond the range of an amount together: they mature all the same, in two records.
TEST(Terms, WhatMaturesOfADayMayBeMoreThanAnAmount) {
  core::PlanPut terms = plan_terms(0, {});
  terms.shares = {{core::kBasisPoints, core::Role::creator}};
  terms.matures_after_s = 1;
  Scenario s;
  s.given(plan_of(terms));
  for (const char* id : {"o1", "o2"}) {
    core::Command placed = place_order(id, cny(core::kAmountMax));
    auto& order = std::get<core::OrderPlace>(placed.body);
    order.creator = core::PartyId("c1");
    order.terms.emplace().release_after_s = 60;
    s.given(does(placed)).given(does(report_payment(id, "p-" + std::string(id), cny(core::kAmountMax))));
    s.given(does(deliver_order(id)));
  }
  s.given(after(core::days(2)));
  s.then(order_is("o1", "completed")).then(order_is("o2", "completed"));
  const auto& log = s.world().log();
  EXPECT_EQ(std::ranges::count(log, core::RecordType::commission_matured, &core::Record::type), 2);
  s.then(owed("liabilities:creator:c1:unmatured", cny(0)));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
