#include "api/app/publisher.hpp"

#include <pthread.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

#include "audit/checkpoint.hpp"

namespace tallygate::app {
namespace {

constexpr std::chrono::seconds kPublishEvery{1};      // a tenant's, at most
constexpr std::chrono::milliseconds kLookEvery{100};  // whether a log has grown, a wait is over
constexpr std::size_t kWaitersMax = 1'024;

core::OperatingError contradicts(const Publisher::Tenant& tenant, const std::string& what) {
  return core::failure(core::ErrorKind::corrupt, "The log of tenant " + tenant.name +
                                                     " is not the one whose checkpoint " + "was published last (" +
                                                     tenant.file.string() + "): " + what + ".");
}

// What was published last; null when nothing was.
core::Result<std::shared_ptr<const http::PublishedCheckpoint>> load(const Publisher::Tenant& tenant,
                                                                    const eventstore::EventLog& log) {
  using Loaded = std::shared_ptr<const http::PublishedCheckpoint>;
  auto note = audit::read_checkpoint_file(tenant.file);
  if (!note && note.error().kind == core::ErrorKind::not_found) return Loaded();
  if (!note) return note.error();
  const auto checkpoint = audit::open_checkpoint(*note, {tenant.origin, tenant.key->public_key()});
  if (!checkpoint || checkpoint->origin != tenant.origin)
    return contradicts(tenant, "the file is not a checkpoint of " + tenant.origin + " under its key");
  const auto head = log.head(tenant.name);
  if (!head) return head.error();
  if (checkpoint->size > head->size)
    return contradicts(tenant, "it covers " + std::to_string(checkpoint->size) + " records and the log holds only " +
                                   std::to_string(head->size));
  const auto root = log.root_at(tenant.name, checkpoint->size);
  if (!root) return root.error();
  if (*root != checkpoint->root)
    return contradicts(tenant, "the first " + std::to_string(checkpoint->size) + " records have another root");
  return Loaded(std::make_shared<http::PublishedCheckpoint>(std::move(*note), checkpoint->size, checkpoint->root));
}

}  // namespace

core::Result<std::unique_ptr<Publisher>> Publisher::open(std::vector<Tenant> tenants, const eventstore::EventLog& log,
                                                         DurableHead durable_head) {
  std::unique_ptr<Publisher> publisher(new Publisher(std::move(durable_head)));
  for (Tenant& tenant : tenants) {
    auto loaded = load(tenant, log);
    if (!loaded) return loaded.error();
    publisher->states_.push_back({std::move(tenant), std::move(*loaded), {}});
  }
  return publisher;
}

Publisher::~Publisher() {
  stop();
}

core::Status Publisher::publish_now() {
  core::Status all = core::Done{};
  for (State& state : states_) {
    state.tried_at = {};
    if (auto done = publish_if_grown(state, Clock::now()); !done && all) all = done;
  }
  return all;
}

void Publisher::start() {
  thread_ = std::thread([this] {
    ::pthread_setname_np(::pthread_self(), "publish");
    loop();
  });
}

void Publisher::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

std::shared_ptr<const http::PublishedCheckpoint> Publisher::latest(std::string_view tenant) const {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(states_, [&](const State& state) { return state.tenant.name == tenant; });
  return found == states_.end() ? nullptr : found->latest;
}

core::Status Publisher::publish_if_grown(State& state, Clock::time_point now) {
  if (state.tried_at != Clock::time_point() && now - state.tried_at < kPublishEvery) return core::Done{};
  const eventstore::Head head = durable_head_(state.tenant.name);
  if (state.latest ? head.size <= state.latest->size : head.size == 0) return core::Done{};
  state.tried_at = now;
  return publish(state, head);
}

// The one place where a new checkpoint comes about: signed, made durable, shown.
core::Status Publisher::publish(State& state, const eventstore::Head& head) {
  const Tenant& tenant = state.tenant;
  std::string note = audit::sign_checkpoint({tenant.origin, head.size, head.root}, *tenant.key);
  if (auto written = audit::write_checkpoint_file(tenant.file, note); !written) return written;
  auto published = std::make_shared<const http::PublishedCheckpoint>(std::move(note), head.size, head.root);
  const std::scoped_lock lock(mutex_);
  state.latest = std::move(published);
  return core::Done{};
}

bool Publisher::covers(std::string_view tenant, std::uint64_t size) const {
  return std::ranges::any_of(states_, [&](const State& state) {
    return state.tenant.name == tenant && state.latest && state.latest->size >= size;
  });
}

void Publisher::when_published(std::string_view tenant, std::uint64_t size, std::chrono::milliseconds at_most,
                               std::function<void()> then) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    if (!covers(tenant, size) && waiters_.size() < kWaitersMax) {
      waiters_.push_back({std::string(tenant), size, Clock::now() + at_most, std::move(then)});
      return;
    }
  }
  then();
}

std::vector<Publisher::Waiter> Publisher::take_due(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  const auto due = std::ranges::partition(
      waiters_, [&](const Waiter& waiter) { return now < waiter.until && !covers(waiter.tenant, waiter.size); });
  std::vector<Waiter> taken(std::make_move_iterator(due.begin()), std::make_move_iterator(due.end()));
  waiters_.erase(due.begin(), due.end());
  return taken;
}

void Publisher::loop() {
  std::string said;  // a full disk is said once, not every second
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kLookEvery, [this] { return stopping_; })) {
    lock.unlock();
    for (State& state : states_) {
      const auto done = publish_if_grown(state, Clock::now());
      if (!done && done.error().message != said) std::cerr << "tallygate: " << (said = done.error().message) << "\n";
    }
    for (const Waiter& waiter : take_due(Clock::now() + kLookEvery)) waiter.then();
    lock.lock();
  }
  waiters_.clear();
}

}  // namespace tallygate::app
