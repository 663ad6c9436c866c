// Holds: what is authorised is captured in pieces or released, by a void, a cancellation, time, or money that was
// reported in its place.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::int64_t kSevenDays = 7LL * 86'400;

}  // namespace

core::Amount sum_of(const std::map<std::string, core::Amount>& amounts) {
  core::Amount sum = 0;
  for (const auto& [order, amount] : amounts) sum += amount;
  return sum;
}

core::Amount ModelPayment::captured() const {
  return suspense + topped_up + sum_of(taken);
}

core::Amount Model::held_for(const std::string& order) const {
  core::Amount sum = 0;
  for (const auto& [id, payment] : payments)
    if (const auto found = payment.held.find(order); found != payment.held.end()) sum += found->second;
  return sum;
}

std::size_t Model::holds_of(const std::string& order) const {
  return static_cast<std::size_t>(std::ranges::count_if(payments, [&](const auto& p) {
    const auto found = p.second.held.find(order);
    return found != p.second.held.end() && found->second > 0;
  }));
}

void Model::authorise(ModelPayment& payment, const core::PaymentPut& body) {
  payment.state = "authorised";
  payment.authorised_seq = next_seq;
  payment.expires_at = last_at + core::seconds(body.expires_in.value_or(kSevenDays));
  for (const auto& [order, amount] : payment.allocations) payment.held[order] = amount;
  give(payment, payment.amount, payment.charge_held(), Layer::held);
  hold("liabilities:escrow", payment.currency, -payment.amount);
}

// Of what is held for the order `captured` is booked and `released` given up.
void Model::move_hold(ModelPayment& payment, const std::string& order_id, core::Amount captured, core::Amount released,
                      const std::string& ends_as) {
  const std::string escrow = "liabilities:escrow";
  const core::Amount charge_held = payment.charge_held(), charged = payment.charged(payment.captured());
  payment.held[order_id] -= captured + released;
  if (captured > 0) payment.taken[order_id] += captured;
  give(payment, -captured - released, payment.charge_held() - charge_held, Layer::held);
  hold(escrow, payment.currency, captured + released);
  if (sum_of(payment.held) == 0) payment.state = ends_as;
  if (captured == 0) return;
  give(payment, captured, payment.charged(payment.captured()) - charged, Layer::posted);
  post(escrow, payment.currency, -captured);
  ModelOrder& order = orders.at(order_id);
  order.captured += captured;
  order.escrow += captured;
  const auto known = std::ranges::find(order.captures, payment.id, &ModelCapture::payment);
  if (known == order.captures.end()) {
    order.captures.push_back({payment.id, payment.channel, payment.wallet, captured, 0, 0, 0});
  } else {
    known->captured += captured;
  }
  reach(order);
}

void Model::release(ModelPayment& payment, const std::string& ends_as) {
  const auto left = payment.held;
  for (const auto& [order, amount] : left) move_hold(payment, order, 0, amount, ends_as);
}

std::vector<core::RecordType> Model::release_for(const std::string& order) {
  std::vector<Type> out;
  for (auto& [id, payment] : payments) {
    const auto found = payment.held.find(order);
    if (found == payment.held.end() || found->second == 0) continue;
    record_ += 1;
    move_hold(payment, order, 0, found->second, "voided");
    out.push_back(Type::payment_voided);
  }
  return out;
}

Codes Model::no_hold(const std::string& id) const {
  const auto found = payments.find(id);
  if (found == payments.end()) return {Code::payment_not_found};
  const std::string& state = found->second.state;
  if (state == "authorised") return {};
  if (state == "captured") return {Code::payment_already_captured};
  if (state == "voided") return {Code::payment_voided};
  if (state == "expired") return {Code::hold_expired};
  return {Code::payment_not_authorised};
}

// Money reported meanwhile comes first.
core::Amount Model::can_take(const ModelPayment& payment, const std::string& order_id) const {
  const ModelOrder& order = orders.at(order_id);
  const bool listed = std::ranges::find(order.captures, payment.id, &ModelCapture::payment) != order.captures.end();
  if (!listed && order.captures.size() >= kPaymentsOfAnOrder) return 0;
  return order.state == "placed" ? order.price() - order.captured : 0;
}

Model::Made Model::take(const core::Command& command) {
  const auto& body = core::body_as<core::PaymentCapture>(command);
  if (Codes why = no_hold(command.path_id); !why.empty()) return {why, {}};
  ModelPayment& payment = payments.at(command.path_id);
  Codes why;
  if (body.currency && body.currency->code() != payment.currency) why.insert(Code::currency_mismatch);
  std::map<std::string, core::Amount> taken;
  if (!body.allocations.empty()) {
    core::Amount sum = 0;
    for (const auto& a : body.allocations) {
      sum += a.amount;
      taken[a.order.str()] += a.amount;
    }
    if (body.amount && *body.amount != sum) why.insert(Code::amount_mismatch);
    for (const auto& [order, amount] : taken) {
      if (!payment.held.contains(order) || amount > payment.held.at(order)) {
        why.insert(Code::exceeds_authorised);
      } else if (amount > can_take(payment, order)) {
        why.insert(Code::exceeds_payable);
      }
    }
  } else {
    core::Amount rest = body.amount.value_or(sum_of(payment.held));
    if (rest > sum_of(payment.held)) why.insert(Code::exceeds_authorised);
    for (const auto& [order, amount] : payment.allocations) {
      const core::Amount now = std::min({rest, payment.held.at(order), can_take(payment, order)});
      if (now > 0) taken[order] = now;
      rest -= now;
    }
    if (why.empty() && rest > 0 && (body.amount || taken.empty())) why.insert(Code::exceeds_payable);
  }
  if (!why.empty()) return {why, {}};
  for (const auto& [order, amount] : taken) move_hold(payment, order, amount, 0, "captured");
  if (body.is_final.value_or(false)) release(payment, "captured");
  compare_sides("payment:" + payment.id + "@" + payment.channel, false);
  for (const auto& [order, amount] : payment.allocations)
    if (taken.contains(order)) goods_changed(order);
  return {{}, {Type::payment_hold_captured}};
}

Model::Made Model::give_up(const core::Command& command) {
  if (Codes why = no_hold(command.path_id); !why.empty()) return {why, {}};
  release(payments.at(command.path_id), "voided");
  return {{}, {Type::payment_voided}};
}

}  // namespace tallygate::simulation
