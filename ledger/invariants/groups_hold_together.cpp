#include "ledger/invariants/groups_hold_together.hpp"

namespace tallygate::ledger::invariants {
namespace {

using core::RecordType;

Violation check_end(const State& state, const core::Record& record) {
  const auto& subject = core::effect_as<core::ObjectEffect>(record).subject;
  const Group* group = state.groups.find(std::string_view(*subject).substr(std::string_view("group:").size()));
  if (group == nullptr || group->state != GroupState::open) return "a group ends that is not open";
  std::int64_t paid = 0;
  for (const Order* order : group->members) {  // members have not ended, and none that waits is one
    const core::Amount back = order->refunded + order->lost;
    if (order->state != OrderState::placed && (order->captured == 0 || back < order->captured)) ++paid;
  }
  if ((paid >= group->size) == (record.type == RecordType::group_succeeded)) return std::nullopt;
  return std::string(core::name_of(record.type)) + " of group " + group->id + ", of which " + std::to_string(paid) +
         " of " + std::to_string(group->size) + " are paid";
}

}  // namespace

Violation GroupsHoldTogether::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type == RecordType::group_succeeded || record.type == RecordType::group_failed) {
      if (auto violated = check_end(examined.state, record)) return violated;
      continue;
    }
    const Order* order = nullptr;
    if (record.type == RecordType::order_completed) order = examined.state.orders.find(order_completed_by(record));
    if (record.type == RecordType::order_shipped) order = examined.state.orders.find(record.command->path_id);
    if (order != nullptr && order->group_state == GroupState::open)
      return std::string(core::name_of(record.type)) + " of order " + order->id + ", whose group is open";
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
