#include "api/http/application.hpp"

#include <algorithm>
#include <utility>

#include "api/http/batch.hpp"
#include "api/http/batch_lines.hpp"
#include "api/http/batch_mode.hpp"
#include "api/http/media_type.hpp"
#include "api/http/openapi.hpp"
#include "api/http/operation.hpp"
#include "api/http/responses.hpp"
#include "api/http/whole_batch.hpp"

namespace tallygate::http {
namespace {

constexpr std::size_t kUnroutedBodyMax = 16 * 1024;
// What is held in memory before anyone has shown a token; a larger body is thrown away as it comes.
constexpr std::size_t kUnauthenticatedBodyMax = 128 * 1024;

https::Response no_route(const Match& match) {
  if (match.allow.empty()) return problem(core::Code::not_found, "There is no such path.");
  https::Response response = problem(core::Code::method_not_allowed, "The path takes " + match.allow + ".");
  response.headers.emplace_back("Allow", match.allow);
  return response;
}

https::Response rate_limited(std::string_view detail, std::int64_t wait_seconds) {
  https::Response response = problem(core::Code::rate_limited, detail);
  for (auto& [name, value] : response.headers)
    if (name == "Retry-After") value = std::to_string(wait_seconds);
  return response;
}

bool is_ndjson(const https::RequestHead& head) {
  const std::string_view type = head.headers.get("content-type");
  return is_media_type(type, kNdjson) || is_media_type(type, "application/ndjson") || is_media_type(type, kJson);
}

https::Response not_ndjson() {
  const core::FieldError error{"/headers/content-type", "bad_value", "A batch is application/x-ndjson."};
  return problem(core::Code::unsupported_media_type, error.detail, {&error, 1});
}

bool streams(const Route& route, const https::RequestHead& head) {
  const auto mode = batch_mode(head.query());
  return route.action == Action::batch && mode && !mode->whole();
}

}  // namespace

Application::Application(const Parts& parts)
    : engine_(parts.engine),
      tenants_(parts.tenants),
      published_(parts.published),
      limits_(parts.limits),
      delivery_(parts.io_threads),
      gateway_(parts.engine, delivery_),
      edge_(parts.geoip),
      authenticator_(parts.engine, parts.tenants, parts.clock),
      tokens_(parts.engine, parts.tenants, parts.clock, parts.random),
      commands_(edge_, gateway_),
      reads_(gateway_),
      proof_maker_(parts.log),
      later_(gateway_),
      public_later_(gateway_),
      audit_(parts.trail, parts.log, parts.engine, later_, parts.published),
      accounts_(parts.trail, parts.engine, later_, parts.published, reads_),
      proofs_(proof_maker_, parts.log, parts.engine, parts.published, later_),
      tlog_(parts.log, parts.published, public_later_, later_),
      privacy_(parts.trail, later_) {}

std::uint64_t Application::body_limit(const https::RequestHead& head) {
  const Match match = match_route(head.method, head.path());
  if (match.route == nullptr) return kUnroutedBodyMax;
  const auto mode = batch_mode(head.query());
  const bool whole = match.route->action == Action::batch && mode && mode->whole();
  // HTTP/1.0 bodies are never streamed, so they are never thrown away as they come.
  const bool may_be_large =
      head.http11 || (authenticator_.authenticate(head) != nullptr && !streams(*match.route, head));
  if (!may_be_large) return std::min(match.route->body_max, kUnauthenticatedBodyMax);
  return whole ? kWholeBatchBytesMax : match.route->body_max;
}

SessionPtr Application::admit(const https::RequestHead& head, ScopeSet scopes, https::Response& refusal) {
  SessionPtr session = authenticator_.authenticate(head);
  if (!session) {
    refusal = problem(core::Code::unauthenticated, "A bearer token of a known client is needed: POST /oauth2/token.");
    return nullptr;
  }
  if (!session->scopes.intersects(scopes)) {
    refusal = problem(core::Code::forbidden,
                      "The token's scope does not allow this call; it takes one of: " + format_scopes(scopes) + ".");
    return nullptr;
  }
  if (const std::int64_t wait = session->bucket->take(limits_.per_client, monotonic_ns()); wait > 0) {
    refusal = rate_limited("The client's rate limit is used up.", wait);
    return nullptr;
  }
  return session;
}

void Application::on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) {
  Match match = match_route(request.method, request.path());
  if (match.route == nullptr) return responder->respond(no_route(match));
  Exchange exchange{std::move(request),  std::move(responder),  match.route,
                    std::move(match.id), std::move(match.rest), nullptr};
  if (match.route->is_public()) return answer_public(exchange);
  https::Response refusal;
  exchange.session = admit(exchange.request, match.route->scopes, refusal);
  if (!exchange.session) return exchange.respond(std::move(refusal));
  if (!exchange.request.query().empty()) {
    const std::optional<Form> query = Form::parse(exchange.request.query());
    if (!query) return exchange.respond(query_problem("", "The query is malformed or repeats a parameter."));
    if (const std::string_view name = query->unknown(query_parameters(match.route->action)); !name.empty())
      return exchange.respond(query_problem(name, "There is no such parameter."));
  }
  dispatch(std::move(exchange));
}

