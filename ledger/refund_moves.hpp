// What a record of a refund does to the order's money.
#pragma once

#include "core/record.hpp"

namespace tallygate::ledger {

// 1: the order gives the refund's amount; -1: it has it back; 0: neither, also of a record that is no refund's. One
// that is settled after it was sent says no sources, and what is unplaced is no order's.
inline int moves_of_order(const core::Record& record) {
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

}  // namespace tallygate::ledger
