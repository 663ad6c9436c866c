// Orders: placing pins the plan's version and the upline; completion splits the escrow (floor-remainder/1).
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

Model::Terms Model::terms_of(const core::OrderPlace& order, Codes& why) const {
  Terms out;
  const std::string name = order.plan ? order.plan->str() : "default";
  const auto plan = plans.find(name);
  if (plan == plans.end()) {
    if (order.plan) why.insert(Code::plan_not_found);
    return out;
  }
  const core::PlanPut& live = plan->second.back();
  if (live.currency != order.currency) why.insert(Code::plan_currency_mismatch);
  out.plan = name;
  out.version = static_cast<std::int64_t>(plan->second.size());
  std::string next;
  if (order.referrer) {
    next = order.referrer->str();
  } else if (const auto buyer = parties.find(order.buyer.str()); buyer != parties.end()) {
    next = buyer->second.upline;
  }
  while (!next.empty() && out.chain.size() < live.levels.size()) {
    out.chain.push_back(next);
    const auto party = parties.find(next);
    next = party == parties.end() ? "" : party->second.upline;
  }
  return out;
}

Model::Made Model::place(const Shared& command, const ModelWait* answered) {
  const auto& body = core::body_as<core::OrderPlace>(*command);
  Made made;
  const std::string id = body.order_id.str();
  const auto known = orders.find(id);
  const bool returns = known != orders.end() && known->second.state == "blocked" && known->second.overridden_by != 0 &&
                       (!known->second.override_ends || last_at < *known->second.override_ends);
  if (answered == nullptr && known != orders.end() && !returns) {
    made.codes.insert(taken("order:" + id, Code::order_exists, *command));
  } else if (answered == nullptr && used_ids.contains("order:" + id)) {
    made.codes.insert(Code::id_used_up);
  }
  if (body.buyer == body.merchant) made.codes.insert(Code::same_party);
  if (!body.lines.empty() || !body.items.empty()) {
    __int128 sum = 0;
    for (const auto& line : body.lines) sum += line.amount;
    for (const auto& item : body.items) sum += static_cast<__int128>(item.unit_price) * item.quantity;
    if (sum != body.amount) made.codes.insert(Code::amount_mismatch);
  }
  if (answered == nullptr) made.codes.merge(no_goods(body));
  made.codes.merge(no_group(body));
  const Terms terms = terms_of(body, made.codes);
  if (!made.codes.empty()) return made;

  see(body.buyer.str());
  see(body.merchant.str());
  for (const auto* earner : {&body.creator, &body.partner, &body.supplier})
    if (*earner) see((*earner)->str());
  for (const auto& party : terms.chain) see(party);
  ModelOrder& order = orders[id];
  if (!order.waiting.empty()) close(order.waiting, "closed");
  order.waiting.clear();
  if (answered == nullptr) {
    first_requests["order:" + id] = command;
    order.overridden_by = 0;
    order.delivered = false;
    order.delivered_at.reset();
    order.id = id;
    order.currency = body.currency.code();
    order.amount = body.amount;
    order.buyer = body.buyer.str();
    order.merchant = body.merchant.str();
    order.creator = body.creator ? body.creator->str() : "";
    order.partner = body.partner ? body.partner->str() : "";
    order.supplier = body.supplier ? body.supplier->str() : "";
    order.placed_at = last_at;
    order.lines.clear();
    for (const auto& line : body.lines)
      order.lines.push_back({line.line_id, line.kind, line.amount, 0, line.quantity, 0});
  }
  order.plan = terms.plan;
  order.plan_version = terms.version;
  order.chain = terms.chain;
  const core::Verdict decided = verdict(*command, answered);
  if (answered == nullptr && decided != core::Verdict::block) reserve_goods(order, body);
  switch (decided) {
    case core::Verdict::allow:
      order.state = order.captured < order.amount ? "placed" : order.delivered ? "delivered" : "paid";
      pin_terms(order, body);
      join_group(order, body);
      goods_changed(id);
      made.types = {Type::order_placed};
      break;
    case core::Verdict::challenge:
      order.state = "challenged";
      order.waiting = open("challenge", "order", id, command);
      made.types = {Type::order_challenged};
      break;
    case core::Verdict::review:
      order.state = "held";
      order.waiting = open("review", "order", id, command);
      made.types = {Type::order_held};
      break;
    case core::Verdict::block:
      order.state = "blocked";
      made.types = {Type::order_blocked};
      made.codes = {Code::risk_blocked};
      break;
  }
  return made;
}

// Why the order's state alone lets it take no further step.
Codes Model::closed(const ModelOrder& order) const {
  if (order.state == "held" || order.state == "challenged") return {Code::order_held};
  if (order.state == "completed") return {Code::order_already_completed};
  if (order.state == "cancelled") return {Code::order_already_cancelled};
  if (order.state == "expired") return {Code::order_expired};
  if (order.state == "blocked" || order.state == "rejected") return {Code::order_not_open};
  return {};
}

