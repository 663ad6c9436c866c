// What a record of a refund does to the order's money.
#pragma once

#include "core/record.hpp"

namespace tallygate::ledger {

// 1: what the refund is of gives its amount; -1: it has it back; 0: neither, also of a record that is no refund's. One
// that is settled after it was sent says no sources, and what is unplaced nobody gives.
inline int refund_direction(const core::Record& record) {
  const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
  if (refund == nullptr || refund->unplaced.value_or(false)) return 0;
  switch (record.type) {
    case core::RecordType::refund_sent:
      return 1;
    case core::RecordType::refund_settled:
      return refund->sources.empty() ? 0 : 1;
    case core::RecordType::refund_failed:
      return -1;
    default:
      return 0;
  }
}

// Of those of an order alone; the others are of what stands in suspense of a payment.
inline int moves_of_order(const core::Record& record) {
  const auto* refund = std::get_if<core::RefundEffect>(&record.effect);
  return refund != nullptr && refund->order ? refund_direction(record) : 0;
}

}  // namespace tallygate::ledger
