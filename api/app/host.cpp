#include "api/app/host.hpp"

#include <future>
#include <system_error>
#include <utility>

#include "api/app/private_file.hpp"
#include "audit/receipt.hpp"

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
  std::unique_ptr<Host> host(new Host(directory));
  auto log = eventstore::LmdbLog::open(directory.shard());
  if (!log) return log.error();
  host->log_ = std::move(*log);
  for (const std::string& tenant : host->log_->tenants())
    if (auto opened = host->open_tenant(tenant); !opened) return opened.error();
  engine::Engine::Options options;
  options.clock = &host->clock_;
  options.random = &host->random_;
  options.drain_side_rows = [raw = host.get()](std::string_view tenant) { return raw->drain(tenant); };
  options.sign_receipt = [raw = host.get()](std::string_view tenant, std::uint64_t seq, const core::Digest& leaf) {
    return raw->receipt(tenant, seq, leaf);
  };
  options.free_bytes = [shard = directory.shard()] { return free_bytes(shard); };
  options.state_directory = directory.state();
  options.state_checkpoints = asked.state_checkpoints;
  options.say = std::move(asked.say);
  auto engine = engine::Engine::start(*host->log_, std::move(options));
  if (!engine) return engine.error();
  host->engine_ = std::move(*engine);
  for (auto& [name, tenant] : host->open_) {
    const auto info = host->engine_->tenant(name);
    if (!info) return core::failure(core::ErrorKind::corrupt, "the tenant " + name + " has tables and no first record");
    tenant.origin = info->origin;
    host->directory_of_tenants_.add(
        {name, info->origin, info->replay_clock, http::TokenKey(tenant.key), tenant.vault.get()});
  }
  return host;
}

Host::~Host() = default;

core::Status Host::open_tenant(const std::string& name) {
  auto key = read_signing_key(directory_.key_file(name));
  if (!key) return key.error();
  auto vault = open_vault(directory_, *log_, name, random_);
  if (!vault) return vault.error();
  open_.emplace(name, OpenTenant{std::move(*key), std::move(*vault), {}});
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

// On the commit thread, which the engine starts before the origins are known: until then nothing is answered.
std::string Host::receipt(std::string_view tenant, std::uint64_t seq, const core::Digest& leaf) const {
  const auto found = open_.find(tenant);
  if (found == open_.end() || found->second.origin.empty()) return {};
  return core::to_base64(audit::sign_receipt({found->second.origin, seq, leaf}, found->second.key));
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
    tenants.push_back({name, tenant.origin, &tenant.key, directory_.checkpoint_file(name)});
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
