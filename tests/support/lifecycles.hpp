// Random commands over a few orders, parties and payments: each life is a function of its seed. Many commands are
// refused; that is part of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "tests/support/goods.hpp"
#include "tests/support/suspense.hpp"

namespace tallygate::tests {

class Lifecycles {
 public:
  explicit Lifecycles(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }

  core::Verdict verdict() {
    constexpr core::Verdict kMostlyAllow[] = {core::Verdict::allow,     core::Verdict::allow,  core::Verdict::allow,
                                              core::Verdict::allow,     core::Verdict::allow,  core::Verdict::allow,
                                              core::Verdict::challenge, core::Verdict::review, core::Verdict::block};
    return kMostlyAllow[upto(8)];
  }

  // A plan with tiers, a cap and maturity, as the seed has it.
  core::PlanPut terms() {
    core::PlanPut plan = plan_terms(upto(1'500), {});
    for (std::int64_t level = 1; level <= 2; ++level)
      plan.levels.push_back({level, {{upto(900), 0}, {upto(900), 1 + upto(5'000)}}});
    plan.shares.push_back({upto(700), core::Role::creator});
    if (upto(1) == 0) plan.cap = upto(200);
    if (upto(1) == 0) plan.matures_after_s = upto(3 * 86'400);
    if (upto(1) == 0) plan.base = static_cast<core::PlanBase>(upto(3));
    if (upto(1) == 0) plan.period_caps.push_back({upto(300), 1, core::PlanPeriod::day, {}});
    if (upto(1) == 0) plan.period_caps.push_back({upto(300), {}, core::PlanPeriod::month, core::Role::creator});
    return plan;
  }

  // The next command, about one of the last orders. Ids repeat, so that conflicts are tried as well.
  core::Command next(const LedgerWorld& world) {
    const std::string order = "o" + std::to_string(std::max<std::int64_t>(0, orders_ - upto(7)));
    const std::string fresh = std::to_string(++made_);
    now_ = world.now();
    switch (upto(32)) {
      case 25:
        return goods_put();
      case 0:
        return placed("o" + std::to_string(++orders_));
      case 1:
        return upto(3) == 0 ? placed(order) : placed("o" + std::to_string(++orders_));
      case 2:
      case 3:
        return pay_order(order, "p" + fresh, cny(1 + upto(600)), channel());
      case 4:
        return pay_order(order, "p" + std::to_string(upto(9)), cny(500), channel());
      case 5:
        return report_payment(order, "p" + fresh, cny(1 + upto(900)));
      case 6:
        return shipped(order);
      case 7:
        return delivered(order);
      case 8:
        return upto(1) == 0 ? shipped(order) : complete_order(order);
      case 9:
        return upto(1) == 0 ? delivered(order) : complete_order(order);
      case 10:
        return upto(3) == 0 ? cancel_order(order) : complete_order(order);
      case 11:
      case 12:
        return refunded(order, world);
      case 13:
      case 26:
      case 27:
      case 28: {  // in turn or not, also of what cancelled orders gave back
        const std::string id = upto(4) == 0 ? order + ".cancel" : refund();
        return upto(1) == 0 ? settle_refund(id) : fail_refund(id);
      }
      case 14:
        return put_party("d" + std::to_string(upto(4)), "d" + std::to_string(upto(4)));
      case 30:
        return reduce_order(order, cny(1 + upto(400)));
      case 31:
      case 32:
        return of_suspense(order, fresh);
      case 15:
      case 16:
        return held(order);
      case 17:
      case 18:
        return captured(order);
      case 19:
        return upto(2) == 0 ? void_payment(hold()) : captured(order);
      default:
        return answer(world, fresh);
    }
  }

  std::int64_t orders() const { return orders_; }

  core::OrderTerms order_terms() {
    core::OrderTerms terms;
    if (upto(1) == 0) terms.expires_in = 1 + upto(2 * 86'400);
    if (upto(1) == 0) terms.on_late = upto(1) == 0 ? core::OnLate::cancel : core::OnLate::mark;
    if (upto(1) == 0) terms.release_after_s = upto(2) == 0 ? 0 : upto(86'400);
    return terms;
  }

  core::Duration pause() { return core::seconds(upto(4) == 0 ? upto(2 * 86'400) : upto(60)); }

 private:
  core::Channel channel() { return upto(1) == 0 ? core::Channel::card : core::Channel::alipay; }
  std::string refund() { return "r" + std::to_string(std::max<std::int64_t>(1, refunds_ - upto(5))); }

  // What a fact may have left of one of the last payments.
  core::Command of_suspense(const std::string& order, const std::string& fresh) {
    const std::string payment = "p" + std::to_string(std::max<std::int64_t>(1, made_ - upto(30)));
    const core::Amount amount = 1 + upto(200);
    if (upto(2) > 0) return bring_to(payment, {{amount, core::OrderId(order)}});
    return send_back(payment, upto(3) == 0 ? refund() : "s" + fresh, cny(amount));
  }

  core::Command placed(const std::string& order) {
    core::Command c = place_order(order, cny(upto(1'000)));
    auto& body = std::get<core::OrderPlace>(c.body);
    if (upto(1) == 0) body.referrer = core::PartyId("d" + std::to_string(upto(4)));
    if (upto(2) == 0) body.creator = core::PartyId("c1");
    if (upto(2) == 0) body.group = group();
    if (upto(body.group ? 1 : 9) == 0) body.amount = 0;  // paid as soon as it is placed
    if (upto(1) == 0) {
      for (const char* id : {"a", "b"}) {
        auto& line = body.lines.emplace_back();
        line.line_id = id;
        line.quantity = 1 + upto(3);
        if (upto(2) == 0) line.sku = id;
      }
      body.lines[1].amount = body.amount;
      if (upto(2) == 0) use_coupon(body);
    }
    if (upto(2) == 0) body.terms = order_terms();
    if (upto(2) == 0) body.deliver_by = kStart + core::seconds(upto(60 * 86'400));
    return c;
  }

  // A tenth off, of the platform's or the merchant's money.
  void use_coupon(core::OrderPlace& body) {
    const auto funded_by = upto(2) == 0 ? core::FundedBy::merchant : core::FundedBy::platform;
    body.coupon = core::OtherId(std::string(core::name_of(funded_by)));
    auto& discount = body.lines.emplace_back();
    discount.line_id = "off";
    discount.kind = core::LineKind::discount;
    discount.funded_by = core::name_of(funded_by);
    discount.amount = -(body.amount / 10);
    body.amount += discount.amount;
  }

  // Limits that are soon reached, and the two coupons.
  core::Command goods_put() {
    const auto funded_by = upto(1) == 0 ? core::FundedBy::merchant : core::FundedBy::platform;
    core::CouponPut coupon = share_off(1'000, funded_by);
    if (upto(1) == 0) coupon.uses = upto(6);
    if (upto(3) == 0) coupon.per_buyer = 1 + upto(4);
    if (upto(1) == 0) return put_coupon(std::string(core::name_of(funded_by)), std::move(coupon));
    core::Command stock =
        put_sale(upto(1) == 0 ? "a" : "b", upto(upto(1) == 0 ? 20 : 300), std::to_string(upto(3) / 3));
    auto& body = std::get<core::StockPut>(stock.body);
    if (upto(1) == 0) body.per_buyer = 1 + upto(12);
    if (upto(6) == 0) body.starts_at = now_ + core::seconds(upto(3'600));
    if (upto(6) == 0) body.ends_at = now_ + core::seconds(3'600 + upto(86'400));
    return stock;
  }

  // The last group that was opened, or the next.
  core::OrderGroup group() {
    core::OrderGroup out;
    const bool opens = groups_ == 0 || upto(3) == 0;
    out.id = core::OtherId("g" + std::to_string(opens ? ++groups_ : groups_));
    if (!opens) return out;
    out.size = 2 + upto(1);
    out.closes_at = now_ + core::seconds(1 + upto(10 * 86'400));
    return out;
  }

  std::string waybill() { return "w" + std::to_string(upto(1)); }
  core::Command shipped(const std::string& order) {
    core::Command c = ship_order(order, waybill());
    auto& body = std::get<core::OrderShip>(c.body);
    if (upto(2) != 0) body.lines.push_back({upto(2) == 0 ? "b" : "a", {}});
    if (!body.lines.empty() && upto(1) == 0) body.lines[0].quantity = 1 + upto(2);
    return c;
  }
  core::Command delivered(const std::string& order) {
    core::Command c = deliver_order(order);
    if (upto(3) != 0) std::get<core::OrderDeliver>(c.body).waybill = waybill();
    return c;
  }

  std::string hold() { return "h" + std::to_string(std::max<std::int64_t>(1, holds_ - upto(5))); }

  // Sometimes over two orders.
  core::Command held(const std::string& order) {
    const core::Amount amount = 1 + upto(500);
    core::Command c =
        hold_payment(order, "h" + std::to_string(++holds_), cny(amount), core::seconds(1 + upto(200'000)));
    if (upto(3) != 0) return c;
    auto& body = std::get<core::PaymentPut>(c.body);
    body.allocations = {{amount, core::OrderId(order)}, {1 + upto(300), core::OrderId("o" + std::to_string(orders_))}};
    body.amount += body.allocations[1].amount;
    return command(core::Operation::payment_put, std::move(c.body));
  }

  core::Command captured(const std::string& order) {
    core::Command c = capture_payment(hold(), {}, upto(3) == 0);
    auto& body = std::get<core::PaymentCapture>(c.body);
    const auto form = upto(3);
    if (form <= 1) body.amount = 1 + upto(300);
    if (form == 2) body.allocations = {{1 + upto(200), core::OrderId(order)}};
    return c;
  }

  // Sometimes all that is left of the same order as before, so that nothing is there for what is paid out late.
  core::Command refunded(std::string order, const LedgerWorld& world) {
    if (upto(1) == 0 && !refunded_order_.empty()) order = refunded_order_;
    refunded_order_ = order;
    const auto known = world.ledger().order(order);
    const core::Amount left = known ? known->captured - known->refunded : 0;
    const core::Amount amount = left > 0 && upto(2) == 0 ? left : 1 + upto(400);
    core::Command c = refund_order(order, "r" + std::to_string(++refunds_), cny(amount));
    if (upto(1) == 0) std::get<core::OrderRefund>(c.body).settled = true;
    return c;
  }

  // The review or challenge that was opened last, or none.
  static std::string waiting_in(const LedgerWorld& world) {
    using enum core::RecordType;
    const auto& log = world.log();
    for (auto r = log.rbegin(); r != log.rend() && r - log.rbegin() < 60; ++r) {
      const bool held = r->type == order_held || r->type == payment_held || r->type == refund_held;
      const bool challenged = r->type == order_challenged || r->type == payment_challenged ||
                              r->type == refund_challenged || r->type == login_challenged;
      const std::string id = (held ? "rv" : "ch") + std::to_string(r->seq);
      if ((held || challenged) && world.ledger().waiting_command(id) != nullptr) return id;
    }
    return {};
  }

  core::Command answer(const LedgerWorld& world, const std::string& fresh) {
    const std::string waiting = waiting_in(world);
    if (waiting.empty()) return log_in("l" + fresh, "b1", upto(3) != 0);
    if (waiting.starts_with("ch")) return answer_challenge(waiting, upto(2) != 0);
    return resolve_review(waiting, upto(2) == 0 ? core::ReviewOutcome::reject : core::ReviewOutcome::release);
  }

  std::mt19937_64 random_;
  core::Time now_ = kStart;
  std::string refunded_order_;  // last
  std::int64_t made_ = 0, orders_ = 0, refunds_ = 0, holds_ = 0, groups_ = 0;
};

}  // namespace tallygate::tests
