#include "api/http/operation.hpp"

#include <utility>

#include "api/http/responses.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::http {
namespace {

void append_metric(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
                   std::uint64_t value) {
  out.append("# HELP tallygate_")
      .append(name)
      .append(" ")
      .append(help)
      .append("\n# TYPE tallygate_")
      .append(name)
      .append(" ")
      .append(kind);
  out.append("\ntallygate_").append(name).append(" ").append(std::to_string(value)).append("\n");
}

void append_engine(std::string& out, const engine::EngineStatistics& s) {
  append_metric(out, "commands_total", "counter", "Commands decided.", s.commands);
  append_metric(out, "records_total", "counter", "Records made durable.", s.records);
  append_metric(out, "batches_total", "counter", "Commits, each with one fsync.", s.batches);
  append_metric(out, "refusals_total", "counter", "Commands refused by the ledger or risk, recorded.", s.refusals);
  append_metric(out, "duplicates_total", "counter", "Commands answered from their earlier record.", s.duplicates);
  append_metric(out, "rejected_total", "counter", "Commands not recorded.", s.rejected);
  append_metric(out, "check_failures_total", "counter", "Bugs met and rolled back.", s.check_failures);
  append_metric(out, "quarantined_total", "counter", "Requests refused because they met a bug before.", s.quarantined);
  append_metric(out, "recoveries_total", "counter", "Times the log was read again after a failed commit.",
                s.recoveries);
  append_metric(out, "timers_total", "counter", "Records made by time alone.", s.timers);
  append_metric(out, "batch_records_max", "gauge", "Most records in one commit.", s.records_per_batch_max);
  append_metric(out, "inbox_depth", "gauge", "Tickets that wait for the engine.", s.inbox_depth);
  append_metric(out, "commit_nanoseconds_total", "counter", "Time spent in commits.", s.commit_ns_total);
  append_metric(out, "state_checkpoints_total", "counter", "State checkpoints written.", s.state_checkpoints);
  append_metric(out, "ready", "gauge", "1 when commands are taken.", s.ready ? 1 : 0);
}

void append_server(std::string& out, const https::ServerStatistics& s) {
  append_metric(out, "connections_open", "gauge", "Connections open now.", s.connections_open);
  append_metric(out, "connections_total", "counter", "Connections accepted.", s.connections_total);
  append_metric(out, "connections_refused_total", "counter", "Connections over the limit.", s.connections_refused);
  append_metric(out, "tls_handshake_failures_total", "counter", "TLS handshakes that failed.", s.handshake_failures);
  append_metric(out, "requests_total", "counter", "Requests read.", s.requests_total);
  append_metric(out, "protocol_errors_total", "counter", "Requests that were not HTTP.", s.protocol_errors);
  append_metric(out, "bytes_received_total", "counter", "Bytes received on the wire.", s.bytes_received);
  append_metric(out, "bytes_sent_total", "counter", "Bytes sent on the wire.", s.bytes_sent);
}

// One gauge, a line a tenant.
template <class Value>
void append_tenants(std::string& out, std::string_view name, std::string_view help, const TenantDirectory& tenants,
                    const Value& value) {
  out.append("# HELP tallygate_").append(name).append(" ").append(help);
  out.append("\n# TYPE tallygate_").append(name).append(" gauge\n");
  for (const auto& [tenant, unused] : tenants.all()) {
    out.append("tallygate_").append(name).append("{tenant=\"").append(tenant).append("\"} ");
    out.append(std::to_string(value(tenant))).append("\n");
  }
}

}  // namespace

https::Response health() {
  return json_response(R"({"status":"ok"})");
}

https::Response readiness(const engine::Engine& engine, const TenantDirectory& tenants,
                          const PublishedCheckpoints& published) {
  const bool ready = engine.statistics().ready;
  bool anchored = true, waits = false;
  for (const auto& [name, tenant] : tenants.all()) {
    const PublishingState state = published.state(name);
    anchored = anchored && state.anchored;
    waits = waits || state.waits;
  }
  std::string body;
  core::JsonWriter writer(body);
  writer.begin_object();
  writer.member("checkpoints", waits ? "waiting_for_witnesses" : "published");
  if (!anchored)
    writer.member(
        "rollback_detail",
        "At start no anchor and no witness held a checkpoint of every tenant: whether the data directory is an "
        "older copy could not be told.");
  writer.member("rollback_detection", anchored ? "anchored" : "none");
  writer.member("status", ready ? "ready" : "not_ready");
  writer.member("tenants", tenants.all().size());
  writer.end_object();
  https::Response response = json_response(std::move(body), ready ? 200 : 503);
  if (!ready) response.headers.emplace_back("Retry-After", "1");
  return response;
}

https::Response key_set(const TenantDirectory& tenants) {
  std::string body;
  core::JsonWriter writer(body);
  writer.begin_object();
  writer.key("keys");
  writer.begin_array();
  for (const auto& [name, tenant] : tenants.all()) writer.raw(tenant->token_key.jwk());
  writer.end_array();
  writer.end_object();
  https::Response response = json_response(std::move(body));
  response.headers = {{"Cache-Control", "max-age=300"}};
  return response;
}

void MetricsHandler::on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) {
  if (request.path() != "/metrics")
    return responder->respond(problem(core::Code::not_found, "There is nothing here but /metrics."));
  https::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = text();
  responder->respond(std::move(response));
}

https::Response MetricsHandler::on_protocol_error(int status, std::string_view detail) {
  https::Response response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::string(detail) + "\n";
  return response;
}

std::string MetricsHandler::text() const {
  std::string out;
  append_engine(out, engine_.statistics());
  if (server_ != nullptr) append_server(out, server_->statistics());
  append_tenants(out, "log_size", "Records made durable.", tenants_,
                 [&](const std::string& tenant) { return engine_.durable_head(tenant).size; });
  append_tenants(out, "published_size", "Records that the published checkpoint covers.", tenants_,
                 [&](const std::string& tenant) {
                   const auto latest = published_.latest(tenant);
                   return latest ? latest->size : 0;
                 });
  append_tenants(out, "checkpoint_cosignatures", "Witnesses that cosigned the last checkpoint that was tried.",
                 tenants_, [&](const std::string& tenant) { return published_.state(tenant).cosignatures; });
  append_tenants(out, "checkpoint_cosignatures_needed", "Witnesses without which nothing is published.", tenants_,
                 [&](const std::string& tenant) { return published_.state(tenant).quorum; });
  append_tenants(out, "checkpoint_waits", "1 while a checkpoint is not published for want of cosignatures.", tenants_,
                 [&](const std::string& tenant) { return published_.state(tenant).waits ? 1 : 0; });
  append_tenants(out, "rollback_detectable", "1 when at start an anchor or a witness held a checkpoint.", tenants_,
                 [&](const std::string& tenant) { return published_.state(tenant).anchored ? 1 : 0; });
  return out;
}

}  // namespace tallygate::http
