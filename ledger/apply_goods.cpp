#include <utility>

#include "ledger/apply.hpp"

namespace tallygate::ledger {
namespace {

template <class T>
T& put_at(const Applying& a, Table<T>& table) {
  const std::string& id = a.record.command->path_id;
  T* known = table.find(id);
  T& object = known != nullptr ? *known : table.create(id, a.journal);
  a.journal.set(object.version, object.version + 1);
  return object;
}

}  // namespace

void apply_stock_put(const Applying& a) {
  const auto& body = core::body_as<core::StockPut>(*a.record.command);
  Stock& stock = put_at(a, a.state.stocks);
  std::string sale = body.sale ? body.sale->str() : std::string();
  if (stock.version > 1 && sale != stock.sale) {
    a.journal.set(stock.sales, stock.sales + 1);
    stock.takings.begin_anew(a.journal);
  }
  a.journal.replace(stock.sale, std::move(sale));
  a.journal.replace(stock.merchant, body.merchant ? body.merchant->str() : std::string());
  a.journal.set(stock.quantity, body.quantity);
  a.journal.set(stock.per_buyer, body.per_buyer.value_or(0));
  a.journal.set(stock.starts_at, body.starts_at.value_or(core::Time{}));
  a.journal.set(stock.ends_at, body.ends_at.value_or(Stock::kNoEnd));
}

void apply_coupon_put(const Applying& a) {
  core::CouponPut terms = core::body_as<core::CouponPut>(*a.record.command);
  terms.occurred_at.reset();
  a.journal.replace(put_at(a, a.state.coupons).terms, std::move(terms));
}

}  // namespace tallygate::ledger
