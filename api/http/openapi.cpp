#include "api/http/openapi.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http/routes.hpp"
#include "api/http/schema.hpp"
#include "core/canonical_json.hpp"
#include "core/command.hpp"
#include "core/outcome.hpp"

namespace tallygate::http {
namespace {

using core::JsonWriter;
using core::Operation;

// The body of each operation, by the type that the reader fills.
void write_body_schema(JsonWriter& json, Operation op) {
  SchemaWriter schema(json);
  switch (op) {
    case Operation::party_put:
      return schema.object<core::PartyPut>();
    case Operation::party_change:
      return schema.object<core::PartyChange>();
    case Operation::plan_put:
      return schema.object<core::PlanPut>();
    case Operation::order_place:
      return schema.object<core::OrderPlace>();
    case Operation::order_ship:
      return schema.object<core::OrderShip>();
    case Operation::order_deliver:
      return schema.object<core::OrderDeliver>();
    case Operation::order_complete:
      return schema.object<core::OrderComplete>();
    case Operation::order_cancel:
      return schema.object<core::OrderCancel>();
    case Operation::order_refund:
      return schema.object<core::OrderRefund>();
    case Operation::order_override:
      return schema.object<core::OrderOverride>();
    case Operation::stock_put:
      return schema.object<core::StockPut>();
    case Operation::coupon_put:
      return schema.object<core::CouponPut>();
    case Operation::payment_put:
    case Operation::order_pay:
      return schema.object<core::PaymentPut>();
    case Operation::payment_decline:
      return schema.object<core::PaymentDecline>();
    case Operation::payment_capture:
      return schema.object<core::PaymentCapture>();
    case Operation::order_reduce:
      return schema.object<core::OrderReduce>();
    case Operation::payment_allocate:
      return schema.object<core::PaymentAllocate>();
    case Operation::payment_refund:
      return schema.object<core::PaymentRefund>();
    case Operation::payment_void:
      return schema.object<core::PaymentVoid>();
    case Operation::payment_dispute:
      return schema.object<core::PaymentDispute>();
    case Operation::dispute_evidence:
      return schema.object<core::DisputeEvidence>();
    case Operation::dispute_resolve:
      return schema.object<core::DisputeResolve>();
    case Operation::channel_settle:
      return schema.object<core::ChannelSettle>();
    case Operation::channel_statement:
      return schema.object<core::ChannelStatement>();
    case Operation::logistics_event:
      return schema.object<core::LogisticsEvent>();
    case Operation::journal_post:
      return schema.object<core::JournalPost>();
    case Operation::account_freeze:
    case Operation::account_unfreeze:
    case Operation::account_close:
      return schema.object<core::AccountChange>();
    case Operation::limit_put:
      return schema.object<core::LimitPut>();
    case Operation::wallet_topup:
      return schema.object<core::WalletTopup>();
    case Operation::wallet_withdraw:
      return schema.object<core::WalletWithdraw>();
    case Operation::period_close:
      return schema.object<core::PeriodClose>();
    case Operation::conversion_post:
      return schema.object<core::ConversionPost>();
    case Operation::break_resolve:
      return schema.object<core::BreakResolve>();
    case Operation::refund_settle:
      return schema.object<core::RefundSettle>();
    case Operation::refund_fail:
      return schema.object<core::RefundFail>();
    case Operation::payout_request:
      return schema.object<core::PayoutRequest>();
    case Operation::payout_approve:
      return schema.object<core::PayoutApprove>();
    case Operation::payout_settle:
      return schema.object<core::PayoutSettle>();
    case Operation::payout_fail:
      return schema.object<core::PayoutFail>();
    case Operation::payout_return:
      return schema.object<core::PayoutReturn>();
    case Operation::payout_account_put:
      return schema.object<core::PayoutAccountPut>();
    case Operation::party_kyc:
      return schema.object<core::PartyKyc>();
    case Operation::login_attempt:
      return schema.object<core::LoginAttempt>();
    case Operation::challenge_answer:
      return schema.object<core::ChallengeAnswer>();
    case Operation::review_resolve:
      return schema.object<core::ReviewResolve>();
    case Operation::label_put:
      return schema.object<core::LabelPut>();
    case Operation::approval_decide:
      return schema.object<core::ApprovalDecide>();
    case Operation::settings_put:
      return schema.object<core::SettingsPut>();
    case Operation::ruleset_put:
      return schema.object<core::RulesetPut>();
    case Operation::client_add:
      return schema.object<core::ClientAdd>();
    case Operation::client_revoke:
      return schema.object<core::ClientRevoke>();
    case Operation::clock_live:
      return schema.object<core::ClockLive>();
    case Operation::batch_atomic:
      break;
  }
  json.raw(R"({"type":"object"})");
}

void write_content(JsonWriter& json, std::string_view media_type, std::string_view schema) {
  json.key("content");
  json.begin_object();
  json.key(media_type);
  json.begin_object();
  json.key("schema");
  json.raw(schema);
  json.end_object();
  json.end_object();
}

void write_request_body(JsonWriter& json, const Route& route) {
  if (route.body_max == 0) return;
  json.key("requestBody");
  json.begin_object();
  if (route.action == Action::batch) {
    write_content(json, "application/x-ndjson", R"({"type":"string"})");
  } else if (route.action == Action::token) {
    write_content(
        json, "application/x-www-form-urlencoded",
        R"({"properties":{"client_id":{"type":"string"},"client_secret":{"type":"string"},"grant_type":{"const":"client_credentials"},"scope":{"type":"string"}},"required":["grant_type"],"type":"object"})");
  } else {
    std::string schema;
    JsonWriter inner(schema);
    write_body_schema(inner, route.op.value_or(Operation::order_place));
    write_content(json, "application/json", schema);
  }
  json.end_object();
}

void write_parameters(JsonWriter& json, const Route& route) {
  std::vector<std::string> parameters;
  const std::string path = openapi_path(route);
  for (std::size_t brace = path.find('{'); brace != std::string::npos; brace = path.find('{', brace + 1)) {
    const std::string name = path.substr(brace + 1, path.find('}', brace) - brace - 1);
    parameters.push_back(R"({"in":"path","name":")" + name + R"(","required":true,"schema":{"type":"string"}})");
  }
  if (route.op) parameters.emplace_back(R"({"$ref":"#/components/parameters/IdempotencyKey"})");
  for (const std::string_view name : query_parameters(route.action))
    parameters.push_back(R"({"in":"query","name":")" + std::string(name) + R"(","schema":{"type":")" +
                         (name == "atomic" || name == "dry_run" ? "boolean" : "string") + R"("}})");
  if (parameters.empty()) return;
  json.key("parameters");
  json.begin_array();
  for (const std::string& p : parameters) json.raw(p);
  json.end_array();
}

