// The handler of the API's listener: matches, authenticates, limits, and hands each request to its family.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "api/http/account_reads.hpp"
#include "api/http/audit.hpp"
#include "api/http/authenticator.hpp"
#include "api/http/commands.hpp"
#include "api/http/delivery.hpp"
#include "api/http/edge.hpp"
#include "api/http/exchange.hpp"
#include "api/http/gateway.hpp"
#include "api/http/later.hpp"
#include "api/http/oauth.hpp"
#include "api/http/privacy.hpp"
#include "api/http/proofs.hpp"
#include "api/http/published.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/reads.hpp"
#include "api/http/tenant.hpp"
#include "api/http/tlog.hpp"
#include "api/https/handler.hpp"
#include "api/https/server.hpp"

namespace tallygate::http {

// The limits of the edge beside the listener's own (https::ServerLimits).
struct EdgeLimits {
  Rate per_client{.per_second = 200'000, .burst = 400'000};  // requests and batch lines together; past it 429
  Rate public_log{.per_second = 500, .burst = 5'000};        // of one address, at /tlog/ without a token; past it 429
  bool log_is_public =
      true;  // checkpoints and hash tiles; otherwise they take audit:read of that tenant, as records do
};

class Application final : public https::Handler {
 public:
  struct Parts {
    engine::Shards& engine;
    const eventstore::EventLog& log;
    audit::Trail& trail;
    PublishedCheckpoints& published;
    const TenantDirectory& tenants;
    core::Clock& clock;
    core::Random& random;
    const GeoIp* geoip = nullptr;  // may be null
    EdgeLimits limits;
    std::size_t io_threads = 1;
  };
  explicit Application(const Parts& parts);

  // The server that this handler answers for; before it starts, and before it goes.
  void attach(https::Server& server) { delivery_.attach(server); }
  void detach() { delivery_.detach(); }

  std::uint64_t body_limit(const https::RequestHead& head) override;
  void on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) override;
  bool wants_stream(const https::RequestHead& head) override;
  std::shared_ptr<https::BodySink> on_stream(https::RequestHead&& head, std::shared_ptr<https::Stream> stream) override;
  https::Response on_protocol_error(int status, std::string_view detail) override;

 private:
  // Null, and `refusal` filled in, when the caller may not make this call.
  SessionPtr admit(const https::RequestHead& head, ScopeSet scopes, https::Response& refusal);
  // Whether a log may be shown to whoever asks; answers when not.
  bool admit_to_log(const Exchange& exchange);
  void dispatch(Exchange exchange);
  void answer_batch(const Exchange& exchange);
  void answer_public(const Exchange& exchange);

  engine::Shards& engine_;
  const TenantDirectory& tenants_;
  const PublishedCheckpoints& published_;
  const EdgeLimits limits_;
  Delivery delivery_;
  Gateway gateway_;
  Edge edge_;
  Authenticator authenticator_;
  TokenEndpoint tokens_;
  Commands commands_;
  Reads reads_;
  BucketTable public_buckets_;  // by address
  audit::ProofMaker proof_maker_;
  Later later_;
  Later public_later_;
  AuditReads audit_;
  AccountReads accounts_;
  ProofReads proofs_;
  TlogReads tlog_;
  Privacy privacy_;
};

}  // namespace tallygate::http
