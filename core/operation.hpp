// The operations of the API, by the names that batches and records use. `fact`: reports what happened outside, so it is
// always recorded when well-formed. `scored`: carries its risk decision in its record.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tallygate::core {

enum class Operation : std::uint16_t {
  party_put = 1,
  party_change = 2,
  plan_put = 3,
  order_place = 10,
  order_ship = 11,
  order_deliver = 12,
  order_complete = 13,
  order_cancel = 14,
  order_refund = 15,
  order_override = 16,
  stock_put = 17,
  coupon_put = 18,
  order_reduce = 19,
  payment_put = 20,
  order_pay = 21,
  payment_decline = 22,
  payment_capture = 23,
  payment_void = 24,
  payment_dispute = 25,
  dispute_evidence = 26,
  dispute_resolve = 27,
  break_resolve = 28,
  payment_allocate = 29,
  refund_settle = 30,
  refund_fail = 31,
  payout_request = 32,
  payout_approve = 33,
  payout_settle = 34,
  payout_fail = 35,
  payout_return = 36,
  payout_account_put = 37,
  party_kyc = 38,
  payment_refund = 39,
  login_attempt = 40,
  challenge_answer = 41,
  review_resolve = 50,
  label_put = 51,
  approval_decide = 52,
  settings_put = 53,
  ruleset_put = 54,
  client_add = 60,
  client_revoke = 61,
  clock_live = 62,
  batch_atomic = 70,
  channel_settle = 80,
  journal_post = 81,
  account_freeze = 82,
  account_unfreeze = 83,
  account_close = 84,
  limit_put = 85,
  wallet_topup = 86,
  wallet_withdraw = 87,
  conversion_post = 88,
  period_close = 89,
  channel_statement = 96,
  logistics_event = 97,
};

struct OperationTraits {
  Operation op;
  std::string_view name;   // "order.place"
  std::string_view scope;  // needed to call it
  bool fact;
  bool scored;
  bool has_path_id;  // the call's path carries an id
  bool in_batches;   // allowed as a line of POST /v1/batch
};
std::span<const OperationTraits> operations();  // by number
const OperationTraits& traits(Operation op);
std::optional<Operation> operation_named(std::string_view name);

}  // namespace tallygate::core
