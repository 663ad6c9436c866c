// Frozen outcome codes, grouped by consequence: each has a number and a name that never change, its HTTP status,
// whether it is recorded, and whether and how to retry. docs/formats.md lists them; a test compares the two.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tallygate::core {

enum class Retry : std::uint8_t { never, same_key, new_key };

enum class Code : std::uint16_t {
  // 1xx done: recorded, final
  ok = 100,
  created = 101,
  held = 102,
  challenged = 103,
  // 2xx not found or conflicting state: recorded, final for the key; the same command may pass later under a new key
  order_not_found = 200,
  payment_not_found = 201,
  refund_not_found = 202,
  party_not_found = 203,
  plan_not_found = 204,
  review_not_found = 205,
  challenge_not_found = 206,
  approval_not_found = 207,
  client_not_found = 208,
  payout_not_found = 209,
  payout_account_not_found = 210,
  dispute_not_found = 211,
  break_not_found = 212,
  order_not_blocked = 213,
  channel_not_found = 218,
  entry_not_found = 219,
  order_exists = 220,
  payment_exists = 221,
  refund_exists = 222,
  login_exists = 223,
  client_exists = 224,
  payout_exists = 225,
  dispute_exists = 226,
  settlement_exists = 227,
  entry_exists = 228,
  limit_exists = 229,
  review_open = 235,
  payment_rejected = 236,
  order_not_paid = 240,
  order_already_paid = 241,
  order_held = 242,
  order_not_open = 243,
  order_already_completed = 244,
  order_already_cancelled = 245,
  refund_not_open = 247,
  review_not_open = 248,
  challenge_not_open = 249,
  challenge_expired = 250,
  approval_not_open = 251,
  refund_open = 252,
  batch_aborted = 253,
  order_already_shipped = 254,
  order_already_delivered = 255,
  payment_already_captured = 256,
  payment_voided = 257,
  hold_expired = 258,
  payment_not_authorised = 259,
  payout_not_open = 260,
  payout_already_approved = 261,
  payout_already_settled = 262,
  payout_already_failed = 263,
  payout_already_returned = 264,
  dispute_not_open = 265,
  break_not_open = 266,
  dispute_open = 267,
  id_used_up = 270,
  order_expired = 271,
  group_open = 272,
  group_closed = 273,
  group_full = 274,
  group_differs = 275,
  group_failed = 276,
  entry_already_reversed = 280,
  account_frozen = 281,
  account_closed = 282,
  account_not_zero = 283,
  account_not_frozen = 284,
  limit_not_found = 285,
  conversion_exists = 286,
  period_closed = 287,
  period_not_over = 288,
  period_not_found = 289,
  statement_exists = 290,
  // 3xx refused by the rules of money or by risk: recorded, final
  risk_blocked = 300,
  exceeds_refundable = 301,
  exceeds_payable = 302,
  currency_mismatch = 303,
  amount_mismatch = 304,
  nothing_to_refund = 305,
  exceeds_authorised = 306,
  upline_cycle = 310,
  upline_too_deep = 311,
  levels_over_legal_cap = 313,
  plan_exceeds_amount = 314,
  plan_currency_mismatch = 315,
  period_cap_of_no_part = 316,
  time_zone_unknown = 317,
  share_without_payee = 318,
  four_eyes = 320,
  challenge_failed = 321,
  same_party = 322,
  not_supported = 323,
  account_overflow = 324,
  account_limit = 325,
  insufficient_funds = 330,
  below_minimum = 331,
  payout_account_cooling_off = 332,
  kyc_required = 333,
  payout_account_closed = 334,
  payout_account_required = 335,
  payout_account_currency = 336,
  not_a_payout_day = 337,
  period_out_of_order = 338,
  evidence_full = 340,
  journal_not_found = 341,
  line_not_found = 342,
  exceeds_line = 343,
  exceeds_ordered = 344,
  out_of_stock = 345,
  per_buyer_limit = 346,
  sale_not_open = 347,
  coupon_not_usable = 348,
  // 350 to 399, 409 as 2xx are: the id stands for other content; one number a member of the body (content_marks.hpp)
  exists_with_different_allocations = 350,
  exists_with_different_amount = 351,
  exists_with_different_basket_id = 352,
  exists_with_different_buyer = 353,
  exists_with_different_capture = 354,
  exists_with_different_channel = 355,
  exists_with_different_coupon = 356,
  exists_with_different_creator = 357,
  exists_with_different_currency = 358,
  exists_with_different_deliver_by = 359,
  exists_with_different_device = 360,
  exists_with_different_expires_in = 361,
  exists_with_different_group = 362,
  exists_with_different_instrument = 363,
  exists_with_different_ip = 364,
  exists_with_different_items = 365,
  exists_with_different_lines = 366,
  exists_with_different_merchant = 367,
  exists_with_different_note = 368,
  exists_with_different_occurred_at = 369,
  exists_with_different_order = 370,
  exists_with_different_payer = 371,
  exists_with_different_plan = 372,
  exists_with_different_reason = 373,
  exists_with_different_referrer = 374,
  exists_with_different_reported = 375,
  exists_with_different_scene = 376,
  exists_with_different_settled = 377,
  exists_with_different_ship_to = 378,
  exists_with_different_signals = 379,
  exists_with_different_to = 380,
  exists_with_different_party = 381,
  exists_with_different_role = 382,
  exists_with_different_charge = 383,
  exists_with_different_partner = 397,
  exists_with_different_supplier = 398,
  exists_with_different_content = 399,  // of a member that has no number of its own
  // 4xx malformed or not allowed: never recorded, the key stays free
  malformed_json = 400,
  invalid_field = 401,
  unauthenticated = 402,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  timeout = 408,
  body_too_large = 413,
  unsupported_media_type = 415,
  key_required = 420,
  key_invalid = 421,
  key_reused = 422,
  at_not_allowed = 423,
  at_backwards = 425,
  headers_too_large = 431,
  pan_refused = 440,
  unknown_operation = 441,
  not_published = 442,
  invalid_query = 443,
  // 5xx operating: never recorded, the key stays free
  internal_error = 500,
  overloaded = 503,
  storage_low = 504,
  shard_recovering = 505,
  archive_unavailable = 506,
  quarantined = 510,
  rate_limited = 529,
};

struct CodeTraits {
  Code code;
  std::string_view name;  // equals the enumerator
  int status;             // HTTP
  bool recorded;
  Retry retry;
  std::string_view title;  // a short sentence, the problem's `title`
};
std::span<const CodeTraits> codes();  // by number
const CodeTraits& traits(Code code);
std::optional<Code> code_named(std::string_view name);
std::string_view retry_name(Retry retry);  // "never", "same_key", "new_key"

// A refusal is a value: what the ledger or risk would not do, recorded with the command.
struct Refusal {
  Code code = Code::ok;
  std::string pointer;  // the field at fault, a JSON pointer into the body, or empty
  std::string detail;   // one sentence with the figures; nothing personal
};

}  // namespace tallygate::core
