// Proofs over HTTPS: that a record stands in the published tree, and that one published size continues another. A proof
// is verified before it is given: where the disk no longer holds what was signed, the answer is 500.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "api/http/published.hpp"
#include "audit/proofs.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

constexpr std::chrono::milliseconds kWaitMax{30'000};

// "2s" or "1500ms", at most kWaitMax.
std::optional<std::chrono::milliseconds> parse_wait(std::string_view text);

class ProofReads {
 public:
  ProofReads(audit::ProofMaker& maker, const eventstore::EventLog& log, const engine::Shards& engine,
             PublishedCheckpoints& published, Later& later)
      : maker_(maker), log_(log), engine_(engine), published_(published), later_(later) {}

  // A .tlog-proof file. Above the published size 409, or the answer waits for the next checkpoint (?wait=) without
  // holding a thread.
  void inclusion(const Exchange& exchange);
  void consistency(const Exchange& exchange);

 private:
  core::Result<core::Digest> leaf_of(const std::string& tenant, std::uint64_t seq) const;
  void give(const Exchange& exchange, std::uint64_t seq);  // or say that it is not published

  audit::ProofMaker& maker_;
  const eventstore::EventLog& log_;
  const engine::Shards& engine_;
  PublishedCheckpoints& published_;
  Later& later_;
};

}  // namespace tallygate::http
