// Holds: money that is authorised and not yet taken, what of it is captured, and how the rest is released.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

constexpr core::Duration kAlmostAnHour{core::hours(1).us - 1};

core::Allocation share(std::string order, core::Amount amount) {
  return {amount, core::OrderId(std::move(order))};
}

// One hold over several orders, as payment.put asks for it.
core::Command basket_hold(std::string payment, std::vector<core::Allocation> allocations) {
  core::Amount total = 0;
  for (const core::Allocation& a : allocations) total += a.amount;
  core::Command c = hold_payment("", std::move(payment), cny(total));
  std::get<core::PaymentPut>(c.body).allocations = std::move(allocations);
  return command(core::Operation::payment_put, std::move(c.body));
}

core::Command capture_for(std::string payment, std::vector<core::Allocation> allocations, bool is_final = false) {
  core::Command c = capture_payment(std::move(payment), {}, is_final);
  std::get<core::PaymentCapture>(c.body).allocations = std::move(allocations);
  return c;
}

TEST(Holds, StandInTheHeldLayerUntilTheyAreCaptured) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.when(hold("o1", "h1", cny(100))).then(recorded({payment_authorised}));
  s.then(held(cny(100))).then(owed("liabilities:escrow", cny(0))).then(order_is("o1", "placed"));
  EXPECT_EQ(s.world().held("assets:channel:wechat_pay"), 100);
  s.when(complete("o1")).then(refused(Code::order_not_paid));
  s.when(capture_rest("h1")).then(recorded({payment_hold_captured}));
  s.then(held(cny(0))).then(owed("liabilities:escrow", cny(100))).then(holds("assets:channel:wechat_pay", cny(100)));
  s.then(order_is("o1", "paid")).then(payment_is("h1", "captured"));
  s.given(complete("o1")).given(settled_refund("o1", cny(100))).then(every_account_is_zero());
}

TEST(Holds, AreCapturedPieceByPieceUntilOneIsFinal) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(100)));
  s.given(capture("h1", 30)).then(held(cny(70))).then(payment_is("h1", "authorised"));
  s.given(capture("h1", 50)).then(held(cny(20))).then(owed("liabilities:escrow", cny(80)));
  s.when(capture("h1", 21)).then(refused_at(Code::exceeds_authorised, "/amount"));
  s.given(capture_finally("h1", 5)).then(held(cny(0))).then(payment_is("h1", "captured"));
  s.then(order_is("o1", "placed")).then(owed("liabilities:escrow", cny(85)));
  s.when(capture("h1", 1)).then(refused(Code::payment_already_captured));
  s.when(void_hold("h1")).then(refused(Code::payment_already_captured));
  s.given(pay("o1", cny(15))).then(order_is("o1", "paid"));
}

TEST(Holds, TheCapturesOfOneAreOnePaymentOfItsOrder) {
  core::Command back = refund_order("o1", "r1", cny(80));
  std::get<core::OrderRefund>(back.body).to = core::RefundTo{{}, core::PaymentId("h1")};
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(100)));
  s.given(capture("h1", 30)).given(capture("h1", 50));
  EXPECT_NE(s.world().ledger().order_json("o1").find(R"("payments":["h1"])"), std::string::npos);
  s.given(does(back)).given(void_hold("h1")).then(every_account_is_zero());
}

TEST(Holds, LeaveLessToPay) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(60)));
  s.when(pay("o1", cny(41))).then(refused_at(Code::exceeds_payable, "/amount"));
  s.when(hold("o1", "h2", cny(41))).then(refused_at(Code::exceeds_payable, "/amount"));
  s.given(pay("o1", cny(40))).then(order_is("o1", "placed"));
  s.given(void_hold("h1")).given(pay("o1", cny(60))).then(order_is("o1", "paid"));
}

