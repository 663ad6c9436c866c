// Ids stand for one object and its content; a refusal by the books uses one up.
#include <algorithm>

#include "core/body_codec.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {
namespace {

// What the call's path names, as a member of the content: "order" of order.pay.
std::string named_by_path(const core::Command& c) {
  const std::string_view op = core::traits(c.op).name;
  return c.path_id.empty() || !core::traits(c.op).has_path_id ? std::string() : std::string(op.substr(0, op.find('.')));
}

}  // namespace

// The code for the first member that differs; the plain one where all is the same, or nobody asked for the object.
Code Model::taken(const std::string& subject, Code plain, const core::Command& command) const {
  const auto first = first_requests.find(subject);
  if (first == first_requests.end()) return plain;
  const core::Command& then = *first->second;
  std::string member = core::first_difference(then.request, command.request);
  if (!member.empty()) member = member.substr(1, member.find('/', 1) - 1);
  if (then.path_id != command.path_id) {
    for (const std::string& path : {named_by_path(then), named_by_path(command)})
      if (!path.empty() && (member.empty() || path < member)) member = path;
  }
  if (member.empty()) return plain;
  return core::code_named("exists_with_different_" + member).value_or(Code::exists_with_different_content);
}

Model::Made Model::override_order(const core::Command& command) {
  const auto found = orders.find(command.path_id);
  if (found == orders.end()) return {{Code::order_not_found}, {}};
  if (found->second.state != "blocked") return {{Code::order_not_blocked}, {}};
  found->second.overridden_by = next_seq;
  found->second.override_ends = core::body_as<core::OrderOverride>(command).expires_at;
  return {{}, {Type::order_override_put}};
}

void Model::use_up(const core::Command& command) {
  std::string subject;
  bool stands = false;
  if (const auto* order = std::get_if<core::OrderPlace>(&command.body)) {
    subject = "order:" + order->order_id.str(), stands = orders.contains(order->order_id.str());
  } else if (const auto* payment = std::get_if<core::PaymentPut>(&command.body)) {
    subject = "payment:" + payment->payment_id.str(), stands = payments.contains(payment->payment_id.str());
  } else if (const auto* refund = std::get_if<core::OrderRefund>(&command.body)) {
    subject = "refund:" + refund->refund_id.str(), stands = refunds.contains(refund->refund_id.str());
  } else if (const auto* back = std::get_if<core::PaymentRefund>(&command.body)) {
    subject = "refund:" + back->refund_id.str(), stands = refunds.contains(back->refund_id.str());
  } else if (const auto* payout = std::get_if<core::PayoutRequest>(&command.body)) {
    subject = "payout:" + payout->payout_id.str(), stands = payouts.contains(payout->payout_id.str());
  } else if (const auto* withdrawal = std::get_if<core::WalletWithdraw>(&command.body)) {
    subject = "payout:" + withdrawal->payout_id.str(), stands = payouts.contains(withdrawal->payout_id.str());
  }
  if (!subject.empty() && !stands) used_ids.insert(subject);
}

}  // namespace tallygate::simulation
