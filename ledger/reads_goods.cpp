// The JSON of limited stock, coupons and groups, as GET answers them: canonical, members in byte order.
#include <algorithm>
#include <string>

#include "core/canonical_json.hpp"
#include "ledger/groups.hpp"
#include "ledger/ledger.hpp"

namespace tallygate::ledger {

using core::JsonWriter;

std::string Ledger::stock_json(std::string_view sku) const {
  std::string out;
  const Stock* stock = state_->stocks.find(sku);
  if (stock == nullptr) return out;
  JsonWriter json(out);
  json.begin_object();
  json.member("available", std::max<std::int64_t>(0, stock->quantity - stock->takings.taken()));
  if (stock->ends_at != Stock::kNoEnd) json.member("ends_at", core::format_time(stock->ends_at));
  if (!stock->merchant.empty()) json.member("merchant", stock->merchant);
  if (stock->per_buyer > 0) json.member("per_buyer", stock->per_buyer);
  json.member("quantity", stock->quantity);
  if (!stock->sale.empty()) json.member("sale", stock->sale);
  json.member("sku", stock->id);
  if (stock->starts_at != core::Time{}) json.member("starts_at", core::format_time(stock->starts_at));
  json.member("taken", stock->takings.taken());
  json.member("version", stock->version);
  json.end_object();
  return out;
}

std::string Ledger::coupon_json(std::string_view id) const {
  std::string out;
  const Coupon* coupon = state_->coupons.find(id);
  if (coupon == nullptr) return out;
  const core::CouponPut& terms = coupon->terms;
  JsonWriter json(out);
  json.begin_object();
  if (terms.amount) json.member("amount", *terms.amount);
  if (terms.bp) json.member("bp", *terms.bp);
  json.member("coupon_id", coupon->id);
  json.member("currency", terms.currency.code());
  if (terms.expires_at) json.member("expires_at", core::format_time(*terms.expires_at));
  json.member("funded_by", core::name_of(terms.funded_by));
  if (terms.max) json.member("max", *terms.max);
  if (terms.merchant) json.member("merchant", terms.merchant->view());
  if (terms.per_buyer) json.member("per_buyer", *terms.per_buyer);
  json.member("used", coupon->takings.taken());
  if (terms.uses) json.member("uses", *terms.uses);
  json.member("version", coupon->version);
  json.end_object();
  return out;
}

std::string Ledger::group_json(std::string_view id) const {
  std::string out;
  const Group* group = state_->groups.find(id);
  if (group == nullptr) return out;
  JsonWriter json(out);
  json.begin_object();
  if (group->state != GroupState::open) json.member("closed_at", core::format_time(group->closed_at));
  json.member("closes_at", core::format_time(group->closes_at));
  json.member("currency", group->currency.code());
  json.member("group_id", group->id);
  if (group->leader != nullptr) json.member("leader", group->leader->id);
  json.member("merchant", group->merchant->id);
  json.member("opened_at", core::format_time(group->opened_at));
  json.key("orders");
  json.begin_array();
  for (const std::string& order : group->orders) json.string(order);
  json.end_array();
  if (group->state == GroupState::open) json.member("paid", paid_orders(*group));
  json.member("size", group->size);
  json.member("state", core::name_of(group->state));
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
