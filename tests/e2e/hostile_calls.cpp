#include <vector>

#include "tests/e2e/hostile_cases.hpp"
#include "tests/support/api_client.hpp"

namespace tallygate::tests {
namespace {

const std::string kOrder = order_body("o1");

HostileCase call(const std::string& name, const std::string& client, const std::string& method,
                 const std::string& target, const std::string& body, int status, const std::string& code,
                 const std::string& pointers = {}) {
  return {.name = name,
          .client = client,
          .method = method,
          .target = target,
          .body = body,
          .status = status,
          .code = code,
          .pointers = pointers};
}
HostileCase field(const std::string& name, const std::string& client, const std::string& method,
                  const std::string& target, const std::string& body, const std::string& pointers) {
  return call(name, client, method, target, body, 422, "invalid_field", pointers);
}
HostileCase keyed(const std::string& name, const std::string& key, const std::string& code) {
  HostileCase c = call(name, "platform", "POST", "/v1/orders", kOrder, 400, code, "/headers/idempotency-key");
  c.key = key;
  return c;
}
HostileCase card_as_key(const std::string& name, const std::string& key) {
  HostileCase c = call(name, "platform", "POST", "/v1/orders", kOrder, 422, "pan_refused", "/headers/idempotency-key");
  c.key = key;
  return c;
}
HostileCase typed(const std::string& name, const std::string& content_type) {
  HostileCase c =
      call(name, "platform", "POST", "/v1/orders", kOrder, 415, "unsupported_media_type", "/headers/content-type");
  c.content_type = content_type;
  return c;
}

std::vector<HostileCase> paths_and_headers() {
  return {
      call("unknown_path", "platform", "GET", "/v1/nothing", "", 404, "not_found"),
      call("path_with_dots", "platform", "GET", "/v1/orders/../settings", "", 404, "not_found"),
      call("path_of_another_version", "platform", "POST", "/v2/orders", kOrder, 404, "not_found"),
      call("delete_an_order", "platform", "DELETE", "/v1/orders/o1", "", 405, "method_not_allowed"),
      call("get_the_collection", "platform", "GET", "/v1/orders", "", 405, "method_not_allowed"),
      call("unheard_of_method", "platform", "BREW", "/v1/orders", kOrder, 405, "method_not_allowed"),
      call("unknown_order", "platform", "GET", "/v1/orders/nowhere", "", 404, "not_found"),
      call("unknown_account", "platform", "GET", "/v1/accounts/liabilities:nobody", "", 404, "not_found"),
      call("order_id_with_a_slash", "platform", "GET", "/v1/orders/a%2Fb", "", 404, "not_found"),
      call("order_id_with_a_zero_byte", "platform", "GET", "/v1/orders/a%00b", "", 404, "not_found"),
      field("bad_id_in_the_path_of_a_command", "platform", "POST", "/v1/orders/a%2Fb/complete", "", "/path/id"),
      field("broken_escape_in_the_path_of_a_command", "platform", "POST", "/v1/orders/%zz/complete", "", "/path/id"),
      keyed("no_key", "", "key_required"),
      keyed("key_of_256_bytes", std::string(256, 'k'), "key_invalid"),
      keyed("key_with_a_space", "a b", "key_invalid"),
      keyed("key_not_ascii", "schl\xc3\xbcssel", "key_invalid"),
      card_as_key("card_number_as_the_key", "4111111111111111"),
      card_as_key("card_number_in_the_key", "order-4111-1111-1111-1111"),
      call("card_number_as_the_id_of_a_party", "platform", "PUT", "/v1/parties/4111111111111111",
           R"({"roles":["buyer"]})", 422, "pan_refused", "/path/id"),
      call("card_number_as_the_id_in_the_path", "platform", "POST", "/v1/orders/4111111111111111/cancel", "", 422,
           "pan_refused", "/path/id"),
      call("card_number_in_the_name_of_an_account", "operator", "POST",
           "/v1/accounts/liabilities:merchant:4111111111111111/freeze", R"({"reason":"r"})", 422, "pan_refused",
           "/path/id"),
      typed("form_content_type", "application/x-www-form-urlencoded"),
      typed("plain_text", "text/plain"),
      typed("other_charset", "application/json; charset=latin1"),
      typed("no_content_type", ""),
      call(
          "body_past_the_canonical_limit", "platform", "POST", "/v1/orders",
          R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":0,"currency":"CNY","items":[)" +
              [] {
                std::string items;
                for (int i = 0; i < 800; ++i)
                  items += std::string(i == 0 ? "" : ",") + R"({"sku":")" + std::string(60, 's') +
                           R"(","quantity":1,"unit_price":0})";
                return items;
              }() +
              "]}",
          413, "body_too_large"),
      call("body_past_the_wire_limit", "platform", "POST", "/v1/orders", std::string(200'000, ' ') + kOrder, 413,
           "body_too_large"),
  };
}

