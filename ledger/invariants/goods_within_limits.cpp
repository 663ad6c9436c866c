#include "ledger/invariants/goods_within_limits.hpp"

namespace tallygate::ledger::invariants {
namespace {

Violation check_stock(const State& state, const core::StockTaken& taken, const Party* buyer) {
  const Stock* stock = state.stocks.find(taken.sku);
  if (stock == nullptr) return "stock of " + taken.sku + " is taken, which was never put";
  if (stock->takings.taken() + taken.quantity > stock->quantity)
    return std::to_string(stock->takings.taken()) + " of " + taken.sku + " are taken and " +
           std::to_string(taken.quantity) + " more, of " + std::to_string(stock->quantity);
  if (stock->per_buyer > 0 && stock->takings.taken_by(buyer) + taken.quantity > stock->per_buyer)
    return "one buyer would have more than " + std::to_string(stock->per_buyer) + " of " + taken.sku;
  return std::nullopt;
}

Violation check_coupon(const State& state, const core::CouponTaken& taken, const Party* buyer) {
  const Coupon* coupon = state.coupons.find(taken.coupon.view());
  if (coupon == nullptr) return "coupon " + taken.coupon.str() + " is used, which was never put";
  if (coupon->terms.uses && coupon->takings.taken() >= *coupon->terms.uses)
    return "coupon " + coupon->id + " is used once more than it may be";
  if (coupon->terms.per_buyer && coupon->takings.taken_by(buyer) >= *coupon->terms.per_buyer)
    return "coupon " + coupon->id + " is used once more than one buyer may";
  return std::nullopt;
}

}  // namespace

Violation GoodsWithinLimits::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const auto* effect = std::get_if<core::OrderEffect>(&record.effect);
    if (effect == nullptr || (effect->stock.empty() && !effect->coupon)) continue;
    if (record.type == core::RecordType::order_blocked) return "a blocked order takes goods";
    const auto& order = core::body_as<core::OrderPlace>(*record.command);
    const Party* buyer = examined.state.parties.find(order.buyer.view());
    for (const core::StockTaken& taken : effect->stock)
      if (auto violated = check_stock(examined.state, taken, buyer)) return violated;
    if (effect->coupon)
      if (auto violated = check_coupon(examined.state, *effect->coupon, buyer)) return violated;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
