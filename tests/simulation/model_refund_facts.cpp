// What the channel says of a refund, also out of turn: the money has gone or come back whatever the refund was.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

Model::Made Model::settle_or_fail(const core::Command& command) {
  const auto found = refunds.find(command.path_id);
  if (found == refunds.end()) return {{Code::refund_not_found}, {}};
  ModelRefund& refund = found->second;
  if (command.op == core::Operation::refund_settle) {
    if (refund.state == "settled") return {{Code::refund_not_open}, {}};
    if (refund.state != "sent") {
      settle_late(refund);
    } else {
      refund.state = "settled";
    }
    return {{}, {Type::refund_settled}};
  }
  if (refund.state != "sent" && refund.state != "settled") return {{Code::refund_not_open}, {}};
  if (refund.state == "settled") met.insert(refund.unplaced ? "unplaced refund failed" : "settled refund failed");
  if (refund.order.empty()) {
    met.insert("refund of suspense failed");
  } else if (const ModelOrder& order = orders.at(refund.order); order.ended()) {
    met.insert("refund failed, " + order.state);
  }
  refund.state = "failed";
  if (refund.unplaced) {
    suspend(refund, -1);
    refund.unplaced = false;
  } else {
    count_lines(refund, false);
    move(refund, -1);
  }
  return {{}, {Type::refund_failed}};
}

// Its money went back though it waited, was refused or failed: the order gives it, or else it stands in suspense.
void Model::settle_late(ModelRefund& refund) {
  if (refund.order.empty()) {  // of what stands in suspense: it failed
    const bool is_free = refund.amount <= payments.at(refund.payment).free_suspense();
    met.insert(std::string("refund of suspense settled late, ") + (is_free ? "placed" : "unplaced"));
    if (is_free) return send(refund, refund.sources, true);
    refund.state = "settled";
    refund.at = last_at;
    refund.unplaced = true;
    return suspend(refund, 1);
  }
  ModelOrder& order = orders.at(refund.order);
  const bool waited = refund.state == "held" || refund.state == "challenged";
  if (waited) order.reserved -= refund.amount;
  if (!refund.waiting.empty()) close(refund.waiting, "closed");
  refund.waiting.clear();
  const auto whole_of = [&](const ModelCapture& of) -> std::vector<ModelCapture> {
    return {{of.payment, of.channel, of.wallet, refund.amount, 0, 0, 0}};
  };
  const auto named = std::ranges::find(order.captures, refund.to, &ModelCapture::payment);
  const bool names_one = named != order.captures.end();
  auto sources = refund.sources;  // that it had where it failed
  if (sources.empty()) sources = names_one ? whole_of(*named) : sources_of(order, refund.amount);
  const bool placed = can_give(order, refund.amount, sources);
  met.insert((waited ? "waiting" : refund.state) + " refund settled, " + (placed ? "placed" : "unplaced"));
  if (placed) {
    if (lines_fit(refund) || waited) count_lines(refund, true);
    send(refund, std::move(sources), true);
    return;
  }
  count_lines(refund, false);
  refund.state = "settled";
  refund.at = last_at;
  refund.unplaced = true;
  if (refund.sources.empty()) {
    refund.sources = whole_of(names_one ? *named : order.captures.front());
    for (auto& source : refund.sources) source.charge = payments.at(source.payment).charged(source.captured);
  }
  suspend(refund, 1);
}

bool Model::can_give(const ModelOrder& order, core::Amount amount, const std::vector<ModelCapture>& sources) {
  if (amount > order.captured - order.refunded - order.disputed() - order.lost()) return false;
  return std::ranges::all_of(sources, [&](const ModelCapture& source) {
    return source.captured <= std::ranges::find(order.captures, source.payment, &ModelCapture::payment)->left();
  });
}

// What no order gives stands in suspense of each source's channel (direction 1), or leaves it (-1).
void Model::suspend(ModelRefund& refund, int direction) {
  if (direction < 0)
    for (const auto& id : refund.breaks)
      if (ModelBreak* open = find_open(id)) close_break(*open);
  if (direction < 0) refund.breaks.clear();
  for (const auto& source : refund.sources) {
    const auto& charge = payments.at(source.payment).charge;
    const Account suspense{"liabilities:suspense:" + source.channel, charge ? charge->currency : currency_of(refund)};
    const core::Amount amount = charge ? source.charge : source.captured;
    post(suspense.first, suspense.second, direction * amount);
    post(source_of(source.channel, source.wallet), suspense.second, -direction * amount);
    if (direction > 0) refund.breaks.push_back(open_break("refund_unplaced", "refund:" + refund.id, suspense, amount));
  }
  refund_changed(refund);
}

}  // namespace tallygate::simulation
