#include "api/http/operation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

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

// One metric, a line a shard.
template <class Value>
void append_shards(std::string& out, std::string_view name, std::string_view kind, std::string_view help,
                   const std::vector<engine::ShardStatistics>& shards, const Value& value) {
  out.append("# HELP tallygate_").append(name).append(" ").append(help);
  out.append("\n# TYPE tallygate_").append(name).append(" ").append(kind).append("\n");
  for (const auto& shard : shards) {
    out.append("tallygate_").append(name).append("{shard=\"").append(std::to_string(shard.shard)).append("\"} ");
    out.append(std::to_string(static_cast<std::uint64_t>(value(shard.engine)))).append("\n");
  }
}

void append_engines(std::string& out, const std::vector<engine::ShardStatistics>& shards) {
  using Statistics = engine::EngineStatistics;
  const auto counter = [&](std::string_view name, std::string_view help, auto member) {
    append_shards(out, name, "counter", help, shards, [&](const Statistics& s) { return s.*member; });
  };
  const auto gauge = [&](std::string_view name, std::string_view help, auto member) {
    append_shards(out, name, "gauge", help, shards, [&](const Statistics& s) { return s.*member; });
  };
  counter("commands_total", "Commands decided.", &Statistics::commands);
  counter("records_total", "Records made durable.", &Statistics::records);
  counter("batches_total", "Commits, each with one fsync.", &Statistics::batches);
  counter("refusals_total", "Commands refused by the ledger or risk, recorded.", &Statistics::refusals);
  counter("duplicates_total", "Commands answered from their earlier record.", &Statistics::duplicates);
  counter("rejected_total", "Commands not recorded.", &Statistics::rejected);
  counter("check_failures_total", "Bugs met and rolled back.", &Statistics::check_failures);
  counter("quarantined_total", "Requests refused because they met a bug before.", &Statistics::quarantined);
  counter("recoveries_total", "Times the log was read again after a failed commit.", &Statistics::recoveries);
  counter("timers_total", "Records made by time alone.", &Statistics::timers);
  gauge("batch_records_max", "Most records in one commit.", &Statistics::records_per_batch_max);
  gauge("inbox_depth", "Tickets that wait for the engine.", &Statistics::inbox_depth);
  counter("commit_nanoseconds_total", "Time spent in commits.", &Statistics::commit_ns_total);
  gauge("keys_in_memory", "Idempotency keys since the last state checkpoint, about.", &Statistics::keys_in_memory);
  gauge("objects_in_memory", "Orders, payments and whatever else may leave memory, about.",
        &Statistics::objects_in_memory);
  counter("state_checkpoints_total", "State checkpoints written.", &Statistics::state_checkpoints);
  counter("state_checkpoints_hurried_total", "Of these, made at ordinary priority for want of time to spare.",
          &Statistics::state_checkpoints_hurried);
  gauge("state_checkpoint_longest_pause_nanoseconds", "The longest that a state checkpoint held up the commands.",
        &Statistics::state_checkpoint_pause_ns_max);
  gauge("ready", "1 when commands are taken.", &Statistics::ready);
  gauge("storage_low", "1 when the shard's file system is nearly full and nothing is recorded.",
        &Statistics::storage_low);
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

https::Response readiness(const engine::Shards& engines, const TenantDirectory& tenants,
                          const PublishedCheckpoints& published) {
  const auto shards = engines.statistics();
  const auto ready = std::ranges::count_if(shards, [](const auto& shard) { return shard.engine.ready; });
  const bool all = ready == std::ssize(shards);
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
  writer.key("shards");
  writer.begin_array();
  for (const auto& shard : shards) {
    writer.begin_object();
    writer.member("ready", shard.engine.ready);
    writer.member("shard", shard.shard);
    writer.member("storage_low", shard.engine.storage_low);
    writer.member("tenants", shard.tenants);
    writer.end_object();
  }
  writer.end_array();
  writer.member("status", all ? "ready" : ready > 0 ? "partly_ready" : "not_ready");
  writer.member("tenants", tenants.all().size());
  writer.end_object();
  https::Response response = json_response(std::move(body), ready > 0 ? 200 : 503);
  if (ready == 0) response.headers.emplace_back("Retry-After", "1");
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
  append_engines(out, engine_.statistics());
  if (server_ != nullptr) append_server(out, server_->statistics());
  append_tenants(out, "log_size", "Records made durable.", tenants_,
                 [&](const std::string& tenant) { return engine_.durable_head(tenant).size; });
  append_tenants(out, "log_shard", "The shard where the log stands.", tenants_,
                 [&](const std::string& tenant) { return engine_.shard_of(tenant).value_or(0); });
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
