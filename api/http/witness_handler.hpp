// The listener of a witness: POST …/add-checkpoint (C2SP tlog-witness), under whatever prefix, and GET /healthz.
// Whoever has the log's signature may ask; nothing else is authenticated.
#pragma once

#include <memory>
#include <string_view>

#include "api/http/worker.hpp"
#include "api/https/handler.hpp"
#include "audit/cosigner.hpp"
#include "core/time.hpp"

namespace tallygate::http {

class WitnessHandler final : public https::Handler {
 public:
  WitnessHandler(audit::Cosigner& cosigner, core::Clock& clock) : cosigner_(cosigner), clock_(clock) {}

  std::uint64_t body_limit(const https::RequestHead& head) override;
  void on_request(https::Request&& request, std::shared_ptr<https::Responder> responder) override;
  https::Response on_protocol_error(int status, std::string_view detail) override;

 private:
  audit::Cosigner& cosigner_;
  core::Clock& clock_;
  Worker worker_;  // waits for the disk, so that the io thread does not; at most Worker::kQueueMax requests wait
};

}  // namespace tallygate::http
