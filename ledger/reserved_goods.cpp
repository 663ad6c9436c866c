#include "ledger/reserved_goods.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/check.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

struct Wanted {
  const Stock* stock = nullptr;
  std::int64_t quantity = 0;
  std::string pointer;  // of the first line that names it
};

class WantedStock {
 public:
  explicit WantedStock(const State& state) : state_(state) {}
  void add(std::string_view sku, std::int64_t quantity, const char* list, std::size_t at) {
    const Stock* stock = state_.stocks.find(sku);
    if (stock == nullptr) return;
    const auto known = std::ranges::find(all_, stock, &Wanted::stock);
    if (known != all_.end()) {
      known->quantity += quantity;  // at most 800 times 1e9
    } else {
      all_.push_back({stock, quantity, std::string(list) + std::to_string(at) + "/sku"});
    }
  }
  const std::vector<Wanted>& all() const { return all_; }

 private:
  const State& state_;
  std::vector<Wanted> all_;
};

std::optional<core::Refusal> not_for_sale(const Wanted& wanted, const core::OrderPlace& order, const Party* buyer,
                                          core::Time now) {
  const Stock& stock = *wanted.stock;
  if (!stock.merchant.empty() && order.merchant.view() != stock.merchant)
    return refusal(Code::other_merchant, wanted.pointer, stock.id + " is sold by merchant " + stock.merchant);
  if (now < stock.starts_at)
    return refusal(Code::sale_not_open, wanted.pointer,
                   "the sale of " + stock.id + " starts at " + core::format_time(stock.starts_at));
  if (now >= stock.ends_at)
    return refusal(Code::sale_not_open, wanted.pointer,
                   "the sale of " + stock.id + " ended at " + core::format_time(stock.ends_at));
  const std::int64_t left = std::max<std::int64_t>(0, stock.quantity - stock.takings.taken());
  if (wanted.quantity > left)
    return refusal(Code::out_of_stock, wanted.pointer,
                   std::to_string(left) + " of " + std::to_string(stock.quantity) + " of " + stock.id + " are left");
  const std::int64_t has = stock.takings.taken_by(buyer);
  if (stock.per_buyer > 0 && has + wanted.quantity > stock.per_buyer)
    return refusal(Code::per_buyer_limit, wanted.pointer,
                   "the buyer has " + std::to_string(has) + " of the " + std::to_string(stock.per_buyer) + " of " +
                       stock.id + " that one may have");
  return std::nullopt;
}

core::Refusal unusable(const Coupon& coupon, const std::string& why) {
  return refusal(Code::coupon_not_usable, "/coupon", "coupon " + coupon.id + " " + why);
}

std::optional<core::Refusal> not_usable(const Coupon& coupon, const core::OrderPlace& order, const Party* buyer,
                                        core::Time now) {
  const core::CouponPut& terms = coupon.terms;
  if (terms.merchant && terms.merchant->view() != order.merchant.view())
    return refusal(Code::other_merchant, "/coupon",
                   "coupon " + coupon.id + " is merchant " + terms.merchant->str() + "'s");
  if (terms.currency != order.currency) return unusable(coupon, "is in " + std::string(terms.currency.code()));
  if (terms.expires_at && now >= *terms.expires_at)
    return unusable(coupon, "expired at " + core::format_time(*terms.expires_at));
  if (terms.uses && coupon.takings.taken() >= *terms.uses)
    return unusable(coupon, "was used " + std::to_string(coupon.takings.taken()) + " times");
  if (terms.per_buyer && coupon.takings.taken_by(buyer) >= *terms.per_buyer)
    return unusable(coupon, "was used " + std::to_string(coupon.takings.taken_by(buyer)) + " times by the buyer");
  return std::nullopt;
}

__int128 worth_of_goods(const core::OrderPlace& order) {
  __int128 sum = 0;
  for (const core::OrderLine& line : order.lines)
    if (line.kind == core::LineKind::goods) sum += line.amount;
  return sum;
}

__int128 discount_of(const core::CouponPut& terms, __int128 goods) {
  if (terms.amount) return std::min<__int128>(*terms.amount, goods);
  const __int128 share = goods * terms.bp.value_or(0) / core::kBasisPoints;
  return terms.max ? std::min<__int128>(share, *terms.max) : share;
}

// What the order's own lines say that whoever funds the coupon takes off.
__int128 said_off(const core::OrderPlace& order, core::FundedBy funded_by) {
  __int128 sum = 0;
  for (const core::OrderLine& line : order.lines)
    if (line.kind == core::LineKind::discount && line.funded_by == core::name_of(funded_by)) sum -= line.amount;
  return sum;
}

}  // namespace

