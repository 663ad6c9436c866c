#include "tests/support/told_goods.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <regex>

#include "tests/support/goods.hpp"
#include "tests/support/told_words.hpp"

namespace tallygate::tests::told {
namespace {

const std::string kTime = "([0-9-]+T[0-9:]+Z)";

void each_clause(const std::string& clauses, const std::function<bool(const std::string&)>& take) {
  for (std::string rest = clauses; !rest.empty();) {
    const std::size_t end = rest.find(", ", 2);
    const std::string said = rest.substr(2, end == std::string::npos ? end : end - 2);
    EXPECT_TRUE(take(said)) << "no clause here: " << said;
    rest = end == std::string::npos ? std::string() : rest.substr(end);
  }
}

}  // namespace

core::Command stock_on_sale(const std::string& sku, std::int64_t pieces, const std::string& clauses) {
  static const std::regex kEach("at most ([0-9]+) a buyer"), kUntil("until " + kTime);
  core::Command out = put_stock(sku, pieces);
  auto& put = std::get<core::StockPut>(out.body);
  each_clause(clauses, [&put](const std::string& said) {
    std::smatch m;
    if (std::regex_match(said, m, kEach)) {
      put.per_buyer = std::stoll(m[1]);
    } else if (std::regex_match(said, m, kUntil)) {
      put.ends_at = core::parse_time(m[1].str());
    }
    return !m.empty();
  });
  return out;
}

core::Command coupon_that_takes(const std::string& coupon, const std::string& off, core::FundedBy funded_by,
                                const std::string& clauses) {
  static const std::regex kShare(kPercent), kMost("at most " + kMoney), kUses("([0-9]+) uses?"),
      kEach("([0-9]+) a buyer");
  std::smatch share;
  const bool is_share = std::regex_match(off, share, kShare);
  core::CouponPut put = is_share ? share_off(basis_points(share[1]), funded_by) : amount_off(money_of(off), funded_by);
  each_clause(clauses, [&put](const std::string& said) {
    std::smatch m;
    if (std::regex_match(said, m, kMost)) {
      put.max = money_of(m[1]).amount;
    } else if (std::regex_match(said, m, kUses)) {
      put.uses = std::stoll(m[1]);
    } else if (std::regex_match(said, m, kEach)) {
      put.per_buyer = std::stoll(m[1]);
    }
    return !m.empty();
  });
  return put_coupon(coupon, std::move(put));
}

core::Command shipment_of(const std::string& order, const std::string& parcel, core::ShippedLine line) {
  core::Command out = ship_order(order, parcel);
  std::get<core::OrderShip>(out.body).lines = {std::move(line)};
  return out;
}

core::Command delivery_of(const std::string& order, const std::string& parcel) {
  core::Command out = deliver_order(order);
  std::get<core::OrderDeliver>(out.body).waybill = parcel;
  return out;
}

bool goods_clause(core::OrderPlace& order, const std::string& said) {
  static const std::regex kCoupon("with coupon " + kId),
      kGroup("in group " + kId + "(?: of ([0-9]+) until " + kTime + ")?");
  std::smatch m;
  if (std::regex_match(said, m, kCoupon)) {
    order.coupon = core::OtherId(m[1].str());
  } else if (std::regex_match(said, m, kGroup)) {
    core::OrderGroup& group = order.group.emplace();
    group.id = core::OtherId(m[1].str());
    if (m[2].matched) group.size = std::stoll(m[2]);
    if (m[3].matched) group.closes_at = core::parse_time(m[3].str());
  }
  return !m.empty();
}

}  // namespace tallygate::tests::told
