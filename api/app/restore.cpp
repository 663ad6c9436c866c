#include "api/app/restore.hpp"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <utility>

#include "api/app/command.hpp"
#include "api/app/data_directory.hpp"
#include "api/app/private_file.hpp"
#include "api/app/progress_bar.hpp"
#include "api/app/restore_plan.hpp"
#include "api/app/restored_log.hpp"
#include "api/app/shard_choice.hpp"
#include "api/app/system_clock.hpp"
#include "api/app/tenant_fold.hpp"
#include "api/app/vault_copy.hpp"
#include "api/https/certificate.hpp"
#include "audit/checkpoint.hpp"
#include "audit/durable_file.hpp"
#include "audit/epoch.hpp"
#include "audit/verify_pages.hpp"
#include "core/canonical_json.hpp"
#include "eventstore/data_file.hpp"
#include "eventstore/lmdb_log.hpp"
#include "eventstore/page_source.hpp"
#include "vault/vault.hpp"

namespace tallygate::app {
namespace {

using core::ErrorKind;
using core::failure;

struct Restored {
  std::string tenant, origin, vkey;
  std::uint64_t size = 0, lost = 0;
  bool next_epoch = false, vault = false;
  std::uint64_t vault_behind = 0;  // records of the backup that the copy of the vault does not know yet
};

core::Status make_directories(const DataDirectory& directory) {
  for (const auto& path : {directory.root(), directory.shard(0), directory.key_file("x").parent_path(),
                           directory.vault_file("x").parent_path(), directory.checkpoint_file("x").parent_path(),
                           directory.certificate().parent_path()})
    if (auto made = eventstore::create_directories_durably(path); !made) return made;
  if (auto why = https::ensure_self_signed({directory.certificate().string(), directory.certificate_key().string()}))
    return failure(ErrorKind::io, *why);
  return core::Done{};
}

core::Status put_vault(const RestoreOptions& options, const DataDirectory& directory, RestoredLog& log,
                       core::Random& random, const RestorePlan& plan, Restored& done) {
  const auto file = directory.vault_file(plan.manifest.tenant);
  if (options.vault_from.empty()) return vault::Vault::create(file, random);
  auto copy = read_vault_copy(options.vault_from, plan.manifest.tenant, random);
  if (!copy) return copy.error();
  done.vault = true;
  done.vault_behind = plan.manifest.size - std::min(plan.manifest.size, copy->size);
  auto written = audit::write_durable_file(file, copy->keys, audit::kPrivateFile);
  sodium_memzero(copy->keys.data(), copy->keys.size());
  return written ? log.take_rows(copy->rows) : written;
}

// The record that joins the epochs, the new key, and the first checkpoint under it.
core::Status open_next_epoch(const DataDirectory& directory, eventstore::EventLog& log, RestoredLog& restored,
                             core::Random& random, const RestorePlan& plan, Restored& done) {
  const core::SigningKey key = core::SigningKey::generate(random);
  auto opened =
      audit::open_epoch(plan.verified.epochs.back(), plan.checkpoint, plan.published, *plan.recovery, key.public_key());
  if (!opened) return opened.error();
  done.origin = opened->origin;
  done.vkey = opened->public_key;
  core::Record record;
  record.type = core::RecordType::epoch_opened;
  record.effect = std::move(opened).value();
  if (auto added = restored.append_own(std::move(record), SystemClock().now(), {{}, random.bytes<core::kSaltBytes>()});
      !added)
    return added;
  if (auto kept = write_signing_key(directory.key_file(done.tenant), key); !kept) return kept;
  const auto head = log.head(done.tenant);
  if (!head) return head.error();
  return audit::write_checkpoint_file(directory.checkpoint_file(done.tenant),
                                      audit::sign_checkpoint({done.origin, head->size, head->root}, key));
}

core::Result<Restored> restore_tenant(const RestoreOptions& options, const DataDirectory& directory,
                                      eventstore::EventLog& log, core::Random& random, const RestorePlan& plan) {
  const audit::BackupManifest& manifest = plan.manifest;
  Restored done{.tenant = manifest.tenant, .origin = manifest.origin, .vkey = manifest.vkey};
  done.lost = plan.published_size - std::min(plan.published_size, manifest.size);
  done.next_epoch = plan.recovery.has_value();
  if (auto made = log.create_tenant(done.tenant); !made) return made.error();
  RestoredLog restored(log, done.tenant);
  if (auto taken = restored.take(plan.backup, manifest); !taken) return taken.error();
  if (auto put = put_vault(options, directory, restored, random, plan, done); !put) return put.error();
  core::Status rest = core::Done{};
  if (plan.recovery) {
    rest = open_next_epoch(directory, log, restored, random, plan, done);
  } else {
    rest = write_signing_key(directory.key_file(done.tenant), *plan.signing_key);
    if (rest && plan.retiring_key) {
      const auto file = directory.retiring_key_file(done.tenant);
      rest = make_private_directory(file.parent_path());
      if (rest) rest = write_signing_key(file, *plan.retiring_key);
    }
    if (rest) rest = audit::write_checkpoint_file(directory.checkpoint_file(done.tenant), plan.checkpoint);
  }
  if (!rest) return rest.error();
  const auto head = log.head(done.tenant);
  if (!head) return head.error();
  done.size = head->size;
  return done;
}

// What was made is read again as any other directory is, against the key that its users will pin.
core::Status verify_restored(const DataDirectory& directory, const ShardChoice& shards, const Restored& done) {
  const auto file = eventstore::DataFile::open(directory.shard(shards.of(done.tenant)) / "data.mdb");
  if (!file) return file.error();
  ProgressBar bar("verify " + done.tenant);
  audit::PagesOptions options;
  options.tenant = done.tenant;
  options.verifier = audit::parse_vkey(done.vkey);
  options.make_fold = make_tenant_fold;
  options.checkpoint = [&directory](const std::string& tenant) -> std::optional<std::string> {
    const auto note = audit::read_checkpoint_file(directory.checkpoint_file(tenant));
    return note ? std::optional(*note) : std::nullopt;
  };
  options.progress = [&bar](const std::string&, std::uint64_t at, std::uint64_t total) { bar.show(at, total); };
  const auto report = audit::verify_pages(*file, options);
  if (!report) return report.error();
  if (!report->holds || report->tenants.size() != 1 || report->tenants.front().log.records != done.size ||
      !report->tenants.front().log.checkpoint_signed)
    return failure(ErrorKind::corrupt, "what was restored of " + done.tenant + " does not hold: " +
                                           (report->tenants.empty() ? "" : report->tenants.front().log.wrong));
  return core::Done{};
}

core::Result<std::vector<Restored>> restore_into(const RestoreOptions& options, const ShardChoice& shards,
                                                 const DataDirectory& directory,
                                                 const std::vector<RestorePlan>& plans) {
  std::vector<Restored> all;
  if (auto made = make_directories(directory); !made) return made.error();
  std::map<unsigned, std::unique_ptr<eventstore::LmdbLog>> logs;  // by shard
  core::SystemRandom random;
  for (const RestorePlan& plan : plans) {
    const unsigned shard = shards.of(plan.manifest.tenant);
    if (!logs.contains(shard)) {
      auto log = eventstore::LmdbLog::open(directory.shard(shard));
      if (!log) return log.error();
      logs.emplace(shard, std::move(*log));
    }
    auto done = restore_tenant(options, directory, *logs.at(shard), random, plan);
    if (!done) return done.error();
    all.push_back(std::move(done).value());
  }
  logs.clear();
  for (const Restored& done : all)
    if (auto held = verify_restored(directory, shards, done); !held) return held.error();
  return all;
}

// A checkpoint of a log that is not restored would be left out of account without a word.
core::Status each_published_belongs(const RestoreOptions& options, const std::vector<RestorePlan>& plans) {
  for (const std::string& file : options.published) {
    const auto note = audit::read_checkpoint_file(file);
    if (!note) return note.error();
    const auto claimed = audit::claimed_checkpoint(*note);
    if (!claimed || std::ranges::none_of(plans, [&](const RestorePlan& plan) {
          return plan.verified.epochs.back().origin == claimed->origin;
        }))
      return failure(ErrorKind::invalid, "the checkpoint in " + file + " is of " +
                                             (claimed ? claimed->origin : "no log") +
                                             ", which the backup does not hold");
  }
  return core::Done{};
}

void print_json(const Restored& done) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("lost", done.lost);
  json.member("next_epoch", done.next_epoch);
  json.member("origin", done.origin);
  json.member("records", done.size);
  json.member("tenant", done.tenant);
  json.member("vault", done.vault);
  json.member("vault_behind", done.vault_behind);
  json.member("vkey", done.vkey);
  json.end_object();
  std::cout << out << "\n";
}

void print_text(const Restored& done) {
  std::cout << done.tenant << ": " << done.size << " records, verified\n";
  if (done.next_epoch)
    std::cout << "  goes on as " << done.origin << "; " << done.lost << " published records are known to be lost\n"
              << "  vkey          " << done.vkey << "\n";
  if (!done.vault)
    std::cout << "  without --vault-from: its personal data cannot be read, and known persons will count as new ones\n";
  if (done.vault_behind > 0)
    std::cout << "  the copy of the vault is older than the backup: persons first seen in its last "
              << done.vault_behind << " records cannot be read\n";
}

int exit_of(const core::OperatingError& error) {
  cannot(error);
  return error.kind == ErrorKind::corrupt ? kDoesNotHold : kCannot;
}

}  // namespace

