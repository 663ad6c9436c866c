// Disputes, and breaks: what a fact could not place, open until somebody explains it. Of ledger/objects.hpp.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/effects.hpp"
#include "core/time.hpp"

namespace tallygate::ledger {

struct Order;
struct Party;
struct Payment;

enum class DisputeState : std::uint8_t { lost, open, partly_lost, won };
std::span<const core::EnumName<DisputeState>> enum_names(DisputeState);

// What of a dispute is money of one order.
struct DisputePart {
  Order* order = nullptr;
  core::Amount amount = 0;
  core::Amount lost = 0;
  core::Amount from_split = 0;  // of what is lost; the rest came from the order's escrow
};

struct Evidence {
  std::string kind, sha256, note;  // the note may be empty
  core::Time at;
};
inline constexpr std::size_t kEvidenceMax = 50;  // of one dispute

struct Dispute {
  std::string id;
  std::string content;    // marks of the fact that opened it
  std::uint64_t seq = 0;  // of the record that opened it
  DisputeState state = DisputeState::open;
  Payment* payment = nullptr;  // null: nobody knew it
  Party* wallet = nullptr;     // whose wallet has the money meanwhile; null: a channel's customer
  std::string payment_id;
  core::Channel channel = core::Channel::wechat_pay;
  core::Currency currency;
  core::Amount amount = 0;
  core::Amount unplaced = 0;  // no order's, not of a top-up, and not in suspense of the payment
  core::Amount lost = 0;
  core::Amount top_up = 0;  // what of it is money of the top-up that is disputed
  core::Amount top_up_lost = 0;
  core::Amount suspense = 0;  // what of it stood in suspense of the payment
  core::Amount suspense_lost = 0;
  std::optional<core::ChargedAmount>
      charge;  // what is placed of the payment's charge; then the parts are in its orders'
  core::Amount charge_lost = 0;
  std::string reason;
  core::Time at, resolved_at;
  std::optional<core::Time> respond_by;
  std::vector<DisputePart> parts;  // one an order
  std::vector<Evidence> evidence;
  std::uint64_t break_seq = 0;  // of the record that opened its last break; 0: it never had one
  core::Time touched;           // by the last record that changed it or began to point to it

  // What of it is money of orders, in their currency.
  core::Amount placed() const {
    core::WideAmount sum = 0;
    for (const DisputePart& part : parts) sum += part.amount;
    return core::shown(sum);
  }
  // What of the loss is nobody's. It may be more than was unplaced at first, where the orders could not take an end
  // that changed.
  core::Amount unplaced_lost() const {
    core::Amount placed = top_up_lost + suspense_lost;
    if (charge && charge->currency == currency) return lost - charge_lost;
    for (const DisputePart& part : parts) placed += part.lost;
    return lost - placed;
  }
};

enum class BreakKind : std::uint8_t {
  completion_without_delivery,
  different,  // the two sides' amounts or currencies
  dispute_unplaced,
  doubled,
  escrow_left,
  fee_different,
  missing_with_them,
  missing_with_us,
  parcel_lost,
  parcel_returned,
  payment_unplaced,
  payment_without_shipment,
  payout_unplaced,
  refund_unplaced,
  shipment_without_payment,
  waybill_unknown
};
std::span<const core::EnumName<BreakKind>> enum_names(BreakKind);

enum class BreakState : std::uint8_t { open, resolved };
std::span<const core::EnumName<BreakState>> enum_names(BreakState);

// The order of breaks in lists: the record that opened one, and its number among those of the same record.
struct BreakKey {
  std::uint64_t seq = 0;
  std::uint32_t n = 0;
  auto operator<=>(const BreakKey&) const = default;
};

struct Break {
  std::string id;  // "bk12"; "bk12.1" for the second of one record
  BreakKey key;
  BreakKind kind = BreakKind::payment_unplaced;
  BreakState state = BreakState::open;
  std::string subject;  // "payment:p1"
  std::string account;  // where the amount stands meanwhile
  core::Amount amount = 0;
  core::Currency currency;
  core::Time opened_at, resolved_at;
  std::uint64_t closed_by = 0;  // seq of the record that resolved it
  std::string resolved_by;      // a person, or a client where no person stands behind it
  std::string resolution;
  std::uint64_t journal = 0;  // seq of the record that set the books right; 0: none is named
  std::string match;          // of a difference: the match (matches.hpp); empty of what could not be placed
  core::Amount ours = 0;      // of a difference, what the books say, and what was reported
  core::Amount theirs = 0;
  core::Time since;    // of a difference: when the two sides began to differ
  core::Time touched;  // by the last record that changed it
};

// Lists show open breaks, and resolved ones for so long; every break is found by its id for ever.
inline constexpr core::Duration kResolvedBreaksListed = core::days(30);
inline bool listed(const Break& b, core::Time now) {
  return b.state == BreakState::open || b.resolved_at + kResolvedBreaksListed > now;
}

}  // namespace tallygate::ledger
