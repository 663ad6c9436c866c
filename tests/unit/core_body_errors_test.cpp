// Every way in which a body can be wrong, by name: where the reader points, and with which code.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "core/body_codec.hpp"

namespace tallygate::core {
namespace {

struct BadBody {
  const char* name;
  Operation op;
  std::string json;
  const char* pointer;
  const char* code;
};
void PrintTo(const BadBody& b, std::ostream* out) {
  *out << b.json.substr(0, 200);
}

// A good order of these fields, with `more` (", …") at its end.
std::string order(std::string_view more) {
  return R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY")" + std::string(more) + "}";
}
std::string payment(std::string_view more) {
  return R"({"payment_id":"p1","amount":100,"channel":"card","currency":"CNY")" + std::string(more) + "}";
}
std::string plan(std::string_view levels, std::string_view more = "") {
  return R"({"currency":"CNY","platform_fee_bp":500,"levels":[)" + std::string(levels) + "]" + std::string(more) + "}";
}
std::string many(int n, std::string_view item) {
  std::string out;
  for (int i = 0; i < n; ++i) out.append(i == 0 ? "" : ",").append(item);
  return out;
}

using enum Operation;

const BadBody kBadBodies[] = {
    {"missing_field", order_place, R"({"order_id":"o1","buyer":"b1","merchant":"m1","currency":"CNY"})", "/amount",
     "required"},
    {"missing_in_array", order_place, order(R"(,"lines":[{"amount":100,"kind":"goods"}])"), "/lines/0/line_id",
     "required"},
    {"unknown_field", order_place, order(R"(,"colour":"red")"), "/colour", "unknown_field"},
    {"unknown_nested", order_place, order(R"(,"device":{"id":"d","imei":"1"})"), "/device/imei", "unknown_field"},
    {"unknown_with_slash", order_place, order(R"(,"a/b~c":1)"), "/a~1b~0c", "unknown_field"},
    {"unknown_name_is_a_card", order_place, order(R"(,"4111111111111111":1)"), "", "unknown_field"},
    {"duplicate", order_place, order(R"(,"buyer":"b2")"), "/buyer", "duplicate_field"},
    {"duplicate_same_value", order_place, order(R"(,"buyer":"b1")"), "/buyer", "duplicate_field"},
    {"duplicate_escaped", order_place, order(R"(,"b\u0075yer":"b1")"), "/buyer", "duplicate_field"},
    {"duplicate_nested", order_place, order(R"(,"device":{"id":"d","id":"d"})"), "/device/id", "duplicate_field"},
    {"duplicate_signal", order_place, order(R"(,"signals":{"a":1,"a":1})"), "/signals/a", "duplicate_field"},
    {"body_is_array", order_place, "[]", "", "wrong_type"},
    {"body_is_null", order_place, "null", "", "wrong_type"},
    {"body_is_text", order_place, R"("o1")", "", "wrong_type"},
    {"amount_is_text", order_ship, R"({"waybill":"w","weight_g":"1"})", "/weight_g", "wrong_type"},
    {"amount_is_null", order_ship, R"({"waybill":"w","weight_g":null})", "/weight_g", "wrong_type"},
    {"amount_is_bool", order_ship, R"({"waybill":"w","weight_g":true})", "/weight_g", "wrong_type"},
    {"text_is_number", order_ship, R"({"waybill":7})", "/waybill", "wrong_type"},
    {"text_is_null", order_ship, R"({"waybill":null})", "/waybill", "wrong_type"},
    {"flag_is_text", approval_decide, R"({"approve":"true"})", "/approve", "wrong_type"},
    {"flag_is_number", approval_decide, R"({"approve":1})", "/approve", "wrong_type"},
    {"array_is_object", order_place, order(R"(,"lines":{})"), "/lines", "wrong_type"},
    {"object_is_array", order_place, order(R"(,"ship_to":[])"), "/ship_to", "wrong_type"},
    {"ip_is_object", order_place, order(R"(,"ip":{"pn":"x"})"), "/ip", "wrong_type"},
    {"signal_is_array", order_place, order(R"(,"signals":{"a":[]})"), "/signals/a", "wrong_type"},
    {"fraction", order_ship, R"({"waybill":"w","weight_g":1.5})", "/weight_g", "not_an_integer"},
    {"whole_fraction", order_ship, R"({"waybill":"w","weight_g":1.0})", "/weight_g", "not_an_integer"},
    {"exponent", order_ship, R"({"waybill":"w","weight_g":1e3})", "/weight_g", "not_an_integer"},
    {"huge_exponent", order_ship, R"({"waybill":"w","weight_g":1e400})", "/weight_g", "not_an_integer"},
    {"huge_fraction_nested", order_place, order(R"(,"lines":[{"amount":1e999,"kind":"goods","line_id":"l"}])"),
     "/lines/0/amount", "not_an_integer"},
    {"beyond_2_53", order_ship, R"({"waybill":"w","weight_g":9007199254740993})", "/weight_g", "out_of_range"},
    {"beyond_int64", order_ship, R"({"waybill":"w","weight_g":9223372036854775808})", "/weight_g", "out_of_range"},
    {"beyond_uint64", order_ship, R"({"waybill":"w","weight_g":18446744073709551616})", "/weight_g", "out_of_range"},
    {"endless_number", order_ship, R"({"waybill":"w","weight_g":1)" + std::string(400, '0') + "}", "/weight_g",
     "out_of_range"},
    {"negative_amount", order_place, R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":-1,"currency":"CNY"})",
     "/amount", "out_of_range"},
    {"refund_of_nothing", order_refund, R"({"refund_id":"r1","amount":0,"currency":"CNY"})", "/amount", "out_of_range"},
    {"too_long_text", order_cancel, R"({"reason":")" + std::string(201, 'x') + R"("})", "/reason", "too_long"},
    {"too_long_token", order_ship, R"({"waybill":")" + std::string(65, 'x') + R"("})", "/waybill", "too_long"},
    {"too_long_characters", order_cancel, R"({"reason":")" + many(101, "\xc3\xa9") + R"("})", "/reason", "too_long"},
    {"empty_text", order_ship, R"({"waybill":""})", "/waybill", "bad_value"},
    {"too_many_items", party_put, R"({"roles":[)" + many(7, R"("buyer")") + "]}", "/roles", "too_many"},
    {"too_many_signals", order_place,
     order(
         R"(,"signals":{"a1":1,"a2":1,"a3":1,"a4":1,"a5":1,"a6":1,"a7":1,"a8":1,"a9":1,"b1":1,"b2":1,"b3":1,"b4":1,"b5":1,"b6":1,"b7":1,"b8":1})"),
     "/signals", "too_many"},
    {"too_many_fields", order_place, "{" + many(65, R"("a":1)") + "}", "", "too_many"},
    {"id_with_space", order_place, R"({"order_id":"o 1","buyer":"b1","merchant":"m1","amount":1,"currency":"CNY"})",
     "/order_id", "bad_id"},
    {"shipped_twice", order_ship, R"({"waybill":"w","lines":[{"line_id":"1"},{"line_id":"1"}]})", "/lines/1/line_id",
     "bad_value"},
    {"group_without_end", order_place, order(R"(,"group":{"id":"g","size":2})"), "/group/closes_at", "required"},
    {"group_without_size", order_place, order(R"(,"group":{"id":"g","closes_at":"2026-11-23T00:00:00Z"})"),
     "/group/size", "required"},
    {"group_of_one", order_place, order(R"(,"group":{"id":"g","size":1,"closes_at":"2026-11-23T00:00:00Z"})"),
     "/group/size", "out_of_range"},
    {"stock_below_nothing", stock_put, R"({"quantity":-1})", "/quantity", "out_of_range"},
    {"sale_without_time", stock_put,
     R"({"quantity":1,"starts_at":"2026-11-23T00:00:00Z","ends_at":"2026-11-23T00:00:00Z"})", "/ends_at",
     "out_of_range"},
    {"coupon_over_nothing", coupon_put, R"({"currency":"CNY","funded_by":"merchant"})", "/amount", "required"},
    {"coupon_twice_over", coupon_put, R"({"amount":1,"bp":1,"currency":"CNY","funded_by":"merchant"})", "/bp",
     "unknown_field"},
    {"coupon_with_a_most", coupon_put, R"({"amount":1,"max":1,"currency":"CNY","funded_by":"merchant"})", "/max",
     "unknown_field"},
    {"coupon_paid_by_nobody", coupon_put, R"({"amount":1,"currency":"CNY","funded_by":"buyer"})", "/funded_by",
     "bad_value"},
    {"expires_at_once", order_place, order(R"(,"terms":{"expires_in":0})"), "/terms/expires_in", "out_of_range"},
    {"expires_too_late", order_place, order(R"(,"terms":{"expires_in":31622401})"), "/terms/expires_in",
     "out_of_range"},
    {"released_before_delivery", order_place, order(R"(,"terms":{"release_after_s":-2})"), "/terms/release_after_s",
     "out_of_range"},
    {"late_otherwise", order_place, order(R"(,"terms":{"on_late":"complain"})"), "/terms/on_late", "bad_value"},
    {"orders_expire_at_once", settings_put, R"({"order_expires_s":0})", "/order_expires_s", "out_of_range"},
    {"id_with_colon", order_place, order(R"(,"coupon":"a:b")"), "/coupon", "bad_id"},
    {"id_empty", order_place, order(R"(,"coupon":"")"), "/coupon", "bad_id"},
    {"id_begins_with_dash", order_place, order(R"(,"coupon":"-a")"), "/coupon", "bad_id"},
    {"id_too_long", order_place, order(R"(,"coupon":")" + std::string(65, 'a') + R"(")"), "/coupon", "bad_id"},
    {"id_with_letter_beyond_ascii", order_place, order(R"(,"coupon":"caf\u00e9")"), "/coupon", "bad_id"},
    {"id_of_device_shorthand", order_place, order(R"(,"device":"a b")"), "/device", "bad_id"},
    {"time_without_zone", order_complete, R"({"occurred_at":"2026-11-22T06:17:14"})", "/occurred_at", "bad_time"},
    {"time_in_other_zone", order_complete, R"({"occurred_at":"2026-11-22T06:17:14+08:00"})", "/occurred_at",
     "bad_time"},
    {"time_that_is_no_day", order_complete, R"({"occurred_at":"2026-02-30T00:00:00Z"})", "/occurred_at", "bad_time"},
    {"time_as_number", order_complete, R"({"occurred_at":1700000000})", "/occurred_at", "wrong_type"},
    {"currency_lower_case", order_refund, R"({"refund_id":"r1","amount":1,"currency":"cny"})", "/currency",
     "bad_currency"},
    {"currency_unknown", order_refund, R"({"refund_id":"r1","amount":1,"currency":"ABC"})", "/currency",
     "bad_currency"},
    {"currency_none", order_refund, R"({"refund_id":"r1","amount":1,"currency":"XXX"})", "/currency", "bad_currency"},
    {"enum_unknown", order_place, order(R"(,"scene":"tv")"), "/scene", "bad_value"},
    {"enum_case", order_place, order(R"(,"scene":"Live")"), "/scene", "bad_value"},
    {"token_with_space", order_ship, R"({"waybill":"a b"})", "/waybill", "bad_value"},
    {"nul_in_text", order_cancel, R"({"reason":"a\u0000b"})", "/reason", "bad_value"},
    {"bell_in_text", order_cancel, R"({"reason":"a\u0007b"})", "/reason", "bad_value"},
    {"nul_in_note", order_place, order(R"(,"note":"a\u0000b")"), "/note", "bad_value"},
    {"ip_not_an_address", order_place, order(R"(,"ip":"203.0.113.256")"), "/ip", "bad_value"},
    {"ip_with_port", order_place, order(R"(,"ip":"203.0.113.2:80")"), "/ip", "bad_value"},
    {"signal_name", order_place, order(R"(,"signals":{"Bad-Name":1})"), "/signals/Bad-Name", "bad_value"},
    {"country_lower_case", order_place, order(R"(,"ship_to":{"country":"cn"})"), "/ship_to/country", "bad_value"},
    {"country_of_digits", order_place, order(R"(,"ship_to":{"country":"12"})"), "/ship_to/country", "bad_value"},
    {"bin_country", order_pay, payment(R"(,"instrument":{"bin_country":"x"})"), "/instrument/bin_country", "bad_value"},
    {"card_number", order_pay, payment(R"(,"instrument":{"token":"4111111111111111"})"), "/instrument/token",
     "pan_refused"},
    {"card_number_spaced_in_token", order_pay, payment(R"(,"instrument":{"token":"4111 1111 1111 1111"})"),
     "/instrument/token", "pan_refused"},
    {"card_number_spaced", order_place, order(R"(,"note":"my card 4111 1111 1111 1111 thanks")"), "/note",
     "pan_refused"},
    {"card_number_dashed", order_place, order(R"(,"note":"5555-5555-5555-4444")"), "/note", "pan_refused"},
    {"card_number_as_id", order_place, order(R"(,"coupon":"378282246310005")"), "/coupon", "pan_refused"},
    {"card_number_in_signal", order_place, order(R"(,"signals":{"a":"6200000000000005"})"), "/signals/a",
     "pan_refused"},
    {"card_number_as_a_signal", order_place, order(R"(,"signals":{"a":4111111111111111})"), "/signals/a",
     "pan_refused"},
    {"card_number_as_time", order_complete, R"({"occurred_at":"4111111111111111"})", "/occurred_at", "pan_refused"},
    {"card_number_in_device", order_place, order(R"(,"device":{"id":"d","os":"x4111111111111111"})"), "/device/os",
     "pan_refused"},
    {"lines_do_not_add_up", order_place, order(R"(,"lines":[{"amount":99,"kind":"goods","line_id":"l"}])"), "/amount",
     "amount_mismatch"},
    {"goods_alone_overflow", order_place,
     order(
         R"(,"lines":[{"amount":9007199254740991,"kind":"goods","line_id":"a"},)"
         R"({"amount":-9007199254740991,"kind":"discount","line_id":"b"},{"amount":100,"kind":"goods","line_id":"c"}])"),
     "/amount", "amount_mismatch"},
    {"items_do_not_add_up", order_place, order(R"(,"items":[{"sku":"s","quantity":3,"unit_price":33}])"), "/amount",
     "amount_mismatch"},
    {"items_overflow", order_place,
     order(R"(,"items":[{"sku":"s","quantity":1000000000,"unit_price":9007199254740991}])"), "/amount",
     "amount_mismatch"},
    {"lines_and_items", order_place,
     order(
         R"(,"items":[{"sku":"s","quantity":1,"unit_price":100}],"lines":[{"amount":100,"kind":"goods","line_id":"l"}])"),
     "/items", "bad_value"},
    {"line_ids_repeat", order_place,
     order(R"(,"lines":[{"amount":50,"kind":"goods","line_id":"l"},{"amount":50,"kind":"goods","line_id":"l"}])"),
     "/lines/1/line_id", "bad_value"},
    {"discount_adds", order_place,
     order(R"(,"lines":[{"amount":50,"kind":"goods","line_id":"a"},{"amount":50,"kind":"discount","line_id":"b"}])"),
     "/lines/1/amount", "out_of_range"},
    {"goods_subtract", order_place,
     order(R"(,"lines":[{"amount":150,"kind":"goods","line_id":"a"},{"amount":-50,"kind":"fee","line_id":"b"}])"),
     "/lines/1/amount", "out_of_range"},
    {"refund_lines_do_not_add_up", order_refund,
     R"({"refund_id":"r1","amount":2,"currency":"CNY","lines":[{"line_id":"l","amount":1}]})", "/amount",
     "amount_mismatch"},
    {"payment_without_allocations", payment_put, payment(""), "/allocations", "required"},
    {"allocations_do_not_add_up", payment_put, payment(R"(,"allocations":[{"order":"o1","amount":99}])"), "/amount",
     "amount_mismatch"},
    {"allocations_repeat_an_order", payment_put,
     payment(R"(,"allocations":[{"order":"o1","amount":50},{"order":"o1","amount":50}])"), "/allocations/1/order",
     "bad_value"},
    {"order_payment_with_allocations", order_pay, payment(R"(,"allocations":[{"order":"o1","amount":100}])"),
     "/allocations", "unknown_field"},
    {"hold_of_money_taken", order_pay, payment(R"(,"capture":false,"reported":true)"), "/capture", "bad_value"},
    {"capture_allocations_do_not_add_up", payment_capture, R"({"amount":9,"allocations":[{"order":"o1","amount":8}]})",
     "/amount", "amount_mismatch"},
    {"capture_allocations_repeat_an_order", payment_capture,
     R"({"allocations":[{"order":"o1","amount":8},{"order":"o1","amount":1}]})", "/allocations/1/order", "bad_value"},
    {"capture_of_nothing", payment_capture, R"({"amount":0})", "/amount", "out_of_range"},
    {"refund_line_of_nothing", order_refund,
     R"({"refund_id":"r1","amount":5,"currency":"CNY","lines":[{"line_id":"l1"}]})", "/lines/0/amount", "required"},
    {"dispute_amount_alone", payment_dispute, R"({"dispute_id":"d1","reason":"x","amount":5})", "/currency",
     "required"},
    {"dispute_currency_alone", payment_dispute, R"({"dispute_id":"d1","reason":"x","currency":"CNY"})", "/amount",
     "required"},
    {"dispute_of_nothing", payment_dispute, R"({"dispute_id":"d1","reason":"x","amount":0,"currency":"CNY"})",
     "/amount", "out_of_range"},
    {"evidence_that_is_no_hash", dispute_evidence, R"({"kind":"chat","sha256":"AA"})", "/sha256", "bad_value"},
    {"partly_lost_without_amount", dispute_resolve, R"({"outcome":"partial"})", "/amount", "required"},
    {"lost_with_an_amount", dispute_resolve, R"({"outcome":"lost","amount":5})", "/amount", "unknown_field"},
    {"settlement_net_out_of_range", channel_settle,
     R"({"settlement_id":"s1","currency":"CNY","gross":9007199254740991,"fee":-1})", "/fee", "out_of_range"},
    {"settlement_without_a_fee", channel_settle, R"({"settlement_id":"s1","currency":"CNY","gross":5})", "/fee",
     "required"},
    {"limit_of_nobody", limit_put, R"({"amount":1,"currency":"CNY","kind":"payout","period_s":60})", "/party",
     "required"},
    {"limit_of_two", limit_put,
     R"({"account":"liabilities:merchant:m1","amount":1,"currency":"CNY","kind":"payout","party":"m1","period_s":60})",
     "/party", "unknown_field"},
    {"credit_of_a_party", limit_put, R"({"amount":1,"currency":"CNY","kind":"credit","party":"m1"})", "/account",
     "required"},
    {"credit_in_a_period", limit_put,
     R"({"account":"liabilities:merchant:m1","amount":1,"currency":"CNY","kind":"credit","period_s":60})", "/period_s",
     "unknown_field"},
    {"limit_of_two_periods", limit_put,
     R"({"account":"liabilities:merchant:m1","amount":1,"currency":"CNY","kind":"payout","period":"day","period_s":60})",
     "/period_s", "unknown_field"},
    {"credit_in_a_month", limit_put,
     R"({"account":"liabilities:merchant:m1","amount":1,"currency":"CNY","kind":"credit","period":"month"})", "/period",
     "unknown_field"},
    {"spending_at_all", limit_put, R"({"amount":1,"currency":"CNY","kind":"spend","party":"b1"})", "/period_s",
     "required"},
    {"topup_from_a_wallet", wallet_topup, R"({"payment_id":"t1","channel":"wallet","amount":1,"currency":"CNY"})",
     "/channel", "bad_value"},
    {"topup_of_nothing", wallet_topup, R"({"payment_id":"t1","channel":"card","amount":0,"currency":"CNY"})", "/amount",
     "out_of_range"},
    {"withdrawal_to_nowhere", wallet_withdraw, R"({"payout_id":"w1","amount":1,"currency":"CNY"})", "/to", "required"},
    {"conversion_into_the_same_currency", conversion_post,
     R"({"conversion_id":"c1","source":"x","rate":{"num":1,"den":1},"from":{"account":"assets:bank:a","amount":1,"currency":"CNY"},)"
     R"("to":{"account":"assets:bank:b","amount":1,"currency":"CNY"}})",
     "/to/currency", "bad_value"},
    {"conversion_at_a_rate_over_nothing", conversion_post,
     R"({"conversion_id":"c1","source":"x","rate":{"num":1,"den":0},"from":{"account":"assets:bank:a","amount":1,"currency":"CNY"},)"
     R"("to":{"account":"assets:bank:b","amount":1,"currency":"USD"}})",
     "/rate/den", "out_of_range"},
    {"account_changed_without_a_reason", account_freeze, R"({})", "/reason", "required"},
    {"entry_of_one_posting", journal_post,
     R"({"entry_id":"e1","reason":"x","postings":[{"account":"equity:adjustments","amount":1,"currency":"CNY"}]})",
     "/postings", "required"},
    {"entry_of_nothing", journal_post,
     R"({"entry_id":"e1","reason":"x","postings":[{"account":"equity:adjustments","amount":0,"currency":"CNY"},{"account":"assets:bank:main","amount":1,"currency":"CNY"}]})",
     "/postings/0/amount", "out_of_range"},
    {"entry_with_an_account_twice", journal_post,
     R"({"entry_id":"e1","reason":"x","postings":[{"account":"equity:adjustments","amount":1,"currency":"CNY"},{"account":"equity:adjustments","amount":-1,"currency":"CNY"}]})",
     "/postings/1/account", "bad_value"},
    {"entry_that_reverses_no_record", journal_post,
     R"({"entry_id":"e1","reason":"x","reverses":0,"postings":[{"account":"equity:adjustments","amount":1,"currency":"CNY"},{"account":"assets:bank:main","amount":-1,"currency":"CNY"}]})",
     "/reverses", "out_of_range"},
    {"break_that_names_no_record", break_resolve, R"({"resolution":"x","journal":0})", "/journal", "out_of_range"},
    {"decline_amount_alone", payment_decline, R"({"amount":5})", "/currency", "required"},
    {"decline_currency_alone", payment_decline, R"({"currency":"CNY"})", "/amount", "required"},
    {"plan_levels_repeat", plan_put,
     plan(R"({"level":1,"tiers":[{"from_gmv":0,"bp":1}]},{"level":1,"tiers":[{"from_gmv":0,"bp":1}]})"),
     "/levels/1/level", "bad_value"},
    {"plan_without_tiers", plan_put, plan(R"({"level":1,"tiers":[]})"), "/levels/0/tiers", "required"},
    {"plan_first_tier", plan_put, plan(R"({"level":1,"tiers":[{"from_gmv":5,"bp":1}]})"), "/levels/0/tiers/0/from_gmv",
     "bad_value"},
    {"plan_tiers_descend", plan_put,
     plan(R"({"level":1,"tiers":[{"from_gmv":0,"bp":1},{"from_gmv":9,"bp":1},{"from_gmv":9,"bp":2}]})"),
     "/levels/0/tiers/2/from_gmv", "bad_value"},
    {"plan_shares_repeat", plan_put, plan("", R"(,"shares":[{"role":"creator","bp":1},{"role":"creator","bp":1}])"),
     "/shares/1/role", "bad_value"},
    {"period_cap_of_nothing", plan_put, plan("", R"(,"period_caps":[{"amount":5,"period":"day"}])"),
     "/period_caps/0/level", "required"},
    {"period_cap_of_two_parts", plan_put,
     plan("", R"(,"period_caps":[{"amount":5,"level":1,"period":"day","role":"creator"}])"), "/period_caps/0/role",
     "bad_value"},
    {"period_cap_repeats", plan_put,
     plan("", R"(,"period_caps":[{"amount":5,"level":1,"period":"day"},{"amount":6,"level":1,"period":"month"},)"
              R"({"amount":7,"level":1,"period":"day"}])"),
     "/period_caps/2/period", "bad_value"},
    {"period_cap_of_a_week", plan_put, plan("", R"(,"period_caps":[{"amount":5,"level":1,"period":"week"}])"),
     "/period_caps/0/period", "bad_value"},
    {"plan_base_unknown", plan_put, plan("", R"(,"base":"net")"), "/base", "bad_value"},
    {"role_repeats", party_put, R"({"roles":["buyer","buyer"]})", "/roles/1", "bad_value"},
    {"label_subject", label_put, R"({"label":"fraud","subject":"shop:s1"})", "/subject", "bad_value"},
    {"label_subject_without_id", label_put, R"({"label":"fraud","subject":"order:"})", "/subject", "bad_value"},
    {"evidence_hash", challenge_answer, R"({"method":"otp","passed":true,"evidence_hash":"abc"})", "/evidence_hash",
     "bad_value"},
    {"four_eyes_unknown", settings_put, R"({"four_eyes":["plans","lists"]})", "/four_eyes/1", "bad_value"},
    {"minimum_repeats_a_currency", settings_put,
     R"({"payout_minimum":[{"amount":1,"currency":"CNY"},{"amount":2,"currency":"CNY"}]})",
     "/payout_minimum/1/currency", "bad_value"},
    {"tax_threshold_alone", settings_put, R"({"payout_tax":[{"bp":1,"from":5,"role":"merchant"}]})",
     "/payout_tax/0/currency", "required"},
    {"tax_of_a_buyer", settings_put, R"({"payout_tax":[{"bp":1,"role":"buyer"}]})", "/payout_tax/0/role", "bad_value"},
    {"tax_over_all_of_it", settings_put, R"({"payout_tax":[{"bp":10001,"role":"merchant"}]})", "/payout_tax/0/bp",
     "out_of_range"},
    {"tax_of_a_week", settings_put, R"({"payout_tax":[{"bp":1,"role":"merchant","period":"week"}]})",
     "/payout_tax/0/period", "bad_value"},
    {"schedule_repeats_a_role", settings_put,
     R"({"payout_schedule":[{"every":"day","role":"merchant"},{"every":"month","on":1,"role":"merchant"}]})",
     "/payout_schedule/1/role", "bad_value"},
    {"schedule_of_a_buyer", settings_put, R"({"payout_schedule":[{"every":"day","role":"buyer"}]})",
     "/payout_schedule/0/role", "bad_value"},
    {"schedule_of_one_day_of_every", settings_put, R"({"payout_schedule":[{"every":"day","on":1,"role":"merchant"}]})",
     "/payout_schedule/0/on", "bad_value"},
    {"schedule_without_its_day", settings_put, R"({"payout_schedule":[{"every":"month","role":"merchant"}]})",
     "/payout_schedule/0/on", "required"},
    {"schedule_of_an_eighth_weekday", settings_put,
     R"({"payout_schedule":[{"every":"week","on":8,"role":"merchant"}]})", "/payout_schedule/0/on", "out_of_range"},
    {"schedule_of_a_32nd", settings_put, R"({"payout_schedule":[{"every":"month","on":32,"role":"merchant"}]})",
     "/payout_schedule/0/on", "out_of_range"},
    {"weekday_closed_twice", settings_put, R"({"closed_weekdays":["sunday","sunday"]})", "/closed_weekdays/1",
     "bad_value"},
    {"no_weekday_left", settings_put,
     R"({"closed_weekdays":["monday","tuesday","wednesday","thursday","friday","saturday","sunday"]})",
     "/closed_weekdays", "too_many"},
    {"holiday_of_no_calendar", settings_put, R"({"holidays":["2026-02-30"]})", "/holidays/0", "bad_value"},
    {"holidays_descend", settings_put, R"({"holidays":["2026-10-02","2026-10-01"]})", "/holidays/1", "bad_value"},
    {"payout_of_nothing", payout_request, R"({"payout_id":"y1","party":"m1","amount":0,"currency":"CNY"})", "/amount",
     "out_of_range"},
    {"payout_to_a_card_number", payout_request,
     R"({"payout_id":"y1","party":"m1","amount":1,"currency":"CNY","to":"4111111111111111"})", "/to", "pan_refused"},
    {"settled_amount_alone", payout_settle, R"({"amount":5})", "/currency", "required"},
    {"returned_currency_alone", payout_return, R"({"currency":"CNY"})", "/amount", "required"},
    {"payout_account_of_no_kind", payout_account_put, R"({"account":"a1","token":"t"})", "/kind", "required"},
    {"payout_account_without_token", payout_account_put, R"({"account":"a1","kind":"bank"})", "/token", "required"},
    {"kyc_level_unknown", party_kyc, R"({"level":4})", "/level", "out_of_range"},
    {"hash_on_the_wire", ruleset_put, R"({"name":"r","toml":"x","toml_sha256":"00"})", "/toml_sha256", "unknown_field"},
    {"level_out_of_range", plan_put, plan(R"({"level":11,"tiers":[{"from_gmv":0,"bp":1}]})"), "/levels/0/level",
     "out_of_range"},
    {"half_surrogate", order_cancel, R"({"reason":"a\ud800"})", "", "malformed_json"},
    {"other_half_surrogate", order_cancel, R"({"reason":"a\udc00b"})", "", "malformed_json"},
};

class BodyErrorsTable : public ::testing::TestWithParam<BadBody> {};

TEST_P(BodyErrorsTable, PointsAtTheField) {
  const BadBody& bad = GetParam();
  BodyReader reader;
  Body body;
  const BodyErrors errors = reader.read(bad.op, bad.json, Form::wire, body);
  ASSERT_FALSE(errors.errors.empty());
  EXPECT_EQ(errors.errors[0].pointer, bad.pointer);
  EXPECT_EQ(errors.errors[0].code, bad.code);
  EXPECT_TRUE(errors.errors[0].detail.ends_with('.')) << errors.errors[0].detail;
}

INSTANTIATE_TEST_SUITE_P(Named, BodyErrorsTable, ::testing::ValuesIn(kBadBodies),
                         [](const auto& info) { return std::string(info.param.name); });

struct NotJson {
  const char* name;
  std::string text;
};
void PrintTo(const NotJson& n, std::ostream* out) {
  *out << n.text.substr(0, 80);
}

const NotJson kNotJson[] = {
    {"word", "order"},
    {"open_object", "{"},
    {"open_text", R"({"reason":"x)"},
    {"trailing_comma", R"({"reason":"x",})"},
    {"two_values", "{}{}"},
    {"text_behind", "{} x"},
    {"single_quotes", "{'reason':'x'}"},
    {"name_without_quotes", "{reason:1}"},
    {"comment", "{/* */}"},
    {"leading_zero", R"({"a":01})"},
    {"bare_minus", R"({"a":-})"},
    {"open_fraction", R"({"a":1.})"},
    {"plus", R"({"a":+1})"},
    {"not_a_number", R"({"a":NaN})"},
    {"infinity", R"({"a":Infinity})"},
    {"hexadecimal", R"({"a":0x10})"},
    {"raw_control_character", "{\"reason\":\"a\x01\"}"},
    {"raw_newline", "{\"reason\":\"a\nb\"}"},
    {"bad_escape", R"({"reason":"\x41"})"},
    {"short_escape", R"({"reason":"\u00"})"},
    {"bad_utf8", "{\"reason\":\"\xff\"}"},
    {"overlong_utf8", "{\"reason\":\"\xc0\xaf\"}"},
    {"surrogate_in_utf8", "{\"reason\":\"\xed\xa0\x80\"}"},
    {"byte_order_mark", "\xef\xbb\xbf{}"},
    {"only_space", "   "},
    {"nul", std::string("\0", 1)},
    {"deep_arrays", std::string(1000, '[') + std::string(1000, ']')},
    {"deep_objects", R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}})"},
    {"too_large", R"({"reason":")" + std::string(1024 * 1024, 'x') + "\"}"},
};

