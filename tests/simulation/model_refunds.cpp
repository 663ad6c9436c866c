// Refunds: once R of the captured A went back, part k has given back floor(paid_k x R / A) and the merchant the rest.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

std::vector<ModelCapture> Model::sources_of(const ModelOrder& order, core::Amount amount) const {
  std::vector<ModelCapture> out;
  for (const auto& c : order.captures) {
    const core::Amount take = std::min(amount, c.left());
    if (take > 0) out.push_back({c.payment, c.channel, c.wallet, take, 0, 0, 0});
    amount -= take;
  }
  return out;
}

Model::Made Model::refund(const Shared& command, const ModelWait* answered) {
  const auto& body = core::body_as<core::OrderRefund>(*command);
  const std::string id = body.refund_id.str();
  const auto found = orders.find(command->path_id);
  if (found == orders.end()) return {{Code::order_not_found}, {}};
  ModelOrder& order = found->second;
  Codes why;
  if (answered == nullptr && refunds.contains(id)) {
    why.insert(taken("refund:" + id, Code::refund_exists, *command));
  } else if (answered == nullptr && used_ids.contains("refund:" + id)) {
    why.insert(Code::id_used_up);
  }
  if (order.currency != body.currency.code()) why.insert(Code::currency_mismatch);
  const core::Amount left = order.refundable() + (answered == nullptr ? 0 : body.amount);
  if (left <= 0) why.insert(Code::nothing_to_refund);
  if (body.amount > left) why.insert(Code::exceeds_refundable);
  const auto known = refunds.find(id);
  auto lines = lines_of(body.lines, body.amount, order,
                        known == refunds.end() || answered == nullptr ? nullptr : &known->second, why);
  auto sources = sources_of(order, body.amount);
  if (body.to && body.to->payment) {
    const auto source = std::ranges::find(order.captures, body.to->payment->str(), &ModelCapture::payment);
    if (source == order.captures.end()) {
      why.insert(Code::payment_not_found);
    } else {
      if (body.amount > source->left()) why.insert(Code::exceeds_refundable);
      sources = {{source->payment, source->channel, source->wallet, body.amount, 0, 0, 0}};
    }
  }
  if (!why.empty()) return {why, {}};

  const auto [it, fresh] = refunds.try_emplace(id);
  ModelRefund& refund = it->second;
  if (fresh) {
    first_requests["refund:" + id] = command;
    refund.id = id;
    refund.order = order.id;
    refund.amount = body.amount;
    refund.at = last_at;
    order.refunds.push_back(id);
  }
  if (refund.state == "held" || refund.state == "challenged") {
    order.reserved -= refund.amount;
    count_lines(refund, false);
  }
  refund.to = body.to && body.to->payment ? body.to->payment->str() : "";
  refund.lines = std::move(lines);
  if (!refund.waiting.empty()) close(refund.waiting, "closed");
  refund.waiting.clear();
  switch (verdict(*command, answered)) {
    case core::Verdict::allow:
      count_lines(refund, true);
      send(refund, std::move(sources), body.settled.value_or(false));
      return {{}, {Type::refund_sent}};
    case core::Verdict::challenge:
      refund.state = "challenged";
      refund.waiting = open("challenge", "refund", id, command);
      order.reserved += refund.amount;
      count_lines(refund, true);
      goods_changed(order.id);
      return {{}, {Type::refund_challenged}};
    case core::Verdict::review:
      refund.state = "held";
      refund.waiting = open("review", "refund", id, command);
      order.reserved += refund.amount;
      count_lines(refund, true);
      goods_changed(order.id);
      return {{}, {Type::refund_held}};
    case core::Verdict::block:
      break;
  }
  refund.state = "blocked";
  refund.lines.clear();
  goods_changed(order.id);
  return {{Code::risk_blocked}, {Type::refund_blocked}};
}

void Model::send(ModelRefund& refund, std::vector<ModelCapture> sources, bool settled) {
  refund.state = settled ? "settled" : "sent";
  refund.at = last_at;
  refund.sources = std::move(sources);
  if (!refund.order.empty())
    refund.from_split = refund.amount - std::min(refund.amount, orders.at(refund.order).escrow);
  move(refund, 1);
}

// The money of a refund (direction 1), or of its failure (-1).
void Model::move(ModelRefund& refund, int direction) {
  if (refund.order.empty()) return move_suspense(refund, direction);
  ModelOrder& order = orders.at(refund.order);
  order.refunded += direction * refund.amount;
  order.split_refunded += direction * refund.from_split;
  const core::Amount escrow = direction * (refund.amount - refund.from_split);
  order.escrow -= escrow;
  post("liabilities:escrow", order.currency, escrow);
  for (auto& source : refund.sources) {
    ModelPayment& payment = payments.at(source.payment);
    if (direction > 0) source.charge = charge_back(payment, source.captured);
    if (payment.charge) payment.charge->returned += direction * source.charge;
    give(payment, -direction * source.captured, -direction * source.charge, Layer::posted);
    std::ranges::find(order.captures, source.payment, &ModelCapture::payment)->refunded += direction * source.captured;
  }
  if (refund.from_split != 0) settle_parts(order, false);
  follow_escrow(order, escrow < 0);
  refund_changed(refund);
}

// What the books say of it is compared with what others say.
void Model::refund_changed(const ModelRefund& refund) {
  std::set<std::string> channels;
  for (const auto& source : refund.sources) channels.insert(source.channel);
  for (const auto& channel : channels) compare_sides("refund:" + refund.id + "@" + channel, false);
  if (!refund.order.empty()) goods_changed(refund.order);
}

std::string Model::currency_of(const ModelRefund& refund) const {
  return refund.order.empty() ? payments.at(refund.payment).currency : orders.at(refund.order).currency;
}

}  // namespace tallygate::simulation
