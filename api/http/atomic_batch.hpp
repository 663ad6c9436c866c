// POST /v1/batch?atomic=true: all lines or none. At most 1,000 lines and 8 MiB, under an Idempotency-Key of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/http/edge.hpp"
#include "api/http/gateway.hpp"
#include "api/http/session.hpp"
#include "api/https/handler.hpp"

namespace tallygate::http {

constexpr std::size_t kAtomicLinesMax = 1'000;
constexpr std::size_t kAtomicBytesMax = 8 * 1024 * 1024;

// A line that is malformed drops the whole batch before it reaches the engine: it gets its problem, the others 409
// batch_aborted, nothing is recorded.
void answer_atomic_batch(const Edge& edge, Gateway& gateway, const SessionPtr& session, https::Request& request,
                         const std::shared_ptr<https::Responder>& responder);

}  // namespace tallygate::http