class NotJsonTable : public ::testing::TestWithParam<NotJson> {};

TEST_P(NotJsonTable, IsMalformedAndSaysWhere) {
  BodyReader reader;
  Body body;
  const BodyErrors errors = reader.read(Operation::order_cancel, GetParam().text, Form::wire, body);
  EXPECT_TRUE(errors.malformed);
  ASSERT_EQ(errors.errors.size(), 1U);
  EXPECT_FALSE(errors.errors[0].detail.empty());
}

INSTANTIATE_TEST_SUITE_P(Named, NotJsonTable, ::testing::ValuesIn(kNotJson),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BodyErrors, AllAreNamedUpToALimit) {
  BodyReader reader;
  Body body;
  BodyErrors errors = reader.read(Operation::order_place, R"({"amount":"1","currency":"cny","x":1})", Form::wire, body);
  std::string pointers;
  for (const auto& e : errors.errors) pointers += e.pointer + " ";
  EXPECT_EQ(pointers, "/amount /buyer /currency /merchant /order_id /x ");

  errors = reader.read(Operation::order_place, order(R"(,"lines":[)" + many(100, R"({"amount":0.5})") + "]"),
                       Form::wire, body);
  EXPECT_EQ(errors.errors.size(), kFieldErrorsMax);
}

TEST(BodyErrors, NeverRepeatAPersonalValueOrACardNumber) {
  BodyReader reader;
  Body body;
  const BodyErrors errors = reader.read(
      Operation::order_place,
      order(R"(,"note":"4111111111111111","ip":"secret","ship_to":{"phone":")" + std::string(41, '7') + R"("})"),
      Form::wire, body);
  ASSERT_EQ(errors.errors.size(), 3U);
  for (const auto& e : errors.errors) {
    for (const char* personal : {"4111", "secret", "777"}) {
      EXPECT_EQ(e.detail.find(personal), std::string::npos);
      EXPECT_EQ(e.pointer.find(personal), std::string::npos);
    }
  }
}

