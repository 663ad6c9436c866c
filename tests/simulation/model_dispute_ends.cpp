// How a dispute ends, and ends anew where the channel thinks otherwise later: what is lost goes as a refund does, and
// comes back as one that fails.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

ModelCapture& capture_in(ModelOrder& order, const std::string& payment) {
  return *std::ranges::find(order.captures, payment, &ModelCapture::payment);
}

}  // namespace

Model::Made Model::end_dispute(const core::Command& command) {
  const auto& body = core::body_as<core::DisputeResolve>(command);
  const auto found = disputes.find(command.path_id);
  if (found == disputes.end()) return {{Code::dispute_not_found}, {}};
  ModelDispute& dispute = found->second;
  const bool again = dispute.state != "open", partial = body.outcome == core::DisputeOutcome::partial;
  const core::Amount lost = partial                                      ? body.amount.value_or(0)
                            : body.outcome == core::DisputeOutcome::lost ? dispute.amount
                                                                         : 0;
  Codes why;
  if (again && lost == dispute.lost) why.insert(Code::dispute_not_open);
  if (partial && (lost == 0 || lost >= dispute.amount)) why.insert(Code::amount_mismatch);
  if (!why.empty()) return {why, {}};

  Loss after = loss_of(dispute, lost);
  const bool fits = !again || fits_again(dispute, after);
  if (again && after.suspense - dispute.suspense_lost > 0 && !fits) met.insert("suspense of a changed end is not free");
  if (!fits) {  // the orders lose what they lost
    after.of_orders.clear();
    for (const auto& placed : dispute.allocations) after.of_orders.push_back(placed.lost);
    after.charge = dispute.charge ? dispute.charge->lost : 0;
    after.top_up = dispute.top_up_lost;
    after.suspense = dispute.suspense_lost;
    after.unplaced = dispute.lost_unplaced + lost - dispute.lost;
  }
  if (again)
    met.insert("dispute ended anew, " + std::string(!fits                 ? "does not fit"
                                                    : lost < dispute.lost ? "less is lost"
                                                                          : "more is lost"));
  post_end(dispute, lost, after);
  Made made{{}, {partial ? Type::dispute_partly_lost : lost > 0 ? Type::dispute_lost : Type::dispute_won}};
  if (dispute.charge) {
    auto& returned = payments.at(dispute.payment).charge->returned;
    returned += after.charge - (again ? dispute.charge->lost : dispute.charge->amount);
    dispute.charge->lost = after.charge;
  }
  if (dispute.top_up > 0) {
    ModelPayment& payment = payments.at(dispute.payment);
    if (!again) payment.top_up_disputed -= dispute.top_up;
    payment.top_up_lost += after.top_up - dispute.top_up_lost;
    dispute.top_up_lost = after.top_up;
    if (after.top_up > 0) met.insert(again ? "top-up lost by a changed end" : "top-up lost");
  }
  const bool suspense_grew = after.suspense < (again ? dispute.suspense_lost : dispute.suspense);  // what is free
  if (dispute.suspense > 0) {
    ModelPayment& payment = payments.at(dispute.payment);
    if (!again) payment.suspense_disputed -= dispute.suspense;
    payment.suspense_lost += after.suspense - dispute.suspense_lost;
    if (after.suspense != dispute.suspense_lost)
      met.insert(!again          ? "suspense lost"
                 : suspense_grew ? "suspense comes back by a changed end"
                                 : "suspense lost by a changed end");
    dispute.suspense_lost = after.suspense;
  }
  dispute.state = partial ? "partly_lost" : lost > 0 ? "lost" : "won";
  dispute.lost = lost;
  dispute.closed_at = last_at;
  std::map<std::uint64_t, std::string> given_back;  // by the record
  for (std::size_t i = 0; i < dispute.allocations.size(); ++i) {
    auto& of = dispute.allocations[i];
    const core::Amount more = after.of_orders[i] - of.lost;
    if (!again) capture_in(orders.at(of.order), dispute.payment).disputed -= of.amount;
    if (again && more == 0) continue;
    record_ = made.types.size();
    const bool matured = take_loss(dispute, of, more);
    if (more != 0) {
      made.types.push_back(Type::dispute_clawed_back);
    } else if (matured) {
      made.types.push_back(Type::dispute_thawed);
    }
    if (more < 0) given_back[record_] = of.order;
  }
  record_ = 0;
  follow_loss(dispute, after.unplaced, again);
  if (dispute.suspense > 0) follow_suspense(payments.at(dispute.payment), suspense_grew);
  compare_sides("dispute:" + dispute.id + "@" + dispute.channel, false);
  for (const auto& of : dispute.allocations)
    if (of.lost > 0) goods_changed(of.order);
  for (const auto& [record, order] : given_back) {
    record_ = record;
    goods_changed(order);
  }
  record_ = 0;
  return made;
}

// The first end is the one from which all others differ.
Model::Loss Model::loss_of(const ModelDispute& dispute, core::Amount lost) {
  Loss out;
  core::Amount placed = 0;
  for (const auto& of : dispute.allocations) placed += of.amount;
  out.top_up = std::min(lost, dispute.top_up);
  core::Amount rest = std::min(lost - out.top_up, placed);
  out.suspense = std::min(lost - out.top_up - rest, dispute.suspense);
  out.unplaced = lost - out.top_up - rest - out.suspense;
  if (dispute.charge) {
    std::tie(out.charge, rest) = lost_of_charge(dispute, placed, lost);
    out.unplaced = lost - (dispute.currency == dispute.charge->currency ? out.charge : rest);
  }
  for (const auto& of : dispute.allocations) {
    out.of_orders.push_back(std::min(rest, of.amount));
    rest -= out.of_orders.back();
  }
  return out;
}