bool Application::wants_stream(const https::RequestHead& head) {
  const Match match = match_route(head.method, head.path());
  if (match.route == nullptr || match.route->body_max <= kUnauthenticatedBodyMax) return false;
  if (authenticator_.authenticate(head) == nullptr) return true;
  return streams(*match.route, head);
}

std::shared_ptr<https::BodySink> Application::on_stream(https::RequestHead&& head,
                                                        std::shared_ptr<https::Stream> stream) {
  const Match match = match_route(head.method, head.path());
  https::Response refusal;
  SessionPtr session = admit(head, match.route->scopes, refusal);
  if (session &&
      match.route->action != Action::batch) {  // revoked and back within one request: let the client ask again
    refusal = problem(core::Code::unauthenticated, "The token was not known.");
    session = nullptr;
  } else if (session && !is_ndjson(head)) {
    refusal = not_ndjson();
    session = nullptr;
  }
  if (!session) {
    stream->respond(std::move(refusal));
    return nullptr;
  }
  return std::make_shared<BatchStream>(edge_, gateway_, std::move(session), limits_.per_client, std::move(stream));
}

https::Response Application::on_protocol_error(int status, std::string_view detail) {
  switch (status) {
    case 408:
      return problem(core::Code::timeout, detail);
    case 413:
      return problem(core::Code::body_too_large, detail);
    case 431:
      return problem(core::Code::headers_too_large, detail);
    default:
      break;
  }
  https::Response response = problem(core::Code::malformed_json, detail);
  response.status = status;
  return response;
}

bool Application::admit_to_log(const Exchange& exchange) {
  https::Response refusal;
  if (limits_.log_is_public) {
    const std::int64_t wait = public_buckets_.of(exchange.request.peer).take(limits_.public_log, monotonic_ns());
    if (wait == 0) return true;
    refusal = rate_limited("The address's rate limit is used up.", wait);
  } else if (const SessionPtr session = admit(exchange.request, {Scope::audit_read}, refusal)) {
    if (session->tenant->name == exchange.id) return true;
    refusal = no_such_tile();
  }
  exchange.respond(std::move(refusal));
  return false;
}

void Application::answer_public(const Exchange& exchange) {
  switch (exchange.route->action) {
    case Action::tlog_checkpoint:
      if (admit_to_log(exchange)) tlog_.checkpoint(exchange);
      return;
    case Action::tlog_tile:
      if (admit_to_log(exchange)) tlog_.tile(exchange);
      return;
    case Action::token:
      return exchange.respond(tokens_.answer(exchange.request));
    case Action::jwks:
      return exchange.respond(key_set(tenants_));
    case Action::healthz:
      return exchange.respond(health());
    case Action::readyz:
      return exchange.respond(readiness(engine_, tenants_, published_));
    default:
      return exchange.respond(json_response(openapi_document()));
  }
}

