#include "engine/leaving_memory.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/read_ahead.hpp"

namespace tallygate::engine {
namespace {

constexpr std::chrono::microseconds kReleaseSlice{200};

// Keeps in `longest` how long it lived, where that is longer.
class Pause {
 public:
  explicit Pause(std::atomic<std::uint64_t>& longest) : longest_(longest) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;
  ~Pause() {
    const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin_);
    longest_ = std::max(longest_.load(), static_cast<std::uint64_t>(took.count()));
  }

 private:
  std::atomic<std::uint64_t>& longest_;  // no other thread writes it
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

void LeavingMemory::checkpoint_written(CheckpointWritten written, const std::function<void(ColdState)>& retire) {
  const Pause pause(longest_pause_ns_);
  change_over(std::move(written), retire);
}

void LeavingMemory::release() {
  if (releasing_.empty()) return;
  const Pause pause(longest_pause_ns_);
  release_slice();
}

void LeavingMemory::change_over(CheckpointWritten written, const std::function<void(ColdState)>& retire) {
  const auto it = tenants_.find(written.tenant);
  if (it == tenants_.end() || it->second->next_seq() < written.cold.position) return;
  const auto leaf = log_.leaf(written.tenant, written.cold.position - 1);
  if (!leaf || *leaf != written.leaf) return;
  ColdState before = it->second->cold();
  if (written.cold.position < before.position) return;  // a recovery has read a newer one
  // Made anew from the log, it holds only what its own rule takes: not enough for a state that let go of more.
  if (written.anew && written.cold.rule.after > before.rule.after && before.rule.after.us > 0) return;
  it->second->set_cold(std::move(written.cold), std::move(written.taken));
  share_runs(*it->second);
  retire(std::move(before));
  releasing_[written.tenant] = 0;
  release_slice();
}

void LeavingMemory::release_slice() {
  const auto at = releasing_.begin();
  const auto tenant = tenants_.find(at->first);
  at->second =
      tenant == tenants_.end() ? TenantState::kReleased : tenant->second->release_memory(at->second, kReleaseSlice);
  if (at->second == TenantState::kReleased) releasing_.erase(at);
  if (releasing_.empty()) count();
}

void LeavingMemory::share_runs(const TenantState& state) {
  const auto& cold = state.cold();
  const std::lock_guard lock(mutex_);
  if (cold.keys->runs().empty() && cold.objects->runs().empty()) {
    colds_.erase(state.name());
  } else {
    colds_[state.name()] = std::make_shared<const ColdState>(cold);
  }
}

void LeavingMemory::count() {
  std::size_t keys = 0, objects = 0;
  for (const auto& [name, state] : tenants_) {
    keys += state->keys_in_memory();
    objects += state->objects_in_memory();
  }
  keys_in_memory_ = keys;
  objects_in_memory_ = objects;
}

void LeavingMemory::read_ahead(std::span<const Ticket> tickets) const {
  const std::string* tenant = nullptr;
  std::shared_ptr<const ColdState> cold;
  for (const auto& ticket : tickets) {
    if (tenant == nullptr || *tenant != ticket.tenant) {
      tenant = &ticket.tenant;
      const std::lock_guard lock(mutex_);
      const auto it = colds_.find(ticket.tenant);
      cold = it == colds_.end() ? nullptr : it->second;
    }
    if (cold) engine::read_ahead(ticket, *cold);
  }
}

}  // namespace tallygate::engine