TEST(Holds, AVoidReleasesAllThatIsLeft) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(100))).given(capture("h1", 10));
  s.when(void_hold("h1")).then(recorded({payment_voided})).then(held(cny(0))).then(payment_is("h1", "voided"));
  s.then(owed("liabilities:escrow", cny(10)));
  s.when(capture("h1", 1)).then(refused(Code::payment_voided));
  s.when(void_hold("h1")).then(refused(Code::payment_voided));
  s.given(cancel("o1")).then(every_account_is_zero());
}

TEST(Holds, ExpireWhenTheirTimeIsOver) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(100), core::hours(1)));
  s.given(after(kAlmostAnHour)).given(capture("h1", 40));
  s.when(after(core::Duration{1})).then(held(cny(0))).then(payment_is("h1", "expired"));
  const core::Record& expired = s.world().log().back();
  EXPECT_EQ(expired.type, payment_hold_expired);
  EXPECT_EQ(expired.at, kStart + core::hours(1));
  EXPECT_EQ(expired.cause, 2U);  // what authorised it
  s.when(capture("h1", 1)).then(refused(Code::hold_expired));
  s.when(void_hold("h1")).then(refused(Code::hold_expired));
  s.given(cancel("o1")).then(every_account_is_zero());
}

TEST(Holds, StandForSevenDaysWhereNothingElseIsSaid) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(does(hold_payment("o1", "h1", cny(100))));
  EXPECT_EQ(s.world().ledger().next_due(), kStart + core::days(7));
}

// Also before the timer has made its record: what time alone decides does not wait for it.
TEST(Holds, AreOverAtTheInstantThatTheyExpire) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(100), core::hours(1)));
  const auto asked = std::make_shared<const core::Command>(capture_payment("h1"));
  const auto decided = [&](core::Time now) { return s.world().ledger().decide(asked, nullptr, {now, 9, nullptr}); };
  EXPECT_FALSE(decided(kStart + kAlmostAnHour).refusal);
  ASSERT_TRUE(decided(kStart + core::hours(1)).refusal);
  EXPECT_EQ(decided(kStart + core::hours(1)).refusal->code, Code::hold_expired);
}

TEST(Holds, OfOneInstantExpireBeforeCommissionsMatureAndAfterReviews) {
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.matures_after_s = 1;
  Scenario s;
  s.given(plan_of(terms)).given(order("o1").referred_by("d1").completed());
  s.given(order("o2").placed()).given(hold("o2", "h2", cny(1), core::days(1)));
  s.given(hold("o2", "h1", cny(1), core::days(1)));
  core::SettingsPut settings;
  settings.review_expires_s = 86'400;
  s.given(does(change_settings(settings))).given(order("o3").held()).given(after(core::days(1)));
  const auto& log = s.world().log();
  std::vector<std::string> last;
  for (auto r = log.end() - 5; r != log.end(); ++r) last.emplace_back(core::name_of(r->type));
  EXPECT_EQ(last, (std::vector<std::string>{"review.expired", "order.rejected", "payment.hold_expired",
                                            "payment.hold_expired", "commission.matured"}));
  EXPECT_EQ(core::effect_as<core::HoldEffect>(*(log.end() - 3)).payment.str(), "h2");  // the first authorised
}

TEST(Holds, OverSeveralOrdersAreTakenInTheirOrderOrAsSaid) {
  Scenario s;
  for (const char* id : {"o1", "o2", "o3"}) s.given(order(id).of(cny(100)).placed());
  s.given(does(basket_hold("h1", {share("o1", 100), share("o2", 100), share("o3", 100)})));
  s.given(capture("h1", 150)).then(order_is("o1", "paid")).then(order_is("o2", "placed"));
  s.when(does(capture_for("h1", {share("o2", 51)})))
      .then(refused_at(Code::exceeds_authorised, "/allocations/0/amount"));
  s.when(does(capture_for("h1", {share("o3", 20), share("o4", 1)})))
      .then(refused_at(Code::exceeds_authorised, "/allocations/1/order"));
  s.given(does(capture_for("h1", {share("o3", 20)}))).then(held(cny(130)));
  s.given(does(capture_for("h1", {share("o2", 50)}, true))).then(held(cny(0))).then(order_is("o2", "paid"));
  s.then(payment_is("h1", "captured")).then(owed("liabilities:escrow", cny(220)));
  for (const char* id : {"o1", "o2", "o3"}) s.given(cancel(id));
  s.then(every_account_is_zero());
}

