#include "ledger/invariants/escrow_covers.hpp"

#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/refund_moves.hpp"

namespace tallygate::ledger::invariants {
namespace {

// What the record leaves in an order's escrow, and in all that it brings there (negative: takes).
struct Reading {
  core::Amount brought = 0;
  Violation violation;
};

void change(const State& state, std::string_view order_id, core::Amount by, Reading& reading) {
  reading.brought += by;
  const Order* order = state.orders.find(order_id);
  if (order == nullptr) {
    reading.violation = "money for order " + std::string(order_id) + ", which does not exist";
  } else if (order->escrow + by < 0) {
    reading.violation = "the escrow of order " + order->id + " would be " + std::to_string(order->escrow + by);
  }
}

core::Amount from_escrow(const core::RefundEffect& effect, int direction) {
  core::Amount amount = effect.amount * direction + effect.promotion.value_or(0);
  for (const core::GiveBack& part : effect.parts) amount -= part.amount;
  return amount;
}

Reading read(const State& state, const core::Record& record) {
  Reading reading;
  if (record.type == core::RecordType::payment_captured || record.type == core::RecordType::payment_allocated) {
    for (const core::Allocation& a : core::effect_as<core::PaymentEffect>(record).allocations)
      change(state, a.order.view(), a.amount, reading);
  } else if (record.type == core::RecordType::payment_hold_captured) {
    for (const core::Allocation& a : core::effect_as<core::HoldEffect>(record).allocations)
      change(state, a.order.view(), a.amount, reading);
  } else if (record.type == core::RecordType::order_completed) {
    const auto& split = core::effect_as<core::SplitEffect>(record);
    core::Amount base = -split.promotion.value_or(0);
    for (const core::SplitPart& part : split.parts) base += part.amount;
    change(state, order_completed_by(record), -base, reading);
  } else if (const int direction = moves_of_order(record)) {
    const auto& effect = core::effect_as<core::RefundEffect>(record);
    change(state, effect.order->view(), -from_escrow(effect, direction), reading);
  } else if (record.type == core::RecordType::dispute_clawed_back) {
    const auto& effect = core::effect_as<core::ClawBackEffect>(record);
    core::Amount from_parts = 0;
    for (const core::GiveBack& part : effect.parts) from_parts += part.amount;
    change(state, effect.order.view(), from_parts - effect.amount - effect.promotion.value_or(0), reading);
  }
  return reading;
}

}  // namespace

Violation EscrowCovers::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    Reading reading = read(examined.state, record);
    if (reading.violation) return std::move(reading.violation);
    WideAmount posted = 0;
    for (const core::Posting& p : record.postings.all())
      if (p.account == kEscrow && p.layer == core::Layer::posted) posted -= p.amount;  // credits bring
    if (posted != reading.brought)
      return std::string(core::name_of(record.type)) + " posts " + std::to_string(shown(posted)) +
             " to escrow, its orders get " + std::to_string(reading.brought);
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
