// Limited stock and coupons, some too small for who wants them.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

// Of some skus and coupons buyers are counted, of the others never.
core::Command Commands::goods(const Model& model) {
  const auto n = below(4);
  if (one_in(2)) {
    core::StockPut body;
    body.quantity = one_in(4) ? below(6) : below(80);
    if (n % 2 == 1) body.per_buyer = 1 + below(20);
    if (one_in(5)) body.merchant = core::PartyId(id("m", 3));
    if (one_in(2)) body.sale = core::OtherId(id("sale", 2));
    if (one_in(4)) body.starts_at = model.last_at + core::seconds(below(600) - 500);
    if (one_in(3)) body.ends_at = model.last_at + core::seconds(200 + below(one_in(2) ? 600 : 5 * 86'400));
    return make(Operation::stock_put, std::move(body), "s" + std::to_string(n));
  }
  core::CouponPut body;
  body.currency = currency();
  body.funded_by = one_in(3) ? core::FundedBy::merchant : core::FundedBy::platform;
  if (one_in(2)) {
    body.amount = 1 + below(200);
  } else {
    body.bp = 1 + below(one_in(4) ? 10'000 : 3'000);
    if (one_in(3)) body.max = 1 + below(100);
  }
  if (one_in(4)) body.merchant = core::PartyId(id("m", 3));
  if (one_in(2)) body.uses = below(8);
  if (n % 2 == 1) body.per_buyer = 1 + below(4);
  if (one_in(3)) body.expires_at = model.last_at + core::seconds(below(one_in(2) ? 600 : 9 * 86'400));
  return make(Operation::coupon_put, std::move(body), "k" + std::to_string(n));
}

// Lines of goods and what is off them, mostly as the coupon says.
void Commands::use_coupon(const Model& model, core::OrderPlace& body) {
  if (model.coupons.empty() || body.lines.empty() || !one_in(2)) return;
  const auto it = std::next(model.coupons.begin(), below(static_cast<std::int64_t>(model.coupons.size())));
  const core::CouponPut& coupon = it->second.terms;
  body.coupon = core::OtherId(it->first);
  if (!one_in(12)) body.currency = coupon.currency;
  if (coupon.merchant && !one_in(6)) body.merchant = *coupon.merchant;
  std::erase_if(body.lines, [](const core::OrderLine& line) { return line.kind == core::LineKind::discount; });
  core::OrderLine off;
  off.line_id = "off";
  off.kind = core::LineKind::discount;
  off.funded_by = std::string(core::name_of(coupon.funded_by));
  off.amount = -Model::discount_of(coupon, body);
  if (one_in(20)) off.amount -= 1;
  body.lines.push_back(std::move(off));
  body.amount = 0;
  for (const auto& line : body.lines) body.amount += line.amount;
  if (body.amount >= 0) return;
  body.lines.back().amount -= body.amount;
  body.amount = 0;
}

}  // namespace tallygate::simulation
