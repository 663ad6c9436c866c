// An account as of a position or time, its entries with running balances, and a party's statement: from explicit
// postings, by the index of the trail, never by the engine's thread. Each states the position that it rests on and
// waits for one, where it is asked to.
#pragma once

#include <chrono>
#include <functional>

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "api/http/published.hpp"
#include "api/http/reads.hpp"
#include "audit/trail.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

class AccountReads {
 public:
  static constexpr std::chrono::milliseconds kWaitMax{5'000};  // for min_position; then 409 not_published

  AccountReads(audit::Trail& trail, const engine::Shards& engine, Later& later, PublishedCheckpoints& published,
               const Reads& reads)
      : trail_(trail), engine_(engine), later_(later), published_(published), reads_(reads) {}

  // As it stands now, by the engine; with `at` or `position` in the query as it stood then.
  void balances(Exchange exchange);
  void entries(Exchange exchange);
  void statement(Exchange exchange);

 private:
  // Calls `then` once the log has come to the query's min_position; answers where that is malformed or takes too long.
  void once_there(Exchange exchange, std::function<void(Exchange)> then);

  audit::Trail& trail_;
  const engine::Shards& engine_;
  Later& later_;
  PublishedCheckpoints& published_;
  const Reads& reads_;
};

}  // namespace tallygate::http