int run_restore(const RestoreOptions& options) {
  std::error_code error;
  const auto target = std::filesystem::absolute(options.data, error).lexically_normal();
  const auto path = target.has_filename() ? target : target.parent_path();
  if (std::filesystem::exists(path, error)) return cannot(path.string() + " is already there");
  const std::filesystem::path beside = path.string() + ".restoring";
  if (std::filesystem::exists(beside, error))
    return cannot(beside.string() + " was left by a restore that did not end: remove it first");
  const auto shards = ShardChoice::parse(options.shards);
  if (!shards) return cannot(shards.error());
  const auto backups = backups_in(options);
  if (!backups) return cannot(backups.error());
  std::vector<RestorePlan> plans;
  std::vector<std::string> tenants;
  for (const auto& backup : *backups) {
    auto plan = plan_restore(options, backup);
    if (!plan) return exit_of(plan.error());
    tenants.push_back(plan->manifest.tenant);
    plans.push_back(std::move(plan).value());
  }
  if (auto belongs = each_published_belongs(options, plans); !belongs) return exit_of(belongs.error());
  if (auto known = shards->only_of(tenants); !known) return cannot(known.error());
  const auto all = restore_into(options, *shards, DataDirectory(beside), plans);
  if (!all) {
    std::filesystem::remove_all(beside, error);
    return exit_of(all.error());
  }
  std::filesystem::rename(beside, path, error);
  if (error) return cannot("cannot rename " + beside.string() + ": " + error.message());
  if (auto synced = eventstore::sync_directory(path.parent_path()); !synced) return cannot(synced.error());
  for (const Restored& done : *all) options.json ? print_json(done) : print_text(done);
  return kHolds;
}

}  // namespace tallygate::app