std::vector<HostileCase> scopes_and_tokens() {
  return {
      call("no_token", "", "POST", "/v1/orders", kOrder, 401, "unauthenticated"),
      call("no_token_to_read", "", "GET", "/v1/orders/o1", "", 401, "unauthenticated"),
      call("no_token_for_a_batch", "", "POST", "/v1/batch", "{}", 401, "unauthenticated"),
      call("analyst_places_an_order", "analyst", "POST", "/v1/orders", kOrder, 403, "forbidden"),
      call("platform_reads_the_trail", "platform", "GET", "/v1/audit/records", "", 403, "forbidden"),
      call("platform_publishes_a_plan", "platform", "PUT", "/v1/commission-plans/p1",
           R"({"currency":"CNY","platform_fee_bp":0})", 403, "forbidden"),
      call("auditor_labels", "auditor", "POST", "/v1/risk/labels", R"({"subject":"order:o1","label":"fraud"})", 403,
           "forbidden"),
      call("platform_changes_settings", "platform", "PUT", "/v1/settings", "{}", 403, "forbidden"),
      call("analyst_approves", "analyst", "POST", "/v1/approvals/ap1", R"({"approve":true})", 403, "forbidden"),
      call("platform_reads_reviews", "platform", "GET", "/v1/risk/reviews", "", 403, "forbidden"),
      call("platform_reads_personal_data", "platform", "GET", "/v1/parties/b1/data", "", 403, "forbidden"),
  };
}

