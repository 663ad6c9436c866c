// Commissions to the unit, worked out by hand: a table that can be checked with a pencil, and the caps of days and
// months scene by scene.
#include <gtest/gtest.h>

#include "tests/support/commissions.hpp"
#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::LineKind;
using core::PlanBase;
using core::PlanPeriod;
using enum core::RecordType;

// Goods 10,000, freight 500, tax 300, a discount of 500: 10,300 in all.
const std::vector<KindOfLine> kLines = {
    {LineKind::goods, 10'000}, {LineKind::freight, 500}, {LineKind::tax, 300}, {LineKind::discount, -500}};

struct ByHand {
  const char* name;
  PlanBase base;
  core::Amount refunded;          // before completion
  std::optional<std::size_t> of;  // of this line; else of none
  core::Amount expected_base, commission, fee, merchant;
  std::int64_t dropped;  // of the commission, in ten-thousandths of a unit
};

// The platform's fee is 5 % of what is split, the distributor's commission 10 % of the base.
const ByHand kByHand[] = {
    // 10,300 is split. Fee 515.
    {"all of it", PlanBase::gross, 0, {}, 10'300, 1'030, 515, 8'755, 0},
    {"without the fee: 10,300 - 515 = 9,785", PlanBase::net_of_fee, 0, {}, 9'785, 978, 515, 8'807, 5'000},
    {"what the buyer paid, the discount taken off once", PlanBase::net_of_coupon, 0, {}, 10'300, 1'030, 515, 8'755, 0},
    {"goods", PlanBase::goods, 0, {}, 10'000, 1'000, 515, 8'785, 0},
    // 3,000 went back and no line was named: 7,300 is split, fee 365, and every line counts 7,300 of 10,300.
    {"what is left", PlanBase::gross, 3'000, {}, 7'300, 730, 365, 6'205, 0},
    {"7,300 - 365", PlanBase::net_of_fee, 3'000, {}, 6'935, 693, 365, 6'242, 5'000},
    {"what the buyer paid and has not back", PlanBase::net_of_coupon, 3'000, {}, 7'300, 730, 365, 6'205, 0},
    {"10,000 x 7,300 / 10,300 = 7,087.3", PlanBase::goods, 3'000, {}, 7'087, 708, 365, 6'227, 7'000},
    // 4,000 of the goods went back: 6,300 is split, fee 315; goods 6,000 are left.
    {"goods that are left", PlanBase::goods, 4'000, 0, 6'000, 600, 315, 5'385, 0},
    {"10,300 - 4,000", PlanBase::net_of_coupon, 4'000, 0, 6'300, 630, 315, 5'355, 0},
    // The freight went back: 9,800 is split, fee 490. Goods are 10,000, which is more than there is.
    {"no more than is split", PlanBase::goods, 500, 1, 9'800, 980, 490, 8'330, 0},
};

core::Command refund_of(const ByHand& c) {
  core::Command out = refund_order("o1", "r1", cny(c.refunded));
  if (!c.of) return out;
  core::RefundLine line;
  line.line_id = "l" + std::to_string(*c.of);
  line.amount = c.refunded;
  std::get<core::OrderRefund>(out.body).lines.push_back(std::move(line));
  return out;
}

TEST(Commission, IsAShareOfTheBaseThatThePlanNames) {
  for (const ByHand& c : kByHand) {
    SCOPED_TRACE(c.name);
    core::PlanPut terms = plan_terms(500, {1'000});
    terms.base = c.base;
    Scenario s;
    s.given(plan_of(terms)).given(does(order_of_lines("o1", kLines))).given(does(pay_order("o1", "p1", cny(10'300))));
    if (c.refunded > 0) s.given(does(refund_of(c)));
    s.given(complete("o1"));
    s.then(owed("liabilities:distributor:d1:payable", cny(c.commission)));
    s.then(owed("income:platform_fee", cny(c.fee))).then(owed("liabilities:merchant:m1", cny(c.merchant)));
    const core::SplitEffect& split = last_split(s.world());
    EXPECT_EQ(split.parts[1].base, c.expected_base);
    EXPECT_EQ(split.parts[1].dropped.value_or(0), c.dropped);
    EXPECT_EQ(split.base.has_value(), c.base != PlanBase::gross);
    if (split.base) {
      EXPECT_EQ(split.base->amount, c.expected_base);
    }
    s.given(settled_refund("o1", cny(10'300 - c.refunded))).then(every_account_is_zero());
  }
}

TEST(Commission, GoesToCreatorPartnerAndSupplierBesideTheTree) {
  core::PlanPut terms = plan_terms(500, {1'000});
  terms.shares = {{300, core::Role::creator}, {200, core::Role::partner}, {4'000, core::Role::supplier}};
  terms.matures_after_s = 86'400;
  Scenario s;
  core::Command placed = order_of_lines("o1", {{LineKind::goods, 10'000}});
  auto& body = std::get<core::OrderPlace>(placed.body);
  body.creator = core::PartyId("c1");
  body.partner = core::PartyId("p1");
  body.supplier = core::PartyId("s1");
  s.given(plan_of(terms)).given(does(placed)).given(does(pay_order("o1", "p1", cny(10'000)))).given(complete("o1"));
  s.then(owed("liabilities:creator:c1:unmatured", cny(300))).then(owed("liabilities:partner:p1:unmatured", cny(200)));
  s.then(owed("liabilities:supplier:s1:unmatured", cny(4'000))).then(owed("liabilities:merchant:m1", cny(4'000)));
  s.given(after(core::days(2)));
  s.then(owed("liabilities:partner:p1:payable", cny(200))).then(owed("liabilities:supplier:s1:payable", cny(4'000)));
  s.given(settled_refund("o1", cny(2'500))).then(owed("liabilities:supplier:s1:payable", cny(3'000)));
  s.given(settled_refund("o1", cny(7'500))).then(every_account_is_zero());
}

// 10 % of 10,000 each; at most 1,000 a day and 1,500 a month. The tenant is in Shanghai, eight hours ahead.
class Capped : public testing::Test {
 protected:
  Capped() {
    s.world().open_in("Asia/Shanghai");
    core::PlanPut terms = plan_terms(0, {1'000});
    terms.period_caps = {cap_of_level(1, 1'000, PlanPeriod::day), cap_of_level(1, 1'500, PlanPeriod::month)};
    s.given(plan_of(terms));
  }
  core::Amount earned(const std::string& id) {
    s.given(order(id).of(cny(10'000)).referred_by("d1").completed());
    return last_split(s.world()).parts.front().amount;
  }
  Scenario s;
};

TEST_F(Capped, NoMoreThanADayAndAMonthAllow) {
  EXPECT_EQ(earned("o1"), 1'000);
  EXPECT_EQ(earned("o2"), 0) << "the day is used up";
  s.then(owed("liabilities:merchant:m1", cny(19'000)));
  s.given(after(core::days(1)));
  EXPECT_EQ(earned("o3"), 500) << "what is left of the month";
  EXPECT_EQ(earned("o4"), 0);
  const auto& caps = last_split(s.world()).parts.front().period_caps;
  ASSERT_EQ(caps.size(), 2U);
  EXPECT_EQ(caps[0].period, "2026-01-02");
  EXPECT_EQ(caps[0].used, 500);
  EXPECT_EQ(caps[1].period, "2026-01");
  EXPECT_EQ(caps[1].used, 1'500);
  EXPECT_EQ(caps[1].cap, 1'500);
}

TEST_F(Capped, AMonthBeginsAtMidnightWhereTheTenantIs) {
  s.given(after(core::seconds(30 * 86'400 + 16 * 3'600 - 1)));
  EXPECT_EQ(earned("o1"), 1'000);
  s.given(after(core::Duration{999'999}));
  EXPECT_EQ(earned("o2"), 0) << "31 January 23:59:59.999999 in Shanghai";
  s.given(after(core::Duration{1}));
  EXPECT_EQ(earned("o3"), 1'000) << "1 February";
  EXPECT_EQ(last_split(s.world()).parts.front().period_caps[1].period, "2026-02");
}

TEST_F(Capped, ARefundGivesBackWhatItUsed) {
  EXPECT_EQ(earned("o1"), 1'000);
  s.given(settled_refund("o1", cny(4'000)));
  EXPECT_EQ(earned("o2"), 400);
  s.given(refund_as("r1", "o1", cny(6'000)));
  EXPECT_EQ(earned("o3"), 600);
  s.given(fail("r1"));  // 600 more is out than the day allows: a fact
  EXPECT_EQ(earned("o4"), 0);
  EXPECT_EQ(last_split(s.world()).parts.front().period_caps[0].used, 1'600);
}

TEST_F(Capped, ALostDisputeGivesBackWhatItUsed) {
  EXPECT_EQ(earned("o1"), 1'000);
  s.given(dispute("o1.p1", "x1", cny(2'500))).given(lose("x1"));
  EXPECT_EQ(earned("o2"), 250);
}

TEST_F(Capped, ARefundInALaterMonthGivesNothingBackToThatOne) {
  EXPECT_EQ(earned("o1"), 1'000);
  s.given(after(core::days(31)));
  EXPECT_EQ(earned("o2"), 1'000);
  s.given(settled_refund("o1", cny(10'000)));
  EXPECT_EQ(earned("o3"), 0);
}

TEST_F(Capped, EachDistributorHasItsOwn) {
  EXPECT_EQ(earned("o1"), 1'000);
  s.given(order("o2").referred_by("d2").completed()).then(owed("liabilities:distributor:d2:payable", cny(1'000)));
}

TEST_F(Capped, ANewVersionOfThePlanGoesOnCounting) {
  EXPECT_EQ(earned("o1"), 1'000);
  core::PlanPut terms = plan_terms(0, {1'000});
  terms.period_caps = {cap_of_level(1, 1'200, PlanPeriod::month)};
  s.given(plan_of(terms));
  EXPECT_EQ(earned("o2"), 200);
}

TEST(Commission, ShareCapsCountByRole) {
  core::PlanPut terms = plan_terms(0, {});
  terms.shares = {{1'000, core::Role::creator}};
  terms.period_caps = {cap_of_role(core::Role::creator, 1'700, PlanPeriod::month)};
  Scenario s;
  s.given(plan_of(terms))
      .given(order("o1").created_by("c1").completed())
      .given(order("o2").created_by("c1").completed());
  s.then(owed("liabilities:creator:c1:payable", cny(1'700)));
  EXPECT_EQ(last_split(s.world()).parts.front().role, core::Role::creator);
}

// The rolling 30 days of a distributor's volume, to the second.
TEST(Commission, ATierHoldsUntilTheVeryInstantThatItsVolumeLeavesTheWindow) {
  core::PlanPut terms = plan_terms(0, {});
  terms.levels = {{1, {{500, 0}, {700, 10'000}}}};
  for (const bool over : {false, true}) {
    Scenario s;
    s.given(plan_of(terms)).given(order("o1").of(cny(9'999)).referred_by("d1").completed());
    s.given(order("o2").of(cny(1)).referred_by("d1").completed());
    EXPECT_EQ(last_split(s.world()).parts.front().volume, 9'999) << "an order does not count for itself";
    EXPECT_EQ(last_split(s.world()).parts.front().bp, 500);
    s.given(after(core::seconds(30 * 86'400 - (over ? 0 : 1))));
    s.given(order("o3").of(cny(10'000)).referred_by("d1").completed());
    EXPECT_EQ(last_split(s.world()).parts.front().volume, over ? 0 : 10'000);
    s.then(owed("liabilities:distributor:d1:payable", cny(499 + 0 + (over ? 500 : 700))));
  }
}

}  // namespace
}  // namespace tallygate::tests
