// Tax that is withheld of all payouts of a month or year together.
#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"

namespace tallygate::tests {
namespace {

// 20 % of what is above 800 in the period, of merchants.
core::SettingsPut tax_above_800_in(core::TaxPeriod period) {
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{2'000, currency("CNY"), 800, core::Role::merchant, period}};
  return settings;
}
Expectation withheld(core::Amount amount) {
  return owed("liabilities:tax:withheld", cny(amount));
}

TEST(TaxOfAMonth, IsOfAllItsPayoutsLessWhatWasWithheld) {
  Scenario s;
  with_earnings(s).given(does(change_settings(tax_above_800_in(core::TaxPeriod::month))));
  s.given(payout("y1", "m1", cny(500))).then(withheld(0));
  s.given(payout("y2", "m1", cny(500))).then(withheld(40));  // 20 % of 200
  const auto& effect = core::effect_as<core::PayoutEffect>(s.world().log().back());
  EXPECT_EQ(*effect.tax_period + " " + std::to_string(*effect.tax_gross_before) + " " +
                std::to_string(*effect.tax_before) + " " + std::to_string(effect.tax),
            "2026-01 500 0 40");
  s.given(payout("y3", "m1", cny(3))).then(withheld(40));  // floor of 203: what is below a unit waits for the next
  s.given(payout("y4", "m1", cny(2))).then(withheld(41));
  s.given(after(core::days(31))).given(payout("y5", "m1", cny(800))).then(withheld(41));
}

TEST(TaxOfAYear, GoesOverItsMonthsAndEndsWithIt) {
  Scenario s;
  with_earnings(s).given(does(change_settings(tax_above_800_in(core::TaxPeriod::year))));
  s.given(payout("y1", "m1", cny(800))).then(withheld(0)).given(after(core::days(364)));
  s.given(payout("y2", "m1", cny(100))).then(withheld(20)).given(after(core::days(1)));
  s.given(payout("y3", "m1", cny(800))).then(withheld(20));
}

TEST(TaxOfAMonth, ForgetsWhatWasNotPaidAfterAll) {
  Scenario s;
  with_earnings(s).given(does(change_settings(tax_above_800_in(core::TaxPeriod::month))));
  s.given(payout("y1", "m1", cny(800))).given(payout("y2", "m1", cny(100))).then(withheld(20));
  s.given(does(decide_payout("y1", false))).then(withheld(20));
  s.given(payout("y3", "m1", cny(700))).then(withheld(20));  // nothing is due of 800, and nothing is paid back
  s.given(payout("y4", "m1", cny(100))).then(withheld(20)).given(payout("y5", "m1", cny(5))).then(withheld(21));
  for (const std::string id : {"y2", "y3", "y4", "y5"}) s.given(approved(id)).given(settled(id));
  s.given(does(return_payout("y2"))).then(withheld(1));
  s.given(payout("y6", "m1", cny(100))).then(withheld(21));
}

TEST(TaxOfAMonth, CountsWhatWaitsAndIsWorkedOutAnewWhenItIsReleased) {
  Scenario s;
  with_earnings(s).given(does(change_settings(tax_above_800_in(core::TaxPeriod::month))));
  s.given(under(core::Verdict::review, ask_payout("y1", "m1", cny(900))));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(payout("y2", "m1", cny(100))).then(withheld(20));  // y1 will have 20 of its own
  s.given(released(review)).then(withheld(40));
  s.given(after(core::days(31))).given(under(core::Verdict::review, ask_payout("y3", "m1", cny(900))));
  const std::string late = "rv" + std::to_string(s.world().log().back().seq);
  s.given(after(core::days(1))).given(rejected(late)).given(payout("y4", "m1", cny(800))).then(withheld(40));
}

TEST(TaxOfAMonth, IsOfOneRoleCurrencyAndParty) {
  Scenario s;
  core::PlanPut dollars = plan_terms(0, {});
  dollars.currency = currency("USD");
  with_earnings(s).given(does(publish_plan("usd", dollars))).given(order("o2").from("m2").completed());
  s.given(order("o3").of(usd(5'000)).on_plan("usd").completed());
  core::SettingsPut settings = tax_above_800_in(core::TaxPeriod::month);
  settings.payout_tax->push_back({1'000, currency("USD"), 100, core::Role::merchant, core::TaxPeriod::month});
  s.given(does(change_settings(settings)));
  s.given(payout("y1", "m1", cny(800))).given(payout("y2", "m2", cny(800))).then(withheld(0));
  s.given(payout("y3", "m1", usd(110)));
  EXPECT_EQ(s.world().balance("liabilities:tax:withheld", "USD"), -1);
  s.then(withheld(0));
}

TEST(TaxOfAMonth, KnowsWhatWasPaidBeforeTheRule) {
  Scenario s;
  with_earnings(s).given(payout("y1", "m1", cny(800)));
  s.given(does(change_settings(tax_above_800_in(core::TaxPeriod::month))));
  s.given(payout("y2", "m1", cny(100))).then(withheld(20));
}

}  // namespace
}  // namespace tallygate::tests
