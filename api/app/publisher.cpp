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

AnchoredLog anchored(const Publisher::Tenant& tenant) {
  return {tenant.name, tenant.signer->epochs().all().back()};
}

void warn(const std::string& what) {
  std::cerr << "tallygate: " << what << "\n";
}

}  // namespace

core::Result<std::unique_ptr<Publisher>> Publisher::open(std::vector<Tenant> tenants, const eventstore::EventLog& log,
                                                         DurableHead durable_head, Anchors anchors,
                                                         WitnessesConfig witnesses) {
  std::unique_ptr<Publisher> publisher(
      new Publisher(log, std::move(durable_head), std::move(anchors), std::move(witnesses)));
  for (Tenant& tenant : tenants)
    if (auto loaded = publisher->load(std::move(tenant)); !loaded) return loaded.error();
  return publisher;
}

core::Status Publisher::load(Tenant tenant) {
  State state{std::move(tenant), nullptr, {}, false, {}};
  state.shown.quorum = witnesses_.empty() ? 0 : witnesses_.quorum();
  const AnchoredLog whose = anchored(state.tenant);
  auto note = audit::read_checkpoint_file(state.tenant.file);
  if (!note && note.error().kind != core::ErrorKind::not_found) return note.error();
  if (note) {
    const auto held = hold_against(log_, whose, *note, state.tenant.file.string());
    if (!held) return held.error();
    state.again = !witnesses_.enough(*note);
    state.latest = std::make_shared<http::PublishedCheckpoint>(std::move(*note), held->size, held->root);
  }
  const auto anchors = anchors_.check(log_, whose);
  if (!anchors) return anchors.error();
  const auto witnessed = check_witnesses(state);
  if (!witnessed) return witnessed.error();
  if (state.latest)
    if (auto begun = anchors_.begin(whose.epoch.origin, state.latest->note); !begun) warn(begun.error().message);
  state.shown.anchored = *anchors > 0 || *witnessed;
  if (!state.shown.anchored)
    warn("nothing outside the data directory held a checkpoint of tenant " + state.tenant.name +
         ": whether the directory is an older copy could not be told");
  states_.push_back(std::move(state));
  return core::Done{};
}

core::Result<bool> Publisher::check_witnesses(const State& state) {
  const Tenant& tenant = state.tenant;
  const eventstore::Head head = durable_head_(tenant.name);
  if (witnesses_.empty() || head.size == 0) return false;
  // What was published is asked about first, since it is signed already; the head only if a witness is beyond that.
  const audit::Checkpoint of_head{tenant.signer->origin(), head.size, head.root};
  audit::Checkpoint checkpoint = of_head;
  std::string note;
  if (state.latest) {
    note = state.latest->note;
    checkpoint = {of_head.origin, state.latest->size, state.latest->root};
  }
  using Kind = WitnessAnswer::Kind;
  const auto ahead_of = [](const WitnessAnswer& a, std::uint64_t size) {
    return a.kind == Kind::ahead && a.held <= size;
  };
  if (note.empty()) note = tenant.signer->checkpoint(checkpoint, {head.last_at_us});
  auto answers = witnesses_.ask(tenant.name, note, checkpoint);
  if (std::ranges::any_of(answers, [&](const auto& a) { return ahead_of(a, head.size); })) {
    checkpoint = of_head;
    answers = witnesses_.ask(tenant.name, tenant.signer->checkpoint(checkpoint, {head.last_at_us}), checkpoint);
  }
  bool held = false;
  for (const WitnessAnswer& answer : answers) {
    if (answer.kind == Kind::ahead || answer.kind == Kind::forked)
      return core::failure(core::ErrorKind::corrupt, "The log of tenant " + tenant.name + " holds " +
                                                         std::to_string(head.size) +
                                                         " records and is not the one that the witness " +
                                                         answer.witness + " knows: " + answer.why + ".");
    if (answer.kind == Kind::silent) warn("the witness " + answer.witness + " could not be asked: " + answer.why);
    held = held || (answer.kind == Kind::cosigned && answer.held > 0);
  }
  return held;
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
  if (state.latest && !state.again ? head.size <= state.latest->size : head.size == 0) return core::Done{};
  state.tried_at = now;
  return publish(state, head);
}

http::PublishingState Publisher::state(std::string_view tenant) const {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(states_, [&](const State& state) { return state.tenant.name == tenant; });
  return found == states_.end() ? http::PublishingState{} : found->shown;
}

// The note with the lines of the witnesses that cosigned it; `unavailable` when they are too few.
core::Result<std::string> Publisher::cosign(State& state, std::string note, const audit::Checkpoint& checkpoint) {
  if (witnesses_.empty()) return note;
  std::size_t cosigned = 0;
  std::string others;
  const std::string signed_note = note;
  for (const WitnessAnswer& answer : witnesses_.ask(state.tenant.name, signed_note, checkpoint)) {
    if (answer.kind == WitnessAnswer::Kind::cosigned) {
      note += answer.line;
      ++cosigned;
    } else {
      others += "; " + answer.witness + ": " + answer.why;
    }
  }
  const bool enough = cosigned >= witnesses_.quorum();
  {
    const std::scoped_lock lock(mutex_);
    state.shown.cosignatures = cosigned;
    state.shown.waits = !enough;
  }
  if (enough) return note;
  return core::failure(core::ErrorKind::unavailable, "the checkpoint of tenant " + state.tenant.name +
                                                         " is not published: " + std::to_string(cosigned) + " of " +
                                                         std::to_string(witnesses_.quorum()) + " cosignatures" +
                                                         others);
}

// The one place where a new checkpoint comes about: signed, cosigned, made durable, shown. Anchors come last, so that
// none holds what was not published; one that cannot be written stays behind and is reported.
core::Status Publisher::publish(State& state, const eventstore::Head& head) {
  const Tenant& tenant = state.tenant;
  const audit::Checkpoint checkpoint{tenant.signer->origin(), head.size, head.root};
  auto note = cosign(state, tenant.signer->checkpoint(checkpoint, {head.last_at_us}), checkpoint);
  if (!note) return note.error();
  if (auto written = audit::write_checkpoint_file(tenant.file, *note); !written) return written;
  core::Status kept = anchors_.keep(checkpoint.origin, *note);
  retire(state, {head.last_at_us});
  auto published = std::make_shared<const http::PublishedCheckpoint>(std::move(*note), head.size, head.root);
  const std::scoped_lock lock(mutex_);
  state.latest = std::move(published);
  state.again = false;
  return kept;
}

// The key before has signed its last checkpoint when one without it stands there.
void Publisher::retire(const State& state, core::Time at) {
  const auto gone = state.tenant.signer->retire(at);
  if (!gone)
    warn("the retired key of tenant " + state.tenant.name + " could not be removed: " + gone.error().message);
  else if (*gone)
    warn("the keys of tenant " + state.tenant.name + " overlap no more: the one before " + state.tenant.signer->vkey() +
         " is removed");
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
      if (!done && done.error().message != said) warn(said = done.error().message);
    }
    for (const Waiter& waiter : take_due(Clock::now() + kLookEvery)) waiter.then();
    lock.lock();
  }
  waiters_.clear();
}

}  // namespace tallygate::app
