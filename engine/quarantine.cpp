#include "engine/quarantine.hpp"

namespace tallygate::engine {

void Quarantine::add(std::string_view tenant, const core::Command& command) {
  const std::lock_guard lock(mutex_);
  Content content(tenant, command.body_hash);
  if (contents_max_ == 0 || !contents_.insert(content).second) return;
  oldest_first_.push_back(std::move(content));
  if (oldest_first_.size() <= contents_max_) return;
  contents_.erase(oldest_first_.front());
  oldest_first_.pop_front();
}

bool Quarantine::holds(std::string_view tenant, const core::Command& command) const {
  const std::lock_guard lock(mutex_);
  return !contents_.empty() && contents_.contains(Content(tenant, command.body_hash));
}

void Quarantine::stop_timers(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  without_timers_.emplace(tenant);
}

bool Quarantine::timers_stopped(std::string_view tenant) const {
  const std::lock_guard lock(mutex_);
  return without_timers_.contains(tenant);
}

}  // namespace tallygate::engine
