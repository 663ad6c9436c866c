// What risk sees of a command: named, typed values, made by the engine from the command and the ledger's state at that
// position, so that live, replayed and backtested scoring see the same. Views live as long as the command and the
// ledger's objects; an Activity never outlives its command.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/operation.hpp"
#include "core/time.hpp"

namespace tallygate::risk {

// Every value a rule or a feature may name. The name is the CEL variable (dots included); all but `at` and `op` may be
// absent: rules ask has().
enum class Field : std::uint8_t {
  op,
  at,
  hour,
  weekday,  // operation name; UTC hour 0..23, weekday 0 (Sunday)..6
  amount,
  currency,
  order_id,
  payment_id,
  refund_id,
  login_id,
  buyer,
  merchant,
  user,
  party,
  payer,
  referrer,
  leader,
  creator,
  upline1,
  upline2,  // of the pinned chain (orders) or of the party's own upline (party.put)
  channel,
  card,
  card_brand,
  card_country,
  card_funding,  // card: the instrument's token
  device,
  device_emulator,
  device_rooted,
  device_vpn,
  device_os,
  device_browser,
  ip,
  ip_net,
  ip_country,  // pseudonyms and a country
  ship_address,
  ship_country,
  ship_phone,
  ship_name,  // pseudonyms and a country
  user_agent,
  success,
  rtt_ms,
  coupon,
  group,
  basket,
  scene,
  waybill,
  sku,  // sku: of the line with the largest amount
  units,
  discount_bp,  // units of goods; largest line discount against list price in basis points
  change,       // party.change: what
  label,
  label_subject,
  decline_code,
  refund_reason,
  refund_other_instrument,  // bool: the refund goes elsewhere than the order's payments
  order_amount,
  order_refunded,
  order_age_s,          // of a refund's or payment's order
  order_delivered,      // bool
  buyer_age_s,          // since the buyer's or user's first record
  buyer_upline_linked,  // reserved: links are issue-sized; absent
  known_depth,          // length of the referrer's upline chain
  payout_id,
  payout_account,        // where a payout goes, or which account is registered
  payout_account_age_s,  // since it was registered or last changed; absent where it is not registered
  order_overridden,      // bool: of an order that was blocked and may return
  count_                 // number of fields, not a field
};
constexpr std::size_t kFields = static_cast<std::size_t>(Field::count_);

enum class FieldType : std::uint8_t { integer, boolean, text, timestamp };

struct FieldTraits {
  Field field;
  std::string_view name;  // "device.emulator", "ip.country", "card", …
  FieldType type;
};
std::span<const FieldTraits> fields();  // by Field

class Activity {
 public:
  core::Operation op{};
  core::Time at;
  bool counted = false;  // a waiting command assessed again at its release: its attempt is in the windows already

  void set(Field f, std::string_view text) { slot(f) = {true, 0, text}; }
  void set(Field f, std::int64_t number) { slot(f) = {true, number, {}}; }
  void set(Field f, bool value) { slot(f) = {true, value ? 1 : 0, {}}; }
  void set(Field, const char*) = delete;
  bool has(Field f) const { return values_[static_cast<std::size_t>(f)].present; }
  std::string_view text(Field f) const { return values_[static_cast<std::size_t>(f)].text; }
  std::int64_t number(Field f) const { return values_[static_cast<std::size_t>(f)].number; }

 private:
  struct Slot {
    bool present = false;
    std::int64_t number = 0;
    std::string_view text;
  };
  Slot& slot(Field f) { return values_[static_cast<std::size_t>(f)]; }
  std::array<Slot, kFields> values_{};
};

}  // namespace tallygate::risk
