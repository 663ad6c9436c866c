// Payouts: who may be paid, what of it, where to, who says so, and what the bank did.
#include <gtest/gtest.h>

#include "tests/support/payouts.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kMerchant = "liabilities:merchant:m1";

core::SettingsPut tax_of(std::int64_t bp, core::Amount from, core::Role role = core::Role::merchant) {
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{bp, currency("CNY"), from, role}};
  return settings;
}

TEST(Payouts, LeaveTheAccountWhenAskedForAndTheBankWhenSettled) {
  Scenario s;
  with_earnings(s);
  s.when(payout("y1", "m1", cny(4'000))).then(recorded({payout_requested})).then(payout_is("y1", "requested"));
  s.then(owed(kMerchant, cny(6'000))).then(owed("liabilities:payouts", cny(4'000)));
  s.when(approved("y1")).then(recorded({payout_approved})).then(payout_is("y1", "approved"));
  s.when(settled("y1")).then(recorded({payout_settled})).then(payout_is("y1", "settled"));
  s.then(owed("liabilities:payouts", cny(0))).then(holds("assets:bank:main", cny(-4'000)));
  s.when(settled("y1")).then(refused(Code::payout_already_settled));
  s.when(does(decide_payout("y1", true))).then(refused(Code::payout_already_settled));
}

TEST(Payouts, AreOfWhatIsAvailable) {
  Scenario s;
  with_earnings(s);
  s.when(payout("y1", "m1", cny(10'001))).then(refused_at(Code::insufficient_funds, "/amount"));
  EXPECT_EQ(s.last().refusal->detail, "10001 CNY asked, 10000 CNY available on liabilities:merchant:m1");
  s.when(payout("y1", "m1", usd(1))).then(refused(Code::insufficient_funds));
  s.when(payout("y1", "nobody", cny(1))).then(refused_at(Code::party_not_found, "/party"));
  s.when(payout("y1", "b1", cny(1))).then(refused(Code::insufficient_funds));
  s.when(does(in_role(core::Role::buyer, ask_payout("y1", "m1", cny(1)))))
      .then(refused_at(Code::not_supported, "/role"));
  s.when(does(in_role(core::Role::creator, ask_payout("y1", "m1", cny(1))))).then(refused(Code::insufficient_funds));
  s.given(payout("y1", "m1", cny(10'000))).then(owed(kMerchant, cny(0)));
  s.when(payout("y1", "m1", cny(1))).then(refused_at(Code::exists_with_different_amount, "/amount"));
  s.when(payout("y2", "m1", cny(1))).then(refused(Code::insufficient_funds));
}

TEST(Payouts, OfADistributorComeFromWhatIsPayable) {
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.matures_after_s = 1;
  Scenario s;
  s.given(plan_of(terms)).given(distributor("d1")).given(order("o1").referred_by("d1").completed());
  s.when(payout("y1", "d1", cny(1))).then(refused(Code::insufficient_funds));
  s.given(after(core::days(2))).given(payout("y1", "d1", cny(1'000)));
  s.then(owed("liabilities:distributor:d1:payable", cny(0)));
}

TEST(Payouts, WithholdTaxOfWhatIsAboveTheThreshold) {
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(tax_of(2'000, 800))));
  s.given(payout("y1", "m1", cny(1'003)));  // floor(203 * 0.2) = 40
  s.then(owed(kMerchant, cny(8'997))).then(owed("liabilities:payouts", cny(963)));
  s.then(owed("liabilities:tax:withheld", cny(40)));
  const auto& effect = core::effect_as<core::PayoutEffect>(s.world().log().back());
  EXPECT_EQ(effect.tax_bp, 2'000);
  EXPECT_EQ(effect.tax_from, 800);
  s.given(payout("y2", "m1", cny(800))).then(owed("liabilities:tax:withheld", cny(40)));
  s.given(does(change_settings(tax_of(2'000, 0, core::Role::distributor)))).given(payout("y3", "m1", cny(100)));
  s.then(owed("liabilities:tax:withheld", cny(40)));
  s.given(approved("y1")).given(settled("y1")).then(holds("assets:bank:main", cny(-963)));
}

TEST(Payouts, ThatFailOrAreRejectedLeaveEverythingAsItWas) {
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(tax_of(1'000, 0))));
  for (const bool approve : {false, true}) {
    const std::string id = approve ? "y2" : "y1";
    s.given(payout(id, "m1", cny(1'000)));
    if (approve) s.given(approved(id));
    s.when(does(fail_payout(id))).then(recorded({payout_failed})).then(payout_is(id, "failed"));
    s.then(owed(kMerchant, cny(10'000))).then(owed("liabilities:payouts", cny(0)));
    s.then(owed("liabilities:tax:withheld", cny(0)));
    s.when(does(fail_payout(id))).then(refused(Code::payout_already_failed));
    s.when(approved(id)).then(refused(Code::payout_already_failed));
  }
  s.given(payout("y3", "m1", cny(1'000)));
  s.when(does(decide_payout("y3", false))).then(recorded({payout_rejected})).then(payout_is("y3", "rejected"));
  s.then(owed(kMerchant, cny(10'000))).then(owed("liabilities:tax:withheld", cny(0)));
  s.when(approved("y3")).then(refused(Code::payout_not_open));
  s.when(approved("y4")).then(refused(Code::payout_not_found));
}

TEST(Payouts, ThatComeBackAreThePartysAgainWithTheTax) {
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(tax_of(1'000, 0)))).given(payout("y1", "m1", cny(1'000)));
  s.given(approved("y1")).given(settled("y1"));
  s.when(does(return_payout("y1"))).then(recorded({payout_returned})).then(payout_is("y1", "returned"));
  s.then(owed(kMerchant, cny(10'000))).then(owed("liabilities:tax:withheld", cny(0)));
  s.then(holds("assets:bank:main", cny(0)));
  s.when(does(return_payout("y1"))).then(refused(Code::payout_already_returned));
  s.when(approved("y1")).then(refused(Code::payout_already_returned));
  // Reported before its settlement: then it had settled as well.
  s.given(payout("y2", "m1", cny(1'000))).given(approved("y2")).given(does(return_payout("y2")));
  s.then(owed(kMerchant, cny(10'000))).then(owed("liabilities:payouts", cny(0))).then(payout_is("y2", "returned"));
  s.when(settled("y2")).then(refused(Code::payout_already_settled));
}

TEST(Payouts, WhatTheBankDidIsBookedWhateverTheState) {
  const std::string suspense = "liabilities:suspense:payouts";
  Scenario s;
  with_earnings(s);
  s.given(payout("y1", "m1", cny(1'000)));
  s.when(settled("y1")).then(recorded({payout_settled})).then(payout_is("y1", "requested"));  // nobody approved it
  s.then(owed(suspense, cny(-1'000))).then(holds("assets:bank:main", cny(-1'000)));
  const core::Record& booked = s.world().log().back();
  EXPECT_EQ(core::effect_as<core::PayoutEffect>(booked).misplaced, true);
  EXPECT_NE(s.world()
                .ledger()
                .break_json("bk" + std::to_string(booked.seq), s.world().now())
                .find(R"("account":"liabilities:suspense:payouts","age_s":0,"amount":1000)"),
            std::string::npos);
  s.given(does(fail_payout("y1"))).given(settled("y1")).then(owed(suspense, cny(-2'000)));
  s.given(does(return_payout("y1"))).then(owed(suspense, cny(-1'000))).then(payout_is("y1", "failed"));
  s.given(does(settle_payout("unknown", cny(7)))).then(owed(suspense, cny(-1'007)));
  s.given(does(return_payout("unknown", cny(7)))).then(owed(suspense, cny(-1'000)));
  s.when(settled("unknown")).then(refused(Code::payout_not_found));
  s.when(does(return_payout("unknown"))).then(refused(Code::payout_not_found));
  s.when(does(fail_payout("unknown"))).then(refused(Code::payout_not_found));
  // Another currency is another payout's money; another amount leaves the difference to be explained.
  s.given(payout("y2", "m1", cny(1'000))).given(approved("y2"));
  s.given(does(settle_payout("y2", usd(1'000)))).then(payout_is("y2", "approved")).then(owed(suspense, usd(-1'000)));
  s.given(does(settle_payout("y2", cny(1'002)))).then(payout_is("y2", "settled")).then(owed(suspense, cny(-1'002)));
  s.given(does(return_payout("y2", cny(999)))).then(owed(suspense, cny(-1'003))).then(owed(kMerchant, cny(10'000)));
}

TEST(Payouts, AFailureAfterTheSettlementIsTheReturnOfTheNetByTheBankThatPaid) {
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(tax_of(1'000, 0)))).given(payout("y1", "m1", cny(1'000))).given(approved("y1"));
  core::PayoutSettle paid;
  paid.bank = core::OtherId("other");
  paid.amount = 903;
  paid.currency = currency("CNY");
  s.given(does(command(core::Operation::payout_settle, paid, "y1"))).then(holds("assets:bank:other", cny(-903)));
  s.when(does(fail_payout("y1"))).then(recorded({payout_returned})).then(payout_is("y1", "returned"));
  s.then(owed(kMerchant, cny(10'000))).then(owed("liabilities:tax:withheld", cny(0)));
  s.then(holds("assets:bank:other", cny(-3))).then(owed("liabilities:suspense:payouts", cny(-3)));
  const auto& effect = core::effect_as<core::PayoutEffect>(s.world().log().back());
  EXPECT_EQ(effect.bank->view(), "other");
  EXPECT_EQ(effect.bank_amount, 900);
  EXPECT_FALSE(effect.misplaced || effect.suspense);
  s.when(does(fail_payout("y1"))).then(refused(Code::payout_already_returned));
  s.when(does(return_payout("y1"))).then(refused(Code::payout_already_returned));
  s.when(settled("y1")).then(refused(Code::payout_already_settled));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// Neither the bank nor the party has anything to do with a payout that was never asked of the bank.
TEST(Payouts, AFailureOfOneThatWaitsOrIsRejectedMovesNothing) {
  Scenario s;
  with_earnings(s);
  s.given(under(core::Verdict::review, ask_payout("y1", "m1", cny(1'000)))).given(does(fail_payout("y1")));
  s.then(payout_is("y1", "held"));
  EXPECT_EQ(core::effect_as<core::PayoutEffect>(s.world().log().back()).misplaced, true);
  EXPECT_TRUE(s.world().log().back().postings.empty());
}

TEST(Payouts, AreApprovedByAnotherPerson) {
  Scenario s;
  with_earnings(s);
  s.given(does(as_person(ask_payout("y1", "m1", cny(100)), "ann")));
  s.when(does(decide_payout("y1", true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_payout("y1", true, ""))).then(refused(Code::four_eyes));
  s.given(does(decide_payout("y1", true, "carl")));
  s.when(approved("y1")).then(refused(Code::payout_already_approved));
  EXPECT_NE(s.world().ledger().payout_json("y1").find(R"("decided_by":"carl")"), std::string::npos);
  s.given(does(as_person(ask_payout("y2", "m1", cny(100)), "ann")));
  s.given(does(decide_payout("y2", false, "ann"))).then(payout_is("y2", "rejected"));  // one may take it back
}

TEST(Payouts, ThatWaitReserveAndPostNothing) {
  Scenario s;
  with_earnings(s);
  s.when(under(core::Verdict::review, ask_payout("y1", "m1", cny(7'000)))).then(recorded({payout_held}));
  s.then(owed(kMerchant, cny(10'000))).then(available(kMerchant, 3'000)).then(payout_is("y1", "held"));
  s.when(payout("y2", "m1", cny(3'001))).then(refused(Code::insufficient_funds));
  s.when(approved("y1")).then(refused(Code::payout_not_open));
  s.given(released("rv" + std::to_string(s.world().log().size()))).then(recorded({review_resolved, payout_requested}));
  s.then(available(kMerchant, 3'000)).then(owed(kMerchant, cny(3'000))).then(payout_is("y1", "requested"));
  s.when(under(core::Verdict::challenge, ask_payout("y3", "m1", cny(3'000)))).then(recorded({payout_challenged}));
  const std::string challenge = "ch" + std::to_string(s.world().log().size());
  s.then(available(kMerchant, 0));
  for (int i = 0; i < 3; ++i) s.given(answered(challenge, false));
  s.then(payout_is("y3", "rejected")).then(available(kMerchant, 3'000));
  s.when(under(core::Verdict::block, ask_payout("y4", "m1", cny(1)))).then(refused(Code::risk_blocked));
  s.then(payout_is("y4", "blocked")).then(available(kMerchant, 3'000));
  s.when(under(core::Verdict::review, ask_payout("y5", "m1", cny(1)))).then(available(kMerchant, 2'999));
  s.given(after(core::days(4))).then(payout_is("y5", "rejected")).then(available(kMerchant, 3'000));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

// A refund meanwhile has taken what the payout waited for.
TEST(Payouts, ThatCannotBeCoveredAtTheirReleaseAreRejected) {
  Scenario s;
  with_earnings(s);
  s.when(under(core::Verdict::review, ask_payout("y1", "m1", cny(10'000))));
  const std::string review = "rv" + std::to_string(s.world().log().size());
  s.given(settled_refund("o1", cny(1))).then(available(kMerchant, -1));
  s.given(released(review)).then(recorded({review_resolved, payout_rejected})).then(payout_is("y1", "rejected"));
  EXPECT_EQ(s.last().records.back().refusal->code, Code::insufficient_funds);
  s.then(available(kMerchant, 9'999));
}

TEST(Payouts, HaveALeastAmountWhereASettingSaysSo) {
  core::SettingsPut settings;
  settings.payout_minimum = std::vector<core::PayoutMinimum>{{500, currency("CNY")}};
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(settings)));
  s.when(payout("y1", "m1", cny(499))).then(refused_at(Code::below_minimum, "/amount"));
  s.given(payout("y1", "m1", cny(500)));
  EXPECT_NE(s.world().ledger().settings_json().find(R"("payout_minimum":[{"amount":500,"currency":"CNY"}])"),
            std::string::npos);
}

TEST(Payouts, GoToWhomTheSettingsKnowWellEnough) {
  core::SettingsPut settings;
  settings.payout_kyc_level = 2;
  Scenario s;
  with_earnings(s);
  s.given(does(change_settings(settings))).given(does(known_at_level("m1", 1)));
  s.when(payout("y1", "m1", cny(1))).then(refused_at(Code::kyc_required, "/party"));
  s.given(does(known_at_level("m1", 2))).given(payout("y1", "m1", cny(1)));
  s.given(does(known_at_level("m1", 0)));
  s.when(approved("y1")).then(refused(Code::kyc_required));
}

TEST(Payouts, GoToARegisteredAccountOnceOneIs) {
  Scenario s;
  with_earnings(s);
  s.given(does(put_payout_account("m1", "a1"))).given(after(core::days(1)));
  s.when(payout("y1", "m1", cny(1))).then(refused_at(Code::payout_account_required, "/to"));
  s.when(does(ask_payout("y1", "m1", cny(1), "a2"))).then(refused_at(Code::payout_account_not_found, "/to"));
  s.given(does(ask_payout("y1", "m1", cny(1), "a1")));
  s.given(does(close_payout_account("m1", "a1")));
  s.when(does(ask_payout("y2", "m1", cny(1), "a1"))).then(refused_at(Code::payout_account_closed, "/to"));
  s.when(approved("y1")).then(refused(Code::payout_account_closed));
  s.when(does(close_payout_account("m1", "a9"))).then(refused_at(Code::payout_account_not_found, "/account"));
  s.when(does(put_payout_account("nobody", "a1"))).then(refused(Code::party_not_found));
}

TEST(Payouts, GoToARegisteredAccountOnlyWhereASettingSaysSo) {
  core::SettingsPut settings;
  settings.payout_registered_only = true;
  Scenario s;
  with_earnings(s);
  s.given(does(ask_payout("y1", "m1", cny(1), "anywhere"))).given(does(change_settings(settings)));
  s.when(does(ask_payout("y2", "m1", cny(1), "anywhere"))).then(refused_at(Code::payout_account_required, "/to"));
}

TEST(Payouts, CoolOffAfterAnAccountWasChanged) {
  constexpr core::Duration kAlmostADay{core::days(1).us - 1};
  Scenario s;
  with_earnings(s);
  s.given(does(put_payout_account("m1", "a1"))).given(after(kAlmostADay));
  s.when(does(ask_payout("y1", "m1", cny(1), "a1"))).then(refused_at(Code::payout_account_cooling_off, "/to"));
  s.given(after(core::Duration{1})).given(does(ask_payout("y1", "m1", cny(1), "a1")));
  s.given(does(put_payout_account("m1", "a1"))).given(does(ask_payout("y2", "m1", cny(1), "a1")));  // as it was
  s.given(does(put_payout_account("m1", "a1", "another")));
  s.when(does(ask_payout("y3", "m1", cny(1), "a1"))).then(refused(Code::payout_account_cooling_off));
  s.when(approved("y1")).then(refused(Code::payout_account_cooling_off));  // asked for before it was changed
  core::SettingsPut settings;
  settings.payout_cool_off_s = 0;
  s.given(does(change_settings(settings))).when(approved("y1")).then(refused(Code::payout_account_changed));
  s.given(does(ask_payout("y4", "m1", cny(1), "a1"))).given(approved("y4"));
}

TEST(Payouts, KeepToTheCurrencyOfTheirAccount) {
  core::Command dollars = put_payout_account("m1", "a1");
  std::get<core::PayoutAccountPut>(dollars.body).currency = currency("USD");
  Scenario s;
  with_earnings(s);
  s.given(does(dollars)).given(after(core::days(1)));
  s.when(does(ask_payout("y1", "m1", cny(1), "a1"))).then(refused_at(Code::payout_account_currency, "/to"));
}

TEST(Payouts, APartyHasAFewAccounts) {
  Scenario s;
  with_earnings(s);
  for (int i = 0; i < 16; ++i) s.given(does(put_payout_account("m1", "a" + std::to_string(i))));
  s.when(does(put_payout_account("m1", "a16"))).then(refused_at(Code::not_supported, "/account"));
  s.given(does(put_payout_account("m1", "a3", "changed")));
}

TEST(Payouts, NeverLeaveABalanceOutOfItsRange) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(core::kAmountMax)).completed());
  s.given(payout("y1", "m1", cny(core::kAmountMax)));
  s.given(order("o2").from("m2").of(cny(1)).placed())
      .given(does(report_payment("o2", "p", cny(1))))
      .given(complete("o2"));
  s.when(payout("y2", "m2", cny(1))).then(refused_at(Code::account_overflow, "/amount"));
}

TEST(Payouts, ShowWhatTheyAreAndWhereTheyGo) {
  Scenario s;
  with_earnings(s);
  s.given(does(put_payout_account("m1", "a1"))).given(does(known_at_level("m1", 3))).given(after(core::days(1)));
  s.given(does(ask_payout("y1", "m1", cny(100), "a1"))).given(approved("y1")).given(settled("y1"));
  EXPECT_EQ(s.world().ledger().payout_json("y1"),
            R"({"account":"liabilities:merchant:m1","amount":100,"at":"2026-01-02T00:00:00.000000Z","bank":"main",)"
            R"("currency":"CNY","decided_by":"carl","net":100,"party":"m1","payout_id":"y1","state":"settled","tax":0,)"
            R"("to":"a1"})");
  EXPECT_EQ(s.world().ledger().payout_json("y2"), "");
  EXPECT_EQ(s.world().ledger().party_json("m1"),
            R"({"aliases":[],"first_seen":"2026-01-01T00:00:00.000000Z","kyc_level":3,"party_id":"m1",)"
            R"("payout_accounts":[{"account":"a1","changed_at":"2026-01-01T00:00:00.000000Z","closed":false,)"
            R"("kind":"bank","token":"t-1"}],"roles":[],"version":0})");
  std::vector<std::string> subjects;
  s.world().ledger().subjects(s.world().log().back(), subjects);
  EXPECT_EQ(subjects, (std::vector<std::string>{"payout:y1", "party:m1", "account:liabilities:payouts",
                                                "account:assets:bank:main"}));
}

TEST(Payouts, AreNotApprovedWhileAFactOfThemIsUnexplained) {
  Scenario s;
  with_earnings(s).given(payout("y1", "m1", cny(100))).given(settled("y1"));  // before it was approved
  s.when(approved("y1")).then(refused(Code::payout_unplaced)).then(payout_is("y1", "requested"));
  const std::string id = "bk" + std::to_string(s.world().log().back().seq);
  s.given(does(resolve_break(id))).given(approved("y1"));
  s.given(payout("y2", "m1", cny(100))).given(settled("y2")).given(does(decide_payout("y2", false)));
  s.then(payout_is("y2", "rejected"));
  s.given(does(settle_payout("y3", cny(100)))).given(does(settle_payout("y3", cny(100))));  // nobody asked for it yet
  const std::uint64_t last = s.world().log().back().seq;
  s.given(payout("y3", "m1", cny(100))).given(does(resolve_break("bk" + std::to_string(last))));
  s.when(approved("y3")).then(refused(Code::payout_unplaced));
  s.given(does(resolve_break("bk" + std::to_string(last - 1)))).given(approved("y3"));
}

TEST(Payouts, AreNotApprovedToAnAccountThatWasPutAnewInTheSameInstant) {
  core::SettingsPut settings;
  settings.payout_cool_off_s = 0;
  Scenario s;
  with_earnings(s).given(does(change_settings(settings))).given(does(put_payout_account("m1", "a1")));
  s.given(does(ask_payout("y1", "m1", cny(100), "a1"))).given(does(put_payout_account("m1", "a1", "another")));
  s.when(approved("y1")).then(refused(Code::payout_account_changed));
}

TEST(Payouts, AreNotApprovedToAnAccountThatWasPutAnewSince) {
  Scenario s;
  with_earnings(s).given(does(put_payout_account("m1", "a1"))).given(after(core::days(1)));
  s.given(does(ask_payout("y1", "m1", cny(100), "a1"))).given(after(core::hours(1)));
  s.given(does(put_payout_account("m1", "a1"))).given(does(put_payout_account("m1", "a2"))).given(after(core::days(2)));
  s.given(approved("y1"));  // the very same account
  s.given(does(ask_payout("y2", "m1", cny(100), "a1"))).given(after(core::hours(1)));
  s.given(does(put_payout_account("m1", "a1", "another"))).given(after(core::days(2)));
  s.when(approved("y2")).then(refused(Code::payout_account_changed));
  s.given(does(decide_payout("y2", false)));
  s.given(under(core::Verdict::review, ask_payout("y3", "m1", cny(100), "a1"))).given(after(core::hours(1)));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(does(put_payout_account("m1", "a1", "a third"))).given(after(core::days(2))).given(released(review));
  s.when(approved("y3")).then(refused(Code::payout_account_changed));  // since it was asked for, not since its release
}

}  // namespace
}  // namespace tallygate::tests
