// Stock that is limited and coupons: reserved with the order that takes them, given back where it ends unsold.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

// What the order takes of each sku.
std::map<std::string, std::int64_t> asked_of_stock(const core::OrderPlace& body) {
  std::map<std::string, std::int64_t> out;
  for (const auto& line : body.lines)
    if (line.kind == core::LineKind::goods && line.sku) out[*line.sku] += line.quantity.value_or(1);
  for (const auto& item : body.items) out[item.sku] += item.quantity;
  return out;
}

core::Amount sum_of_goods(const core::OrderPlace& body) {
  core::Amount goods = 0;
  for (const auto& line : body.lines)
    if (line.kind == core::LineKind::goods) goods += line.amount;
  return goods;
}

}  // namespace

Model::Made Model::put_goods(const core::Command& command) {
  if (command.op == core::Operation::stock_put) {
    const auto& body = core::body_as<core::StockPut>(command);
    const auto [it, fresh] = stock.try_emplace(command.path_id);
    ModelStock& of = it->second;
    const std::string sale = body.sale ? body.sale->str() : "";
    if (!fresh && sale != of.sale) {
      of.taken = 0;
      of.by_buyer.clear();
      of.sales += 1;
    }
    of.sale = sale;
    of.quantity = body.quantity;
    of.per_buyer = body.per_buyer;
    of.merchant = body.merchant ? body.merchant->str() : "";
    of.starts_at = body.starts_at;
    of.ends_at = body.ends_at;
    return {{}, {Type::stock_put}};
  }
  const auto& body = core::body_as<core::CouponPut>(command);
  coupons[command.path_id].terms = body;
  return {{}, {Type::coupon_put}};
}

core::Amount Model::discount_of(const core::CouponPut& coupon, const core::OrderPlace& body) {
  const core::Amount goods = sum_of_goods(body);
  if (coupon.amount) return std::min(*coupon.amount, goods);
  const auto share = static_cast<core::Amount>(static_cast<__int128>(goods) * *coupon.bp / 10'000);
  return std::min(share, coupon.max.value_or(share));
}

Codes Model::no_goods(const core::OrderPlace& body) const {
  Codes why;
  const std::string buyer = body.buyer.str();
  const auto had = [&buyer](const std::map<std::string, std::int64_t>& by_buyer) {
    const auto found = by_buyer.find(buyer);
    return found == by_buyer.end() ? 0 : found->second;
  };
  for (const auto& [sku, quantity] : asked_of_stock(body)) {
    const auto found = stock.find(sku);
    if (found == stock.end()) continue;
    const ModelStock& of = found->second;
    if (!of.merchant.empty() && of.merchant != body.merchant.str()) {
      why.insert(Code::other_merchant);
      continue;
    }
    if ((of.starts_at && last_at < *of.starts_at) || (of.ends_at && last_at >= *of.ends_at))
      why.insert(Code::sale_not_open);
    if (quantity > of.quantity - of.taken) why.insert(Code::out_of_stock);
    if (of.per_buyer && quantity > *of.per_buyer - had(of.by_buyer)) why.insert(Code::per_buyer_limit);
  }
  const auto coupon = body.coupon ? coupons.find(body.coupon->str()) : coupons.end();
  if (coupon == coupons.end()) return why;
  const core::CouponPut& terms = coupon->second.terms;
  if (terms.merchant && *terms.merchant != body.merchant) {
    why.insert(Code::other_merchant);
    return why;
  }
  if (terms.currency != body.currency || (terms.expires_at && last_at >= *terms.expires_at) ||
      (terms.uses && coupon->second.used >= *terms.uses) ||
      (terms.per_buyer && had(coupon->second.by_buyer) >= *terms.per_buyer))
    why.insert(Code::coupon_not_usable);
  core::Amount lines = 0;
  for (const auto& line : body.lines)
    if (line.kind == core::LineKind::discount && line.funded_by == core::name_of(terms.funded_by)) lines -= line.amount;
  if (lines != discount_of(terms, body)) why.insert(Code::amount_mismatch);
  return why;
}

void Model::reserve_goods(ModelOrder& order, const core::OrderPlace& body) {
  order.stock.clear();
  order.coupon.clear();
  order.subsidy = 0;
  for (const auto& [sku, quantity] : asked_of_stock(body)) {
    const auto found = stock.find(sku);
    if (found == stock.end()) continue;
    found->second.taken += quantity;
    const bool counted = found->second.per_buyer.has_value();
    if (counted) found->second.by_buyer[order.buyer] += quantity;
    order.stock.push_back({sku, quantity, found->second.sales, counted});
  }
  const auto coupon = body.coupon ? coupons.find(body.coupon->str()) : coupons.end();
  if (coupon == coupons.end()) return;
  order.coupon = coupon->first;
  coupon->second.used += 1;
  order.coupon_counted = coupon->second.terms.per_buyer.has_value();
  if (order.coupon_counted) coupon->second.by_buyer[order.buyer] += 1;
  if (coupon->second.terms.funded_by == core::FundedBy::platform)
    order.subsidy = discount_of(coupon->second.terms, body);
}

void Model::give_back_goods(ModelOrder& order) {
  for (const auto& [sku, quantity, sale, counted] : order.stock) {
    ModelStock& of = stock.at(sku);
    if (of.sales != sale) continue;
    of.taken -= quantity;
    if (counted) of.by_buyer[order.buyer] -= quantity;
  }
  order.stock.clear();
  if (order.coupon.empty()) return;
  ModelCoupon& coupon = coupons.at(order.coupon);
  coupon.used -= 1;
  if (order.coupon_counted) coupon.by_buyer[order.buyer] -= 1;
  order.coupon.clear();
}

namespace {

core::Amount share_back(core::Amount subsidy, core::Amount gone, core::Amount amount) {
  return amount == 0 ? 0 : static_cast<core::Amount>(static_cast<__int128>(subsidy) * gone / amount);
}

}  // namespace

// What the platform adds to what is split, were it split now.
core::Amount subsidy_of(const ModelOrder& order) {
  return order.subsidy - share_back(order.subsidy, order.amount - order.escrow, order.amount);
}

// What of it has gone back, once `refunded` of the buyers' money that was split has.
core::Amount subsidy_back_at(const ModelOrder& order, core::Amount refunded) {
  const core::Amount before = order.amount - order.split_escrow;
  return share_back(order.subsidy, before + refunded, order.amount) - share_back(order.subsidy, before, order.amount);
}

}  // namespace tallygate::simulation
