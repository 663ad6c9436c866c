// The last signed checkpoint of each tenant that was made durable and may be shown to anyone: what proofs are made for
// and what the public tiles go up to. Implemented by the process (api/app/publisher.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/bytes.hpp"

namespace tallygate::http {

struct PublishedCheckpoint {
  std::string note;        // C2SP tlog-checkpoint, as it stands on disk
  std::uint64_t size = 0;  // records that it covers
  core::Digest root{};     // of their tree
};

// How it stands with a tenant's checkpoints.
struct PublishingState {
  std::size_t cosignatures = 0;  // of witnesses, under the last checkpoint that was tried
  std::size_t quorum = 0;        // without which it is not published; 0: no witness is configured
  bool waits = false;            // the last try was not published
  bool anchored = false;  // at start something outside the directory held a checkpoint, and the log agreed with it
};

// Any thread.
class PublishedCheckpoints {
 public:
  virtual ~PublishedCheckpoints() = default;
  // Null for an unknown tenant, and for one of which nothing could be published yet.
  virtual std::shared_ptr<const PublishedCheckpoint> latest(std::string_view tenant) const = 0;
  // Calls `then` once: when at least `size` records are published, when the time is up, or at once when too many wait
  // already. On any thread; it must be cheap. Dropped uncalled when publishing ends.
  virtual void when_published(std::string_view tenant, std::uint64_t size, std::chrono::milliseconds at_most,
                              std::function<void()> then) = 0;
  virtual PublishingState state(std::string_view tenant) const = 0;
};

}  // namespace tallygate::http
