#include "core/outcome.hpp"

#include <array>

#include "core/check.hpp"

namespace tallygate::core {
namespace {

using enum Code;

constexpr bool kRecorded = true, kFree = false;
constexpr Retry kNever = Retry::never, kSameKey = Retry::same_key, kNewKey = Retry::new_key;

// `retry` speaks of the same request, sent again as it was: never (it cannot pass), same_key (it was not decided),
// new_key (this decision is final, but a later one may differ).
constexpr CodeTraits kCodes[] = {
    {ok, "ok", 200, kRecorded, kNever, "Done."},
    {created, "created", 201, kRecorded, kNever, "Created."},
    {held, "held", 202, kRecorded, kNever, "Held for review."},
    {challenged, "challenged", 202, kRecorded, kNever, "Waits for a challenge to be answered."},

    {order_not_found, "order_not_found", 404, kRecorded, kNewKey, "There is no such order."},
    {payment_not_found, "payment_not_found", 404, kRecorded, kNewKey, "There is no such payment."},
    {refund_not_found, "refund_not_found", 404, kRecorded, kNewKey, "There is no such refund."},
    {party_not_found, "party_not_found", 404, kRecorded, kNewKey, "There is no such party."},
    {plan_not_found, "plan_not_found", 404, kRecorded, kNewKey, "There is no such commission plan."},
    {review_not_found, "review_not_found", 404, kRecorded, kNewKey, "There is no such review."},
    {challenge_not_found, "challenge_not_found", 404, kRecorded, kNewKey, "There is no such challenge."},
    {approval_not_found, "approval_not_found", 404, kRecorded, kNewKey, "There is no such approval."},
    {client_not_found, "client_not_found", 404, kRecorded, kNewKey, "There is no such client."},
    {payout_not_found, "payout_not_found", 404, kRecorded, kNewKey, "There is no such payout."},
    {payout_account_not_found, "payout_account_not_found", 404, kRecorded, kNewKey, "There is no such payout account."},
    {dispute_not_found, "dispute_not_found", 404, kRecorded, kNewKey, "There is no such dispute."},
    {break_not_found, "break_not_found", 404, kRecorded, kNewKey, "There is no such break."},
    {order_not_blocked, "order_not_blocked", 409, kRecorded, kNewKey, "The order is not blocked by risk control."},
    {channel_not_found, "channel_not_found", 404, kRecorded, kNewKey, "There is no such channel."},
    {entry_not_found, "entry_not_found", 404, kRecorded, kNewKey, "There is no such journal entry or settlement."},

    {order_exists, "order_exists", 409, kRecorded, kNever, "An order with this id exists."},
    {payment_exists, "payment_exists", 409, kRecorded, kNever, "A payment with this id exists."},
    {refund_exists, "refund_exists", 409, kRecorded, kNever, "A refund with this id exists."},
    {login_exists, "login_exists", 409, kRecorded, kNever, "A login with this id exists."},
    {client_exists, "client_exists", 409, kRecorded, kNever, "A client with this id exists."},
    {payout_exists, "payout_exists", 409, kRecorded, kNever, "A payout with this id exists."},
    {dispute_exists, "dispute_exists", 409, kRecorded, kNever, "A dispute with this id exists."},
    {settlement_exists, "settlement_exists", 409, kRecorded, kNever,
     "A settlement of the channel with this id exists."},
    {entry_exists, "entry_exists", 409, kRecorded, kNever, "A journal entry with this id exists."},
    {limit_exists, "limit_exists", 409, kRecorded, kNever, "The id stands for another limit."},
    {review_open, "review_open", 409, kRecorded, kNewKey, "A payment of the order is under review."},
    {payment_rejected, "payment_rejected", 409, kRecorded, kNewKey, "A payment of the order was rejected in a review."},

    {order_not_paid, "order_not_paid", 409, kRecorded, kNewKey, "The order is not paid in full."},
    {order_already_paid, "order_already_paid", 409, kRecorded, kNever, "The order is already paid."},
    {order_held, "order_held", 409, kRecorded, kNewKey, "The order waits for review or a challenge."},
    {order_not_open, "order_not_open", 409, kRecorded, kNever, "The order is not open."},
    {order_already_completed, "order_already_completed", 409, kRecorded, kNever, "The order is already completed."},
    {order_already_cancelled, "order_already_cancelled", 409, kRecorded, kNever, "The order is already cancelled."},
    {refund_not_open, "refund_not_open", 409, kRecorded, kNever, "The refund is not open."},
    {review_not_open, "review_not_open", 409, kRecorded, kNever, "The review is not open."},
    {challenge_not_open, "challenge_not_open", 409, kRecorded, kNever, "The challenge is not open."},
    {challenge_expired, "challenge_expired", 409, kRecorded, kNever, "The challenge has expired."},
    {approval_not_open, "approval_not_open", 409, kRecorded, kNever, "The approval is not open."},
    {refund_open, "refund_open", 409, kRecorded, kNewKey, "A refund of the order is still open."},
    // The one 2xx code that no record carries: the dropped lines of an atomic batch use up neither keys nor ids.
    {batch_aborted, "batch_aborted", 409, kFree, kSameKey, "Another line of the batch was refused."},
    {order_already_shipped, "order_already_shipped", 409, kRecorded, kNever, "The order is already shipped."},
    {order_already_delivered, "order_already_delivered", 409, kRecorded, kNever, "The order is already delivered."},
    {payment_already_captured, "payment_already_captured", 409, kRecorded, kNever, "The payment is already captured."},
    {payment_voided, "payment_voided", 409, kRecorded, kNever, "The payment is voided."},
    {hold_expired, "hold_expired", 409, kRecorded, kNever, "The hold has expired."},
    {payment_not_authorised, "payment_not_authorised", 409, kRecorded, kNewKey, "The payment holds no money."},
    {payout_not_open, "payout_not_open", 409, kRecorded, kNewKey, "The payout is not open."},
    {payout_already_approved, "payout_already_approved", 409, kRecorded, kNever, "The payout is already approved."},
    {payout_already_settled, "payout_already_settled", 409, kRecorded, kNever, "The payout is already settled."},
    {payout_already_failed, "payout_already_failed", 409, kRecorded, kNever, "The payout has already failed."},
    {payout_already_returned, "payout_already_returned", 409, kRecorded, kNever, "The payout is already returned."},
    {dispute_not_open, "dispute_not_open", 409, kRecorded, kNever, "The dispute is not open."},
    {break_not_open, "break_not_open", 409, kRecorded, kNever, "The break is not open."},
    {dispute_open, "dispute_open", 409, kRecorded, kNewKey, "A dispute of the order is still open."},
    {payout_unplaced, "payout_unplaced", 409, kRecorded, kNewKey,
     "A fact about the payout could not be placed and is not explained."},
    {id_used_up, "id_used_up", 409, kRecorded, kNever, "A refused request has used up the id."},
    {order_expired, "order_expired", 409, kRecorded, kNever, "The order has expired."},
    {group_open, "group_open", 409, kRecorded, kNewKey, "The order's group has not succeeded yet."},
    {group_closed, "group_closed", 409, kRecorded, kNever, "The group takes no more orders."},
    {group_full, "group_full", 409, kRecorded, kNever, "The group has as many orders as one may have."},
    {group_differs, "group_differs", 409, kRecorded, kNever, "The group was opened with other terms."},
    {group_failed, "group_failed", 409, kRecorded, kNever, "The order's group has failed."},
    {entry_already_reversed, "entry_already_reversed", 409, kRecorded, kNever, "The entry is already reversed."},
    {account_frozen, "account_frozen", 409, kRecorded, kNewKey, "The account is frozen: it gives nothing."},
    {account_closed, "account_closed", 409, kRecorded, kNewKey, "The account is closed."},
    {account_not_zero, "account_not_zero", 409, kRecorded, kNewKey, "The account still has a balance."},
    {account_not_frozen, "account_not_frozen", 409, kRecorded, kNewKey, "The account is neither frozen nor closed."},
    {limit_not_found, "limit_not_found", 404, kRecorded, kNewKey, "There is no such limit."},
    {conversion_exists, "conversion_exists", 409, kRecorded, kNever, "A conversion with this id exists."},
    {period_closed, "period_closed", 409, kRecorded, kNever, "The month is closed."},
    {period_not_over, "period_not_over", 409, kRecorded, kNewKey, "The month is not over."},
    {period_not_found, "period_not_found", 404, kRecorded, kNewKey, "No such month is kept."},
    {statement_exists, "statement_exists", 409, kRecorded, kNever,
     "This piece of a statement of the channel is recorded."},

    {risk_blocked, "risk_blocked", 422, kRecorded, kNever, "Blocked by risk control."},
    {exceeds_refundable, "exceeds_refundable", 422, kRecorded, kNewKey, "More than can still be refunded."},
    {exceeds_payable, "exceeds_payable", 422, kRecorded, kNewKey, "More than is still to be paid."},
    {currency_mismatch, "currency_mismatch", 422, kRecorded, kNever, "The currency is not the order's."},
    {amount_mismatch, "amount_mismatch", 422, kRecorded, kNever, "The amounts do not agree."},
    {nothing_to_refund, "nothing_to_refund", 422, kRecorded, kNewKey, "Nothing is left to refund."},
    {exceeds_authorised, "exceeds_authorised", 422, kRecorded, kNewKey, "More than is left of the hold."},
    {exceeds_suspense, "exceeds_suspense", 422, kRecorded, kNewKey, "More than stands in suspense of the payment."},
    {upline_cycle, "upline_cycle", 422, kRecorded, kNewKey, "The upline leads back to the party itself."},
    {upline_too_deep, "upline_too_deep", 422, kRecorded, kNewKey, "The upline is deeper than allowed."},
    {levels_over_legal_cap, "levels_over_legal_cap", 422, kRecorded, kNewKey, "More levels than are legal here."},
    {plan_exceeds_amount, "plan_exceeds_amount", 422, kRecorded, kNever, "The plan's parts can exceed the amount."},
    {plan_currency_mismatch, "plan_currency_mismatch", 422, kRecorded, kNever, "The plan is in another currency."},
    {period_cap_of_no_part, "period_cap_of_no_part", 422, kRecorded, kNever, "The plan has no such part to cap."},
    {time_zone_unknown, "time_zone_unknown", 422, kRecorded, kNever, "The tenant's time zone has no known calendar."},
    {share_without_payee, "share_without_payee", 422, kRecorded, kNever, "No order names a payee of this role."},
    {four_eyes, "four_eyes", 422, kRecorded, kNewKey, "Author and approver are the same person."},
    {challenge_failed, "challenge_failed", 422, kRecorded, kNever, "The challenge was not passed."},
    {same_party, "same_party", 422, kRecorded, kNever, "One party stands on both sides."},
    {not_supported, "not_supported", 422, kRecorded, kNever, "This is not supported."},
    {account_overflow, "account_overflow", 422, kRecorded, kNewKey, "The balance would leave its range."},
    {account_limit, "account_limit", 422, kRecorded, kNewKey, "The account's limit would be passed."},
    {insufficient_funds, "insufficient_funds", 422, kRecorded, kNewKey, "More than is available."},
    {below_minimum, "below_minimum", 422, kRecorded, kNewKey, "Less than the least that is paid out."},
    {payout_account_cooling_off, "payout_account_cooling_off", 422, kRecorded, kNewKey,
     "The payout account was changed too recently."},
    {kyc_required, "kyc_required", 422, kRecorded, kNewKey, "The party is not known well enough."},
    {payout_account_closed, "payout_account_closed", 422, kRecorded, kNewKey, "The payout account is closed."},
    {payout_account_required, "payout_account_required", 422, kRecorded, kNewKey,
     "The payout must name a registered payout account."},
    {payout_account_currency, "payout_account_currency", 422, kRecorded, kNewKey,
     "The payout account takes another currency."},
    {not_a_payout_day, "not_a_payout_day", 422, kRecorded, kNewKey,
     "Payouts from this kind of account are asked for on other days."},
    {period_out_of_order, "period_out_of_order", 422, kRecorded, kNewKey, "An earlier month is still open."},
    {payout_account_changed, "payout_account_changed", 422, kRecorded, kNever,
     "The payout account is another than when the payout was asked for."},
    {evidence_full, "evidence_full", 422, kRecorded, kNever, "The dispute takes no more evidence."},
    {journal_not_found, "journal_not_found", 422, kRecorded, kNewKey, "There is no record of that number yet."},
    {line_not_found, "line_not_found", 422, kRecorded, kNever, "The order has no such line."},
    {exceeds_line, "exceeds_line", 422, kRecorded, kNewKey, "More than is left of the line."},
    {exceeds_ordered, "exceeds_ordered", 422, kRecorded, kNewKey, "More than is left to ship of the line."},
    {out_of_stock, "out_of_stock", 422, kRecorded, kNewKey, "More than is left in stock."},
    {per_buyer_limit, "per_buyer_limit", 422, kRecorded, kNewKey, "More than one buyer may have."},
    {sale_not_open, "sale_not_open", 422, kRecorded, kNewKey, "The sale is not open."},
    {coupon_not_usable, "coupon_not_usable", 422, kRecorded, kNewKey, "The coupon cannot be used here."},
    {other_merchant, "other_merchant", 422, kRecorded, kNever, "It is another merchant's."},
    {exists_with_different_allocations, "exists_with_different_allocations", 409, kRecorded, kNever,
     "The id stands for another `allocations`."},
    {exists_with_different_amount, "exists_with_different_amount", 409, kRecorded, kNever,
     "The id stands for another `amount`."},
    {exists_with_different_basket_id, "exists_with_different_basket_id", 409, kRecorded, kNever,
     "The id stands for another `basket_id`."},
    {exists_with_different_buyer, "exists_with_different_buyer", 409, kRecorded, kNever,
     "The id stands for another `buyer`."},
    {exists_with_different_capture, "exists_with_different_capture", 409, kRecorded, kNever,
     "The id stands for another `capture`."},
    {exists_with_different_channel, "exists_with_different_channel", 409, kRecorded, kNever,
     "The id stands for another `channel`."},
    {exists_with_different_coupon, "exists_with_different_coupon", 409, kRecorded, kNever,
     "The id stands for another `coupon`."},
    {exists_with_different_creator, "exists_with_different_creator", 409, kRecorded, kNever,
     "The id stands for another `creator`."},
    {exists_with_different_currency, "exists_with_different_currency", 409, kRecorded, kNever,
     "The id stands for another `currency`."},
    {exists_with_different_deliver_by, "exists_with_different_deliver_by", 409, kRecorded, kNever,
     "The id stands for another `deliver_by`."},
    {exists_with_different_device, "exists_with_different_device", 409, kRecorded, kNever,
     "The id stands for another `device`."},
    {exists_with_different_expires_in, "exists_with_different_expires_in", 409, kRecorded, kNever,
     "The id stands for another `expires_in`."},
    {exists_with_different_group, "exists_with_different_group", 409, kRecorded, kNever,
     "The id stands for another `group`."},
    {exists_with_different_instrument, "exists_with_different_instrument", 409, kRecorded, kNever,
     "The id stands for another `instrument`."},
    {exists_with_different_ip, "exists_with_different_ip", 409, kRecorded, kNever, "The id stands for another `ip`."},
    {exists_with_different_items, "exists_with_different_items", 409, kRecorded, kNever,
     "The id stands for another `items`."},
    {exists_with_different_lines, "exists_with_different_lines", 409, kRecorded, kNever,
     "The id stands for another `lines`."},
    {exists_with_different_merchant, "exists_with_different_merchant", 409, kRecorded, kNever,
     "The id stands for another `merchant`."},
    {exists_with_different_note, "exists_with_different_note", 409, kRecorded, kNever,
     "The id stands for another `note`."},
    {exists_with_different_occurred_at, "exists_with_different_occurred_at", 409, kRecorded, kNever,
     "The id stands for another `occurred_at`."},
    {exists_with_different_order, "exists_with_different_order", 409, kRecorded, kNever,
     "The id stands for another `order`."},
    {exists_with_different_payer, "exists_with_different_payer", 409, kRecorded, kNever,
     "The id stands for another `payer`."},
    {exists_with_different_plan, "exists_with_different_plan", 409, kRecorded, kNever,
     "The id stands for another `plan`."},
    {exists_with_different_reason, "exists_with_different_reason", 409, kRecorded, kNever,
     "The id stands for another `reason`."},
    {exists_with_different_referrer, "exists_with_different_referrer", 409, kRecorded, kNever,
     "The id stands for another `referrer`."},
    {exists_with_different_reported, "exists_with_different_reported", 409, kRecorded, kNever,
     "The id stands for another `reported`."},
    {exists_with_different_scene, "exists_with_different_scene", 409, kRecorded, kNever,
     "The id stands for another `scene`."},
    {exists_with_different_settled, "exists_with_different_settled", 409, kRecorded, kNever,
     "The id stands for another `settled`."},
    {exists_with_different_ship_to, "exists_with_different_ship_to", 409, kRecorded, kNever,
     "The id stands for another `ship_to`."},
    {exists_with_different_signals, "exists_with_different_signals", 409, kRecorded, kNever,
     "The id stands for another `signals`."},
    {exists_with_different_to, "exists_with_different_to", 409, kRecorded, kNever, "The id stands for another `to`."},
    {exists_with_different_party, "exists_with_different_party", 409, kRecorded, kNever,
     "The id stands for another `party`."},
    {exists_with_different_role, "exists_with_different_role", 409, kRecorded, kNever,
     "The id stands for another `role`."},
    {exists_with_different_charge, "exists_with_different_charge", 409, kRecorded, kNever,
     "The id stands for another `charge`."},
    {exists_with_different_partner, "exists_with_different_partner", 409, kRecorded, kNever,
     "The id stands for another `partner`."},
    {exists_with_different_supplier, "exists_with_different_supplier", 409, kRecorded, kNever,
     "The id stands for another `supplier`."},
    {exists_with_different_content, "exists_with_different_content", 409, kRecorded, kNever,
     "The id stands for other content."},

    {malformed_json, "malformed_json", 400, kFree, kNever, "The body is not JSON."},
    {invalid_field, "invalid_field", 422, kFree, kNever, "A field is not as it must be."},
    {unauthenticated, "unauthenticated", 401, kFree, kSameKey, "The credentials are missing or not valid."},
    {forbidden, "forbidden", 403, kFree, kNever, "The scope does not allow this call."},
    {not_found, "not_found", 404, kFree, kNever, "There is nothing here."},
    {method_not_allowed, "method_not_allowed", 405, kFree, kNever, "The method is not allowed here."},
    {timeout, "timeout", 408, kFree, kSameKey, "The request came too slowly."},
    {body_too_large, "body_too_large", 413, kFree, kNever, "The body is too large."},
    {unsupported_media_type, "unsupported_media_type", 415, kFree, kNever, "The media type is not supported."},
    {key_required, "key_required", 400, kFree, kNever, "An Idempotency-Key is required."},
    {key_invalid, "key_invalid", 400, kFree, kNewKey, "The Idempotency-Key is not valid."},
    {key_reused, "key_reused", 422, kFree, kNewKey, "The Idempotency-Key was used for other content."},
    {at_not_allowed, "at_not_allowed", 422, kFree, kNever, "This tenant's clock takes no `at`."},
    {at_backwards, "at_backwards", 422, kFree, kNever, "The `at` is before the log's last."},
    {headers_too_large, "headers_too_large", 431, kFree, kNever, "The headers are too large."},
    {pan_refused, "pan_refused", 422, kFree, kNever, "A card number is never accepted."},
    {unknown_operation, "unknown_operation", 422, kFree, kNever, "There is no such operation."},
    {not_published, "not_published", 409, kFree, kSameKey, "The position is not published yet."},
    {invalid_query, "invalid_query", 422, kFree, kNever, "A query parameter is not as it must be."},

    {internal_error, "internal_error", 500, kFree, kSameKey, "Something failed here."},
    {overloaded, "overloaded", 503, kFree, kSameKey, "Too busy for now."},
    {storage_low, "storage_low", 503, kFree, kSameKey, "Storage is running low."},
    {shard_recovering, "shard_recovering", 503, kFree, kSameKey, "The log is being read again."},
    {archive_unavailable, "archive_unavailable", 503, kFree, kSameKey, "An archive of the log cannot be read."},
    {quarantined, "quarantined", 500, kFree, kNever, "This very request failed here before."},
    {rate_limited, "rate_limited", 429, kFree, kSameKey, "Too many requests."},
};

constexpr std::size_t kNumbers = 600;

constexpr auto kByNumber = [] {
  std::array<const CodeTraits*, kNumbers> out{};
  for (const auto& c : kCodes) out[static_cast<std::size_t>(c.code)] = &c;
  return out;
}();

}  // namespace

std::span<const CodeTraits> codes() {
  return kCodes;
}

const CodeTraits& traits(Code code) {
  const auto number = static_cast<std::size_t>(code);
  TALLYGATE_CHECK(number < kNumbers && kByNumber[number] != nullptr, "an outcome code without traits");
  return *kByNumber[number];
}

std::optional<Code> code_named(std::string_view name) {
  for (const auto& c : kCodes)
    if (c.name == name) return c.code;
  return std::nullopt;
}

std::string_view retry_name(Retry retry) {
  switch (retry) {
    case Retry::never:
      return "never";
    case Retry::same_key:
      return "same_key";
    case Retry::new_key:
      return "new_key";
  }
  return {};
}

}  // namespace tallygate::core
