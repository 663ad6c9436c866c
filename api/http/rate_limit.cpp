#include "api/http/rate_limit.hpp"

#include <algorithm>
#include <functional>

namespace tallygate::http {
namespace {

constexpr double kSecond = 1e9;

std::int64_t cost_ns(const Rate& rate, std::int64_t count) {
  return static_cast<std::int64_t>(static_cast<double>(count) * kSecond / rate.per_second);
}

std::int64_t depth_ns(const Rate& rate) {
  return static_cast<std::int64_t>(rate.burst * kSecond / rate.per_second);
}

}  // namespace

std::int64_t Bucket::take(const Rate& rate, std::int64_t now_ns, std::int64_t count) {
  const std::int64_t cost = cost_ns(rate, count);
  const std::int64_t depth = depth_ns(rate);
  std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
  for (;;) {
    const std::int64_t next = std::max(full_at, now_ns) + cost;
    if (next - now_ns > depth) {
      const std::int64_t wait_ns = next - now_ns - depth;
      return std::max<std::int64_t>(1, (wait_ns + 999'999'999) / 1'000'000'000);
    }
    if (full_at_ns_.compare_exchange_weak(full_at, next, std::memory_order_relaxed)) return 0;
  }
}

bool Bucket::exhausted(const Rate& rate, std::int64_t now_ns) const {
  const std::int64_t full_at = full_at_ns_.load(std::memory_order_relaxed);
  return std::max(full_at, now_ns) + cost_ns(rate, 1) - now_ns > depth_ns(rate);
}

Bucket& BucketTable::of(std::string_view name) {
  return buckets_[std::hash<std::string_view>{}(name) % kBuckets];
}

}  // namespace tallygate::http