TEST(Holds, ACaptureSaysOneThingOnly) {
  core::Command other_currency = capture_payment("h1", 5);
  std::get<core::PaymentCapture>(other_currency.body).currency = currency("USD");
  core::Command other_sum = capture_for("h1", {share("o1", 4)});
  std::get<core::PaymentCapture>(other_sum.body).amount = 5;
  Scenario s;
  s.given(order("o1").placed()).given(hold("o1", "h1", cny(10)));
  s.when(does(other_currency)).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(does(other_sum)).then(refused_at(Code::amount_mismatch, "/allocations"));
}

TEST(Holds, OnlyWhatIsHeldIsCaptured) {
  core::PaymentDecline declined;
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(does(pay_order("o1", "p1", cny(10))));
  s.when(under(core::Verdict::review, hold_payment("o1", "p2", cny(10)))).then(recorded({payment_held}));
  s.when(under(core::Verdict::challenge, hold_payment("o1", "p3", cny(10)))).then(recorded({payment_challenged}));
  s.when(under(core::Verdict::block, hold_payment("o1", "p4", cny(10)))).then(refused(Code::risk_blocked));
  s.given(does(command(core::Operation::payment_decline, declined, "p5"))).then(held(cny(0)));
  for (const char* id : {"p2", "p3", "p4", "p5"}) {
    s.when(capture(id, 1)).then(refused(Code::payment_not_authorised));
    s.when(void_hold(id)).then(refused(Code::payment_not_authorised));
  }
  s.when(capture("p1", 1)).then(refused(Code::payment_already_captured));
  s.when(capture("nothing", 1)).then(refused(Code::payment_not_found));
  s.when(void_hold("nothing")).then(refused(Code::payment_not_found));
}

TEST(Holds, AReleasedReviewAuthorisesThen) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.when(under(core::Verdict::review, hold_payment("o1", "h1", cny(100), core::hours(1)))).then(held(cny(0)));
  s.given(after(core::hours(20))).given(released("rv2")).then(held(cny(100))).then(payment_is("h1", "authorised"));
  EXPECT_EQ(s.world().ledger().next_due(), kStart + core::hours(21));
  s.given(capture_rest("h1")).then(order_is("o1", "paid"));
}

TEST(Holds, CancellingAnOrderReleasesItsPartBeforeTheRefunds) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(order("o2").of(cny(50)).placed());
  s.given(does(basket_hold("h1", {share("o1", 70), share("o2", 50)}))).given(hold("o1", "h2", cny(20)));
  s.given(capture("h1", 30)).given(pay("o1", cny(10)));
  s.when(cancel("o1")).then(recorded({order_cancelled, payment_voided, payment_voided, refund_sent}));
  s.then(held(cny(50))).then(payment_is("h1", "authorised")).then(payment_is("h2", "voided"));
  s.then(owed("liabilities:escrow", cny(0)));
  s.given(capture_rest("h1")).then(order_is("o2", "paid")).then(payment_is("h1", "captured"));
  s.given(cancel("o2")).then(every_account_is_zero());
}

TEST(Holds, MoneyReportedMeanwhileComesFirst) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(80)));
  s.given(does(report_payment("o1", "fact", cny(70)))).then(owed("liabilities:escrow", cny(70)));
  s.when(pay("o1", cny(1))).then(refused(Code::exceeds_payable));
  s.when(capture("h1", 31)).then(refused_at(Code::exceeds_payable, "/amount"));
  s.when(does(capture_for("h1", {share("o1", 31)}))).then(refused_at(Code::exceeds_payable, "/allocations/0/amount"));
  s.given(capture_rest("h1")).then(order_is("o1", "paid")).then(held(cny(50))).then(payment_is("h1", "authorised"));
  s.when(capture_rest("h1")).then(refused_at(Code::exceeds_payable, ""));
  s.given(complete("o1")).when(capture("h1", 1)).then(refused(Code::exceeds_payable));
  s.given(void_hold("h1")).then(held(cny(0)));
}

