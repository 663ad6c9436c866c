// POST /v1/batch with ?atomic=true, all lines or none, under an Idempotency-Key of its own; and with ?dry_run=true,
// what the lines would have been answered. At most 1,000 lines and 8 MiB.
#pragma once

#include "api/http/batch_mode.hpp"
#include "api/http/edge.hpp"
#include "api/http/exchange.hpp"
#include "api/http/gateway.hpp"

namespace tallygate::http {

// Of an atomic batch a line that is malformed drops all of it before it reaches the engine: that line gets its problem,
// the others 409 batch_aborted, nothing is recorded. Of a dry run that is not atomic it gets its problem, and the
// others are decided without it.
void answer_whole_batch(const Edge& edge, Gateway& gateway, BatchMode mode, const Exchange& exchange);

}  // namespace tallygate::http
