#include "api/app/init.hpp"

#include <sodium.h>

#include <optional>
#include <system_error>
#include <utility>

#include "api/app/clients.hpp"
#include "api/app/command.hpp"
#include "api/app/host.hpp"
#include "api/app/open_log.hpp"
#include "api/app/private_file.hpp"
#include "api/app/time_zone.hpp"
#include "api/https/certificate.hpp"
#include "audit/signed_note.hpp"
#include "core/body_codec.hpp"
#include "core/canonical_json.hpp"
#include "core/hash.hpp"
#include "core/ids.hpp"
#include "risk/ruleset.hpp"

namespace tallygate::app {
namespace {

constexpr std::string_view kUrl = "https://127.0.0.1:8443";
constexpr std::int64_t kEpoch = 1;

core::ByteView view_of(const core::PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

// What is printed once: whoever keeps it can open the next epoch when the signing key is lost.
std::string recovery_text(const core::SigningKey& key) {
  auto seed = key.seed();
  std::string text = core::to_hex({reinterpret_cast<const char*>(seed.data()), seed.size()});
  sodium_memzero(seed.data(), seed.size());
  return text;
}

core::LogOpened first_record(const InitOptions& options, const std::string& origin, const std::string& vkey,
                             const core::SigningKey& recovery, core::Random& random) {
  core::LogOpened opened;
  opened.clock = options.clock;
  for (const core::CurrencyEntry& entry : core::currency_table())
    opened.currencies.push_back({std::string(entry.code), entry.exponent});
  opened.epoch = kEpoch;
  const auto log_id = random.bytes<16>();
  opened.log_id = core::to_hex({reinterpret_cast<const char*>(log_id.data()), log_id.size()});
  opened.origin = origin;
  opened.public_key = vkey;
  opened.recovery_public_key = core::to_hex(view_of(recovery.public_key()));
  opened.tenant = options.tenant;
  opened.time_zone = options.time_zone;
  return opened;
}

core::Command default_ruleset() {
  core::RulesetPut body;
  body.name = "default";
  body.toml = risk::Ruleset::default_toml();
  body.toml_sha256 = core::to_hex(core::view(core::sha256(body.toml)));
  core::Command command;
  command.op = core::Operation::ruleset_put;
  command.actor = {"system", ""};
  command.body = std::move(body);
  core::finish_command(command);
  return command;
}

core::Status make_files(const DataDirectory& directory, const InitOptions& options, const core::SigningKey& key,
                        core::Random& random) {
  for (const auto& path : {directory.root(), directory.shard(options.shard), directory.key_file("x").parent_path(),
                           directory.vault_file("x").parent_path(), directory.checkpoint_file("x").parent_path(),
                           directory.certificate().parent_path()})
    if (auto made = make_private_directory(path); !made) return made;
  if (auto why = https::ensure_self_signed({directory.certificate().string(), directory.certificate_key().string()}))
    return core::failure(core::ErrorKind::io, *why);
  if (auto made = write_signing_key(directory.key_file(options.tenant), key); !made) return made;
  return vault::Vault::create(directory.vault_file(options.tenant), random);
}

void print(const InitOptions& options, const Credentials& credentials, const std::filesystem::path& file,
           const std::string& recovery) {
  if (options.json) {
    std::string out;
    core::JsonWriter json(out);
    json.begin_object();
    json.member("credentials", file.string());
    json.member("origin", credentials.origin);
    json.member("recovery_key", recovery);
    json.member("tenant", credentials.tenant);
    json.member("vkey", credentials.vkey);
    json.end_object();
    std::cout << out << "\n";
    return;
  }
  std::cout << "vkey          " << credentials.vkey << "\n"
            << "recovery key  " << recovery << "   (shown once, kept nowhere: store it apart from this machine)\n"
            << "credentials   " << file.string() << "\n";
}

std::optional<std::string> wrong_options(const InitOptions& options) {
  if (!core::valid_id(options.tenant)) return "a tenant's name is [A-Za-z0-9][A-Za-z0-9._-]{0,63}";
  if (options.clock != "live" && options.clock != "replay") return "--clock is live or replay";
  if ((options.clock == "replay") == options.from.empty()) return "--clock replay and --from go together";
  if (!options.from.empty() && !core::parse_time(options.from))
    return "--from is an RFC 3339 time in UTC, 2010-12-01T00:00:00Z";
  if (!options.from.empty() && *core::parse_time(options.from) > core::kRecordTimeMax)
    return "--from is at most " + core::format_time(core::kRecordTimeMax);
  if (const auto days = days_in(options.time_zone); !days) return days.error().message;
  if (!options.origin.empty() && !audit::valid_note_name(options.origin))
    return "--origin is a name without spaces or '+'";
  return std::nullopt;
}

}  // namespace

int run_init(const InitOptions& options) {
  if (const auto wrong = wrong_options(options)) return cannot(*wrong);
  std::error_code error;
  const DataDirectory directory(std::filesystem::absolute(options.data, error));
  if (std::filesystem::exists(directory.key_file(options.tenant), error))
    return cannot("the tenant " + options.tenant +
                  " is already there: choose another name, or another --data directory");

  if (auto ours = own_directory(directory.root()); !ours) return cannot(ours.error());
  core::SystemRandom random;
  const core::SigningKey key = core::SigningKey::generate(random);
  const core::SigningKey recovery = core::SigningKey::generate(random);
  if (auto made = make_private_directory(directory.root()); !made) return cannot(made.error());
  auto host = Host::open(directory, {.state_checkpoints = {}, .say = {}, .also_shard = options.shard});
  if (!host) return cannot(host.error());
  if (auto made = make_files(directory, options, key, random); !made) return cannot(made.error());

  Credentials credentials{.url = std::string(kUrl),
                          .tenant = options.tenant,
                          .origin = {},
                          .vkey = {},
                          .ca_file = directory.certificate().string(),
                          .clients = {}};
  credentials.origin =
      (options.origin.empty() ? "localhost/" + options.tenant : options.origin) + "/" + std::to_string(kEpoch);
  credentials.vkey = audit::make_vkey(credentials.origin, key.public_key());
  engine::TenantSetup setup;
  setup.tenant = options.tenant;
  setup.opened = first_record(options, credentials.origin, credentials.vkey, recovery, random);
  setup.at = options.from.empty() ? (*host)->clock().now() : *core::parse_time(options.from);
  for (const ClientKind& kind : default_clients()) {
    credentials.clients.push_back(
        make_client(random, std::string(kind.name), std::string(kind.scope), std::string(kind.person)));
    setup.first_commands.push_back(client_add_command(credentials.clients.back()));
  }
  setup.first_commands.push_back(default_ruleset());
  if (auto made = (*host)->engine().create_tenant(options.shard, setup); !made) return cannot(made.error());

  const bool first = !std::filesystem::exists(directory.credentials(), error);
  const auto file = first ? directory.credentials() : directory.credentials(options.tenant);
  std::string secret_text = credentials_json(credentials);
  if (auto written = write_private_file(file, secret_text); !written) return cannot(written.error());
  sodium_memzero(secret_text.data(), secret_text.size());
  print(options, credentials, file, recovery_text(recovery));
  return kHolds;
}

}  // namespace tallygate::app
