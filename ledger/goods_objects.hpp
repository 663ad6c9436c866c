// Stock that is limited, coupons and groups of orders: of ledger/objects.hpp. There are as many skus and coupons as
// people put, so all of them stay in memory; a group that is closed leaves it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/commands/goods.hpp"
#include "core/commands/order.hpp"
#include "core/time.hpp"
#include "ledger/takings.hpp"

namespace tallygate::ledger {

struct Order;

struct Stock {
  std::string id;            // the sku
  std::int64_t version = 0;  // how often it was put
  std::int64_t quantity = 0;
  std::int64_t per_buyer = 0;  // 0: any number
  core::Time starts_at, ends_at;
  std::string sale;        // may be empty
  std::string merchant;    // whose orders alone take of it; empty: any
  std::int64_t sales = 1;  // begun so far: what an earlier one sold is given back to nobody
  Takings takings;         // of this sale
  static constexpr core::Time kNoEnd{INT64_MAX};
};

// What an order reserves or has bought of it.
struct StockOfOrder {
  Stock* stock = nullptr;
  std::int64_t quantity = 0;
  std::int64_t sale = 0;  // Stock::sales then
  bool counted = false;   // of the buyer
};

struct Coupon {
  std::string id;
  std::int64_t version = 0;  // how often it was put
  core::CouponPut terms;
  Takings takings;  // uses
};

enum class GroupState : std::uint8_t { failed, none, open, succeeded };  // none: of an order that is in no group
std::span<const core::EnumName<GroupState>> enum_names(GroupState);

struct Group {
  std::string id;
  GroupState state = GroupState::open;
  Party* leader = nullptr;    // may be null
  Party* merchant = nullptr;  // of the order that opened it, as its currency
  core::Currency currency;
  std::int64_t size = 0;
  std::uint64_t seq = 0;  // of the order.placed that opened it
  core::Time opened_at, closes_at, closed_at;
  std::vector<std::string> orders;  // every one that joined, in that order
  std::vector<Order*> members;      // while it is open, those that have not ended
  core::Time touched;               // by the last record that changed it
};

}  // namespace tallygate::ledger
