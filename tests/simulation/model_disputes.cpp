// Disputes: booked at once whatever the state, frozen until they end, and lost as a refund gives back.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

constexpr std::size_t kEvidenceMax = 50;

ModelCapture* capture_of(ModelOrder& order, const std::string& payment) {
  const auto found = std::ranges::find(order.captures, payment, &ModelCapture::payment);
  return found == order.captures.end() ? nullptr : &*found;
}

}  // namespace

Model::Made Model::dispute(const Shared& command) {
  const auto& body = core::body_as<core::PaymentDispute>(*command);
  const std::string id = body.dispute_id.str();
  const auto payment = payments.find(command->path_id);
  const bool known = payment != payments.end();
  ModelDispute next;
  next.channel = body.channel ? std::string(core::name_of(*body.channel)) : known ? payment->second.channel : "";
  const bool charged = known && payment->second.charge.has_value();
  next.currency = body.currency ? std::string(body.currency->code())
                  : charged     ? payment->second.charge->currency
                  : known       ? payment->second.currency
                                : "";
  Codes why;
  if (disputes.contains(id)) why.insert(taken("dispute:" + id, Code::dispute_exists, *command));

  std::vector<std::string> over;  // the orders that it may be placed on
  const bool in_charge = charged && next.currency == payment->second.charge->currency;
  if (known && (next.currency == payment->second.currency || in_charge))
    for (const auto& [order, amount] : payment->second.allocations)
      if (!body.order || body.order->str() == order) over.push_back(order);
  const auto left_of = [&](const std::string& order) -> core::Amount {
    const ModelCapture* capture = capture_of(orders.at(order), command->path_id);
    return capture == nullptr ? 0 : capture->left();
  };
  core::Amount left = 0, of_top_up = 0, of_suspense = 0;
  for (const auto& order : over) left += left_of(order);
  if (known && !body.order && next.currency == payment->second.currency) of_top_up = payment->second.left_of_top_up();
  if (known && !charged && !body.order && next.currency == payment->second.currency &&
      next.channel == payment->second.channel)
    of_suspense = payment->second.free_suspense();
  if (body.amount) {
    next.amount = *body.amount;
  } else if (known) {
    core::Amount captured = 0;  // for those orders; what is in suspense is no order's
    for (const auto& order : over)
      if (const ModelCapture* capture = capture_of(orders.at(order), command->path_id)) captured += capture->captured;
    const core::Amount in_all = payment->second.captured();
    if (in_charge) {
      for (const core::Amount of : {charge_back(payment->second, left), payment->second.charged(captured),
                                    payment->second.charged(in_all), payment->second.charge->amount})
        if (next.amount == 0) next.amount = of;
    } else {
      const core::Amount in_reach = left + of_top_up + of_suspense;
      next.amount = in_reach > 0 ? in_reach : captured > 0 ? captured : in_all > 0 ? in_all : payment->second.amount;
    }
  }
  if (next.amount == 0 || next.channel.empty() || next.currency.empty()) why.insert(Code::payment_not_found);
  if (!why.empty()) return {why, {}};

  next.id = id;
  first_requests["dispute:" + id] = command;
  if (known && payment->second.captured() > 0 && next.channel == payment->second.channel &&
      next.currency == payment->second.currency)
    next.wallet = payment->second.wallet;
  next.payment = command->path_id;
  next.reason = body.reason;
  next.respond_by = body.respond_by;
  next.seq = next_seq;
  next.opened_at = last_at;
  core::Amount rest = std::min(next.amount, left);
  next.top_up = std::min(next.amount, of_top_up);  // no order has any of it
  next.suspense = std::min(next.amount - rest - next.top_up, of_suspense);
  next.unplaced = next.amount - rest - next.top_up - next.suspense;
  if (next.suspense > 0) payment->second.suspense_disputed += next.suspense;
  if (next.top_up > 0) payment->second.top_up_disputed += next.top_up;
  if (charged) rest = place_charge(payment->second, next, left);
  if (next.charge && rest == 0) next.charge.reset();
  const core::Amount of_channel = next.charge ? next.charge->amount : rest;
  if (next.charge) payment->second.charge->returned += next.charge->amount;
  for (const auto& order : over) {
    const core::Amount placed = std::min(rest, left_of(order));
    if (placed == 0) continue;
    next.allocations.push_back({order, placed, 0, 0});
    rest -= placed;
    capture_of(orders.at(order), command->path_id)->disputed += placed;
    orders.at(order).disputes.push_back(id);
  }
  if (known) payment->second.disputes.push_back(id);
  const std::string& placed_in = next.charge ? next.charge->currency : next.currency;
  post("assets:disputed:" + next.channel, placed_in, of_channel);
  post(source_of(next.channel, next.wallet), placed_in, -of_channel);
  const core::Amount no_orders = next.top_up + next.suspense + next.unplaced;  // a wallet has none of it
  post("assets:disputed:" + next.channel, next.currency, no_orders);
  post("assets:channel:" + next.channel, next.currency, -no_orders);
  next.break_id = open_break("dispute_unplaced", "dispute:" + id, {"assets:disputed:" + next.channel, next.currency},
                             next.unplaced);
  if (next.top_up > 0) met.insert(next.unplaced > 0 ? "top-up disputed, not all" : "top-up disputed");
  if (next.suspense > 0) met.insert(next.allocations.empty() ? "suspense disputed" : "suspense disputed after orders");
  disputes[id] = next;
  compare_sides("dispute:" + id + "@" + next.channel, false);
  return {{}, {Type::dispute_opened}};
}

Model::Made Model::add_evidence(const core::Command& command) {
  const auto found = disputes.find(command.path_id);
  if (found == disputes.end()) return {{Code::dispute_not_found}, {}};
  if (found->second.state != "open") return {{Code::dispute_not_open}, {}};
  if (found->second.evidence.size() >= kEvidenceMax) return {{Code::evidence_full}, {}};
  found->second.evidence.emplace_back(last_at, core::body_as<core::DisputeEvidence>(command).kind);
  return {{}, {Type::dispute_evidence_added}};
}

// Each part gives back what it has not yet, or gets again. At the end of a dispute what is kept and frozen no more goes
// into that first, and else matures: true where something did.
bool Model::settle_parts(ModelOrder& order, bool ends_dispute) {
  const auto targets = given_back_at(order, order.split_refunded);
  const core::Amount promotion = subsidy_back_at(order, order.split_refunded);
  post("expenses:promotion", order.currency, order.subsidy_back - promotion);
  order.subsidy_back = promotion;
  const auto frozen = frozen_of(order).parts;
  bool matured = false;
  for (std::size_t k = 0; k < order.parts.size(); ++k) {
    ModelPart& part = order.parts[k];
    const core::Amount now = targets[k] - part.given_back;
    part.given_back = targets[k];
    count_periods(part, -now);
    if (!part.matured) {
      post(part.account, order.currency, now);
      continue;
    }
    const core::Amount thawed = ends_dispute ? std::max<core::Amount>(0, part.kept - frozen[k]) : 0;
    part.kept -= thawed;
    post(part.account, order.currency, thawed);
    post(payable_of(part.account), order.currency, now - thawed);
    matured = matured || thawed > std::max<core::Amount>(0, now);
  }
  return matured;
}

}  // namespace tallygate::simulation
