// Payments: a request fits or is refused; money reported as taken is always booked, the rest of it in suspense.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

std::vector<std::pair<std::string, core::Amount>> asked_of(const core::Command& command) {
  const auto& body = core::body_as<core::PaymentPut>(command);
  if (command.op == core::Operation::order_pay) return {{command.path_id, body.amount}};
  std::vector<std::pair<std::string, core::Amount>> out;
  for (const auto& a : body.allocations) {
    const auto same = std::ranges::find(out, a.order.str(), &std::pair<std::string, core::Amount>::first);
    if (same == out.end()) {
      out.emplace_back(a.order.str(), a.amount);
    } else {
      same->second += a.amount;
    }
  }
  return out;
}

}  // namespace

// Why the order's state lets it take no request to pay.
Codes Model::not_to_pay(const ModelOrder& order) {
  if (order.state == "held" || order.state == "challenged") return {Code::order_held};
  if (order.state == "paid" || order.state == "shipped" || order.state == "delivered")
    return {Code::order_already_paid};
  if (order.state == "expired") return {Code::order_expired};
  if (order.state != "placed") return {Code::order_not_open};
  return {};
}

// Why the order takes no request to pay so much of it through this payment.
Codes Model::takes_no_request(const std::string& order_id, core::Amount amount, const std::string& currency,
                              const std::string& payment) const {
  const auto found = orders.find(order_id);
  if (found == orders.end()) return {Code::order_not_found};
  const ModelOrder& order = found->second;
  Codes why;
  if (order.currency != currency) why.insert(Code::currency_mismatch);
  why.merge(not_to_pay(order));
  if (amount > std::max<core::Amount>(0, order.price() - order.captured - held_for(order_id)))
    why.insert(Code::exceeds_payable);
  const bool listed = std::ranges::find(order.captures, payment, &ModelCapture::payment) != order.captures.end();
  if (!listed && order.captures.size() + holds_of(order_id) >= kPaymentsOfAnOrder) why.insert(Code::not_supported);
  return why;
}

// Paid once its captures reach what it costs.
void Model::reach(ModelOrder& order) {
  if (order.state == "placed" && order.captured == order.price()) order.state = order.delivered ? "delivered" : "paid";
}

