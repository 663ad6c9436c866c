#include "api/app/host.hpp"

#include <future>
#include <system_error>
#include <utility>

#include "api/app/archive_links.hpp"
#include "api/app/open_log.hpp"
#include "audit/key_history.hpp"
#include "core/bytes.hpp"

namespace tallygate::app {
namespace {

std::uint64_t free_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const auto space = std::filesystem::space(path, error);
  return error ? 0 : space.available;
}

core::Result<std::unique_ptr<vault::Vault>> open_vault(const DataDirectory& directory, const eventstore::EventLog& log,
                                                       const std::string& tenant, core::Random& random) {
  auto vault = vault::Vault::open(directory.vault_file(tenant), random);
  if (!vault) return vault;
  core::Status loaded = core::Done{};
  for (const std::string_view table : {vault::kPersonTable, vault::kPseudonymTable}) {
    core::Status read = log.read_rows(tenant, table, [&](std::string_view key, std::string_view value) {
      if (loaded) loaded = (*vault)->load(table, key, value);
    });
    if (!read) return read.error();
    if (!loaded) return loaded.error();
  }
  return vault;
}

}  // namespace

core::Result<std::unique_ptr<Host>> Host::open(const DataDirectory& directory, Options asked) {
  auto host = open_all(directory, std::move(asked));
  if (!host) return with_archives(directory, host.error());
  return host;
}

core::Result<std::unique_ptr<Host>> Host::open_all(const DataDirectory& directory, Options asked) {
  std::unique_ptr<Host> host(new Host(directory));
  auto log = open_to_write(directory, asked.also_shard);
  if (!log) return log.error();
  host->log_ = std::move(*log);
  for (const std::string& tenant : host->log_->tenants()) {
    const auto head = host->log_->head(tenant);
    if (!head) return head.error();
    if (head->size == 0) continue;  // an init that was cut off before its first record: there is nothing to serve
    if (auto opened = host->open_tenant(tenant); !opened) return opened.error();
  }
  host->say_ = asked.say;
  std::vector<engine::Shards::Shard> shards;
  for (const auto& shard : host->log_->shards()) {
    auto engine = host->start_engine(shard, asked);
    if (!engine) return engine.error();
    shards.push_back({shard.number, shard.log->tenants(), std::move(*engine)});
  }
  host->engine_ = std::make_unique<engine::Shards>(std::move(shards));
  for (auto& [name, tenant] : host->open_) {
    if (auto opened = host->open_signer(name, tenant); !opened) return opened.error();
  }
  return host;
}

Host::~Host() = default;

core::Result<std::unique_ptr<engine::Engine>> Host::start_engine(const eventstore::ShardedLog::Shard& shard,
                                                                 const Options& asked) {
  engine::Engine::Options options;
  options.clock = &clock_;
  options.random = &random_;
  options.drain_side_rows = [this](std::string_view tenant) { return drain(tenant); };
  options.sign_receipt = [this](std::string_view tenant, std::uint64_t seq, const core::Digest& leaf, core::Time at) {
    return receipt(tenant, seq, leaf, at);
  };
  options.free_bytes = [path = directory_.shard(shard.number)] { return free_bytes(path); };
  options.state_directory = directory_.state();
  options.state_free_bytes = [path = directory_.root()] { return free_bytes(path); };
  options.state_checkpoints = asked.state_checkpoints;
  options.say = asked.say;
  if (asked.say && log_->shards().size() > 1)
    options.say = [say = asked.say, whose = "shard " + std::to_string(shard.number) + ": "](const std::string& line) {
      say(whose + line);
    };
  return engine::Engine::start(*shard.log, std::move(options));
}

core::Status Host::open_tenant(const std::string& name) {
  auto vault = open_vault(directory_, *log_, name, random_);
  if (!vault) return vault.error();
  open_.emplace(name, OpenTenant{std::move(*vault), nullptr});
  return core::Done{};
}

// The log says which keys are its own, by records that are checked here as verify checks them.
core::Status Host::open_signer(const std::string& name, OpenTenant& tenant) {
  const auto info = engine_->tenant(name);
  if (!info) return core::failure(core::ErrorKind::corrupt, "the tenant " + name + " has tables and no first record");
  auto epochs = audit::read_epochs(*log_, name, info->key_records);
  if (!epochs) return epochs.error();
  const auto head = log_->head(name);
  if (!head) return head.error();
  auto signer = LogSigner::open(directory_, name, std::move(*epochs), {head->last_at_us});
  if (!signer) return signer.error();
  tenant.signer = std::move(*signer);
  if (tenant.signer->lacks_retiring_key() && say_)
    say_("the keys of tenant " + name + " overlap and the one before is not in the directory: what is signed carries " +
         "the new key's line alone");
  directory_of_tenants_.add(
      {name, info->origin, info->replay_clock, http::TokenKey(tenant.signer->key()), tenant.vault.get()});
  return core::Done{};
}

std::vector<eventstore::SideRow> Host::drain(std::string_view tenant) {
  std::vector<eventstore::SideRow> rows;
  const auto found = open_.find(tenant);
  if (found == open_.end()) return rows;
  for (vault::Row& row : found->second.vault->drain())
    rows.push_back({std::move(row.table), std::move(row.key), std::move(row.value)});
  return rows;
}

// On the commit thread, which the engine starts before the keys are known: until then nothing is answered.
std::string Host::receipt(std::string_view tenant, std::uint64_t seq, const core::Digest& leaf, core::Time at) const {
  const auto found = open_.find(tenant);
  if (found == open_.end() || !found->second.signer) return {};
  const LogSigner& signer = *found->second.signer;
  return core::to_base64(signer.receipt({signer.origin(), seq, leaf}, at));
}

engine::Answer Host::run(const std::string& tenant, core::Command command) {
  auto answered = std::make_shared<std::promise<engine::Answer>>();
  std::future<engine::Answer> answer = answered->get_future();
  engine::Ticket ticket;
  ticket.tenant = tenant;
  ticket.commands.push_back(std::make_shared<const core::Command>(std::move(command)));
  ticket.done = [answered](std::vector<engine::Answer> answers) { answered->set_value(std::move(answers.front())); };
  engine_->submit(std::move(ticket));
  return answer.get();
}

core::Result<std::unique_ptr<Publisher>> Host::open_publisher(Anchors anchors, WitnessesConfig witnesses) const {
  std::vector<Publisher::Tenant> tenants;
  for (const auto& [name, tenant] : open_)
    tenants.push_back({name, tenant.signer.get(), directory_.checkpoint_file(name)});
  // The engine's own: a log that is being read again after a failed commit is not signed before it was verified.
  auto durable_head = [this](const std::string& tenant) {
    if (engine_) return engine_->durable_head(tenant);
    const auto head = log_->head(tenant);
    return head ? *head : eventstore::Head{};
  };
  return Publisher::open(std::move(tenants), *log_, std::move(durable_head), std::move(anchors), std::move(witnesses));
}

void Host::stop_engine() {
  engine_.reset();
}

}  // namespace tallygate::app