std::vector<HostileCase> other_operations() {
  const std::string pay = R"({"payment_id":"p1","channel":"card","amount":100,"currency":"CNY")";
  return {
      field("payment_without_a_channel", "platform", "POST", "/v1/orders/o1/payments",
            R"({"payment_id":"p1","amount":100,"currency":"CNY"})", "/channel"),
      field("payment_of_zero", "platform", "POST", "/v1/orders/o1/payments",
            R"({"payment_id":"p1","channel":"card","amount":0,"currency":"CNY"})", "/amount"),
      field("payment_by_an_unknown_channel", "platform", "POST", "/v1/orders/o1/payments",
            R"({"payment_id":"p1","channel":"cowrie","amount":1,"currency":"CNY"})", "/channel"),
      field("allocation_of_nothing", "platform", "POST", "/v1/payments",
            pay + R"(,"allocations":[{"order":"o1","amount":0}]})", "/allocations/0/amount"),
      field(
          "too_many_allocations", "platform", "POST", "/v1/payments",
          pay + R"(,"allocations":[)" +
              [] {
                std::string list;
                for (int i = 0; i < 21; ++i) list += std::string(i == 0 ? "" : ",") + R"({"order":"o1","amount":1})";
                return list;
              }() +
              "]}",
          "/allocations"),
      call("card_number_as_the_token", "platform", "POST", "/v1/orders/o1/payments",
           pay + R"(,"instrument":{"token":"4242424242424242"}})", 422, "pan_refused", "/instrument/token"),
      call("card_number_in_a_decline", "platform", "POST", "/v1/payments/p9/decline",
           R"({"instrument":{"token":"4242 4242 4242 4242"}})", 422, "pan_refused", "/instrument/token"),
      field("unknown_role", "platform", "PUT", "/v1/parties/b1", R"({"roles":["king"]})", "/roles/0"),
      field("personal_data_of_the_wrong_type", "platform", "PUT", "/v1/parties/b1",
            R"({"roles":["buyer"],"pii":{"name":["Ada"]}})", "/pii/name"),
      field("unknown_personal_field", "platform", "PUT", "/v1/parties/b1",
            R"({"roles":["buyer"],"pii":{"blood_type":"0"}})", "/pii/blood_type"),
      field("change_of_something_else", "platform", "POST", "/v1/parties/b1/changes", R"({"what":"mood"})", "/what"),
      field("plan_with_a_fee_over_all", "operator", "PUT", "/v1/commission-plans/p1",
            R"({"currency":"CNY","platform_fee_bp":10001})", "/platform_fee_bp"),
      field("plan_level_eleven", "operator", "PUT", "/v1/commission-plans/p1",
            R"({"currency":"CNY","platform_fee_bp":0,"levels":[{"level":11,"tiers":[{"bp":1,"from_gmv":0}]}]})",
            "/levels/0/level"),
      field("plan_tier_below_zero", "operator", "PUT", "/v1/commission-plans/p1",
            R"({"currency":"CNY","platform_fee_bp":0,"levels":[{"level":1,"tiers":[{"bp":1,"from_gmv":-1}]}]})",
            "/levels/0/tiers/0/from_gmv"),
      field("shipment_without_a_waybill", "platform", "POST", "/v1/orders/o1/shipments", "{}", "/waybill"),
      field("refund_of_zero", "platform", "POST", "/v1/orders/o1/refunds",
            R"({"refund_id":"r1","amount":0,"currency":"CNY"})", "/amount"),
      field("login_without_its_success", "platform", "POST", "/v1/logins", R"({"login_id":"l1","user":"b1"})",
            "/success"),
      field("login_with_a_negative_round_trip", "platform", "POST", "/v1/logins",
            R"({"login_id":"l1","user":"b1","success":true,"rtt_ms":-1})", "/rtt_ms"),
      field("review_case_of_our_own", "analyst", "POST", "/v1/risk/reviews/rv1/resolve",
            R"({"outcome":"release","case":"nice"})", "/case"),
      field("approval_as_a_text", "approver", "POST", "/v1/approvals/ap1", R"({"approve":"yes"})", "/approve"),
      field("setting_out_of_range", "operator", "PUT", "/v1/settings", R"({"review_expires_s":1})",
            "/review_expires_s"),
      field("unknown_setting", "operator", "PUT", "/v1/settings", R"({"allow_everything":true})", "/allow_everything"),
      call("limit_of_zero", "auditor", "GET", "/v1/audit/records?limit=0", "", 422, "invalid_query", "/query/limit"),
      call("limit_past_the_most", "auditor", "GET", "/v1/audit/records?limit=1001", "", 422, "invalid_query",
           "/query/limit"),
      call("limit_with_a_sign", "auditor", "GET", "/v1/audit/records?limit=-5", "", 422, "invalid_query",
           "/query/limit"),
      call("cursor_of_our_own", "auditor", "GET", "/v1/audit/records?cursor=abc", "", 422, "invalid_query",
           "/query/cursor"),
      call("unknown_parameter", "auditor", "GET", "/v1/audit/records?colour=red", "", 422, "invalid_query",
           "/query/colour"),
      call("unknown_parameter_of_a_point_read", "platform", "GET", "/v1/orders/o1?colour=red", "", 422, "invalid_query",
           "/query/colour"),
      call("unknown_parameter_of_a_command", "platform", "POST", "/v1/orders?dry=true", kOrder, 422, "invalid_query",
           "/query/dry"),
      call("position_with_a_leading_zero", "auditor", "GET", "/v1/audit/records/00", "", 404, "not_found"),
      call("period_that_ends_before_it_begins", "auditor", "GET",
           "/v1/audit/records?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "", 422, "invalid_query",
           "/query/to"),
      call("unknown_record_type", "auditor", "GET", "/v1/audit/records?type=order.danced", "", 422, "invalid_query",
           "/query/type"),
      call("unknown_outcome", "auditor", "GET", "/v1/audit/records?outcome=maybe", "", 422, "invalid_query",
           "/query/outcome"),
      call("time_range_not_rfc3339", "auditor", "GET", "/v1/audit/records?from=yesterday", "", 422, "invalid_query",
           "/query/from"),
      call("record_past_the_end", "auditor", "GET", "/v1/audit/records/999999", "", 404, "not_found"),
      call("record_minus_one", "auditor", "GET", "/v1/audit/records/-1", "", 404, "not_found"),
      call("unknown_ruleset", "analyst", "GET", "/v1/risk/rulesets/" + std::string(64, '0'), "", 404, "not_found"),
      call("ruleset_that_is_no_toml", "analyst", "POST", "/v1/risk/rulesets", R"({"name":"mine","toml":"= = ="})", 422,
           "invalid_field", "/toml"),
  };
}

}  // namespace

std::span<const HostileCase> hostile_calls() {
  static const std::vector<HostileCase> cases = [] {
    std::vector<HostileCase> all = paths_and_headers();
    for (auto&& part : {scopes_and_tokens(), other_operations()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return cases;
}

}  // namespace tallygate::tests
