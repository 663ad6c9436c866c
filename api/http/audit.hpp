// The trail over HTTPS: records, the checkpoint, rule set texts. Reads go to the worker, since
// they may wait for the disk.
#pragma once

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "api/http/published.hpp"
#include "audit/trail.hpp"
#include "engine/shards.hpp"

namespace tallygate::http {

class AuditReads {
 public:
  AuditReads(audit::Trail& trail, const eventstore::EventLog& log, const engine::Shards& engine, Later& later,
             const PublishedCheckpoints& published)
      : trail_(trail), log_(log), engine_(engine), later_(later), published_(published) {}

  void records(Exchange exchange);
  void record(Exchange exchange);
  void checkpoint(const Exchange& exchange);
  void rulesets(const Exchange& exchange);  // the live one
  void ruleset(Exchange exchange);          // by hash

 private:
  audit::Trail& trail_;
  const eventstore::EventLog& log_;
  const engine::Shards& engine_;
  Later& later_;
  const PublishedCheckpoints& published_;
};

}  // namespace tallygate::http