Model::Made Model::pay(const Shared& command, const ModelWait* answered) {
  const auto& body = core::body_as<core::PaymentPut>(*command);
  const std::string id = body.payment_id.str(), currency(body.currency.code());
  const std::string channel(core::name_of(body.channel));
  const bool fact = body.reported.value_or(false);
  const auto asked = asked_of(*command);
  Codes why;
  const auto known = payments.find(id);
  const bool replaces = fact && known != payments.end() && known->second.captured() == 0;
  if (known != payments.end() && answered == nullptr && !replaces) {
    why.insert(taken("payment:" + id, Code::payment_exists, *command));
  } else if (known == payments.end() && !fact && answered == nullptr && used_ids.contains("payment:" + id)) {
    why.insert(Code::id_used_up);
  }
  __int128 sum = 0;
  for (const auto& a : body.allocations) sum += a.amount;
  if (command->op == core::Operation::payment_put ? sum != body.amount : !body.allocations.empty())
    why.insert(Code::amount_mismatch);
  if (!fact && channel == "wallet" && body.charge && why.empty()) return {{Code::not_supported}, {}};
  if (!fact) {
    for (const auto& [order_id, amount] : asked) why.merge(takes_no_request(order_id, amount, currency, id));
    const std::string wallet =
        channel == "wallet" && why.empty() && !asked.empty() ? orders.at(asked.front().first).buyer : "";
    if (why.empty() && !wallet.empty()) why = wallet_gives_not(wallet, asked, {currency, body.amount});
    std::map<Account, __int128> postings = {{{"liabilities:escrow", currency}, -body.amount}};
    if (body.charge) {
      const std::string in(body.charge->currency.code());
      postings[{source_of(channel, ""), in}] = body.charge->amount;
      postings[{"equity:conversion:" + in, in}] = -body.charge->amount;
      postings[{"equity:conversion:" + currency, currency}] = body.amount;
    } else {
      postings[{source_of(channel, wallet), currency}] = body.amount;
    }
    if (why.empty() && !fits(postings)) why.insert(Code::account_overflow);
    if (why.empty()) why = over_limit(id, asked, currency, wallet);
  }
  if (!why.empty()) return {why, {}};
  if (answered == nullptr) first_requests["payment:" + id] = command;

  ModelPayment next;
  next.id = id;
  next.channel = channel;
  if (!fact && channel == "wallet" && !asked.empty()) next.wallet = orders.at(asked.front().first).buyer;
  next.currency = currency;
  next.amount = body.amount;
  next.reported = fact;
  next.at = last_at;
  if (body.charge)
    next.charge = ModelCharge{std::string(body.charge->currency.code()),
                              body.charge->source,
                              body.charge->amount,
                              0,
                              body.charge->rate.num,
                              body.charge->rate.den};
  next.declines = known == payments.end() ? 0 : known->second.declines;
  next.label = known == payments.end() ? "" : known->second.label;
  if (known != payments.end() && !known->second.waiting.empty()) close(known->second.waiting, "closed");
  if (known != payments.end()) {
    next.expires_at = known->second.expires_at;
    next.disputes = known->second.disputes;
    release(known->second, known->second.state);
  }
  if (fact) {
    next.suspense = body.amount;
    for (const auto& [order_id, amount] : asked) {
      const auto found = orders.find(order_id);
      if (found == orders.end()) continue;
      const ModelOrder& order = found->second;
      const bool gone = order.state == "blocked" || order.state == "rejected" || order.state == "cancelled" ||
                        order.state == "expired";
      if (gone || order.currency != currency || order.captures.size() >= kPaymentsOfAnOrder) continue;
      const core::Amount placed = std::min(amount, order.price() - order.captured);
      if (placed == 0) continue;
      next.allocations.emplace_back(order_id, placed);
      next.suspense -= placed;
    }
  } else {
    next.allocations = asked;
  }
  Made made;
  switch (fact ? core::Verdict::allow : verdict(*command, answered)) {
    case core::Verdict::allow:
      if (!fact && !body.capture.value_or(true)) {
        authorise(next, body);
        made.types = {Type::payment_authorised};
        break;
      }
      next.state = "captured";
      for (const auto& [order_id, amount] : next.allocations) next.taken[order_id] = amount;
      made.types = {Type::payment_captured};
      break;
    case core::Verdict::challenge:
      next.state = "challenged";
      next.waiting = open("challenge", "payment", id, command);
      made.types = {Type::payment_challenged};
      break;
    case core::Verdict::review:
      next.state = "held";
      next.waiting = open("review", "payment", id, command);
      made.types = {Type::payment_held};
      break;
    case core::Verdict::block:
      next.state = "blocked";
      made.types = {Type::payment_blocked};
      made.codes = {Code::risk_blocked};
      break;
  }
  if (fact) doubt(next, command);
  payments[id] = next;
  begun_.insert("payment:" + id);
  if (next.state == "captured") capture(payments.at(id));
  return made;
}

void Model::capture(ModelPayment& payment) {
  payment.suspense_break = open_break("payment_unplaced", "payment:" + payment.id,
                                      {"liabilities:suspense:" + payment.channel, payment.currency}, payment.suspense);
  give(payment, payment.amount, payment.charged(payment.amount), Layer::posted);
  post("liabilities:suspense:" + payment.channel, payment.currency, -payment.suspense);
  for (const auto& [order_id, amount] : payment.allocations) {
    ModelOrder& order = orders.at(order_id);
    post("liabilities:escrow", payment.currency, -amount);
    order.captured += amount;
    order.escrow += amount;
    order.captures.push_back({payment.id, payment.channel, payment.wallet, amount, 0, 0, 0});
    reach(order);
  }
  compare_sides("payment:" + payment.id + "@" + payment.channel, false);
  for (const auto& [order_id, amount] : payment.allocations) goods_changed(order_id);
}

Model::Made Model::decline(const core::Command& command) {
  const auto& body = core::body_as<core::PaymentDecline>(command);
  const auto [it, fresh] = payments.try_emplace(command.path_id);
  ModelPayment& payment = it->second;
  payment.declines += 1;
  if (!fresh) return {{}, {Type::payment_declined}};
  payment.id = command.path_id;
  payment.state = "declined";
  payment.at = last_at;
  if (body.channel) payment.channel = core::name_of(*body.channel);
  if (body.currency) payment.currency = body.currency->code();
  payment.amount = body.amount.value_or(0);
  if (body.buyer) see(body.buyer->str());
  if (body.order && orders.contains(body.order->str())) payment.allocations.emplace_back(body.order->str(), 0);
  return {{}, {Type::payment_declined}};
}

}  // namespace tallygate::simulation
