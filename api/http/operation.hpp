// What a process says of itself: health, readiness, keys, metrics.
#pragma once

#include <string>

#include "api/http/published.hpp"
#include "api/http/tenant.hpp"
#include "api/https/handler.hpp"
#include "api/https/server.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

https::Response health();
// 200 while any shard takes commands, since the tenants of that one are served, and whether or not checkpoints wait for
// their witnesses; the body says of each shard whether it does.
https::Response readiness(const engine::Shards& engines, const TenantDirectory& tenants,
                          const PublishedCheckpoints& published);
https::Response key_set(const TenantDirectory& tenants);  // RFC 7517

// GET /metrics in the Prometheus text format, on a listener of its own (plain HTTP, loopback by default).
class MetricsHandler final : public https::Handler {
 public:
  MetricsHandler(const engine::Shards& engine, const TenantDirectory& tenants, const PublishedCheckpoints& published)
      : engine_(engine), tenants_(tenants), published_(published) {}
  // The server whose connections are counted; before the listener starts.
  void watch(const https::Server& server) { server_ = &server; }

  void on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) override;
  https::Response on_protocol_error(int status, std::string_view detail) override;

 private:
  std::string text() const;
  const engine::Shards& engine_;
  const TenantDirectory& tenants_;
  const PublishedCheckpoints& published_;
  const https::Server* server_ = nullptr;
};

}  // namespace tallygate::http
