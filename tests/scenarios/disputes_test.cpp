// Disputes as an accountant reads them: a buyer has the bank take the money back, and the platform wins, loses or
// settles.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

constexpr auto kFee = "income:platform_fee";
constexpr auto kMerchant = "liabilities:merchant:m1";
constexpr auto kUnmatured = "liabilities:distributor:d1:unmatured";
constexpr auto kPayable = "liabilities:distributor:d1:payable";
constexpr auto kChannel = "assets:channel:wechat_pay";
constexpr auto kDisputed = "assets:disputed:wechat_pay";

// 100.00 yuan with a fee of 5 % and 10 % for the distributor, payable a week after completion.
Scenario& with_completed_order(Scenario& s) {
  core::PlanPut terms = plan_terms(500, {1'000});
  terms.matures_after_s = 7LL * 86'400;
  return s.given(plan_of(terms))
      .given(distributor("d1"))
      .given(order("o1").of(cny(10'000)).referred_by("d1").completed());
}

TEST(Disputes, AWonDisputeLeavesEveryAccountAsItWas) {
  Scenario s;
  with_completed_order(s);
  s.when(dispute("o1.p1", "d1")).then(recorded({core::RecordType::dispute_opened}));
  s.then(holds(kChannel, cny(0))).then(holds(kDisputed, cny(10'000)));
  s.then(owed(kMerchant, cny(8'500))).then(available(kMerchant, cny(0)));
  s.then(owed(kFee, cny(500))).then(available(kFee, cny(0)));
  s.then(owed(kUnmatured, cny(1'000))).then(available(kUnmatured, cny(0)));
  s.when(win("d1")).then(recorded({core::RecordType::dispute_won}));
  s.then(holds(kChannel, cny(10'000))).then(holds(kDisputed, cny(0)));
  s.then(available(kMerchant, cny(8'500))).then(available(kFee, cny(500))).then(available(kUnmatured, cny(1'000)));
  s.given(after(core::days(9))).then(owed(kUnmatured, cny(0))).then(owed(kPayable, cny(1'000)));
}

TEST(Disputes, ALostDisputeClawsBackAsARefundWould) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1", cny(4'000)));
  s.then(available(kMerchant, cny(5'100))).then(available(kUnmatured, cny(600)));
  s.when(lose("d1")).then(recorded({core::RecordType::dispute_lost, core::RecordType::dispute_clawed_back}));
  s.then(holds(kChannel, cny(6'000))).then(holds(kDisputed, cny(0)));
  s.then(owed(kMerchant, cny(5'100))).then(owed(kFee, cny(300))).then(owed(kUnmatured, cny(600)));
  s.when(refund("o1", cny(6'001))).then(refused(core::Code::exceeds_refundable));
  s.when(refund("o1", cny(6'000))).then(every_account_is_zero());
}

TEST(Disputes, OfAPartlyLostDisputeTheRestComesBack) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1", cny(5'000)));
  s.when(lose_of("d1", 2'000))
      .then(recorded({core::RecordType::dispute_partly_lost, core::RecordType::dispute_clawed_back}));
  s.then(holds(kChannel, cny(8'000))).then(holds(kDisputed, cny(0)));
  s.then(owed(kMerchant, cny(6'800))).then(owed(kFee, cny(400))).then(owed(kUnmatured, cny(800)));
  s.then(available(kMerchant, cny(6'800))).then(available(kUnmatured, cny(800)));
}

TEST(Disputes, FrozenCommissionDoesNotMatureUntilTheDisputeIsWon) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1", cny(4'000))).given(after(core::days(9)));
  s.then(owed(kUnmatured, cny(400))).then(owed(kPayable, cny(600)));  // what is not in dispute matures on its day
  s.when(win("d1")).then(recorded({core::RecordType::dispute_won, core::RecordType::dispute_thawed}));
  s.then(owed(kUnmatured, cny(0))).then(owed(kPayable, cny(1'000))).then(available(kPayable, cny(1'000)));
}

TEST(Disputes, FrozenCommissionPaysForItsOwnLoss) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1", cny(4'000))).given(after(core::days(9)));
  s.when(lose_of("d1", 1'000));
  s.then(owed(kUnmatured, cny(0))).then(owed(kPayable, cny(900))).then(available(kPayable, cny(900)));
  s.when(refund("o1", cny(9'000))).then(every_account_is_zero());
}

TEST(Disputes, AnOrderInDisputeIsNotCompletedAndItsEscrowIsFrozen) {
  Scenario s;
  s.given(order("o1").of(cny(10'000)).paid()).given(dispute("o1.p1", "d1", cny(3'000)));
  s.then(owed("liabilities:escrow", cny(10'000))).then(available("liabilities:escrow", cny(7'000)));
  s.when(complete("o1")).then(refused(core::Code::dispute_open));
  s.when(cancel("o1")).then(refused(core::Code::dispute_open));
  s.when(lose("d1")).then(owed("liabilities:escrow", cny(7'000)));
  s.when(complete("o1")).then(owed(kMerchant, cny(7'000)));
}

TEST(Disputes, WhatWasRefundedBeforeIsBookedAsUnplacedAndOpensABreak) {
  Scenario s;
  s.given(order("o1").of(cny(10'000)).paid()).given(refund("o1", cny(8'000)));
  s.when(dispute("o1.p1", "d1", cny(10'000))).then(holds(kDisputed, cny(10'000))).then(holds(kChannel, cny(-8'000)));
  s.then(frozen("liabilities:escrow", cny(2'000)));
  s.when(refund("o1", cny(1))).then(refused(core::Code::nothing_to_refund));
  s.when(lose("d1")).then(holds(kDisputed, cny(0))).then(owed("liabilities:escrow", cny(0)));
  s.then(owed("liabilities:suspense:wechat_pay", cny(-8'000)));  // paid back twice: somebody owes it
  s.when(does(resolve_break("bk4"))).then(recorded({core::RecordType::break_resolved}));
}

// The platform wins, the buyer's bank goes to arbitration and has the money again; in the end the card scheme has the
// two share it.
TEST(Disputes, WhatWasWonIsLostInArbitrationAndSharedInTheEnd) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1", cny(4'000))).given(win("d1")).then(available(kMerchant, cny(8'500)));
  s.when(lose("d1")).then(recorded({core::RecordType::dispute_lost, core::RecordType::dispute_clawed_back}));
  s.then(holds(kChannel, cny(6'000))).then(owed(kMerchant, cny(5'100))).then(owed(kUnmatured, cny(600)));
  s.given(after(core::days(9))).then(owed(kPayable, cny(600)));
  s.when(lose_of("d1", 2'000));
  s.then(holds(kChannel, cny(8'000))).then(owed(kMerchant, cny(6'800))).then(owed(kFee, cny(400)));
  s.then(owed(kPayable, cny(800))).then(holds(kDisputed, cny(0)));
  s.when(lose_of("d1", 2'000)).then(refused(core::Code::dispute_not_open));
  s.given(refund("o1", cny(8'000))).then(every_account_is_zero());
}

// The platform wins and refunds the buyer all the same; then the bank takes the money as well. The buyer has it twice:
// somebody has to ask for it.
TEST(Disputes, WhatWasRefundedAfterItWasWonIsLostByNobodysOrder) {
  Scenario s;
  with_completed_order(s);
  s.given(dispute("o1.p1", "d1")).given(win("d1")).given(refund("o1", cny(10'000)));
  s.when(lose("d1")).then(recorded({core::RecordType::dispute_lost}));
  s.then(owed("liabilities:suspense:wechat_pay", cny(-10'000))).then(holds(kChannel, cny(-10'000)));
  s.then(owed(kMerchant, cny(0))).then(owed(kFee, cny(0)));
  s.when(win("d1")).then(every_account_is_zero());
}

TEST(Disputes, OfMaturedCommissionThePayableAccountGivesBack) {
  Scenario s;
  with_completed_order(s);
  s.given(after(core::days(9))).then(owed(kPayable, cny(1'000)));
  s.given(order("o2").of(cny(2'000)).referred_by("d1").completed());
  s.given(dispute("o1.p1", "d1")).given(dispute("o2.p1", "d2"));
  s.then(available(kPayable, cny(0))).then(available(kUnmatured, cny(0)));
  s.given(lose("d1")).given(win("d2"));
  s.then(owed(kPayable, cny(0))).given(after(core::days(9))).then(owed(kPayable, cny(200)));
}

}  // namespace
}  // namespace tallygate::tests
