// Money of one currency for money of another: at what rate, between which accounts, and nowhere unasked.
#include <gtest/gtest.h>

#include "tests/support/accounts.hpp"
#include "tests/support/conversions.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kSellersYuan = "liabilities:merchant:m1";
const std::string kYuanBank = "assets:bank:main";

core::Money jpy(core::Amount amount) {
  return {amount, currency("JPY")};
}

// m1 has earned 10,000 CNY, and the bank has them.
Scenario& with_yuan(Scenario& s) {
  return s.given(plan(0, {})).given(order("o1").completed()).given(settlement("s1", cny(10'000), 0));
}

TEST(Conversions, SumToZeroInEachCurrencyAgainstEquity) {
  Scenario s;
  with_yuan(s);
  s.when(does(convert("c1", side(kSellersYuan, cny(7'000)), side(kSellersYuan, usd(980)), rate_of(14, 100))))
      .then(recorded({conversion_posted}));
  s.then(owed(kSellersYuan, cny(3'000))).then(owed("equity:conversion:CNY", cny(7'000)));
  EXPECT_EQ(s.world().balance(kSellersYuan, "USD"), -980);
  EXPECT_EQ(s.world().balance("equity:conversion:USD", "USD"), 980);
  EXPECT_EQ(*core::effect_as<core::ObjectEffect>(s.world().log().back()).subject, "conversion:c1");
}

TEST(Conversions, OfWhatThePlatformHasTurnTheSignsAround) {
  Scenario s;
  with_yuan(s);
  s.given(does(convert("c1", side(kYuanBank, cny(7'000)), side("assets:bank:abroad", usd(980)), rate_of(14, 100))));
  s.then(holds(kYuanBank, cny(3'000))).then(holds("equity:conversion:CNY", cny(7'000)));
  EXPECT_EQ(s.world().balance("assets:bank:abroad", "USD"), 980);
  EXPECT_EQ(s.world().balance("equity:conversion:USD", "USD"), -980);
}

TEST(Conversions, GetTheFloorOfWhatTheRateSays) {
  Scenario s;
  with_yuan(s);
  s.when(does(convert("c1", side(kSellersYuan, cny(1'000)), side(kSellersYuan, usd(143)), rate_of(1'428, 10'000))))
      .then(refused_at(Code::amount_mismatch, "/to/amount"));
  EXPECT_EQ(s.last().refusal->detail, "1000 CNY at 1428/10000 are 142 USD, not 143 USD");
  s.given(does(convert("c1", side(kSellersYuan, cny(1'000)), side(kSellersYuan, usd(142)), rate_of(1'428, 10'000))));
  s.when(does(convert("c2", side(kSellersYuan, cny(1)), side(kSellersYuan, usd(1)), rate_of(1, 7))))
      .then(refused(Code::amount_mismatch));
  s.when(does(convert("c3", side(kSellersYuan, cny(9'000)), side(kSellersYuan, usd(1)), rate_of(core::kAmountMax, 1))))
      .then(refused(Code::amount_mismatch));
}

// 1.00 CNY for 20.5 JPY: a fen, of which the rate speaks, is 0.205 yen, and a yen has no hundredths.
TEST(Conversions, SpeakOfMinorUnitsWhateverTheirExponents) {
  Scenario s;
  with_yuan(s);
  s.given(does(convert("c1", side(kSellersYuan, cny(1'001)), side(kSellersYuan, jpy(205)), rate_of(205, 1'000))));
  EXPECT_EQ(s.world().balance(kSellersYuan, "JPY"), -205);
}

TEST(Conversions, AreOnceAnIdAndSayWhatDiffers) {
  Scenario s;
  with_yuan(s);
  const auto asked = convert("c1", side(kSellersYuan, cny(700)), side(kSellersYuan, usd(98)), rate_of(14, 100));
  s.given(does(asked)).when(does(asked)).then(refused_at(Code::conversion_exists, "/conversion_id"));
  s.when(does(convert("c1", side(kSellersYuan, cny(700)), side(kSellersYuan, usd(98)), rate_of(28, 200))))
      .then(refused(Code::exists_with_different_content));
  s.then(owed(kSellersYuan, cny(9'300)));
}

TEST(Conversions, TakeNoMoreThanIsThere) {
  Scenario s;
  with_yuan(s);
  s.when(does(convert("c1", side(kSellersYuan, cny(10'001)), side(kSellersYuan, usd(10'001)), rate_of(1, 1))))
      .then(refused_at(Code::insufficient_funds, "/from/amount"));
  EXPECT_EQ(s.last().refusal->detail, "10001 CNY asked, 10000 CNY available on " + kSellersYuan);
  s.when(does(convert("c1", side(kYuanBank, cny(10'001)), side(kYuanBank, usd(10'001)), rate_of(1, 1))))
      .then(refused_at(Code::insufficient_funds, "/from/amount"));
  s.when(does(convert("c1", side(kSellersYuan, usd(1)), side(kSellersYuan, cny(7)), rate_of(7, 1))))
      .then(refused(Code::insufficient_funds));
  s.given(does(credit_limit("L1", kSellersYuan, cny(1))));
  s.given(does(convert("c1", side(kSellersYuan, cny(10'001)), side(kSellersYuan, usd(10'001)), rate_of(1, 1))));
}

TEST(Conversions, StayWithOneOwnerOnAccountsThatHaveMoneyOfTheirOwn) {
  Scenario s;
  with_yuan(s).given(does(put_party("m2")));
  const auto rate = rate_of(1, 1);
  for (const std::string account :
       {"liabilities:escrow", "liabilities:payouts", "equity:adjustments", "x", "equity:conversion:CNY",
        "income:platform_fee", "liabilities:tax:withheld", "assets:disputed:card"})
    s.when(does(convert("c1", side(account, cny(1)), side(kSellersYuan, usd(1)), rate)))
        .then(refused_at(Code::not_supported, "/from/account"));
  s.when(does(convert("c1", side(kSellersYuan, cny(1)), side("liabilities:distributor:d1:unmatured", usd(1)), rate)))
      .then(refused_at(Code::not_supported, "/to/account"));
  for (const std::string other : {"liabilities:merchant:m2", "assets:bank:main"})
    s.when(does(convert("c1", side(kSellersYuan, cny(1)), side(other, usd(1)), rate)))
        .then(refused_at(Code::not_supported, "/to/account"));
  s.when(does(convert("c1", side(kSellersYuan, cny(1)), side("liabilities:merchant:nobody", usd(1)), rate)))
      .then(refused_at(Code::party_not_found, "/to/account"));
}

// Out of its wallet a party is paid without the tax and the days of what it has earned.
TEST(Conversions, AreNoWayRoundWhatIsAskedOfPayouts) {
  Scenario s;
  with_yuan(s);
  for (const std::string other : {"liabilities:wallet:m1", "liabilities:partner:m1:payable"})
    s.when(does(convert("c1", side(kSellersYuan, cny(1)), side(other, usd(1)), rate_of(1, 1))))
        .then(refused_at(Code::not_supported, "/to/account"));
  EXPECT_EQ(s.last().refusal->detail,
            "what is owed to a party, or in suspense, is converted where it stands: liabilities:merchant:m1 is not "
            "liabilities:partner:m1:payable");
}

// A payment that is charged in yen came twice and was charged back: suspense has one currency and owes the other.
TEST(Conversions, ClearWhatStandsInSuspenseInTwoCurrencies) {
  const std::string suspense = "liabilities:suspense:card";
  Scenario s;
  with_yuan(s).given(entry(post_journal("e1", {debit("equity:adjustments", cny(1'000)), credit(suspense, cny(1'000)),
                                               debit(suspense, usd(140)), credit("equity:adjustments", usd(140))})));
  s.when(does(convert("c1", side(suspense, cny(1'000)), side(kSellersYuan, usd(140)), rate_of(14, 100))))
      .then(refused_at(Code::not_supported, "/to/account"));
  s.given(does(convert("c1", side(suspense, cny(1'000)), side(suspense, usd(140)), rate_of(14, 100))));
  s.then(owed(suspense, cny(0)));
  EXPECT_EQ(s.world().balance(suspense, "USD"), 0);
}

TEST(Conversions, AreKeptFromFrozenAndClosedAccounts) {
  Scenario s;
  with_yuan(s).given(does(close_account("assets:bank:abroad")));
  s.when(does(convert("c1", side(kYuanBank, cny(7)), side("assets:bank:abroad", usd(1)), rate_of(1, 7))))
      .then(refused(Code::account_closed));
  s.given(does(freeze_account(kSellersYuan)));
  s.when(does(convert("c1", side(kSellersYuan, cny(7)), side(kSellersYuan, usd(1)), rate_of(1, 7))))
      .then(refused_at(Code::account_frozen, "/from/account"));
}

TEST(Conversions, WouldNotTakeABalanceOutOfItsRange) {
  Scenario s;
  with_yuan(s);
  s.given(does(convert("c1", side(kSellersYuan, cny(1)), side(kSellersYuan, usd(core::kAmountMax)),
                       rate_of(core::kAmountMax, 1))));
  s.when(does(convert("c2", side(kSellersYuan, cny(1)), side(kSellersYuan, usd(1)), rate_of(1, 1))))
      .then(refused_at(Code::account_overflow, "/to/amount"));
}

// A conversion is taken back by another: an entry would leave the rate's account without a reason.
TEST(Conversions, AreNoJournalEntries) {
  Scenario s;
  with_yuan(s);
  s.given(does(convert("c1", side(kSellersYuan, cny(700)), side(kSellersYuan, usd(98)), rate_of(14, 100))));
  const auto seq = static_cast<std::int64_t>(s.world().log().back().seq);
  s.when(entry(post_journal("e1",
                            {credit(kSellersYuan, cny(700)), debit("equity:conversion:CNY", cny(700)),
                             credit("equity:conversion:USD", usd(98)), debit(kSellersYuan, usd(98))},
                            seq)))
      .then(refused_at(Code::not_supported, "/postings/1/account"));
}

TEST(Conversions, AreTakenBackByNoEntry) {
  Scenario s;
  with_yuan(s);
  s.given(does(convert("c1", side(kYuanBank, cny(700)), side(kYuanBank, usd(98)), rate_of(14, 100))));
  const auto seq = static_cast<std::int64_t>(s.world().log().back().seq);
  s.when(entry(post_journal("e1", {debit(kYuanBank, cny(5)), credit("equity:adjustments", cny(5))}, seq)))
      .then(refused_at(Code::entry_not_found, "/reverses"));
}

TEST(Currencies, AreNeverMixedUnasked) {
  Scenario s;
  with_yuan(s).given(order("o2").placed()).given(order("o3").placed());
  s.when(does(pay_order("o2", "p2", usd(10'000)))).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(does(hold_payment("o2", "p3", usd(10'000)))).then(refused_at(Code::currency_mismatch, "/currency"));
  s.given(does(hold_payment("o2", "h1", cny(10'000))));
  core::Command capture = capture_payment("h1", 5);
  std::get<core::PaymentCapture>(capture.body).currency = currency("USD");
  s.when(does(capture)).then(refused_at(Code::currency_mismatch, "/currency"));
  s.when(does(refund_order("o1", "r1", usd(5)))).then(refused_at(Code::currency_mismatch, "/currency"));
  core::PlanPut dollars = plan_terms(0, {});
  dollars.currency = currency("USD");
  s.given(does(publish_plan("dollars", dollars)));
  core::Command on_dollars = place_order("o4", cny(10'000));
  std::get<core::OrderPlace>(on_dollars.body).plan = core::PlanId("dollars");
  s.when(does(on_dollars)).then(refused(Code::plan_currency_mismatch));
  core::PayoutRequest payout;
  payout.payout_id = core::PayoutId("w1");
  payout.party = core::PartyId("m1");
  payout.amount = 1;
  payout.currency = currency("USD");
  s.when(does(command(core::Operation::payout_request, payout))).then(refused(Code::insufficient_funds));
  s.given(does(report_payment("o3", "p5", usd(10'000))));  // a fact is booked in its own currency, beside the order
  EXPECT_EQ(s.world().balance("liabilities:suspense:wechat_pay", "USD"), -10'000);
  EXPECT_EQ(s.world().state_of_order("o3"), "placed");
}

TEST(Conversions, WaitForASecondPersonWhereTheSettingSaysSo) {
  core::SettingsPut settings;
  settings.four_eyes = std::vector<std::string>{"conversions"};
  Scenario s;
  with_yuan(s).given(does(change_settings(settings)));
  const auto asked = [](std::string id, core::Amount amount) {
    return as_person(
        convert(std::move(id), side(kSellersYuan, cny(amount)), side(kSellersYuan, usd(amount / 10)), rate_of(1, 10)),
        "ann");
  };
  s.when(does(asked("c0", 20'000))).then(refused(Code::insufficient_funds));
  s.when(does(asked("c1", 7'000))).then(recorded({approval_requested})).then(owed(kSellersYuan, cny(10'000)));
  const std::string first = "ap" + std::to_string(s.world().log().back().seq);
  s.given(does(asked("c2", 7'000)));
  const std::string second = "ap" + std::to_string(s.world().log().back().seq);
  s.when(does(decide_approval(first, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(first, true, "carl"))).then(recorded({approval_decided, conversion_posted}));
  s.then(owed(kSellersYuan, cny(3'000)));
  s.when(does(decide_approval(second, true, "carl"))).then(refused(Code::insufficient_funds));
  s.when(does(asked("c1", 7'000))).then(refused(Code::conversion_exists));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

}  // namespace
}  // namespace tallygate::tests
