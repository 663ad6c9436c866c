// Disputes over all, some or more than there is; their ends; breaks and who explains them.
#include <algorithm>

#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

// Now and then one that topped up a wallet, or one of which a refund waits to be decided.
std::string Commands::payment_to_dispute(const Model& model) {
  const auto taken = ids_where(model.payments, [](const ModelPayment& p) { return p.captured() > 0; });
  if (taken.empty() || one_in(12)) return id("y", 240);
  const auto top_ups = ids_where(model.payments, [](const ModelPayment& p) { return p.topped_up > 0; });
  if (!top_ups.empty() && one_in(6)) return pick(top_ups);
  const auto idle = ids_where(model.payments, [](const ModelPayment& p) { return p.free_suspense() > 0; });
  if (!idle.empty() && one_in(5)) return pick(idle);
  const auto wait = ids_where(model.orders, [](const ModelOrder& o) { return o.reserved > 0 && !o.captures.empty(); });
  if (!wait.empty() && one_in(6)) return pick(model.orders.at(pick(wait)).captures).payment;
  if (const std::string waits = order_that_waits(model); !waits.empty() && one_in(3))
    return pick(model.orders.at(waits).captures).payment;
  return pick(taken);
}

core::Command Commands::dispute(const Model& model) {
  core::PaymentDispute body;
  body.dispute_id = core::DisputeId(fresh("d", 80, model.disputes));
  body.reason = "fraud";
  const std::string payment = payment_to_dispute(model);
  const auto found = model.payments.find(payment);
  if (found == model.payments.end() || !one_in(3)) {
    const core::Amount whole =
        found == model.payments.end() ? 500 : std::max<core::Amount>(1, found->second.captured());
    body.amount = one_in(8)   ? whole + 1 + below(20)
                  : one_in(3) ? 1 + below(std::min<core::Amount>(40, whole))
                              : 1 + below(whole);
    if (*body.amount > core::kAmountMax) body.amount = core::kAmountMax;
    body.currency = currency();
    if (found != model.payments.end() && !found->second.currency.empty() && !one_in(20))
      body.currency = core::Currency::from_code(found->second.currency).value();
  }
  if (found != model.payments.end()) dispute_charge(found->second, body);
  if (one_in(found == model.payments.end() ? 2 : 8)) body.channel = channel();
  if (one_in(4)) {
    const bool known = found != model.payments.end() && !found->second.allocations.empty() && !one_in(6);
    body.order = core::OrderId(known ? pick(found->second.allocations).first : id("o", kOrders));
  }
  if (one_in(3)) body.respond_by = model.last_at + core::days(7);
  return make(Operation::payment_dispute, std::move(body), payment);
}

core::Command Commands::dispute_evidence(const Model& model) {
  core::DisputeEvidence body;
  body.kind = one_in(2) ? "chat" : "delivery_proof";
  body.sha256 = std::string(64, 'a');
  std::string most = id("d", 80);  // the one that has most, so that some time it is full
  std::size_t pieces = 0;
  for (const auto& [dispute, object] : model.disputes)
    if (object.state == "open" && object.evidence.size() >= pieces) most = dispute, pieces = object.evidence.size();
  return make(Operation::dispute_evidence, std::move(body), one_in(30) ? id("d", 80) : most);
}

core::Command Commands::dispute_step(const Model& model) {
  if (one_in(4)) return dispute_evidence(model);
  const auto open = ids_where(model.disputes, [](const ModelDispute& d) { return d.state == "open"; });
  const auto ended = ids_where(model.disputes, [](const ModelDispute& d) { return d.state != "open"; });
  std::string dispute = !ended.empty() && one_in(4)  ? pick(ended)  // the channel thinks otherwise
                        : open.empty() || one_in(12) ? id("d", 80)
                                                     : pick(open);
  const auto of_suspense = ids_where(model.disputes, [](const ModelDispute& d) { return d.suspense > 0; });
  if (!of_suspense.empty() && one_in(5)) dispute = pick(of_suspense);
  core::DisputeResolve body;
  body.outcome = one_in(3)   ? core::DisputeOutcome::won
                 : one_in(2) ? core::DisputeOutcome::lost
                             : core::DisputeOutcome::partial;
  if (body.outcome == core::DisputeOutcome::partial) {
    const auto found = model.disputes.find(dispute);
    const core::Amount all = found == model.disputes.end() ? 10 : found->second.amount;
    body.amount = one_in(10) ? all : 1 + below(all);
  }
  return make(Operation::dispute_resolve, std::move(body), dispute);
}

core::Command Commands::break_resolve(const Model& model) {
  core::BreakResolve body;
  body.resolution = "explained";
  std::vector<std::uint64_t> by(model.conversions.begin(), model.conversions.end());
  for (const auto& [seq, entry] : model.entries) by.push_back(seq);
  if (!by.empty() && one_in(3)) {
    body.journal = static_cast<std::int64_t>(pick(by));
  } else if (one_in(6)) {
    body.journal = 1 + below(static_cast<std::int64_t>(one_in(4) ? 2 * model.next_seq : model.next_seq));
  }
  const auto open = ids_where(model.breaks, [&](const ModelBreak& b) { return b.state == "open" || one_in(8); });
  return make(Operation::break_resolve, std::move(body),
              open.empty() || one_in(10) ? "bk" + std::to_string(below(300)) : pick(open));
}

}  // namespace tallygate::simulation