TEST(Holds, MoneyTakenOfOneAfterAllTakesItsPlace) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(80)));
  s.when(does(report_payment("o1", "h1", cny(90)))).then(recorded({payment_captured}));
  s.then(held(cny(0))).then(owed("liabilities:escrow", cny(90))).then(payment_is("h1", "captured"));
  s.given(after(core::days(8))).given(hold("o1", "h2", cny(10))).given(capture("h2", 4));
  s.when(does(report_payment("o1", "h2", cny(10))))
      .then(refused(Code::exists_with_different_capture));  // some of it is in the books
  s.given(void_hold("h2")).given(does(report_payment("o1", "h3", cny(6)))).then(order_is("o1", "paid"));
  s.given(cancel("o1")).then(every_account_is_zero());
}

TEST(Holds, CountAmongThePaymentsOfAnOrder) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  for (int i = 0; i < 20; ++i) s.given(hold("o1", "h" + std::to_string(i), cny(1)));
  s.when(hold("o1", "h20", cny(1))).then(refused(Code::not_supported));
  s.given(void_hold("h3")).given(pay("o1", cny(1)));
  for (int i = 0; i < 19; ++i) s.given(does(report_payment("o1", "f" + std::to_string(i), cny(1))));
  s.when(capture_rest("h0")).then(refused(Code::exceeds_payable));  // twenty facts are in its place
  s.given(cancel("o1")).then(every_account_is_zero());
}

TEST(Holds, NeverLeaveABalanceOutOfItsRange) {
  Scenario s;
  const core::Money most = cny(core::kAmountMax);
  s.given(order("o1").of(most).placed()).given(order("o2").placed()).given(hold("o1", "h1", most));
  s.when(hold("o2", "h2", cny(1))).then(refused_at(Code::account_overflow, "/amount"));
  s.given(capture_rest("h1")).then(order_is("o1", "paid"));
}

TEST(Holds, ShowWhatIsLeftAndUntilWhen) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(hold("o1", "h1", cny(80), core::hours(2))).given(capture("h1", 30));
  const auto& l = s.world().ledger();
  EXPECT_EQ(l.payment_json("h1"),
            R"({"allocations":[{"amount":80,"order":"o1"}],"amount":80,"at":"2026-01-01T00:00:00.000000Z",)"
            R"("authorised":50,"captured":30,"channel":"wechat_pay","currency":"CNY","declines":0,)"
            R"("expires_at":"2026-01-01T02:00:00.000000Z","payment_id":"h1","reported":false,)"
            R"("state":"authorised","suspense":0})");
  EXPECT_NE(l.order_json("o1").find(R"("amount":100,"authorised":50,)"), std::string::npos);
  EXPECT_NE(
      l.account_json("liabilities:escrow", kStart).find(R"("available":30,"currency":"CNY","pending":80,"posted":30)"),
      std::string::npos);
  EXPECT_NE(l.account_json("assets:channel:wechat_pay", kStart)
                .find(R"("available":30,"currency":"CNY","pending":80,"posted":30)"),
            std::string::npos);
}

TEST(Holds, AreSubjectsOfTheirPaymentAndOrders) {
  Scenario s;
  s.given(order("o1").placed()).given(hold("o1", "h1", cny(80), core::hours(2))).given(after(core::hours(2)));
  std::vector<std::string> subjects;
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(subjects, (std::vector<std::string>{"payment:h1", "order:o1", "account:liabilities:escrow",
                                                "account:assets:channel:wechat_pay"}));
}

}  // namespace
}  // namespace tallygate::tests
