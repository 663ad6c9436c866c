// Token buckets without a lock: the generic cell rate algorithm keeps one number, the time at which the bucket will be
// full again.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tallygate::http {

struct Rate {
  double per_second = 0;  // refill
  double burst = 0;       // the most that may be taken at once
};

// Thread-safe. Time is the monotonic clock's, in nanoseconds.
class Bucket {
 public:
  // Takes `count` tokens, or none and says after how many seconds (at least 1) they will be there; 0: taken.
  std::int64_t take(const Rate& rate, std::int64_t now_ns, std::int64_t count = 1);
  bool exhausted(const Rate& rate, std::int64_t now_ns) const;

 private:
  std::atomic<std::int64_t> full_at_ns_{0};
};

inline std::int64_t monotonic_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Buckets for names that anyone may make up (peers, client ids): a table of fixed size, found by hash. Names that
// collide share a bucket, which is harmless where the limit only slows down failures.
class BucketTable {
 public:
  static constexpr std::size_t kBuckets = 4'096;
  Bucket& of(std::string_view name);

 private:
  std::array<Bucket, kBuckets> buckets_;
};

}  // namespace tallygate::http