bool Model::fits_again(const ModelDispute& dispute, const Loss& after) const {
  for (std::size_t i = 0; i < dispute.allocations.size(); ++i) {
    const auto& of = dispute.allocations[i];
    const auto& captures = orders.at(of.order).captures;
    const core::Amount left = std::ranges::find(captures, dispute.payment, &ModelCapture::payment)->left();
    if (after.of_orders[i] - of.lost > left) return false;
  }
  if (dispute.charge && !charge_fits_again(dispute, after)) return false;
  if (dispute.suspense > 0 && after.suspense - dispute.suspense_lost > payments.at(dispute.payment).free_suspense())
    return false;
  return dispute.top_up == 0 || after.top_up - dispute.top_up_lost <= payments.at(dispute.payment).left_of_top_up();
}

// More of the charge goes back only as far as all that went back of the payment may take of it.
bool Model::charge_fits_again(const ModelDispute& dispute, const Loss& after) const {
  const ModelPayment& payment = payments.at(dispute.payment);
  const core::Amount of_charge = after.charge - dispute.charge->lost;
  core::Amount of_orders = 0;
  for (std::size_t i = 0; i < dispute.allocations.size(); ++i)
    of_orders += after.of_orders[i] - dispute.allocations[i].lost;
  if (of_charge <= 0 && of_orders <= 0) return true;
  const core::Amount all = payment.captured() - payment.in_suspense(), back = payment.charge->returned + of_charge;
  const bool is_last = gone_of(payment) + of_orders == all;
  return back <= payment.charged(all) && (!is_last || back == payment.charged(all));
}

// The first record's part, all of it in one; what is lost of orders follows in theirs.
void Model::post_end(const ModelDispute& dispute, core::Amount lost, const Loss& after) {
  const bool again = dispute.state != "open";
  const std::string channel = source_of(dispute.channel, dispute.wallet),
                    disputed = "assets:disputed:" + dispute.channel;
  std::map<Account, core::Amount> postings;
  const auto move = [&](const std::string& account, const std::string& currency, core::Amount amount) {
    postings[{account, currency}] += amount;
    postings[{disputed, currency}] -= amount;
  };
  if (dispute.charge) {
    const auto& charge = *dispute.charge;
    const core::Amount of_charge = (again ? charge.lost : charge.amount) - after.charge;
    const core::Amount of_rest = (again ? dispute.lost_unplaced : dispute.unplaced) - after.unplaced;
    move(channel, charge.currency, of_charge);
    move(channel, dispute.currency, of_rest);
    move("equity:conversion:" + charge.currency, charge.currency, after.charge - charge.lost);
  } else {
    const core::Amount rest = (again ? dispute.lost_unplaced : dispute.unplaced) - after.unplaced;
    move("assets:channel:" + dispute.channel, dispute.currency, rest);
    move(channel, dispute.currency, (again ? dispute.lost : dispute.amount) - lost - rest);
  }
  move("liabilities:suspense:" + dispute.channel, dispute.currency,
       after.unplaced - dispute.lost_unplaced + after.suspense - dispute.suspense_lost);
  if (dispute.top_up > 0)
    move("liabilities:wallet:" + payments.at(dispute.payment).topped_up_of, dispute.currency,
         after.top_up - dispute.top_up_lost);
  for (const auto& [account, amount] : postings) post(account.first, account.second, amount);
}

// What the order loses more, or gets back where it is below 0: true where a part of the split matured with it.
bool Model::take_loss(const ModelDispute& dispute, ModelDispute::Placed& of, core::Amount more) {
  ModelOrder& order = orders.at(of.order);
  const core::Amount split = more < 0 ? -std::min(-more, of.from_split) : more - std::min(more, order.escrow);
  of.lost += more;
  of.from_split += split;
  capture_in(order, dispute.payment).lost += more;
  order.escrow -= more - split;
  order.split_refunded += split;
  post(dispute.charge ? "equity:conversion:" + order.currency : "assets:disputed:" + dispute.channel, order.currency,
       -more);
  post("liabilities:escrow", order.currency, more - split);
  const bool matured = settle_parts(order, true);
  if (split < 0) met.insert("dispute gives back to the split");
  follow_escrow(order, more < split);
  return matured;
}

// What is lost and no order's is what its break is over.
void Model::follow_loss(ModelDispute& dispute, core::Amount unplaced, bool again) {
  const core::Amount more = unplaced - dispute.lost_unplaced;
  dispute.lost_unplaced = unplaced;
  if (ModelBreak* open = find_open(dispute.break_id)) {
    if (unplaced == 0) return close_break(*open);
    open->account = "liabilities:suspense:" + dispute.channel;
    open->amount = unplaced;
  } else if (again && more != 0) {
    met.insert("break of a changed end");
    dispute.break_id = open_break("dispute_unplaced", "dispute:" + dispute.id,
                                  {"liabilities:suspense:" + dispute.channel, dispute.currency}, more);
  }
}

}  // namespace tallygate::simulation
