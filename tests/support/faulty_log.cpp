#include "tests/support/faulty_log.hpp"

namespace tallygate::tests {

using core::failure;
using core::Result;
using eventstore::Head;

void FaultyLog::fail_append(std::uint64_t nth, Failing how, core::ErrorKind kind) {
  const std::scoped_lock lock(mutex_);
  TALLYGATE_CHECK(nth >= 1, "appends are counted from 1");
  fault_ = Fault{appends_ + nth, how, kind};
}

void FaultyLog::fail_reopen(std::uint64_t times) {
  const std::scoped_lock lock(mutex_);
  reopens_to_fail_ = times;
}

void FaultyLog::hold_appends() {
  const std::scoped_lock lock(mutex_);
  holding_ = true;
}

void FaultyLog::release_appends() {
  const std::scoped_lock lock(mutex_);
  holding_ = false;
  changed_.notify_all();
}

void FaultyLog::wait_for_held_append() const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return held_ > 0; });
}

std::uint64_t FaultyLog::appends() const {
  const std::scoped_lock lock(mutex_);
  return appends_;
}

std::uint64_t FaultyLog::reopens() const {
  const std::scoped_lock lock(mutex_);
  return reopens_;
}

Result<std::optional<FaultyLog::Fault>> FaultyLog::enter_append() {
  std::unique_lock lock(mutex_);
  ++held_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !holding_; });
  --held_;
  if (must_reopen_) return failure(core::ErrorKind::unavailable, "The log failed by order and was not reopened.");
  ++appends_;
  if (!fault_ || fault_->at_append != appends_) return std::optional<Fault>{};
  must_reopen_ = true;
  return std::exchange(fault_, std::nullopt);
}

Result<std::vector<Head>> FaultyLog::append(std::span<const eventstore::TenantAppend> tenants) {
  const auto fault = enter_append();
  if (!fault) return fault.error();
  if (*fault && (*fault)->how == Failing::before_commit)
    return failure((*fault)->kind, "Failed by order, before the commit.");
  auto heads = behind_.append(tenants);
  if (*fault) return failure((*fault)->kind, "Failed by order, after the commit.");
  return heads;
}

core::Status FaultyLog::reopen() {
  {
    const std::scoped_lock lock(mutex_);
    ++reopens_;
    if (reopens_to_fail_ > 0) {
      --reopens_to_fail_;
      return failure(core::ErrorKind::io, "Reopening failed by order.");
    }
  }
  auto status = behind_.reopen();
  const std::scoped_lock lock(mutex_);
  if (status) must_reopen_ = false;
  return status;
}

}  // namespace tallygate::tests