TEST(BodyErrors, AreForgottenByTheNextBody) {
  BodyReader reader;
  Body body;
  EXPECT_FALSE(reader.read(Operation::order_ship, R"({"waybill":[[[]]]})", Form::wire, body).ok());
  EXPECT_FALSE(reader.read(Operation::order_ship, "{", Form::wire, body).ok());
  EXPECT_TRUE(reader.read(Operation::order_ship, R"({"waybill":"w"})", Form::wire, body).ok());
}

TEST(BodyErrors, IdsThatOnlyResembleCardNumbersPass) {
  BodyReader reader;
  for (const char* id : {"1732256294123", "1732256294000000", "o-20261122-061714-000017", "4111111111111112",
                         "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}) {
    Body body;
    EXPECT_TRUE(
        reader.read(Operation::order_place, order(R"(,"coupon":")" + std::string(id) + R"(")"), Form::wire, body).ok())
        << id;
  }
}

TEST(BatchLineErrors, PointIntoTheLine) {
  BodyReader reader;
  const std::pair<const char*, const char*> cases[] = {
      {R"({"key":"k","body":{}})", "/op"},
      {R"({"op":"order.eat","key":"k","body":{}})", "/op"},
      {R"({"op":"client.add","key":"k","body":{}})", "/op"},
      {R"({"op":"order.complete","path":{"id":"o1"}})", "/key"},
      {R"({"op":"order.complete","key":"a b","path":{"id":"o1"}})", "/key"},
      {R"({"op":"order.complete","key":"k"})", "/path"},
      {R"({"op":"order.complete","key":"k","path":{}})", "/path/id"},
      {R"({"op":"order.complete","key":"k","path":{"id":"a:b"}})", "/path/id"},
      {R"({"op":"order.complete","key":"k","path":"o1"})", "/path"},
      {R"({"op":"order.complete","key":"k","path":{"id":"o1"},"at":"now"})", "/at"},
      {R"({"op":"order.ship","key":"k","path":{"id":"o1"},"body":{}})", "/body/waybill"},
      {R"({"op":"order.ship","key":"k","path":{"id":"o1"}})", "/body/waybill"},
      {R"({"op":"payment.put","key":"k","body":{"payment_id":"p","amount":1,"channel":"card","currency":"CNY"}})",
       "/body/allocations"},
      {R"({"op":"order.complete","key":"k","path":{"id":"o1"},"more":1})", "/more"},
      {R"({"op":"order.ship","key":"k","path":{"id":"o1"},"body":{"waybill":"w","weight_g":1e999}})", "/body/weight_g"},
  };
  for (const auto& [json, pointer] : cases) {
    BodyReader::Line line;
    const auto errors = reader.read_line(json, line);
    ASSERT_FALSE(errors.errors.empty()) << json;
    EXPECT_EQ(errors.errors[0].pointer, pointer) << json;
  }
}

TEST(BatchLineErrors, KeepTheKeyForTheAnswer) {
  BodyReader reader;
  BodyReader::Line line;
  EXPECT_FALSE(reader.read_line(R"({"op":"order.ship","key":"k7","path":{"id":"o1"},"body":{}})", line).ok());
  EXPECT_EQ(line.key, "k7");
  EXPECT_EQ(line.op, Operation::order_ship);
}

}  // namespace
}  // namespace tallygate::core
