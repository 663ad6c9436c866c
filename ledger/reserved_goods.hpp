// What an order takes of limited stock, and its use of a coupon: reserved from the record that places, holds or
// challenges it until it ends (decisions 0031 and 0032).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/effects.hpp"
#include "ledger/apply.hpp"

namespace tallygate::ledger {

struct StockWanted {
  std::vector<core::StockTaken> taken;  // in the order in which the lines name the skus
  std::optional<core::Refusal> refusal;
};
StockWanted stock_wanted(const State& state, const core::OrderPlace& order, core::Time now);

struct CouponWanted {
  std::optional<core::CouponTaken> taken;  // none where the order names no coupon that was put
  std::optional<core::Refusal> refusal;
};
CouponWanted coupon_wanted(const State& state, const core::OrderPlace& order, core::Time now);

// The subjects that an order leaves when it ends, in byte order: its coupon, its open group, and each sku of which it
// gives something back.
std::vector<std::string> left_by(const Order& order);

// For apply_order.cpp: what the record reserves, and the end of it.
void reserve_goods(const Applying& a, Order& order, const core::OrderEffect& effect);
void give_goods_back(const Applying& a, Order& order);

}  // namespace tallygate::ledger
