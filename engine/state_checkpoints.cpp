#include "engine/state_checkpoints.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "core/check.hpp"
#include "engine/errands.hpp"
#include "engine/state_making.hpp"

namespace tallygate::engine {
namespace {

constexpr int kNiceness = 10;
constexpr std::chrono::milliseconds kLookEvery{100};  // whether to leave one that is being made
constexpr std::uint64_t kRoomInFiles = 2;  // so many of the size of the last one must fit, so that none fills the disk

// About a tenth of what the engine gets of a processor that both want. For good: without privileges a thread cannot
// come back from here. Where even this is refused it runs as any other.
void low_priority() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
}

}  // namespace

StateCheckpoints::StateCheckpoints(const eventstore::EventLog& log, std::filesystem::path directory,
                                   const StateCheckpointLimits& limits, std::function<bool(std::uint64_t)> has_space,
                                   std::function<void(CheckpointWritten)> written, Say say)
    : log_(log),
      directory_(std::move(directory)),
      limits_(limits),
      has_space_(std::move(has_space)),
      tell_written_(std::move(written)),
      say_(std::move(say)) {}

void StateCheckpoints::start() {
  thread_ = std::thread([this] { loop(); });
}

void StateCheckpoints::retire(ColdState cold) {
  const std::scoped_lock lock(mutex_);
  retired_.push_back(std::move(cold));
}

void StateCheckpoints::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
}

void StateCheckpoints::discard(const std::string& tenant) {
  const std::scoped_lock lock(mutex_);
  discarded_.insert(tenant);
}

StateCheckpoints::~StateCheckpoints() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void StateCheckpoints::loop() {
  ::pthread_setname_np(::pthread_self(), "checkpoints");
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, limits_.look_every, [this] { return stop_.load(); })) {
    auto retired = std::exchange(retired_, {});
    lock.unlock();
    retired.clear();
    look();
    lock.lock();
  }
}

void StateCheckpoints::look() {
  for (const auto& tenant : log_.tenants()) {
    if (stop_) return;
    auto [at, is_new] = tenants_.try_emplace(tenant);
    auto& of = at->second;
    if (is_new) {
      remove_unfinished(directory_, tenant);
      const auto files = state_files(directory_, tenant);
      if (!files.empty()) of.position = files.front().position;
      of.since = Steady::now();
    }
    const auto head = log_.head(tenant);
    if (is_discarded(tenant)) {
      discard_state_files(directory_, tenant);
      of.cold = {};
      make(tenant, of);
    } else if (head && due(of, head->size) && has_space_(room_for_next(tenant, of))) {
      make(tenant, of);
    }
  }
}

bool StateCheckpoints::is_discarded(const std::string& tenant) {
  const std::scoped_lock lock(mutex_);
  return discarded_.erase(tenant) != 0;
}

// All runs may become one, beside which they stand until it is whole.
std::uint64_t StateCheckpoints::room_for_next(const std::string& tenant, const OfTenant& of) const {
  const auto files = state_files(directory_, tenant);
  std::error_code error;
  const auto bytes = files.empty() ? 0 : std::filesystem::file_size(files.front().path, error);
  return kRoomInFiles * (error ? 0 : bytes) + of.cold.keys->disk_bytes() + of.cold.objects->disk_bytes();
}

bool StateCheckpoints::due(const OfTenant& of, std::uint64_t size) const {
  const auto tail = size > of.position ? size - of.position : 0;
  const auto now = Steady::now();
  if (tail == 0) return false;
  if (tail >= limits_.tail_records_most && of.complaint.empty()) return true;  // one that failed rests as others do
  if (now < of.not_before) return false;
  return tail >= limits_.tail_records || (tail >= limits_.tail_records_least && now - of.since >= limits_.tail_age);
}

bool StateCheckpoints::overdue(const std::string& tenant, const OfTenant& of) const {
  const auto head = log_.head(tenant);
  return head && head->size >= of.position + limits_.tail_records_most;
}

core::Result<CheckpointWritten> StateCheckpoints::make_one(const std::string& tenant, const OfTenant& of,
                                                           bool in_spare_time) {
  Errands errands;
  std::atomic<bool> leave{false};
  core::Result<CheckpointWritten> made = CheckpointWritten();
  std::thread worker([&] {
    if (in_spare_time) low_priority();
    ::pthread_setname_np(::pthread_self(), "state");
    try {
      made = make_state_checkpoint({.log = log_,
                                    .directory = directory_,
                                    .tenant = tenant,
                                    .errand = [&errands](const std::function<void()>& work) { errands.ask(work); },
                                    .stop = leave,
                                    .known = of.cold,
                                    .cold_after = limits_.cold_after});
    } catch (const core::CheckFailure& bug) {
      made = core::failure(core::ErrorKind::corrupt, bug.what());
    }
    errands.finish();
  });
  errands.serve(kLookEvery, [&] {
    if (stop_ || (in_spare_time && overdue(tenant, of))) leave = true;
  });
  worker.join();
  return made;
}

void StateCheckpoints::make(const std::string& tenant, OfTenant& of) {
  const auto begin = Steady::now();
  // Where little time is to spare for long, what memory holds since the last one would grow without an end.
  core::Result<CheckpointWritten> made =
      core::failure(core::ErrorKind::unavailable, "stopped while a state checkpoint was made");
  if (!overdue(tenant, of)) made = make_one(tenant, of, true);
  if (!made && !stop_ && overdue(tenant, of)) {
    made = make_one(tenant, of, false);
    if (made) ++hurried_;
  }
  const auto end = Steady::now();
  of.since = end;
  of.not_before = end + limits_.rest * (end - begin);
  if (made) {
    of.cold = made->cold;
    of.position = made->cold.position;
    of.complaint.clear();
    ++written_;
    if (tell_written_) tell_written_(*std::move(made));
  } else if (!stop_ && std::exchange(of.complaint, made.error().message) != made.error().message && say_) {
    say_("tenant " + tenant + ": no state checkpoint could be made: " + made.error().message);
  }
}

}  // namespace tallygate::engine
