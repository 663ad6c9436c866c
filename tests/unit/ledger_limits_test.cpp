// Limits: what counts against them, what gives it back, who may change one.
#include <gtest/gtest.h>

#include "tests/support/limits.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kSeller = "liabilities:merchant:m1";

Step limited(core::Command put) {
  return does(std::move(put));
}
Scenario& with_buyer(Scenario& s) {
  s.given(plan(0, {})).given(does(put_party("b1"))).given(does(put_party("m1")));
  return s.given(limited(spending_limit("L1", "b1", cny(10'000))));
}

TEST(SpendingLimit, IsOfWhatABuyerPaysInThePeriod) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(7'000)).paid()).then(used("L1", 7'000));
  s.given(order("o2").of(cny(4'000)).placed());
  s.when(pay("o2", cny(3'001))).then(refused_at(Code::account_limit, "/amount"));
  EXPECT_EQ(s.last().refusal->detail,
            "3001 CNY asked, limit L1 of b1 is 10000 CNY in 86400 s, of which 7000 CNY is used");
  s.given(pay("o2", cny(3'000))).then(used("L1", 10'000));
  s.given(after(core::days(1))).then(used("L1", 0)).given(pay("o2", cny(1'000))).then(used("L1", 1'000));
}

TEST(SpendingLimit, CountsHoldsAndWhatWaitsAndGivesThemBack) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(9'000)).placed()).given(hold("o1", "h1", cny(6'000))).then(used("L1", 6'000));
  s.given(capture("h1", 1'000)).then(used("L1", 6'000)).given(void_hold("h1")).then(used("L1", 1'000));
  s.given(under(core::Verdict::review, pay_order("o1", "p2", cny(8'000)))).then(used("L1", 9'000));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.given(order("o2").of(cny(2'000)).placed());
  s.when(pay("o2", cny(1'001))).then(refused(Code::account_limit));
  s.given(released(review)).then(used("L1", 9'000));  // its own is not counted twice
  s.given(pay("o2", cny(1'000))).then(used("L1", 10'000));
}

TEST(SpendingLimit, GivesBackWhatExpiresIsRejectedOrRefunded) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(9'000)).placed()).given(hold("o1", "h1", cny(5'000), core::hours(1)));
  s.given(after(core::hours(1))).then(used("L1", 0));
  s.given(under(core::Verdict::review, pay_order("o1", "p1", cny(5'000)))).then(used("L1", 5'000));
  s.given(rejected("rv" + std::to_string(s.world().log().back().seq))).then(used("L1", 0));
  s.given(pay("o1", cny(9'000))).then(used("L1", 9'000));
  s.given(refund_as("r1", "o1", cny(4'000))).then(used("L1", 5'000)).given(fail("r1")).then(used("L1", 9'000));
  s.given(cancel("o1")).then(used("L1", 0));
}

TEST(SpendingLimit, CountsFactsAndNeverRefusesThem) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(50'000)).placed());
  s.given(does(report_payment("o1", "p1", cny(30'000)))).then(used("L1", 30'000));
  s.when(pay("o1", cny(1))).then(refused(Code::account_limit));
}

TEST(SpendingLimit, IsOfOneBuyerAndCurrency) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(50'000)).by("b2").paid()).then(used("L1", 0));
  s.given(limited(spending_limit("L2", "b2", usd(1)))).given(order("o2").of(cny(50'000)).by("b2").paid());
  s.then(used("L2", 0));
}

TEST(SpendingLimit, CountsFromTheRecordThatPutIt) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(9'000)).paid()).given(after(core::seconds(1)));
  s.given(limited(spending_limit("L1", "b1", cny(100)))).then(used("L1", 0));
  s.given(refund("o1", cny(5))).then(used("L1", 0));
}

TEST(PayoutLimit, IsOfAPartyOrOfOneAccount) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed());
  s.given(limited(payout_limit("P1", "m1", cny(5'000))));
  s.given(limited(put_limit("P2", of_account(kSeller, limit_of(core::LimitKind::payout, cny(6'000))))));
  s.given(payout("y1", "m1", cny(3'000))).then(used("P1", 3'000)).then(used("P2", 3'000));
  s.when(payout("y2", "m1", cny(2'001))).then(refused_at(Code::account_limit, "/amount"));
  s.given(under(core::Verdict::review, ask_payout("y3", "m1", cny(2'000)))).then(used("P1", 5'000));
  s.given(rejected("rv" + std::to_string(s.world().log().back().seq))).then(used("P1", 3'000));
  s.given(approved("y1")).given(does(return_payout("y1"))).then(used("P1", 0)).then(used("P2", 0));
  core::LimitPut more = of_party("m1", limit_of(core::LimitKind::payout, cny(9'000)));
  s.given(limited(put_limit("P1", more)));
  s.when(payout("y4", "m1", cny(6'001))).then(refused(Code::account_limit));
  EXPECT_NE(s.last().refusal->detail.find("limit P2 of " + kSeller), std::string::npos);
}

TEST(CreditLimit, LetsRequestsTakeAnAccountBelowZero) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(1'000)).completed());
  s.when(payout("y1", "m1", cny(1'001))).then(refused(Code::insufficient_funds));
  s.given(limited(credit_limit("C1", kSeller, cny(500)))).given(payout("y2", "m1", cny(1'400)));
  s.when(entry(post_journal("e1", {debit(kSeller, cny(101)), credit("equity:adjustments", cny(101))})))
      .then(refused(Code::insufficient_funds));
  EXPECT_EQ(s.last().refusal->detail, "101 CNY asked, 100 CNY available on liabilities:merchant:m1");
  s.given(entry(post_journal("e2", {debit(kSeller, cny(100)), credit("equity:adjustments", cny(100))})));
  s.then(owed(kSeller, cny(-500)));
}

TEST(CreditLimit, IsReservedOnAnAccountThatNothingCameToYet) {
  Scenario s;
  s.given(does(put_party("m9"))).given(limited(credit_limit("C1", "liabilities:merchant:m9", cny(500))));
  const core::Command asked = in_role(core::Role::merchant, ask_payout("y1", "m9", cny(300)));
  s.given(under(core::Verdict::review, asked)).then(payout_is("y1", "held"));
  const std::string review = "rv" + std::to_string(s.world().log().back().seq);
  s.when(does(in_role(core::Role::merchant, ask_payout("y2", "m9", cny(201))))).then(refused(Code::insufficient_funds));
  s.given(released(review)).then(owed("liabilities:merchant:m9", cny(-300)));
}

TEST(Limit, IsChangedAndRemovedButStaysWhatItIs) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(6'000)).paid());
  s.given(limited(spending_limit("L1", "b1", cny(6'500)))).then(used("L1", 6'000));
  s.given(order("o2").of(cny(1'000)).placed()).when(pay("o2", cny(501))).then(refused(Code::account_limit));
  s.when(limited(payout_limit("L1", "b1", cny(1)))).then(refused(Code::limit_exists));
  s.when(limited(spending_limit("L1", "m1", cny(1)))).then(refused(Code::limit_exists));
  s.when(limited(spending_limit("L1", "b1", usd(1)))).then(refused(Code::limit_exists));
  core::LimitPut gone = of_party("b1", limit_of(core::LimitKind::spend, cny(1)));
  gone.amount.reset();
  s.when(limited(put_limit("L9", gone))).then(refused(Code::limit_not_found));
  s.given(limited(put_limit("L1", gone))).given(pay("o2", cny(1'000))).then(used("L1", 7'000));
}

TEST(Limit, IsOfAPartyThatIsKnownAndAnAccountThatIsPaid) {
  Scenario s;
  with_buyer(s);
  s.when(limited(spending_limit("L2", "nobody", cny(1)))).then(refused_at(Code::party_not_found, "/party"));
  s.when(limited(credit_limit("L2", "liabilities:merchant:nobody", cny(1))))
      .then(refused_at(Code::party_not_found, "/account"));
  for (const std::string account : {"assets:bank:main", "liabilities:escrow", "liabilities:distributor:m1:unmatured"})
    s.when(limited(credit_limit("L2", account, cny(1)))).then(refused_at(Code::not_supported, "/account"));
  for (int i = 2; i <= 16; ++i) s.given(limited(spending_limit("L" + std::to_string(i), "b1", cny(1))));
  s.when(limited(spending_limit("L17", "b1", cny(1)))).then(refused(Code::not_supported));
}

TEST(Limit, WaitsForASecondPerson) {
  Scenario s;
  with_buyer(s);
  core::Command asked = as_person(spending_limit("L1", "b1", cny(1)), "ann");
  asked.actor.client = "operator";
  s.when(does(asked)).then(recorded({approval_requested})).given(order("o1").of(cny(500)).paid());
  std::string approval;
  for (const core::Record& record : s.world().log())
    if (record.type == approval_requested) approval = "ap" + std::to_string(record.seq);
  s.when(does(decide_approval(approval, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, "carl"))).then(recorded({approval_decided, core::RecordType::limit_put}));
  s.given(order("o2").of(cny(500)).placed()).when(pay("o2", cny(1))).then(refused(Code::account_limit));
}

TEST(Limit, StaysAsItWasWhereTheSecondPersonDeclines) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(10'001)).placed());
  s.given(does(as_person(spending_limit("L1", "b1", cny(20'000)), "ann")));
  const std::string approval = "ap" + std::to_string(s.world().log().back().seq);
  s.when(does(decide_approval(approval, false, "carl"))).then(recorded({approval_decided}));
  s.when(pay("o1", cny(10'001))).then(refused(Code::account_limit)).given(pay("o1", cny(10'000)));
}

TEST(Limit, BringsNothingBackThatWasOverWhenItsPeriodGrows) {
  core::LimitPut brief = of_party("b1", limit_of(core::LimitKind::spend, cny(10'000)));
  brief.period_s = 60;
  for (const bool another : {false, true}) {  // it need not be counted again for the old to be gone
    Scenario s;
    with_buyer(s).given(limited(put_limit("L1", brief))).given(order("o1").of(cny(300)).paid());
    s.given(after(core::minutes(2))).then(used("L1", 0));
    if (another) s.given(order("o2").of(cny(50)).paid());
    s.given(limited(spending_limit("L1", "b1", cny(10'000)))).then(used("L1", another ? 50 : 0));
  }
}

TEST(Limit, CountsWhatItKnowsInItsNewPeriod) {
  Scenario s;
  with_buyer(s).given(order("o1").of(cny(6'000)).paid()).given(after(core::hours(2)));
  s.given(order("o2").of(cny(1'000)).paid()).then(used("L1", 7'000));
  core::LimitPut hourly = of_party("b1", limit_of(core::LimitKind::spend, cny(1'500)));
  hourly.period_s = 3'600;
  s.given(limited(put_limit("L1", hourly))).then(used("L1", 1'000));
  s.given(order("o3").of(cny(501)).placed()).when(pay("o3", cny(501))).then(refused(Code::account_limit));
  s.given(after(core::hours(1))).then(used("L1", 0)).given(pay("o3", cny(501))).then(used("L1", 501));
}

core::Command calendar_limit(std::string id, std::string party, core::PlanPeriod period, core::Money money) {
  core::LimitPut body = of_party(std::move(party), limit_of(core::LimitKind::spend, money));
  body.period_s.reset();
  body.period = period;
  return put_limit(std::move(id), std::move(body));
}

// The tenant is eight hours ahead: its day begins at 16:00 UTC, and its February on the last evening of January.
TEST(Limit, OfACalendarsPeriodBeginsAnewWithTheNextOne) {
  Scenario s;
  s.world().open_in("Asia/Shanghai");
  s.given(plan(0, {})).given(does(put_party("b1")));
  s.given(does(calendar_limit("D1", "b1", core::PlanPeriod::day, cny(1'000))));
  s.given(does(calendar_limit("M1", "b1", core::PlanPeriod::month, cny(1'500))));
  s.given(after(core::hours(15))).given(order("o1").of(cny(1'000)).paid()).given(order("o2").of(cny(501)).placed());
  s.when(pay("o2", cny(1))).then(refused(Code::account_limit));
  EXPECT_NE(s.last().refusal->detail.find("limit D1 of b1 is 1000 CNY in a calendar day"), std::string::npos);
  s.given(after(core::hours(1))).then(used("D1", 0)).then(used("M1", 1'000));
  s.when(pay("o2", cny(501))).then(refused(Code::account_limit)).given(pay("o2", cny(500)));
  s.given(after(core::days(29))).given(order("o3").of(cny(2)).placed()).then(used("M1", 1'500));
  s.when(pay("o3", cny(1))).then(refused(Code::account_limit));
  s.given(after(core::days(1))).then(used("M1", 0)).given(pay("o3", cny(1)));
}

TEST(Limit, OfACalendarsPeriodNeedsACalendar) {
  Scenario s;
  s.world().open_in("Atlantis/Capital");
  s.given(does(put_party("b1")));
  s.when(does(calendar_limit("D1", "b1", core::PlanPeriod::day, cny(1'000))))
      .then(refused_at(Code::time_zone_unknown, "/period"));
}

TEST(Limit, OfAWalletIsOnWhatItPays) {
  const std::string wallet = "liabilities:wallet:b1";
  Scenario s;
  s.given(plan(0, {})).given(does(top_up("b1", "t1", cny(5'000)))).given(order("o1").of(cny(5'000)).placed());
  s.given(does(put_limit("W1", of_account(wallet, limit_of(core::LimitKind::spend, cny(1'000))))));
  s.when(does(pay_from_wallet("o1", "p1", cny(1'001)))).then(refused(Code::account_limit));
  s.given(does(pay_from_wallet("o1", "p2", cny(1'000)))).then(used("W1", 1'000));
  s.when(does(pay_from_wallet("o1", "p3", cny(1)))).then(refused(Code::account_limit));
  s.given(does(pay_order("o1", "p4", cny(3'000), core::Channel::card))).then(used("W1", 1'000));
  s.given(does(cancel_order("o1"))).then(used("W1", 0)).then(owed(wallet, cny(5'000)));
  s.when(does(put_limit("W2", of_account("liabilities:merchant:m1", limit_of(core::LimitKind::spend, cny(1))))))
      .then(refused_at(Code::not_supported, "/account"));
}

}  // namespace
}  // namespace tallygate::tests
