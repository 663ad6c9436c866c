// The last signed checkpoint of each tenant that was made durable and may be shown to anyone: what proofs are made for
// and what the public tiles go up to. Implemented by the process (api/app/publisher.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tallygate::http {

struct PublishedCheckpoint {
  std::string note;        // C2SP tlog-checkpoint, as it stands on disk
  std::uint64_t size = 0;  // records that it covers
};

// Any thread.
class PublishedCheckpoints {
 public:
  virtual ~PublishedCheckpoints() = default;
  // Null for an unknown tenant, and for one of which nothing could be published yet.
  virtual std::shared_ptr<const PublishedCheckpoint> latest(std::string_view tenant) const = 0;
};

}  // namespace tallygate::http
