// What commissions are a share of beside a coupon, to the unit: gross counts what the platform funds of it and
// net_of_coupon does not; a merchant's is taken off what is paid, once (decision 0032).
#include <gtest/gtest.h>

#include "tests/support/commissions.hpp"
#include "tests/support/goods.hpp"

namespace tallygate::tests {
namespace {

using core::FundedBy;
using core::PlanBase;

// Goods of 1,000, freight of 107 and 100 off: the buyer pays 1,007. The platform keeps 5 %, the referrer earns 10 %.
core::Command order_with_freight(FundedBy funded_by) {
  core::Command c = order_with_coupon("o1", "c", 1'000, 100, funded_by);
  auto& body = std::get<core::OrderPlace>(c.body);
  body.referrer = core::PartyId("d1");
  core::OrderLine& freight = body.lines.emplace_back();
  freight.line_id = "freight";
  freight.kind = core::LineKind::freight;
  freight.amount = 107;
  body.amount += freight.amount;
  return c;
}

struct Paid {
  core::Amount of = 0, fee = 0, base = 0, level = 0, merchant = 0;  // `base`: of the level
  bool operator==(const Paid&) const = default;
};
void PrintTo(const Paid& p, std::ostream* out) {
  *out << "of " << p.of << ": " << p.fee << ", " << p.level << " of " << p.base << ", " << p.merchant;
}

void begin(Scenario& s, PlanBase base, FundedBy funded_by) {
  core::PlanPut terms;
  terms.currency = currency("CNY");
  terms.platform_fee_bp = 500;
  terms.levels = {{1, {{1'000, 0}}}};
  if (base != PlanBase::gross) terms.base = base;
  s.given(plan_of(terms)).given(distributor("d1")).given(does(put_coupon("c", amount_off(cny(100), funded_by))));
}

Paid last_paid(Scenario& s) {
  const core::SplitEffect& split = last_split(s.world());
  Paid out;
  for (const core::SplitPart& part : split.parts) {
    out.of += part.amount;
    if (part.kind == core::PartKind::fee) out.fee = part.amount;
    if (part.kind == core::PartKind::merchant) out.merchant = part.amount;
    if (part.kind != core::PartKind::level) continue;
    out.level = part.amount;
    out.base = part.base.value_or(0);
  }
  if (split.base) EXPECT_EQ(split.base->of, out.of);
  return out;
}

// Placed, previewed, paid and completed; `before`: between payment and completion.
Paid completes(PlanBase base, FundedBy funded_by, const std::vector<core::Command>& before = {}) {
  Scenario s;
  begin(s, base, funded_by);
  const core::Command placing = order_with_freight(funded_by);
  const auto preview = s.world().ledger().preview("default", core::body_as<core::OrderPlace>(placing), s.world().now());
  EXPECT_EQ(preview.json.find("\"promotion\":100") != std::string::npos, funded_by == FundedBy::platform);
  s.given(does(placing)).given(pay("o1", cny(1'007)));
  for (const core::Command& c : before) s.given(does(c));
  s.given(complete("o1"));
  const Paid paid = last_paid(s);
  if (before.empty())
    EXPECT_NE(preview.json.find("\"amount\":" + std::to_string(paid.merchant) + ",\"kind\":\"merchant\""),
              std::string::npos)
        << preview.json;
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  core::Amount left = 1'007;
  for (const core::Command& c : before) left -= core::body_as<core::OrderRefund>(c).amount;
  s.given(refund_as("part", "o1", cny(301))).given(refund_as("rest", "o1", cny(left - 301)));
  s.then(every_account_is_zero());
  return paid;
}

core::Command refund_of_line(const std::string& line, core::Amount amount) {
  core::Command c = refund_order("o1", "r1", cny(amount));
  std::get<core::OrderRefund>(c.body).lines = {{amount, line, {}}};
  return c;
}

TEST(CouponBases, CountWhatThePlatformFundsButForNetOfCoupon) {
  const auto of = [](PlanBase base) { return completes(base, FundedBy::platform); };
  EXPECT_EQ(of(PlanBase::gross), (Paid{1'107, 55, 1'107, 110, 942}));
  EXPECT_EQ(of(PlanBase::net_of_fee), (Paid{1'107, 55, 1'052, 105, 947}));
  EXPECT_EQ(of(PlanBase::net_of_coupon), (Paid{1'107, 55, 1'007, 100, 952}));
  EXPECT_EQ(of(PlanBase::goods), (Paid{1'107, 55, 1'000, 100, 952}));
}

TEST(CouponBases, OfAMerchantsCouponAreOfWhatTheBuyerPays) {
  const auto of = [](PlanBase base) { return completes(base, FundedBy::merchant); };
  EXPECT_EQ(of(PlanBase::gross), (Paid{1'007, 50, 1'007, 100, 857}));
  EXPECT_EQ(of(PlanBase::net_of_fee), (Paid{1'007, 50, 957, 95, 862}));
  EXPECT_EQ(of(PlanBase::net_of_coupon), (Paid{1'007, 50, 1'007, 100, 857}));
  EXPECT_EQ(of(PlanBase::goods), (Paid{1'007, 50, 1'000, 100, 857}));
}

// 333 of the goods went back: the platform funds 100 - floor(100 x 333 / 1,007) = 67 of the 674 that are left.
TEST(CouponBases, FollowRefundsOfALine) {
  const auto of = [](PlanBase base) { return completes(base, FundedBy::platform, {refund_of_line("1", 333)}); };
  EXPECT_EQ(of(PlanBase::gross), (Paid{741, 37, 741, 74, 630}));
  EXPECT_EQ(of(PlanBase::net_of_coupon), (Paid{741, 37, 674, 67, 637}));
  EXPECT_EQ(of(PlanBase::goods), (Paid{741, 37, 667, 66, 638}));
}

// The same without a line: goods are 1,000 of the lines' 1,107, so floor(1,000 x 741 / 1,107) of what is split.
TEST(CouponBases, AreTakenFromEveryLineAlikeWhereARefundNamesNone) {
  const auto of = [](PlanBase base) {
    return completes(base, FundedBy::platform, {refund_order("o1", "r1", cny(333))});
  };
  EXPECT_EQ(of(PlanBase::net_of_coupon), (Paid{741, 37, 674, 67, 637}));
  EXPECT_EQ(of(PlanBase::goods), (Paid{741, 37, 669, 66, 638}));
}

// A second discount of 50, the merchant's own, beside the platform's coupon: what the buyer paid is net of both.
TEST(CouponBases, NetOfCouponIsWhatTheBuyerPaidWhoeverFundsTheDiscounts) {
  Scenario s;
  begin(s, PlanBase::net_of_coupon, FundedBy::platform);
  core::Command placing = order_with_freight(FundedBy::platform);
  auto& body = std::get<core::OrderPlace>(placing.body);
  core::OrderLine& own = body.lines.emplace_back();
  own.line_id = "own";
  own.kind = core::LineKind::discount;
  own.amount = -50;
  own.funded_by = "merchant";
  body.amount -= 50;
  s.given(does(placing)).given(pay("o1", cny(957))).given(complete("o1"));
  EXPECT_EQ(last_paid(s), (Paid{1'057, 52, 957, 95, 910}));
}

TEST(CouponBases, OfAnOrderThatThePlatformPaysWholly) {
  for (const PlanBase base : {PlanBase::goods, PlanBase::net_of_coupon}) {
    Scenario s;
    begin(s, base, FundedBy::platform);
    s.given(does(put_coupon("c", share_off(10'000, FundedBy::platform))));
    core::Command free = order_with_coupon("o1", "c", 1'000, 1'000);
    std::get<core::OrderPlace>(free.body).referrer = core::PartyId("d1");
    s.given(does(free)).given(complete("o1"));
    const core::Amount commission = base == PlanBase::goods ? 100 : 0;
    EXPECT_EQ(last_paid(s), (Paid{1'000, 50, commission * 10, commission, 950 - commission}));
  }
}

}  // namespace
}  // namespace tallygate::tests
