// The trail over HTTPS: records, an account's entries, the checkpoint, rule set texts. Reads go to the worker, since
// they may wait for the disk.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "audit/trail.hpp"
#include "core/signing.hpp"
#include "engine/engine.hpp"

namespace tallygate::http {

// Signs the checkpoint of a tenant's durable log: the whole note, or empty when there is no such tenant. Thread-safe.
using SignCheckpoint = std::function<std::string(const std::string& tenant)>;

class AuditReads {
 public:
  AuditReads(audit::Trail& trail, const eventstore::EventLog& log, const engine::Engine& engine, Later& later,
             SignCheckpoint sign)
      : trail_(trail), log_(log), engine_(engine), later_(later), sign_(std::move(sign)) {}

  void records(Exchange exchange);
  void record(Exchange exchange);
  void entries(Exchange exchange);
  void checkpoint(const Exchange& exchange);
  void rulesets(const Exchange& exchange);  // the live one
  void ruleset(Exchange exchange);          // by hash

 private:
  audit::Trail& trail_;
  const eventstore::EventLog& log_;
  const engine::Engine& engine_;
  Later& later_;
  SignCheckpoint sign_;
};

}  // namespace tallygate::http
