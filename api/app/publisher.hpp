// Publishes the signed checkpoint of each tenant when its durable log has grown, at most once a second.
//
// A checkpoint is published when it stands in DIR/checkpoints/<tenant>, fsynced: only then does latest() give it.
// At start the file is read back and the log is held against it, so that no two checkpoints that contradict each other
// are ever signed; and against what the anchors and witnesses hold, which a directory that was put back to an older
// state does not change. With witnesses a checkpoint is published once a quorum has cosigned it; until then the one
// before it stands, and commands do not wait for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/app/anchors.hpp"
#include "api/app/log_signer.hpp"
#include "api/app/witnesses.hpp"
#include "api/http/published.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

class Publisher final : public http::PublishedCheckpoints {
 public:
  struct Tenant {
    std::string name;
    LogSigner* signer;           // outlives the publisher
    std::filesystem::path file;  // DIR/checkpoints/<tenant>
  };
  using DurableHead = std::function<eventstore::Head(const std::string& tenant)>;  // thread-safe

  // Reads what was published last, and gives it to anchors that hold nothing of the log yet. corrupt, with a sentence,
  // when a log is shorter or other than that or than what an anchor or a witness holds, or the file is not a checkpoint
  // of its key. A witness that does not answer is warned of.
  static core::Result<std::unique_ptr<Publisher>> open(std::vector<Tenant> tenants, const eventstore::EventLog& log,
                                                       DurableHead durable_head, Anchors anchors,
                                                       WitnessesConfig witnesses);
  ~Publisher() override;  // stops; does not publish
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  // Publishes whatever has grown, whenever it was last done; the first error, after every tenant was tried. Not while
  // the thread runs.
  core::Status publish_now();
  void start();  // the thread
  void stop();   // and its end

  std::shared_ptr<const http::PublishedCheckpoint> latest(std::string_view tenant) const override;
  void when_published(std::string_view tenant, std::uint64_t size, std::chrono::milliseconds at_most,
                      std::function<void()> then) override;
  http::PublishingState state(std::string_view tenant) const override;

 private:
  using Clock = std::chrono::steady_clock;
  struct State {
    Tenant tenant;
    std::shared_ptr<const http::PublishedCheckpoint> latest;  // guarded by mutex_, as is the next
    http::PublishingState shown;
    bool again = false;          // what stands there has no quorum: published anew though the log has not grown
    Clock::time_point tried_at;  // of whoever publishes
  };
  struct Waiter {
    std::string tenant;
    std::uint64_t size = 0;
    Clock::time_point until;
    std::function<void()> then;
  };
  Publisher(const eventstore::EventLog& log, DurableHead durable_head, Anchors anchors, WitnessesConfig witnesses)
      : log_(log),
        durable_head_(std::move(durable_head)),
        anchors_(std::move(anchors)),
        witnesses_(std::move(witnesses), log) {}
  core::Status load(Tenant tenant);
  // Whether any witness held a checkpoint of the log; corrupt when one holds another or a longer history.
  core::Result<bool> check_witnesses(const State& state);
  core::Result<std::string> cosign(State& state, std::string note, const audit::Checkpoint& checkpoint);
  core::Status publish_if_grown(State& state, Clock::time_point now);
  core::Status publish(State& state, const eventstore::Head& head);
  static void retire(const State& state, core::Time at);
  void loop();
  std::vector<Waiter> take_due(Clock::time_point now);
  bool covers(std::string_view tenant, std::uint64_t size) const;  // with mutex_ held

  const eventstore::EventLog& log_;
  const DurableHead durable_head_;
  const Anchors anchors_;
  Witnesses witnesses_;
  std::vector<State> states_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiter> waiters_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tallygate::app
