// Stock, coupons and groups in the words of the domain, for tests of what the ledger decides.
#pragma once

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command put_stock(std::string sku, std::int64_t quantity, std::optional<std::int64_t> per_buyer = {}) {
  core::StockPut put;
  put.quantity = quantity;
  put.per_buyer = per_buyer;
  return command(core::Operation::stock_put, std::move(put), std::move(sku));
}

inline core::Command put_sale(std::string sku, std::int64_t quantity, std::string sale) {
  core::Command c = put_stock(std::move(sku), quantity);
  std::get<core::StockPut>(c.body).sale = core::OtherId(std::move(sale));
  return c;
}

inline core::Command put_coupon(std::string id, core::CouponPut put) {
  return command(core::Operation::coupon_put, std::move(put), std::move(id));
}

inline core::CouponPut amount_off(core::Money off, core::FundedBy funded_by) {
  core::CouponPut put;
  put.amount = off.amount;
  put.currency = off.currency;
  put.funded_by = funded_by;
  return put;
}

inline core::CouponPut share_off(std::int64_t bp, core::FundedBy funded_by, std::optional<core::Amount> max = {}) {
  core::CouponPut put;
  put.bp = bp;
  put.max = max;
  put.currency = currency("CNY");
  put.funded_by = funded_by;
  return put;
}

// So many pieces of a sku in one line that is all of the order's amount.
inline core::Command order_goods(std::string id, std::string buyer, std::string sku, std::int64_t pieces,
                                 core::Amount total = 100) {
  core::Command c = place_order(std::move(id), cny(total));
  auto& body = std::get<core::OrderPlace>(c.body);
  body.buyer = core::PartyId(std::move(buyer));
  core::OrderLine line;
  line.line_id = "1";
  line.sku = std::move(sku);
  line.quantity = pieces;
  line.amount = total;
  body.lines.push_back(std::move(line));
  return c;
}

// Goods of this worth, and what a coupon takes off them.
inline core::Command order_with_coupon(std::string id, std::string coupon, core::Amount goods, core::Amount off,
                                       core::FundedBy funded_by = core::FundedBy::platform) {
  core::Command c = order_goods(std::move(id), "b1", "sku", 1, goods);
  auto& body = std::get<core::OrderPlace>(c.body);
  body.amount = goods - off;
  body.coupon = core::OtherId(std::move(coupon));
  core::OrderLine discount;
  discount.line_id = "off";
  discount.kind = core::LineKind::discount;
  discount.amount = -off;
  discount.funded_by = core::name_of(funded_by);
  body.lines.push_back(std::move(discount));
  return c;
}

// Of a group of `size` that closes a day after the tests' start; without a size the order only names its group.
inline core::Command order_in_group(std::string id, std::string group, std::int64_t size,
                                    core::Time closes_at = kStart + core::days(1)) {
  core::Command c = place_order(std::move(id), cny(100));
  core::OrderGroup asked;
  asked.id = core::OtherId(std::move(group));
  if (size > 0) {
    asked.size = size;
    asked.closes_at = closes_at;
  }
  std::get<core::OrderPlace>(c.body).group = std::move(asked);
  return c;
}

}  // namespace tallygate::tests
