// Months: how they end, in what order they are closed, what is kept out of a closed one and what is only marked.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/payouts.hpp"
#include "tests/support/periods.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

// The tenant is in Shanghai, eight hours ahead, and keeps months from the first of January on.
Scenario& with_months(Scenario& s) {
  s.world().open_in("Asia/Shanghai");
  return s.given(does(keep_months(true))).given(plan(0, {}));
}

TEST(Months, EndAtTheirInstantInTheTenantsTimeZone) {
  Scenario s;
  with_months(s).when(until("2026-01-31T15:59:59Z")).then(recorded({}));
  s.when(until("2026-01-31T16:00:00Z")).then(recorded({period_ended}));
  const auto& effect = core::effect_as<core::PeriodEffect>(s.world().log().back());
  EXPECT_EQ(effect.month, "2026-01");
  EXPECT_EQ(effect.begins, instant("2025-12-31T16:00:00Z"));
  EXPECT_EQ(effect.ends, instant("2026-01-31T16:00:00Z"));
  EXPECT_EQ(s.world().log().back().at, effect.ends);
  s.when(until("2026-04-01T00:00:00Z")).then(recorded({period_ended, period_ended}));
}

TEST(Months, AreKeptFromTheSettingOnAlone) {
  Scenario s;
  s.given(plan(0, {})).when(until("2026-03-01T00:00:00Z")).then(recorded({}));
  s.when(does(close_month("2026-01"))).then(refused(Code::period_not_found));
  s.given(does(keep_months(true)));
  s.when(does(close_month("2026-02"))).then(refused(Code::period_not_found));
  s.when(does(close_month("2026-03"))).then(refused(Code::period_not_over));
  s.when(does(close_month("2027-03"))).then(refused(Code::period_not_over));
  s.when(does(close_month("march"))).then(refused(Code::period_not_found));
  s.given(does(keep_months(false))).when(until("2026-05-01T00:00:00Z")).then(recorded({}));
  s.when(does(close_month("2026-03"))).then(refused(Code::period_not_found));
}

TEST(Months, NeedACalendar) {
  Scenario s;
  s.world().open_in("Africa/Cairo.of.old");
  s.when(does(keep_months(true))).then(refused_at(Code::time_zone_unknown, "/period_close"));
}

TEST(Months, AreClosedOnceInOrderWhenTheyAreOver) {
  Scenario s;
  with_months(s).when(does(close_month("2026-01"))).then(refused(Code::period_not_over));
  s.given(until("2026-03-01T00:00:00Z"));
  s.when(does(close_month("2026-02"))).then(refused(Code::period_out_of_order));
  s.when(does(close_month("2026-01"))).then(recorded({period_closed}));
  s.when(does(close_month("2026-01"))).then(refused(Code::period_closed));
  s.when(does(close_month("2026-02"))).then(recorded({period_closed}));
}

TEST(Months, AreClosedByTwoPeopleWhereTheSettingSaysSo) {
  core::SettingsPut settings;
  settings.four_eyes = std::vector<std::string>{"periods"};
  Scenario s;
  with_months(s).given(does(change_settings(settings))).given(until("2026-02-02T00:00:00Z"));
  s.when(does(close_month("2026-01"))).then(recorded({approval_requested}));
  const std::string approval = "ap" + std::to_string(s.world().log().back().seq);
  s.when(does(decide_approval(approval, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, "carl"))).then(recorded({approval_decided, period_closed}));
}

