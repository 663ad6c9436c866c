// An opened data directory: the logs of its shards, every tenant's signing key and vault, and an engine running on each
// log. What serve, import and the client commands stand on.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/app/data_directory.hpp"
#include "api/app/log_signer.hpp"
#include "api/app/publisher.hpp"
#include "api/app/system_clock.hpp"
#include "api/http/tenant.hpp"
#include "core/random.hpp"
#include "core/result.hpp"
#include "engine/shards.hpp"
#include "eventstore/sharded_log.hpp"
#include "vault/vault.hpp"

namespace tallygate::app {

class Host {
 public:
  struct Options {
    std::optional<engine::StateCheckpointLimits> state_checkpoints;  // none: no new ones are made
    std::function<void(const std::string& line)> say;                // how the state was made; may be empty; any thread
    std::optional<unsigned> also_shard = std::nullopt;               // gets an empty log where it has none
  };
  // Takes the shards' locks, makes the state from the newest state checkpoint and the log. `locked` when another
  // process holds one. A directory without a log gets an empty one, in shard 0.
  static core::Result<std::unique_ptr<Host>> open(const DataDirectory& directory, Options options);
  static core::Result<std::unique_ptr<Host>> open(const DataDirectory& directory) { return open(directory, {{}, {}}); }
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  engine::Shards& engine() { return *engine_; }
  const eventstore::ShardedLog& log() const { return *log_; }
  const http::TenantDirectory& tenants() const { return directory_of_tenants_; }
  SystemClock& clock() { return clock_; }
  core::Random& random() { return random_; }

  // One command, and its answer once it is durable.
  engine::Answer run(const std::string& tenant, core::Command command);
  // Each tenant's checkpoints, to be opened once. The host outlives it; stop it before the engine.
  core::Result<std::unique_ptr<Publisher>> open_publisher(Anchors anchors = {}, WitnessesConfig witnesses = {}) const;
  // Completes what is in flight and stops the engines' threads. Nothing but the log may be used after it.
  void stop_engine();

 private:
  struct OpenTenant {
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<LogSigner> signer;  // once the log has said which keys it names
  };
  explicit Host(DataDirectory directory) : directory_(std::move(directory)) {}
  static core::Result<std::unique_ptr<Host>> open_all(const DataDirectory& directory, Options asked);
  core::Status open_tenant(const std::string& name);
  core::Result<std::unique_ptr<engine::Engine>> start_engine(const eventstore::ShardedLog::Shard& shard,
                                                             const Options& asked);
  std::vector<eventstore::SideRow> drain(std::string_view tenant);
  core::Status open_signer(const std::string& name, OpenTenant& tenant);
  std::string receipt(std::string_view tenant, std::uint64_t seq, const core::Digest& leaf, core::Time at) const;

  const DataDirectory directory_;
  SystemClock clock_;
  core::SystemRandom random_;
  std::unique_ptr<eventstore::ShardedLog> log_;
  std::map<std::string, OpenTenant, std::less<>> open_;
  http::TenantDirectory directory_of_tenants_;
  std::function<void(const std::string& line)> say_;  // may be empty
  std::unique_ptr<engine::Shards> engine_;
};

}  // namespace tallygate::app