// A batch that is decided as a whole; the others are streams.
void Application::answer_batch(const Exchange& exchange) {
  const auto mode = batch_mode(exchange.request.query());
  if (!mode) return exchange.respond(query_problem("atomic", "A batch takes atomic and dry_run, each true or false."));
  if (!mode->whole())
    return exchange.respond(problem(core::Code::unsupported_media_type, "A streamed batch needs HTTP/1.1."));
  if (!is_ndjson(exchange.request)) return exchange.respond(not_ndjson());
  answer_whole_batch(edge_, gateway_, *mode, exchange);
}

void Application::dispatch(Exchange exchange) {
  using Kind = engine::Ticket::Kind;
  switch (exchange.route->action) {
    case Action::command:
      return commands_.submit(std::move(exchange));
    case Action::approval:
      return commands_.approve(std::move(exchange));
    case Action::preview:
      return commands_.preview(std::move(exchange));
    case Action::batch:
      return answer_batch(exchange);
    case Action::read_order:
      return reads_.one(std::move(exchange), Kind::order);
    case Action::read_payment:
      return reads_.one(std::move(exchange), Kind::payment);
    case Action::read_refund:
      return reads_.one(std::move(exchange), Kind::refund);
    case Action::read_limit:
      return reads_.one(std::move(exchange), Kind::limit);
    case Action::read_payout:
      return reads_.one(std::move(exchange), Kind::payout);
    case Action::read_dispute:
      return reads_.one(std::move(exchange), Kind::dispute);
    case Action::read_stock:
      return reads_.one(std::move(exchange), Kind::stock);
    case Action::read_coupon:
      return reads_.one(std::move(exchange), Kind::coupon);
    case Action::read_group:
      return reads_.one(std::move(exchange), Kind::group);
    case Action::read_break:
      return reads_.one(std::move(exchange), Kind::a_break);
    case Action::read_periods:
      return reads_.listed(std::move(exchange), Kind::periods);
    case Action::read_breaks:
      return reads_.listed(std::move(exchange), Kind::breaks);
    case Action::read_party:
      return reads_.one(std::move(exchange), Kind::party);
    case Action::read_plan:
      return reads_.one(std::move(exchange), Kind::plan);
    case Action::read_settings:
      return reads_.one(std::move(exchange), Kind::settings);
    case Action::read_approval:
      return reads_.one(std::move(exchange), Kind::approval);
    case Action::read_approvals:
      return reads_.listed(std::move(exchange), Kind::approvals);
    case Action::read_review:
      return reads_.one(std::move(exchange), Kind::review);
    case Action::read_reviews:
      return reads_.listed(std::move(exchange), Kind::reviews);
    case Action::read_account:
      return accounts_.balances(std::move(exchange));
    case Action::read_entries:
      return accounts_.entries(std::move(exchange));
    case Action::read_statement:
      return accounts_.statement(std::move(exchange));
    case Action::read_rulesets:
      return audit_.rulesets(exchange);
    case Action::read_ruleset:
      return audit_.ruleset(std::move(exchange));
    case Action::audit_records:
      return audit_.records(std::move(exchange));
    case Action::audit_record:
      return audit_.record(std::move(exchange));
    case Action::audit_proof:
      return proofs_.inclusion(exchange);
    case Action::audit_consistency:
      return proofs_.consistency(exchange);
    case Action::audit_checkpoint:
      return audit_.checkpoint(exchange);
    case Action::tlog_entries:
      if (exchange.session->tenant->name != exchange.id) return exchange.respond(no_such_tile());
      return tlog_.entries(exchange);
    case Action::read_party_data:
      return privacy_.data(std::move(exchange));
    case Action::token:
    case Action::jwks:
    case Action::healthz:
    case Action::readyz:
    case Action::openapi:
    case Action::tlog_checkpoint:
    case Action::tlog_tile:
      return answer_public(exchange);
  }
}

}  // namespace tallygate::http
