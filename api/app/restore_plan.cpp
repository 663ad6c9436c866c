#include "api/app/restore_plan.hpp"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "api/app/private_file.hpp"
#include "api/app/progress_bar.hpp"
#include "audit/backup_files.hpp"
#include "audit/backup_manifest.hpp"
#include "audit/checkpoint.hpp"

namespace tallygate::app {
namespace {

using core::ErrorKind;
using core::failure;

core::Result<audit::VerifyReport> verify(const std::filesystem::path& backup, const std::string& tenant,
                                         std::optional<std::string> checkpoint) {
  ProgressBar bar("verify " + tenant);
  audit::VerifyOptions options;
  options.checkpoint = std::move(checkpoint);
  options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
  return audit::verify_backup(backup, options);
}

// The published checkpoints that are of this log's last epoch. Those within the backup must be of its history; of those
// beyond it the newest is kept.
core::Status weigh_published(const RestoreOptions& options, RestorePlan& plan) {
  const audit::Epoch& last = plan.verified.epochs.back();
  for (const std::string& file : options.published) {
    const auto note = audit::read_checkpoint_file(file);
    if (!note) return note.error();
    const auto claimed = audit::claimed_checkpoint(*note);
    if (!claimed) return failure(ErrorKind::invalid, file + " is no checkpoint");
    if (claimed->origin != last.origin) continue;
    if (auto why = audit::not_signed(last, *note, claimed->size))
      return failure(ErrorKind::invalid, "the checkpoint in " + file + " " + *why);
    if (claimed->size <= plan.manifest.size) {
      const auto held = verify(plan.backup, plan.manifest.tenant, *note);
      if (!held) return held.error();
      if (!held->holds)
        return failure(ErrorKind::corrupt,
                       "the backup is of another history than the checkpoint in " + file + ": " + held->wrong);
    } else if (claimed->size > plan.published_size) {
      plan.published = *note;
    }
    plan.published_size = std::max(plan.published_size, claimed->size);
  }
  return core::Done{};
}

core::Status same_epoch(const RestoreOptions& options, RestorePlan& plan) {
  const std::string& tenant = plan.manifest.tenant;
  if (plan.published)
    return failure(ErrorKind::invalid,
                   "of " + tenant + " " + std::to_string(plan.published_size) +
                       " records were published, the backup holds " + std::to_string(plan.manifest.size) +
                       ": its log can only go on in the next epoch, with --recovery-key instead of --same-epoch");
  if (plan.published_size == 0)
    return failure(ErrorKind::invalid, "--same-epoch needs the last published checkpoint of " + tenant +
                                           " (--published): from an anchor, a witness or the old directory");
  if (options.keys_from.empty())
    return failure(ErrorKind::invalid, "--same-epoch needs the signing key of " + tenant + ": --keys-from");
  auto key = read_signing_key(std::filesystem::path(options.keys_from) / (tenant + ".key"));
  if (!key) return key.error();
  if (audit::make_vkey(plan.manifest.origin, key->public_key()) != plan.manifest.vkey)
    return failure(ErrorKind::invalid,
                   "the key of " + tenant + " in " + options.keys_from + " is not that of " + plan.manifest.vkey);
  plan.signing_key = std::move(*key);
  const auto retiring = std::filesystem::path(options.keys_from) / "retiring" / (tenant + ".key");
  std::error_code error;
  if (!std::filesystem::exists(retiring, error)) return core::Done{};
  auto before = read_signing_key(retiring);
  if (!before) return before.error();
  plan.retiring_key = std::move(*before);
  return core::Done{};
}

core::Status next_epoch(const RestoreOptions& options, RestorePlan& plan) {
  for (const std::string& file : options.recovery_keys) {
    auto key = read_signing_key(file);
    if (!key) return key.error();
    const auto& bytes = key->public_key();
    if (core::to_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) == plan.verified.recovery_public_key)
      plan.recovery = std::move(*key);
  }
  if (plan.recovery) return core::Done{};
  const std::string& tenant = plan.manifest.tenant;
  if (!options.recovery_keys.empty())
    return failure(ErrorKind::invalid, "none of the recovery keys given is that of " + tenant);
  return failure(
      ErrorKind::invalid,
      "records of " + tenant +
          " may have been acknowledged after this backup, so its log goes on in the next epoch: give --recovery-key. "
          "Only where the server had been stopped in order and then backed up: --same-epoch");
}

}  // namespace

core::Result<std::vector<std::filesystem::path>> backups_in(const RestoreOptions& options) {
  std::error_code error;
  std::vector<std::filesystem::path> found;
  if (!options.tenant.empty()) {
    found.push_back(std::filesystem::path(options.from) / options.tenant);
    return found;
  }
  for (const auto& entry : std::filesystem::directory_iterator(options.from, error))
    if (audit::has_manifest(entry.path())) found.push_back(entry.path());  // a volume has other directories too
  std::ranges::sort(found);
  if (found.empty()) return failure(ErrorKind::not_found, "there is no backup in " + options.from);
  return found;
}

core::Result<RestorePlan> plan_restore(const RestoreOptions& options, const std::filesystem::path& backup) {
  RestorePlan plan;
  plan.backup = backup;
  auto manifest = audit::read_manifest(backup);
  if (!manifest) return manifest.error();
  plan.manifest = std::move(manifest).value();
  if (plan.manifest.tenant != backup.filename())
    return failure(ErrorKind::corrupt, backup.string() + " holds the backup of " + plan.manifest.tenant);
  auto checkpoint = audit::backup_checkpoint(backup, plan.manifest);
  if (!checkpoint) return checkpoint.error();
  plan.checkpoint = std::move(checkpoint).value();
  auto verified = verify(backup, plan.manifest.tenant, std::nullopt);
  if (!verified) return verified.error();
  if (!verified->holds)
    return failure(
        ErrorKind::corrupt,
        "the backup of " + plan.manifest.tenant + " does not hold" +
            (verified->first_bad_seq ? " at record " + std::to_string(*verified->first_bad_seq) : std::string()) +
            ": " + verified->wrong);
  plan.verified = std::move(verified).value();
  if (auto weighed = weigh_published(options, plan); !weighed) return weighed.error();
  if (auto decided = options.same_epoch ? same_epoch(options, plan) : next_epoch(options, plan); !decided)
    return decided.error();
  return plan;
}

}  // namespace tallygate::app