void write_response(JsonWriter& json, std::string_view status, std::string_view description,
                    std::string_view media_type, std::string_view schema) {
  json.key(status);
  json.begin_object();
  write_content(json, media_type, schema);
  json.member("description", description);
  json.end_object();
}

// Of the answer with status 200.
std::string_view answer_type(Action action) {
  switch (action) {
    case Action::batch:
      return "application/x-ndjson";
    case Action::audit_proof:
    case Action::audit_checkpoint:
    case Action::tlog_checkpoint:
      return "text/plain";
    case Action::tlog_tile:
    case Action::tlog_entries:
      return "application/octet-stream";
    case Action::read_ruleset:
      return "application/toml";
    default:
      return "application/json";
  }
}

void write_responses(JsonWriter& json, const Route& route) {
  constexpr std::string_view kProblem = R"({"$ref":"#/components/schemas/Problem"})";
  constexpr std::string_view kAnswer = R"({"$ref":"#/components/schemas/Answer"})";
  constexpr std::string_view kObject = R"({"type":"object"})";
  json.key("responses");
  json.begin_object();
  const std::string_view type = answer_type(route.action);
  write_response(json, "200", "Done.", type,
                 type != "application/json" ? R"({"type":"string"})"
                 : route.op                 ? kAnswer
                                            : kObject);
  if (route.op) {
    write_response(json, "201", "Created.", "application/json", kAnswer);
    write_response(json, "202", "Held, challenged, or waiting for an approval.", "application/json", kAnswer);
  }
  if (route.action != Action::token) write_response(json, "4XX", "Refused.", "application/problem+json", kProblem);
  if (route.action == Action::token) write_response(json, "4XX", "RFC 6749 5.2.", "application/json", kObject);
  write_response(json, "5XX", "Not now.", "application/problem+json", kProblem);
  json.end_object();
}

void write_operation(JsonWriter& json, const Route& route) {
  json.begin_object();
  json.member("operationId", operation_id(route));
  write_parameters(json, route);
  write_request_body(json, route);
  write_responses(json, route);
  json.key("security");
  json.raw(route.is_public() ? "[]" : R"([{"bearer":[]}])");
  json.member("summary", route.summary);
  if (!route.is_public()) json.member("x-scopes", format_scopes(route.scopes));
  json.end_object();
}

void write_paths(JsonWriter& json) {
  std::map<std::string, std::map<std::string, const Route*>> by_path;
  for (const Route& route : routes()) {
    std::string method(route.method);
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c + 32); });
    by_path[openapi_path(route)][method] = &route;
  }
  json.key("paths");
  json.begin_object();
  for (const auto& [path, methods] : by_path) {
    json.key(path);
    json.begin_object();
    for (const auto& [method, route] : methods) {
      json.key(method);
      write_operation(json, *route);
    }
    json.end_object();
  }
  json.end_object();
}

std::string codes_enum() {
  std::vector<std::string_view> names;
  for (const core::CodeTraits& code : core::codes())
    if (code.status >= 400) names.push_back(code.name);
  std::ranges::sort(names);
  std::string list;
  for (const std::string_view name : names) list.append(list.empty() ? "[\"" : ",\"").append(name).append("\"");
  return list + "]";
}