Model::Made Model::step(const core::Command& command) {
  const auto found = orders.find(command.path_id);
  if (found == orders.end()) return {{Code::order_not_found}, {}};
  ModelOrder& order = found->second;
  if (command.op == core::Operation::order_deliver) return deliver(command, order);
  if (command.op == core::Operation::order_ship) return ship(command, order);
  Codes why = closed(order);
  if (order.captured != order.price()) why.insert(Code::order_not_paid);
  if (order.reserved > 0) why.insert(Code::refund_open);
  if (order.disputed() > 0) why.insert(Code::dispute_open);
  why.merge(kept_by_doubt(order));
  why.merge(kept_by_group(order));
  if (!why.empty()) return {why, {}};
  auto parts = split(order);
  std::map<Account, __int128> postings;
  postings[{"liabilities:escrow", order.currency}] += order.escrow;
  postings[{"expenses:promotion", order.currency}] += subsidy_of(order);
  for (const auto& part : parts) postings[{part.account, order.currency}] -= part.paid;
  if (!fits(postings)) return {{Code::account_overflow}, {}};
  complete(order, std::move(parts));
  return {{}, {Type::order_completed}};
}

void Model::complete(ModelOrder& order, std::vector<ModelPart> parts) {
  post("liabilities:escrow", order.currency, order.escrow);
  for (const auto& part : parts) {
    post(part.account, order.currency, -part.paid);
    count_periods(part, part.paid);
  }
  if (order.reduced > 0) {
    const auto taken = [](const ModelLine& line) { return line.refunded > 0; };
    met.insert(order.subsidy > 0                         ? "reduced order completed, with a coupon"
               : std::ranges::any_of(order.lines, taken) ? "reduced order completed, by lines"
                                                         : "reduced order completed");
  }
  const core::Amount subsidy = subsidy_of(order);
  post("expenses:promotion", order.currency, subsidy);
  order.split_base = order.escrow + subsidy;
  order.split_escrow = order.escrow;
  order.escrow = 0;
  order.parts = std::move(parts);
  order.completed_at = last_at;
  order.state = "completed";
  goods_changed(order.id);
}

Model::Made Model::cancel(const core::Command& command) {
  const auto found = orders.find(command.path_id);
  if (found == orders.end()) return {{Code::order_not_found}, {}};
  ModelOrder& order = found->second;
  Codes why = closed(order);
  why.erase(Code::order_held);
  if (order.state == "delivered") why.insert(Code::order_already_delivered);
  if (order.reserved > 0) why.insert(Code::refund_open);
  if (order.disputed() > 0) why.insert(Code::dispute_open);
  if (!why.empty()) return {why, {}};
  if (!order.waiting.empty()) close(order.waiting, "closed");
  order.waiting.clear();
  return {{}, end_order(order, "cancelled")};
}

std::vector<core::RecordType> Model::end_order(ModelOrder& order, const std::string& as) {
  const bool rejected = as == "rejected";
  const std::uint64_t first = record_;
  order.state = as;
  order.left_group = !order.group.empty() && groups.at(order.group).state == "open";
  give_back_goods(order);
  std::vector<Type> made = {rejected          ? Type::order_rejected
                            : as == "expired" ? Type::order_expired
                                              : Type::order_cancelled};
  if (!rejected) goods_changed(order.id);
  const core::Amount stays = order.escrow - std::max<core::Amount>(0, order.refundable());
  if (rejected && order.captured > 0) met.insert(stays > 0 ? "rejected order keeps some" : "rejected order gives back");
  if (rejected && stays > 0)  // that a refund or a dispute decides on
    order.escrow_break = open_break("escrow_left", "order:" + order.id, {"liabilities:escrow", order.currency}, stays);
  const auto released = release_for(order.id);
  made.insert(made.end(), released.begin(), released.end());
  if (order.refundable() > 0) {
    record_ = first + made.size();
    give_back(order);
    made.push_back(Type::refund_sent);
  }
  return made;
}

// All that is left of an order that ends.
void Model::give_back(ModelOrder& order) {
  const core::Amount rest = order.refundable();
  std::string id = order.id + ".cancel";
  for (int n = 0; refunds.contains(id) || used_ids.contains("refund:" + id); ++n)
    id = "cancel." + std::to_string(next_seq) + (n == 0 ? "" : "." + std::to_string(n));
  ModelRefund& refund = refunds[id];
  refund.id = id;
  refund.order = order.id;
  refund.amount = rest;
  order.refunds.push_back(id);
  send(refund, sources_of(order, rest), false);
}

}  // namespace tallygate::simulation
