// Requests and timers that failed a CHECK: the same content is not run again, whatever its key, until the process is
// started anew. In memory alone, since a failed CHECK leaves nothing behind (docs/decisions/0009-quarantine.md).
// Thread-safe: the engine thread asks, both threads of a shard add.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/command.hpp"

namespace tallygate::engine {

class Quarantine {
 public:
  explicit Quarantine(std::size_t contents_max) : contents_max_(contents_max) {}

  // The oldest content goes when there are too many: it would then be run, and rolled back, once more.
  void add(std::string_view tenant, const core::Command& command);
  bool holds(std::string_view tenant, const core::Command& command) const;
  // A timer of the tenant's failed: it would each time that it is due. Its timers run no more, nor does what would have
  // to follow one that is due.
  void stop_timers(std::string_view tenant);
  bool timers_stopped(std::string_view tenant) const;

 private:
  using Content = std::pair<std::string, core::Hash16>;  // tenant, body hash
  std::size_t contents_max_;
  mutable std::mutex mutex_;
  std::set<Content> contents_;
  std::deque<Content> oldest_first_;
  std::set<std::string, std::less<>> without_timers_;  // tenants
};

}  // namespace tallygate::engine
