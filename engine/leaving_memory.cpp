#include "engine/leaving_memory.hpp"

#include <utility>

namespace tallygate::engine {
namespace {

constexpr std::chrono::microseconds kReleaseSlice{500};

}  // namespace

void LeavingMemory::checkpoint_written(CheckpointWritten written, const std::function<void(ColdState)>& retire) {
  const auto it = tenants_.find(written.tenant);
  if (it == tenants_.end() || it->second->next_seq() < written.cold.position) return;
  const auto leaf = log_.leaf(written.tenant, written.cold.position - 1);
  if (!leaf || *leaf != written.leaf) return;
  ColdState before = it->second->cold();
  it->second->set_cold(std::move(written.cold));
  share_runs(*it->second);
  retire(std::move(before));
  release(written.tenant, 0);
}

void LeavingMemory::release(const std::string& tenant, std::size_t from) {
  const auto it = tenants_.find(tenant);
  if (it == tenants_.end()) return;
  const auto next = it->second->release_memory(from, kReleaseSlice);
  count();
  if (next < TenantState::kReleased) inbox_.push_control([this, tenant, next] { release(tenant, next); });
}

void LeavingMemory::share_runs(const TenantState& state) {
  const auto& runs = state.cold().keys;
  const std::lock_guard lock(mutex_);
  if (runs->runs().empty()) {
    key_runs_.erase(state.name());
  } else {
    key_runs_[state.name()] = runs;
  }
}

void LeavingMemory::count() {
  std::size_t keys = 0;
  for (const auto& [name, state] : tenants_) keys += state->keys_in_memory();
  keys_in_memory_ = keys;
}

void LeavingMemory::read_ahead(std::span<const Ticket> tickets) const {
  const std::string* tenant = nullptr;
  Runs runs;
  for (const auto& ticket : tickets) {
    if (tenant == nullptr || *tenant != ticket.tenant) {
      tenant = &ticket.tenant;
      const std::lock_guard lock(mutex_);
      const auto it = key_runs_.find(ticket.tenant);
      runs = it == key_runs_.end() ? nullptr : it->second;
    }
    if (!runs) continue;
    for (const auto& command : ticket.commands) (void)runs->find(command->key_hash);
    if (ticket.batch_command) (void)runs->find(ticket.batch_command->key_hash);
  }
}

}  // namespace tallygate::engine
