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

Model::Made Model::dispute(const core::Command& command) {
  const auto& body = core::body_as<core::PaymentDispute>(command);
  const std::string id = body.dispute_id.str();
  const auto payment = payments.find(command.path_id);
  const bool known = payment != payments.end();
  ModelDispute next;
  next.channel = body.channel ? std::string(core::name_of(*body.channel)) : known ? payment->second.channel : "";
  const bool charged = known && payment->second.charge.has_value();
  next.currency = body.currency ? std::string(body.currency->code())
                  : charged     ? payment->second.charge->currency
                  : known       ? payment->second.currency
                                : "";
  Codes why;
  if (disputes.contains(id)) why.insert(Code::dispute_exists);

  std::vector<std::string> over;  // the orders that it may be placed on
  const bool in_charge = charged && next.currency == payment->second.charge->currency;
  if (known && (next.currency == payment->second.currency || in_charge))
    for (const auto& [order, amount] : payment->second.allocations)
      if (!body.order || body.order->str() == order) over.push_back(order);
  const auto left_of = [&](const std::string& order) -> core::Amount {
    const ModelCapture* capture = capture_of(orders.at(order), command.path_id);
    return capture == nullptr ? 0 : capture->left();
  };
  core::Amount left = 0;
  for (const auto& order : over) left += left_of(order);
  if (body.amount) {
    next.amount = *body.amount;
  } else if (known) {
    core::Amount captured = 0;  // for those orders; what is in suspense is no order's
    for (const auto& order : over)
      if (const ModelCapture* capture = capture_of(orders.at(order), command.path_id)) captured += capture->captured;
    const core::Amount in_all = payment->second.captured();
    if (in_charge) {
      for (const core::Amount of : {charge_back(payment->second, left), payment->second.charged(captured),
                                    payment->second.charged(in_all), payment->second.charge->amount})
        if (next.amount == 0) next.amount = of;
    } else {
      next.amount = left > 0 ? left : captured > 0 ? captured : in_all > 0 ? in_all : payment->second.amount;
    }
  }
  if (next.amount == 0 || next.channel.empty() || next.currency.empty()) why.insert(Code::payment_not_found);
  if (!why.empty()) return {why, {}};

  next.id = id;
  if (known && payment->second.captured() > 0 && next.channel == payment->second.channel &&
      next.currency == payment->second.currency)
    next.wallet = payment->second.wallet;
  next.payment = command.path_id;
  next.reason = body.reason;
  next.respond_by = body.respond_by;
  next.seq = next_seq;
  next.opened_at = last_at;
  core::Amount rest = std::min(next.amount, left);
  next.unplaced = next.amount - rest;
  if (charged) rest = place_charge(payment->second, next, left);
  if (next.charge && rest == 0) next.charge.reset();
  const core::Amount of_channel = next.charge ? next.charge->amount : rest;
  if (next.charge) payment->second.charge->returned += next.charge->amount;
  for (const auto& order : over) {
    const core::Amount placed = std::min(rest, left_of(order));
    if (placed == 0) continue;
    next.allocations.push_back({order, placed, 0});
    rest -= placed;
    capture_of(orders.at(order), command.path_id)->disputed += placed;
    orders.at(order).disputes.push_back(id);
  }
  if (known) payment->second.disputes.push_back(id);
  const std::string& placed_in = next.charge ? next.charge->currency : next.currency;
  for (const auto& [currency, amount] : {std::pair(placed_in, of_channel), std::pair(next.currency, next.unplaced)}) {
    post("assets:disputed:" + next.channel, currency, amount);
    post(source_of(next.channel, next.wallet), currency, -amount);
  }
  open_break("dispute_unplaced", "dispute:" + id, {"assets:disputed:" + next.channel, next.currency}, next.unplaced);
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

Model::Made Model::end_dispute(const core::Command& command) {
  const auto& body = core::body_as<core::DisputeResolve>(command);
  const auto found = disputes.find(command.path_id);
  if (found == disputes.end()) return {{Code::dispute_not_found}, {}};
  ModelDispute& dispute = found->second;
  if (dispute.state != "open") return {{Code::dispute_not_open}, {}};
  const bool partial = body.outcome == core::DisputeOutcome::partial;
  const core::Amount lost = partial                                      ? body.amount.value_or(0)
                            : body.outcome == core::DisputeOutcome::lost ? dispute.amount
                                                                         : 0;
  if (partial && (lost == 0 || lost >= dispute.amount)) return {{Code::amount_mismatch}, {}};
  dispute.state = partial ? "partly_lost" : lost > 0 ? "lost" : "won";
  dispute.lost = lost;
  dispute.closed_at = last_at;
  const std::string disputed = "assets:disputed:" + dispute.channel;
  Made made{{}, {partial ? Type::dispute_partly_lost : lost > 0 ? Type::dispute_lost : Type::dispute_won}};
  core::Amount placed_in_all = 0;
  for (const auto& placed : dispute.allocations) placed_in_all += placed.amount;
  core::Amount rest = std::min(lost, placed_in_all), unplaced = lost - rest;
  const std::string channel = source_of(dispute.channel, dispute.wallet);
  if (dispute.charge) {
    auto& charge = *dispute.charge;
    std::tie(charge.lost, rest) = lost_of_charge(dispute, placed_in_all);
    unplaced = lost - (dispute.currency == charge.currency ? charge.lost : rest);
    payments.at(dispute.payment).charge->returned -= charge.amount - charge.lost;
    post(channel, charge.currency, charge.amount - charge.lost);
    post("equity:conversion:" + charge.currency, charge.currency, charge.lost);
    post(disputed, charge.currency, -charge.amount);
    post(channel, dispute.currency, dispute.unplaced - unplaced);
    post(disputed, dispute.currency, unplaced - dispute.unplaced);
  } else {
    post(channel, dispute.currency, dispute.amount - lost);
    post(disputed, dispute.currency, lost - dispute.amount);
  }
  for (auto& [order_id, placed, lost_of_it] : dispute.allocations) {
    ModelOrder& order = orders.at(order_id);
    const core::Amount of_order = std::min(rest, placed);
    rest -= of_order;
    lost_of_it = of_order;
    ModelCapture& capture = *capture_of(order, dispute.payment);
    capture.disputed -= placed;
    capture.lost += of_order;
    const core::Amount escrow = std::min(of_order, order.escrow);
    order.escrow -= escrow;
    order.split_refunded += of_order - escrow;
    record_ = made.types.size();
    post(dispute.charge ? "equity:conversion:" + order.currency : disputed, order.currency, -of_order);
    post("liabilities:escrow", order.currency, escrow);
    const bool matured = settle_parts(order, true);
    if (of_order > 0) {
      made.types.push_back(Type::dispute_clawed_back);
    } else if (matured) {
      made.types.push_back(Type::dispute_thawed);
    }
  }
  record_ = 0;
  compare_sides("dispute:" + dispute.id + "@" + dispute.channel, false);
  if (lost > 0)
    for (const auto& placed : dispute.allocations) goods_changed(placed.order);
  post("liabilities:suspense:" + dispute.channel, dispute.currency, unplaced);
  post(disputed, dispute.currency, -unplaced);
  if (const auto open = breaks.find("bk" + std::to_string(dispute.seq));
      open != breaks.end() && open->second.state == "open") {
    if (unplaced == 0) {
      open->second.state = "resolved";
      open->second.closed_at = last_at;
      open->second.closed_by = next_seq;
    } else {
      open->second.account = "liabilities:suspense:" + dispute.channel;
      open->second.amount = unplaced;
    }
  }
  return made;
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

void Model::open_break(const std::string& kind, const std::string& subject, const Account& account,
                       core::Amount amount) {
  if (amount == 0) return;
  ModelBreak next;
  next.id = next_break();
  next.kind = kind;
  next.subject = subject;
  next.account = account.first;
  next.currency = account.second;
  next.amount = amount < 0 ? -amount : amount;
  next.seq = next_seq;
  next.opened_at = last_at;
  breaks[next.id] = next;
}

Model::Made Model::resolve_break(const core::Command& command) {
  const auto& body = core::body_as<core::BreakResolve>(command);
  const auto found = breaks.find(command.path_id);
  if (found == breaks.end()) return {{Code::break_not_found}, {}};
  Codes why;
  if (found->second.state != "open") why.insert(Code::break_not_open);
  if (body.journal && static_cast<std::uint64_t>(*body.journal) >= next_seq) why.insert(Code::journal_not_found);
  if (!why.empty()) return {why, {}};
  found->second.state = "resolved";
  found->second.resolution = body.resolution;
  found->second.journal = body.journal;
  found->second.closed_at = last_at;
  found->second.closed_by = next_seq;
  found->second.resolved_by = command.actor.person.empty() ? command.actor.client : command.actor.person;
  return {{}, {Type::break_resolved}};
}

}  // namespace tallygate::simulation
