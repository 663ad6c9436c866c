#include "api/app/backup.hpp"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "api/app/archive_links.hpp"
#include "api/app/command.hpp"
#include "api/app/open_log.hpp"
#include "api/app/private_file.hpp"
#include "api/app/progress_bar.hpp"
#include "api/app/vault_copy.hpp"
#include "audit/backup.hpp"
#include "audit/checkpoint.hpp"
#include "audit/durable_file.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::app {
namespace {

constexpr std::uint64_t kKeyFileBytesMax = 4'096;

struct Copied {
  audit::BackedUp log;
  std::optional<std::uint64_t> vault_rows;
  bool key = false;
};

std::filesystem::path whole_path(const std::string& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
}

// Whether one lies in the other, or they are the same.
bool nested(const std::filesystem::path& a, const std::filesystem::path& b) {
  const auto within = [](const std::filesystem::path& inner, const std::filesystem::path& outer) {
    const auto [rest, end] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
    return rest == outer.end();
  };
  return within(a, b) || within(b, a);
}

std::optional<std::string> wrong_places(const BackupOptions& options) {
  const auto data = whole_path(options.data), to = whole_path(options.to);
  if (nested(data, to)) return "a backup lies outside the data directory";
  for (const std::string& secret : {options.vault_to, options.keys_to})
    if (!secret.empty() && (nested(whole_path(secret), to) || nested(whole_path(secret), data)))
      return secret +
             " must lie apart from the data directory and from the backup: together they open what each "
             "alone keeps shut";
  return std::nullopt;
}

core::Status copy_key(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (auto made = make_private_directory(to.parent_path()); !made) return made;
  auto bytes = audit::read_whole_file(from, kKeyFileBytesMax);
  if (!bytes) return bytes.error();
  auto written = audit::write_durable_file(to, *bytes, audit::kPrivateFile);
  sodium_memzero(bytes->data(), bytes->size());
  return written;
}

core::Result<Copied> back_up_tenant(const BackupOptions& options, const DataDirectory& directory,
                                    const eventstore::EventLog& log, const std::string& tenant) {
  Copied copied;
  const auto checkpoint = audit::read_checkpoint_file(directory.checkpoint_file(tenant));
  if (!checkpoint && checkpoint.error().kind == core::ErrorKind::not_found)
    return core::failure(core::ErrorKind::not_found,
                         "nothing of the tenant " + tenant + " was published yet: a server publishes when it runs");
  if (!checkpoint) return checkpoint.error();
  ProgressBar bar("backup " + tenant);
  auto done = audit::back_up(log, tenant, *checkpoint, whole_path(options.to) / tenant,
                             [&bar](std::uint64_t at, std::uint64_t total) { bar.show(at, total); });
  if (!done) return done.error();
  copied.log = *done;
  if (!options.vault_to.empty()) {  // after the log, so that it knows everyone in the copy
    auto rows = copy_vault(log, tenant, directory.vault_file(tenant), whole_path(options.vault_to));
    if (!rows) return rows.error();
    copied.vault_rows = *rows;
  }
  if (!options.keys_to.empty()) {
    const auto key = directory.key_file(tenant);
    const auto to = whole_path(options.keys_to);
    if (auto kept = copy_key(key, to / key.filename()); !kept) return kept.error();
    const auto retiring = directory.retiring_key_file(tenant), retiring_to = to / "retiring" / retiring.filename();
    std::error_code error;
    auto kept =
        std::filesystem::exists(retiring, error) ? copy_key(retiring, retiring_to) : destroy_private_file(retiring_to);
    if (!kept) return kept.error();
    copied.key = true;
  }
  return copied;
}

void print_json(const std::string& tenant, const Copied& copied) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.member("blobs", copied.log.blobs);
  json.member("bytes", copied.log.bytes);
  json.member("first", copied.log.first);
  json.member("not_yet", copied.log.not_yet);
  json.member("position", copied.log.position);
  json.member("records", copied.log.records);
  json.member("segments", copied.log.segments);
  json.member("signing_key", copied.key);
  json.member("tenant", tenant);
  if (copied.vault_rows) json.member("vault_rows", *copied.vault_rows);
  json.end_object();
  std::cout << out << "\n";
}

void print_text(const std::string& tenant, const Copied& copied, const DataDirectory& directory) {
  const auto& log = copied.log;
  std::cout << tenant << ": " << log.position << " records, " << log.records << " of them new (" << log.segments
            << " segments, " << log.blobs << " blobs, " << log.bytes << " bytes)\n";
  if (log.not_yet > 0) std::cout << "  " << log.not_yet << " records after the last checkpoint come with the next\n";
  if (copied.vault_rows)
    std::cout << "  the vault: " << *copied.vault_rows << " rows and the group keys\n";
  else
    std::cout << "  without --vault-to: personal data will not be readable after a restore\n";
  if (!copied.key)
    std::cout << "  the signing key is in no backup: keep " << directory.key_file(tenant).string()
              << " apart from it (--keys-to)\n";
}

}  // namespace

int run_backup(const BackupOptions& options) {
  if (const auto wrong = wrong_places(options)) return cannot(*wrong);
  const DataDirectory directory(whole_path(options.data));
  const auto log = open_to_read(directory);
  if (!log) return cannot(log.error());
  std::vector<std::string> tenants = (*log)->tenants();
  if (!options.tenant.empty()) {
    if (auto found = has_tenant(**log, options.tenant); !found) return cannot(found.error());
    tenants = {options.tenant};
  } else if (auto all = none_missing(directory, tenants); !all) {
    return cannot(all.error());
  }
  if (tenants.empty()) return cannot("there is no tenant in " + directory.root().string());
  for (const std::string& tenant : tenants) {
    const auto copied = back_up_tenant(options, directory, **log, tenant);
    if (!copied) {
      cannot(with_archives(directory, copied.error()));
      const bool damaged =
          copied.error().kind == core::ErrorKind::corrupt || copied.error().kind == core::ErrorKind::wrong_position;
      return damaged ? kDoesNotHold : kCannot;
    }
    if (options.json)
      print_json(tenant, *copied);
    else
      print_text(tenant, *copied, directory);
  }
  return kHolds;
}

}  // namespace tallygate::app
