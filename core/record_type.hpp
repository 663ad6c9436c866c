// The numbered record types. Numbers and names never change and are never used again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tallygate::core {

enum class RecordType : std::uint16_t {
  log_opened = 1,
  clock_live = 2,
  client_added = 3,
  client_revoked = 4,
  settings_changed = 5,
  ruleset_activated = 6,
  approval_requested = 7,
  approval_decided = 8,
  batch_refused = 9,
  command_refused = 10,
  batch_applied = 11,
  epoch_opened = 12,
  key_rotated = 13,
  party_put = 20,
  party_changed = 21,
  plan_published = 30,
  order_placed = 40,
  order_held = 41,
  order_challenged = 42,
  order_blocked = 43,
  order_rejected = 44,
  order_shipped = 45,
  order_delivered = 46,
  order_completed = 47,
  order_cancelled = 48,
  order_override_put = 50,
  order_expired = 51,
  order_late = 52,
  order_part_delivered = 53,
  stock_put = 54,
  coupon_put = 55,
  group_succeeded = 56,
  group_failed = 57,
  order_reduced = 58,
  payment_captured = 60,
  payment_held = 61,
  payment_challenged = 62,
  payment_blocked = 63,
  payment_rejected = 64,
  payment_declined = 65,
  payment_authorised = 66,
  payment_hold_captured = 67,
  payment_voided = 68,
  payment_hold_expired = 69,
  payment_allocated = 70,
  refund_sent = 80,
  refund_held = 81,
  refund_challenged = 82,
  refund_blocked = 83,
  refund_rejected = 84,
  refund_settled = 85,
  refund_failed = 86,
  commission_matured = 100,
  login_succeeded = 120,
  login_failed = 121,
  login_challenged = 122,
  login_blocked = 123,
  review_resolved = 140,
  review_expired = 141,
  challenge_passed = 142,
  challenge_failed = 143,
  challenge_expired = 144,
  label_put = 160,
  payout_account_put = 180,
  payout_requested = 181,
  payout_held = 182,
  payout_challenged = 183,
  payout_blocked = 184,
  payout_rejected = 185,
  payout_approved = 186,
  payout_settled = 187,
  payout_failed = 188,
  payout_returned = 189,
  party_kyc = 190,
  dispute_opened = 200,
  dispute_evidence_added = 201,
  dispute_won = 202,
  dispute_lost = 203,
  dispute_partly_lost = 204,
  dispute_clawed_back = 205,
  dispute_thawed = 206,
  break_resolved = 210,
  channel_statement = 211,
  breaks_found = 212,
  logistics_event = 213,
  channel_settled = 220,
  journal_posted = 221,
  account_frozen = 222,
  account_unfrozen = 223,
  account_closed = 224,
  limit_put = 225,
  conversion_posted = 226,
  wallet_topped_up = 227,
  period_ended = 228,
  period_closed = 229,
};

// Which alternative of Effect (core/effects.hpp) stands under "effect" in a record of a type: the bytes carry no tag,
// the type is the tag. In the order of the variant's alternatives. An effect may be absent from any record but
// log.opened, epoch.opened and key.rotated.
enum class EffectKind : std::uint8_t {
  none,
  order,
  payment,
  split,
  refund,
  matured,
  object,
  opened,
  epoch,
  rotation,
  authorised,
  hold,
  payout,
  dispute,
  dispute_end,
  claw_back,
  period,
  found
};

struct RecordTypeTraits {
  RecordType type;
  std::string_view name;  // "order.placed"
  EffectKind effect;
};
std::span<const RecordTypeTraits> record_types();  // by number
std::string_view name_of(RecordType type);
EffectKind effect_kind(RecordType type);
std::optional<RecordType> record_type_named(std::string_view name);

}  // namespace tallygate::core
