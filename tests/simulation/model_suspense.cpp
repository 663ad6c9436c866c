// What no order could take of a payment that was reported: brought to orders, or sent back the way it came.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::size_t kOrdersOfAPayment = 20;

std::string suspense_of(const ModelPayment& payment) {
  return "liabilities:suspense:" + payment.channel;
}

}  // namespace

// As if the fact had placed it there.
Model::Made Model::allocate(const core::Command& command) {
  const auto& body = core::body_as<core::PaymentAllocate>(command);
  const auto found = payments.find(command.path_id);
  if (found == payments.end()) return {{Code::payment_not_found}, {}};
  ModelPayment& payment = found->second;
  __int128 sum = 0;
  for (const auto& a : body.allocations) sum += a.amount;
  if (sum > payment.free_suspense()) return {{Code::exceeds_suspense}, {}};
  Codes why;
  std::size_t fresh = 0;
  const auto allocated = [&](const std::string& order) {
    return std::ranges::find(payment.allocations, order, &std::pair<std::string, core::Amount>::first);
  };
  for (const auto& a : body.allocations) {
    why.merge(takes_no_request(a.order.str(), a.amount, payment.currency, payment.id));
    if (allocated(a.order.str()) == payment.allocations.end()) ++fresh;
  }
  if (why.empty() && payment.allocations.size() + fresh > kOrdersOfAPayment) why.insert(Code::not_supported);
  const auto all = static_cast<core::Amount>(sum);
  if (why.empty() &&
      !fits({{{suspense_of(payment), payment.currency}, all}, {{"liabilities:escrow", payment.currency}, -all}}))
    why.insert(Code::account_overflow);
  if (!why.empty()) return {why, {}};
  for (const auto& a : body.allocations) {
    ModelOrder& order = orders.at(a.order.str());
    if (const auto known = allocated(order.id); known == payment.allocations.end()) {
      payment.allocations.emplace_back(order.id, a.amount);
    } else {
      known->second += a.amount;
    }
    payment.taken[order.id] += a.amount;
    order.captured += a.amount;
    order.escrow += a.amount;
    const auto capture = std::ranges::find(order.captures, payment.id, &ModelCapture::payment);
    if (capture == order.captures.end()) {
      order.captures.push_back({payment.id, payment.channel, payment.wallet, a.amount, 0, 0, 0});
    } else {
      capture->captured += a.amount;
    }
    reach(order);
    begun_for_.emplace(payment.id, order.buyer);
  }
  payment.suspense -= all;
  post(suspense_of(payment), payment.currency, all);
  post("liabilities:escrow", payment.currency, -all);
  follow_suspense(payment, false);
  for (const auto& a : body.allocations) goods_changed(a.order.str());
  const core::Command& first = *first_requests.at("payment:" + payment.id);
  for (const auto& a : body.allocations)
    if (first.path_id == a.order.str()) met.insert("payment reported before its order brought to it");
  met.insert(payment.in_suspense() > 0 ? "some of suspense brought to orders" : "all of suspense brought to orders");
  if (payment.charge) met.insert("suspense of a charge brought to orders");
  if (in_doubt(payment)) met.insert("suspense in doubt brought to orders");
  return {{}, {Type::payment_allocated}};
}

// Neither scored nor held: it never was an order's.
Model::Made Model::refund_suspense(const Shared& command) {
  const auto& body = core::body_as<core::PaymentRefund>(*command);
  const std::string id = body.refund_id.str();
  if (refunds.contains(id)) return {{taken("refund:" + id, Code::refund_exists, *command)}, {}};
  if (used_ids.contains("refund:" + id)) return {{Code::id_used_up}, {}};
  const auto found = payments.find(command->path_id);
  if (found == payments.end()) return {{Code::payment_not_found}, {}};
  const ModelPayment& payment = found->second;
  if (payment.currency != body.currency.code()) return {{Code::currency_mismatch}, {}};
  if (payment.free_suspense() == 0) return {{Code::nothing_to_refund}, {}};
  if (body.amount > payment.free_suspense()) return {{Code::exceeds_refundable}, {}};
  first_requests["refund:" + id] = command;
  ModelRefund& refund = refunds[id];
  refund.id = id;
  refund.payment = payment.id;
  refund.amount = body.amount;
  send(refund, {{payment.id, payment.channel, payment.wallet, body.amount, 0, 0, 0}}, body.settled.value_or(false));
  met.insert(payment.charge ? "suspense of a charge refunded" : "suspense refunded");
  return {{}, {Type::refund_sent}};
}

// The money of such a refund (direction 1), or of its failure (-1).
void Model::move_suspense(ModelRefund& refund, int direction) {
  ModelPayment& payment = payments.at(refund.payment);
  ModelCapture& source = refund.sources.front();
  if (direction > 0) source.charge = charge_back(payment, refund.amount);
  if (payment.charge) payment.charge->returned += direction * source.charge;
  payment.suspense_refunded += direction * refund.amount;
  post(suspense_of(payment), payment.currency, direction * refund.amount);
  give(payment, -direction * refund.amount, -direction * source.charge, Layer::posted);
  follow_suspense(payment, direction < 0);
  refund_changed(refund);
}

// Whoever resolves its break says where what is free has gone; what is in dispute still stands there.
void Model::explain_suspense(const std::string& subject) {
  ModelPayment& payment = payments.at(subject.substr(subject.find(':') + 1));
  met.insert(payment.suspense_disputed > 0 ? "suspense explained but for what is in dispute" : "suspense explained");
  payment.suspense_explained += payment.free_suspense();
}

// The break is over what stands there now.
void Model::follow_suspense(ModelPayment& payment, bool grew) {
  const core::Amount stands = payment.in_suspense();
  if (ModelBreak* open = find_open(payment.suspense_break)) {
    if (stands == 0) return close_break(*open);
    open->amount = stands;
    return;
  }
  if (!grew || stands == 0) return;
  if (breaks_of_.first != next_seq + record_) breaks_of_ = {next_seq + record_, 1};  // 0 is of what is unplaced
  payment.suspense_break =
      open_break("payment_unplaced", "payment:" + payment.id, {suspense_of(payment), payment.currency}, stands);
  met.insert("suspense grew while none was open");
}

}  // namespace tallygate::simulation