void write_components(JsonWriter& json) {
  json.key("components");
  json.begin_object();
  json.key("parameters");
  json.raw(
      R"({"IdempotencyKey":{"in":"header","name":"Idempotency-Key","required":true,"schema":{"maxLength":255,"minLength":1,"pattern":"^[!-~]+$","type":"string"}}})");
  json.key("schemas");
  json.raw(
      R"({"Answer":{"description":"An object's new state, the record that made it (of a dry run `dry_run` and `as_of` in its place) and, for scored operations, the decision.","properties":{"approval":{"type":"object"},"as_of":{"minimum":0,"type":"integer"},"challenge":{"type":"object"},"decision":{"properties":{"id":{"type":"string"},"outcome":{"enum":["allow","challenge","review","block"]},"reasons":{"type":"array"},"ruleset":{"type":"string"},"scores":{"type":"object"}},"type":"object"},"dry_run":{"type":"boolean"},"record":{"$ref":"#/components/schemas/Record"},"state":{"type":"string"}},"type":"object"},"Problem":{"properties":{"code":{"enum":)" +
      codes_enum() +
      R"(},"decision":{"type":"object"},"detail":{"type":"string"},"dry_run":{"type":"boolean"},"errors":{"items":{"properties":{"code":{"type":"string"},"detail":{"type":"string"},"pointer":{"type":"string"}},"required":["code","detail","pointer"],"type":"object"},"type":"array"},"record":{"$ref":"#/components/schemas/Record"},"retry":{"enum":["never","new_key","same_key"]},"status":{"type":"integer"},"title":{"type":"string"},"type":{"type":"string"}},"required":["code","detail","retry","status","title","type"],"type":"object"},"Record":{"properties":{"leaf":{"pattern":"^[0-9a-f]{64}$","type":"string"},"seq":{"minimum":0,"type":"integer"}},"required":["leaf","seq"],"type":"object"}})");
  json.key("securitySchemes");
  json.raw(R"({"bearer":{"bearerFormat":"JWT","scheme":"bearer","type":"http"}})");
  json.end_object();
}

std::string make_document() {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_components(json);
  json.key("info");
  json.raw(
      R"({"license":{"identifier":"Apache-2.0","name":"Apache-2.0"},"summary":"The transaction and risk-control core of a social-commerce platform.","title":"Tallygate","version":"0.1.0"})");
  json.member("openapi", "3.1.0");
  write_paths(json);
  json.key("servers");
  json.raw(R"([{"url":"https://127.0.0.1:8443"}])");
  json.end_object();
  return out;
}

}  // namespace

std::string openapi_path(const Route& route) {
  std::string path(route.pattern);
  std::erase(path, '+');
  return path;
}

std::string operation_id(const Route& route) {
  if (route.op) return std::string(core::traits(*route.op).name);
  std::string id = route.method == "GET" ? "read" : "call";
  for (const char c : route.pattern) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (letter)
      id += c;
    else if (!id.ends_with('.'))
      id += '.';
  }
  while (id.ends_with('.')) id.pop_back();
  return id;
}

std::span<const std::string_view> query_parameters(Action action) {
  static constexpr std::string_view kReviews[] = {"cursor", "limit", "state"};
  static constexpr std::string_view kBreaks[] = {"cursor", "kind", "limit", "state"};
  static constexpr std::string_view kPage[] = {"cursor", "limit"};
  static constexpr std::string_view kBalances[] = {"at", "min_position", "position"};
  static constexpr std::string_view kEntries[] = {"cursor", "from", "limit", "min_position", "to"};
  static constexpr std::string_view kStatement[] = {"from", "min_position", "to"};
  static constexpr std::string_view kRecords[] = {"account", "actor", "cursor",  "from", "limit", "order",
                                                  "outcome", "party", "payment", "to",   "type"};
  static constexpr std::string_view kBatch[] = {"atomic", "dry_run"};
  static constexpr std::string_view kCommand[] = {"dry_run"};
  static constexpr std::string_view kProof[] = {"wait"};
  static constexpr std::string_view kConsistency[] = {"from", "to"};
  switch (action) {
    case Action::command:
    case Action::approval:
      return kCommand;
    case Action::batch:
      return kBatch;
    case Action::read_reviews:
      return kReviews;
    case Action::read_breaks:
      return kBreaks;
    case Action::read_account:
      return kBalances;
    case Action::read_entries:
      return kEntries;
    case Action::read_statement:
      return kStatement;
    case Action::read_party_data:
    case Action::read_periods:
    case Action::read_approvals:
      return kPage;
    case Action::audit_records:
      return kRecords;
    case Action::audit_proof:
      return kProof;
    case Action::audit_consistency:
      return kConsistency;
    default:
      return {};
  }
}

const std::string& openapi_document() {
  static const std::string document = make_document();
  return document;
}

}  // namespace tallygate::http
