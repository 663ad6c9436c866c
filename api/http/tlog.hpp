// A tenant's log as C2SP tlog-tiles serves one, under /tlog/{tenant}/: the published checkpoint, hash tiles, entry
// bundles. Nothing beyond the published size is given. Who may ask is the application's affair: to whom it may not be
// known that a log exists, the answer is the one for a log that does not.
#pragma once

#include "api/http/exchange.hpp"
#include "api/http/later.hpp"
#include "api/http/published.hpp"
#include "audit/tiles.hpp"

namespace tallygate::http {

// A log or tile that is not there, or not for the one who asks.
https::Response no_such_tile();

class TlogReads {
 public:
  TlogReads(const eventstore::EventLog& log, const PublishedCheckpoints& published, Later& tiles, Later& entries)
      : log_(log), published_(published), tiles_(tiles), entries_(entries) {}

  void checkpoint(const Exchange& exchange);
  void tile(const Exchange& exchange);
  void entries(const Exchange& exchange);

 private:
  const eventstore::EventLog& log_;
  const PublishedCheckpoints& published_;
  Later& tiles_;  // apart, so that those whom nobody knows never make an auditor wait
  Later& entries_;
};

}  // namespace tallygate::http
