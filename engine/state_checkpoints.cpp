#include "engine/state_checkpoints.hpp"

#include <pthread.h>

#include <utility>

#include "core/check.hpp"
#include "engine/errands.hpp"
#include "engine/log_fold.hpp"

namespace tallygate::engine {
namespace {

constexpr std::uint64_t kRoomInFiles = 2;  // so many of the size of the last one must fit, so that none fills the disk

// For good: without privileges a thread cannot come back from here. Where even this is refused it runs as any other.
void lowest_priority() {
  const sched_param none{};
  ::pthread_setschedparam(::pthread_self(), SCHED_IDLE, &none);
  ::pthread_setname_np(::pthread_self(), "state");
}

// One checkpoint, on the low thread. The log is only asked through errands.
class Making {
 public:
  Making(const eventstore::EventLog& log, const std::filesystem::path& directory, const std::string& tenant,
         Errands& errands, const std::atomic<bool>& stop)
      : log_(log), directory_(directory), tenant_(tenant), errands_(errands), stop_(stop) {}

  core::Result<std::uint64_t> run() {
    core::Result<eventstore::Head> head = eventstore::Head{};
    errands_.ask([&] { head = log_.head(tenant_); });
    if (!head) return head.error();
    SavedState saved = last_one();
    if (auto folded = fold(saved, *head); !folded) return folded.error();
    if (auto written = write_state_file(directory_, saved, stop_); !written) return written.error();
    return saved.position;
  }

 private:
  FindRuleset find() {
    return [this](const core::Digest& hash) -> std::shared_ptr<const risk::Ruleset> {
      core::Result<std::string> text = std::string();
      errands_.ask([&] { text = log_.blob(tenant_, hash); });
      std::vector<risk::RulesetError> errors;
      return text ? risk::Ruleset::compile(*text, errors) : nullptr;
    };
  }

  // The newest that can be used, or a new state. What is wrong with the others is for the next start to say.
  SavedState last_one() {
    for (const auto& file : state_files(directory_, tenant_)) {
      auto saved = read_state_file(file.path, tenant_, find());
      core::Status stands = core::Done{};
      if (saved) errands_.ask([&] { stands = stands_in(log_, *saved); });
      if (saved && stands) return std::move(saved).value();
    }
    SavedState fresh;
    fresh.state = std::make_unique<TenantState>(tenant_, find());
    return fresh;
  }

  core::Status fold(SavedState& saved, const eventstore::Head& head) {
    LogFold fold(*saved.state, saved.leaf, &saved.keys);
    std::vector<std::string> page;
    core::Status ok = core::Done{};
    while (ok && saved.state->next_seq() < head.size) {
      if (stop_) return core::failure(core::ErrorKind::unavailable, "stopped while a state checkpoint was made");
      errands_.ask([&] { ok = read_page(log_, tenant_, saved.state->next_seq(), head.size, page); });
      for (std::size_t i = 0; i < page.size() && ok; ++i) ok = fold.apply(page[i]);
    }
    saved.position = saved.state->next_seq();
    saved.leaf = fold.leaf();
    return ok;
  }

  const eventstore::EventLog& log_;
  const std::filesystem::path& directory_;
  const std::string& tenant_;
  Errands& errands_;
  const std::atomic<bool>& stop_;
};

}  // namespace

StateCheckpoints::StateCheckpoints(const eventstore::EventLog& log, std::filesystem::path directory,
                                   const StateCheckpointLimits& limits, std::function<bool(std::uint64_t)> has_space,
                                   Say say)
    : log_(log),
      directory_(std::move(directory)),
      limits_(limits),
      has_space_(std::move(has_space)),
      say_(std::move(say)),
      thread_([this] { loop(); }) {}

void StateCheckpoints::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
}

StateCheckpoints::~StateCheckpoints() {
  stop();
  thread_.join();
}

void StateCheckpoints::loop() {
  ::pthread_setname_np(::pthread_self(), "checkpoints");
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, limits_.look_every, [this] { return stop_.load(); })) {
    lock.unlock();
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
    if (head && due(of, head->size) && has_space_(kRoomInFiles * newest_bytes(tenant))) make(tenant, of);
  }
}

std::uint64_t StateCheckpoints::newest_bytes(const std::string& tenant) const {
  const auto files = state_files(directory_, tenant);
  std::error_code error;
  const auto bytes = files.empty() ? 0 : std::filesystem::file_size(files.front().path, error);
  return error ? 0 : bytes;
}

bool StateCheckpoints::due(const OfTenant& of, std::uint64_t size) const {
  const auto tail = size > of.position ? size - of.position : 0;
  const auto now = Steady::now();
  if (tail == 0 || now < of.not_before) return false;
  return tail >= limits_.tail_records || (tail >= limits_.tail_records_least && now - of.since >= limits_.tail_age);
}

void StateCheckpoints::make(const std::string& tenant, OfTenant& of) {
  const auto begin = Steady::now();
  Errands errands;
  core::Result<std::uint64_t> made = std::uint64_t{0};
  std::thread low([&] {
    lowest_priority();
    try {
      made = Making(log_, directory_, tenant, errands, stop_).run();
    } catch (const core::CheckFailure& bug) {
      made = core::failure(core::ErrorKind::corrupt, bug.what());
    }
    errands.finish();
  });
  errands.serve();
  low.join();
  const auto end = Steady::now();
  of.since = end;
  of.not_before = end + limits_.rest * (end - begin);
  if (made) {
    of.position = *made;
    of.complaint.clear();
    ++written_;
  } else if (!stop_ && std::exchange(of.complaint, made.error().message) != made.error().message && say_) {
    say_("tenant " + tenant + ": no state checkpoint could be made: " + made.error().message);
  }
}

}  // namespace tallygate::engine