StockWanted stock_wanted(const State& state, const core::OrderPlace& order, core::Time now) {
  StockWanted out;
  if (state.stocks.size() == 0) return out;
  WantedStock wanted(state);
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    const core::OrderLine& line = order.lines[i];
    if (line.kind == core::LineKind::goods && line.sku) wanted.add(*line.sku, line.quantity.value_or(1), "/lines/", i);
  }
  for (std::size_t i = 0; i < order.items.size(); ++i)
    wanted.add(order.items[i].sku, order.items[i].quantity, "/items/", i);
  if (wanted.all().size() > core::kStockTakenMax) {
    out.refusal = refusal(Code::not_supported, "/lines",
                          "an order takes at most " + std::to_string(core::kStockTakenMax) + " skus of limited stock");
    return out;
  }
  const Party* buyer = state.parties.find(order.buyer.view());
  for (const Wanted& one : wanted.all()) {
    out.refusal = not_for_sale(one, order, buyer, now);
    if (out.refusal) return out;
    out.taken.push_back({one.quantity, one.stock->id});
  }
  return out;
}

CouponWanted coupon_wanted(const State& state, const core::OrderPlace& order, core::Time now) {
  CouponWanted out;
  const Coupon* coupon = order.coupon ? state.coupons.find(order.coupon->view()) : nullptr;
  if (coupon == nullptr) return out;
  out.refusal = not_usable(*coupon, order, state.parties.find(order.buyer.view()), now);
  if (out.refusal) return out;
  if (order.lines.empty()) {
    out.refusal = refusal(Code::amount_mismatch, "/lines",
                          "an order with coupon " + coupon->id + " says in a line what it takes off");
    return out;
  }
  const core::FundedBy funded_by = coupon->terms.funded_by;
  const __int128 discount = discount_of(coupon->terms, worth_of_goods(order));
  const __int128 said = said_off(order, funded_by);
  if (said != discount) {
    out.refusal = refusal(Code::amount_mismatch, "/lines",
                          "coupon " + coupon->id + " takes off " + money_text(shown(discount), order.currency) +
                              ", the discounts that the " + std::string(core::name_of(funded_by)) + " funds come to " +
                              money_text(shown(said), order.currency));
    return out;
  }
  if (order.amount + discount > core::kAmountMax) {
    out.refusal = refusal(Code::account_overflow, "/amount", "amount and discount are more than an amount can be");
    return out;
  }
  core::CouponTaken taken;
  taken.coupon = *order.coupon;
  taken.discount = static_cast<core::Amount>(discount);
  taken.funded_by = funded_by;
  out.taken = std::move(taken);
  return out;
}

std::vector<std::string> left_by(const Order& order) {
  std::vector<std::string> out;
  if (order.coupon != nullptr) out.push_back("coupon:" + order.coupon->id);
  if (order.group_state == GroupState::open) out.push_back("group:" + order.group);
  for (const StockOfOrder& taken : order.stock)
    if (taken.sale == taken.stock->sales) out.push_back("stock:" + taken.stock->id);
  std::ranges::sort(out);
  return out;
}

void reserve_goods(const Applying& a, Order& order, const core::OrderEffect& effect) {
  if (!effect.stock.empty()) {
    std::vector<StockOfOrder> all;
    all.reserve(effect.stock.size());
    for (const core::StockTaken& taken : effect.stock) {
      Stock* stock = a.state.stocks.find(taken.sku);
      TALLYGATE_CHECK(stock != nullptr, "what an order takes was put");
      all.push_back({stock, taken.quantity, stock->sales, stock->per_buyer > 0});
      stock->takings.take(*order.buyer, taken.quantity, all.back().counted, a.journal);
    }
    a.journal.replace(order.stock, std::move(all));
  }
  if (!effect.coupon) return;
  Coupon* coupon = a.state.coupons.find(effect.coupon->coupon.view());
  TALLYGATE_CHECK(coupon != nullptr, "a coupon that is used was put");
  a.journal.set(order.coupon, coupon);
  a.journal.set(order.coupon_counted, coupon->terms.per_buyer.has_value());
  a.journal.set(order.discount, effect.coupon->discount);
  a.journal.set(order.coupon_funded_by, effect.coupon->funded_by);
  coupon->takings.take(*order.buyer, 1, order.coupon_counted, a.journal);
}

void give_goods_back(const Applying& a, Order& order) {
  for (const StockOfOrder& taken : order.stock)
    if (taken.sale == taken.stock->sales)
      taken.stock->takings.take(*order.buyer, -taken.quantity, taken.counted, a.journal);
  if (!order.stock.empty()) a.journal.replace(order.stock, std::vector<StockOfOrder>());
  if (order.coupon == nullptr) return;
  order.coupon->takings.take(*order.buyer, -1, order.coupon_counted, a.journal);
  a.journal.set(order.coupon, nullptr);
  a.journal.set(order.coupon_counted, false);
  a.journal.set(order.discount, 0);
}

}  // namespace tallygate::ledger
