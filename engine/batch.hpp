// What the engine thread hands to the commit thread: the records to make durable in one transaction, and the answers
// that rest on them.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/pipeline.hpp"

namespace tallygate::engine {

// Whether the blobs of a ticket are pieces of statements. Rule sets come alone, never in batches with what else has
// blobs.
inline bool brings_statements(const Ticket& ticket) {
  return std::ranges::any_of(ticket.commands, [](const auto& command) {
    return std::holds_alternative<core::ChannelStatement>(command->body);
  });
}

struct Release {
  std::string tenant;
  std::vector<PendingAnswer> answers;
  std::function<void(std::vector<Answer>)> done;
};

struct Batch {
  struct OfTenant {
    std::vector<std::shared_ptr<LoggedRecord>> records;
    std::vector<std::string> blobs;
  };
  std::map<std::string, OfTenant, std::less<>> tenants;
  std::vector<Release> releases;  // in the order in which the engine thread decided
  std::size_t records = 0;
  std::size_t bytes = 0;  // estimated, for the limit

  bool empty() const { return records == 0 && releases.empty(); }
  void take(Batch&& later);  // appends what came after
};

}  // namespace tallygate::engine
