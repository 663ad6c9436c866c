// Every call of the API in one table: what the server matches, /openapi.json describes and the tests walk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/http/scopes.hpp"
#include "core/operation.hpp"

namespace tallygate::http {

// What answers a call. `command`: the operation beside it, through the edge into the engine.
enum class Action : std::uint8_t {
  command,
  approval,
  preview,
  batch,
  read_order,
  read_payment,
  read_refund,
  read_payout,
  read_dispute,
  read_stock,
  read_coupon,
  read_group,
  read_breaks,
  read_break,
  read_party,
  read_party_data,
  read_plan,
  read_account,
  read_entries,
  read_statement,
  read_settings,
  read_limit,
  read_periods,
  read_approval,
  read_approvals,
  read_reviews,
  read_review,
  read_rulesets,
  read_ruleset,
  audit_records,
  audit_record,
  audit_proof,
  audit_consistency,
  audit_checkpoint,
  tlog_checkpoint,
  tlog_tile,
  tlog_entries,
  token,
  jwks,
  healthz,
  readyz,
  openapi,
};

struct Route {
  std::string_view method;
  // "{id}" or the like stands for one segment, at most once in a pattern; "{+tile}" at the end for one or more
  // (RFC 6570 writes them so).
  std::string_view pattern;
  Action action;
  std::optional<core::Operation> op;
  ScopeSet scopes;           // any one of them; none: public
  std::size_t body_max;      // bytes; 0: takes no body
  std::string_view summary;  // one sentence, for /openapi.json

  bool is_public() const { return scopes.empty(); }
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;  // null: 404, or 405 where `allow` says what is allowed
  std::string id;                // of the path, percent-decoded
  std::string rest;              // what stands for "{+…}", undecoded
  std::string allow;             // "GET, PUT"
};

// HEAD finds GET's route. `path` is undecoded, without the query.
Match match_route(std::string_view method, std::string_view path);

// %XX; nothing when malformed. With `plus`, '+' is a space (form bodies).
std::optional<std::string> percent_decode(std::string_view text, bool plus = false);

}  // namespace tallygate::http
