// Breaks over what stands unplaced: opened and closed by the records of what they are about, explained by people.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

// Its id; none where there is nothing.
std::string Model::open_break(const std::string& kind, const std::string& subject, const Account& account,
                              core::Amount amount) {
  if (amount == 0) return {};
  ModelBreak next;
  next.id = next_break();
  next.kind = kind;
  next.subject = subject;
  next.account = account.first;
  next.currency = account.second;
  next.amount = amount < 0 ? -amount : amount;
  next.seq = next_seq + record_;
  next.opened_at = last_at;
  breaks[next.id] = next;
  return next.id;
}

ModelBreak* Model::find_open(const std::string& id) {
  const auto found = breaks.find(id);
  return found == breaks.end() || found->second.state != "open" ? nullptr : &found->second;
}

// By the record that is being made.
void Model::close_break(ModelBreak& open) {
  open.state = "resolved";
  open.closed_at = last_at;
  open.closed_by = next_seq + record_;
}

Model::Made Model::resolve_break(const core::Command& command) {
  const auto& body = core::body_as<core::BreakResolve>(command);
  const auto found = breaks.find(command.path_id);
  if (found == breaks.end()) return {{Code::break_not_found}, {}};
  Codes why;
  if (found->second.state != "open") why.insert(Code::break_not_open);
  const auto by = static_cast<std::uint64_t>(body.journal.value_or(0));
  if (body.journal && !entries.contains(by) && !conversions.contains(by)) why.insert(Code::journal_not_found);
  if (!why.empty()) return {why, {}};
  close_break(found->second);
  if (found->second.kind == "payment_unplaced") explain_suspense(found->second.subject);
  found->second.resolution = body.resolution;
  found->second.journal = body.journal;
  found->second.resolved_by = command.actor.person.empty() ? command.actor.client : command.actor.person;
  return {{}, {Type::break_resolved}};
}

// An order that ended keeps no escrow: what came back to it is a break until it has gone again.
void Model::follow_escrow(ModelOrder& order, bool came_back) {
  if (ModelBreak* open = find_open(order.escrow_break)) {
    if (order.escrow > 0) {
      open->amount = order.escrow;
    } else {
      close_break(*open);
      met.insert("escrow left and given");
    }
    return;
  }
  if (came_back && order.ended())
    order.escrow_break =
        open_break("escrow_left", "order:" + order.id, {"liabilities:escrow", order.currency}, order.escrow);
}

}  // namespace tallygate::simulation
