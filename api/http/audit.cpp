#include "api/http/audit.hpp"

#include <utility>

#include "api/http/audit_query.hpp"
#include "api/http/form.hpp"
#include "api/http/media_type.hpp"
#include "api/http/reads.hpp"
#include "api/http/responses.hpp"
#include "core/bytes.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::http {
namespace {

void write_next(core::JsonWriter& json, const std::optional<std::uint64_t>& next) {
  json.key("next_cursor");
  if (next)
    json.string(std::to_string(*next));
  else
    json.null();
}

https::Response found_as_lines(const audit::Found& found) {
  std::string body;
  for (const auto& item : found.items) body.append(item.bytes).append("\n");
  https::Response response = json_response(std::move(body));
  response.content_type = kNdjson;
  if (found.next) response.headers.emplace_back("Next-Cursor", std::to_string(*found.next));
  return response;
}

https::Response found_as_json(const audit::Found& found) {
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  json.member("as_of", found.as_of);
  json.key("items");
  json.begin_array();
  for (const auto& item : found.items) json.raw(item.bytes);
  json.end_array();
  write_next(json, found.next);
  json.end_object();
  return json_response(std::move(body));
}

}  // namespace

void AuditReads::records(Exchange exchange) {
  https::Response refusal;
  auto query = read_audit_query(exchange.request.query(), refusal);
  if (!query) return exchange.respond(std::move(refusal));
  const bool lines = is_media_type(exchange.request.headers.get("accept"), kNdjson);
  later_.answer(exchange, [this, lines, tenant = exchange.session->tenant->name, query = std::move(*query)] {
    const auto found = trail_.query(tenant, query);
    if (!found) return unreadable(found.error(), tenant);
    return lines ? found_as_lines(*found) : found_as_json(*found);
  });
}

void AuditReads::record(Exchange exchange) {
  const auto seq = parse_position(exchange.id);
  if (!seq) return exchange.respond(problem(core::Code::not_found, "A record is named by its seq."));
  later_.answer(exchange, [this, seq = *seq, tenant = exchange.session->tenant->name] {
    auto found = trail_.record(tenant, seq);
    if (!found) return unreadable(found.error(), tenant);
    if (!*found) return problem(core::Code::not_found, "There is no record with this seq.");
    https::Response response = json_response(std::move((*found)->bytes));
    response.headers.emplace_back("Tallygate-Leaf", core::to_hex(core::view((*found)->leaf)));
    const auto published = published_.latest(tenant);
    response.headers.emplace_back("Tallygate-State", published && seq < published->size ? "published" : "sequenced");
    return response;
  });
}

void AuditReads::checkpoint(const Exchange& exchange) {
  const auto published = published_.latest(exchange.session->tenant->name);
  if (!published) return exchange.respond(not_published("No checkpoint could be published yet."));
  https::Response response = json_response(published->note);
  response.content_type = "text/plain; charset=utf-8";
  exchange.respond(std::move(response));
}

void AuditReads::rulesets(const Exchange& exchange) {
  const auto info = engine_.tenant(exchange.session->tenant->name);
  std::string body;
  core::JsonWriter json(body);
  json.begin_object();
  json.key("items");
  json.begin_array();
  if (info && info->ruleset != core::Digest{}) {
    json.begin_object();
    json.member("hash", core::to_hex(core::view(info->ruleset)));
    json.member("state", "live");
    json.end_object();
  }
  json.end_array();
  write_next(json, std::nullopt);
  json.end_object();
  exchange.respond(json_response(std::move(body)));
}

void AuditReads::ruleset(Exchange exchange) {
  const auto hash = core::digest_from_hex(exchange.id);
  if (!hash) return exchange.respond(problem(core::Code::not_found, "A rule set is named by the hex of its SHA-256."));
  later_.answer(exchange, [this, hash = *hash, tenant = exchange.session->tenant->name] {
    auto text = log_.blob(tenant, hash);
    if (!text) {
      const bool missing = text.error().kind == core::ErrorKind::not_found;
      return missing ? problem(core::Code::not_found, "There is no such rule set.") : unreadable(text.error(), tenant);
    }
    https::Response response = json_response(std::move(*text));
    response.content_type = "application/toml";
    return response;
  });
}

}  // namespace tallygate::http