TEST(Months, AreClosedWithWhatStoodAtTheirEnd) {
  Scenario s;
  with_months(s).given(order("o1").completed()).given(settlement("s1", cny(9'000), 54));
  s.given(until("2026-02-03T00:00:00Z")).given(order("o2").completed()).given(until("2026-03-10T00:00:00Z"));
  s.given(does(top_up("b1", "t1", usd(500)))).given(does(close_month("2026-01")));
  const core::PeriodEffect january = closed_books(s.world());
  EXPECT_EQ(*january.count, 4);  // channel, bank, fee, shop
  ASSERT_EQ(january.totals.size(), 1U);
  const core::PeriodTotal total = total_in(january, "CNY");
  EXPECT_EQ(total.assets, 9'946);
  EXPECT_EQ(total.expenses, 54);
  EXPECT_EQ(total.liabilities, 10'000);
  EXPECT_EQ(total.equity + total.income, 0);
  s.given(does(close_month("2026-02")));
  const core::PeriodEffect february = closed_books(s.world());
  EXPECT_EQ(total_in(february, "CNY").liabilities, 20'000);
  EXPECT_EQ(total_in(february, "USD").assets, 0);
  EXPECT_NE(*february.balances, *january.balances);
  s.given(until("2026-04-01T00:00:00Z")).given(does(close_month("2026-03")));
  EXPECT_EQ(total_in(closed_books(s.world()), "USD").liabilities, 500);
}

TEST(Months, AreClosedWhateverFactsHaveMadeOfTheFigures) {
  Scenario s;
  with_months(s);
  for (const std::string id : {"x1", "x2"}) s.given(does(settle_payout(id, cny(core::kAmountMax))));  // nobody asked
  s.given(settlement("s1", cny(0), 5)).given(until("2026-02-01T00:00:00Z")).given(does(close_month("2026-01")));
  EXPECT_EQ(total_in(closed_books(s.world()), "CNY").assets, -core::kAmountMax) << "as far as an amount goes";
}

TEST(Months, ThatAreClosedTakeNoRequestThatIsDatedIntoThem) {
  Scenario s;
  with_months(s).given(until("2026-02-03T00:00:00Z")).given(order("o1").paid());
  const core::Time january = instant("2026-01-31T15:59:59Z"), february = instant("2026-01-31T16:00:00Z");
  const core::Command entered =
      post_journal("e1", {debit("assets:bank:main", cny(1)), credit("equity:adjustments", cny(1))});
  s.given(does(dated(entered, january)));
  const std::string asked_before = "ap" + std::to_string(s.world().log().back().seq);
  s.given(does(close_month("2026-01")));
  for (const core::Time at : {january, instant("2025-06-01T00:00:00Z")}) {
    s.when(does(dated(entered, at))).then(refused_at(Code::period_closed, "/occurred_at"));
    s.when(does(dated(place_order("o9", cny(5)), at))).then(refused_at(Code::period_closed, "/occurred_at"));
    s.when(does(dated(refund_order("o1", "r9", cny(5)), at))).then(refused_at(Code::period_closed, "/occurred_at"));
  }
  s.when(does(decide_approval(asked_before, true, "carl"))).then(refused(Code::period_closed));
  s.given(does(decide_approval(asked_before, false, "carl")));
  s.given(does(dated(place_order("o9", cny(5)), february))).given(does(place_order("o8", cny(5))));
}

TEST(Months, ThatAreClosedMarkTheFactsThatAreDatedIntoThem) {
  Scenario s;
  with_months(s).given(order("o1").placed()).given(until("2026-03-03T00:00:00Z"));
  s.given(does(close_month("2026-01")));
  const core::Time january = instant("2026-01-20T00:00:00Z");
  s.given(does(dated(settle_channel("s1", cny(7), 0), january))).then(holds("assets:bank:main", cny(7)));
  const core::Record settled = s.world().log().back();
  EXPECT_EQ(*core::effect_as<core::ObjectEffect>(settled).closed_period, "2026-01");
  EXPECT_EQ(settled.at, s.world().now());
  std::vector<std::string> subjects;
  s.world().ledger().subjects(settled, subjects);
  EXPECT_NE(std::ranges::find(subjects, "period:2026-01"), subjects.end());
  s.given(does(dated(report_payment("o1", "p1", cny(10'000)), instant("2025-11-11T00:00:00Z"))));
  EXPECT_EQ(*core::effect_as<core::PaymentEffect>(s.world().log().back()).closed_period, "2026-01");
  s.given(does(dated(settle_channel("s2", cny(7), 0), instant("2026-02-20T00:00:00Z"))));
  EXPECT_FALSE(core::effect_as<core::ObjectEffect>(s.world().log().back()).closed_period);
  const std::string months = s.world().ledger().periods_json("", 10);
  EXPECT_NE(months.find(R"("id":"2026-01","late":2,)"), std::string::npos) << months;
}

TEST(Months, AreListedInOrderAPageAtATime) {
  Scenario s;
  with_months(s).given(until("2026-03-03T00:00:00Z")).given(does(close_month("2026-01")));
  const auto& ledger = s.world().ledger();
  EXPECT_NE(ledger.periods_json("", 1).find(R"("state":"closed"}],"next_cursor":"2026-01"})"), std::string::npos)
      << ledger.periods_json("", 1);
  EXPECT_NE(ledger.periods_json("2026-01", 1).find(R"("state":"open"}],"next_cursor":"2026-02"})"), std::string::npos)
      << ledger.periods_json("2026-01", 1);
  EXPECT_NE(ledger.periods_json("2026-02", 1).find(R"("id":"2026-03","state":"running"}],"next_cursor":null})"),
            std::string::npos)
      << ledger.periods_json("2026-02", 1);
}

// It asks for the refund as well as saying that it was paid out: a request.
TEST(Months, ThatAreClosedTakeNoRefundThatIsDatedIntoThemThoughItIsPaidOut) {
  Scenario s;
  with_months(s).given(order("o1").paid()).given(until("2026-02-03T00:00:00Z")).given(does(close_month("2026-01")));
  core::Command paid_out = refund_order("o1", "r1", cny(5));
  std::get<core::OrderRefund>(paid_out.body).settled = true;
  s.when(does(dated(paid_out, instant("2026-01-31T00:00:00Z")))).then(refused(Code::period_closed));
  s.given(does(paid_out));
}

}  // namespace
}  // namespace tallygate::tests
