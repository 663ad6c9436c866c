#include "api/app/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <vector>

#include "api/app/archive_links.hpp"
#include "api/app/command.hpp"
#include "api/app/data_directory.hpp"
#include "api/app/open_log.hpp"
#include "api/app/progress_bar.hpp"
#include "api/app/promises.hpp"
#include "api/app/shard_reports.hpp"
#include "api/app/stored_states.hpp"
#include "api/app/tar_file.hpp"
#include "api/app/tenant_fold.hpp"
#include "audit/backup_manifest.hpp"
#include "audit/evidence.hpp"
#include "audit/verify.hpp"
#include "audit/verify_archive.hpp"
#include "audit/verify_pages.hpp"
#include "eventstore/page_source.hpp"

namespace tallygate::app {
namespace {

int say(const core::Result<audit::VerifyReport>& report, bool json) {
  if (!report) return cannot(report.error());
  std::cout << (json ? audit::report_json(*report) + "\n" : audit::report_text(*report));
  return report->holds ? kHolds : kDoesNotHold;
}

// By tenant. Read before the log, so that beside a server none is of more records than are then found.
std::map<std::string, std::string> read_checkpoints(const DataDirectory& directory) {
  std::map<std::string, std::string> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory.checkpoint_file("x").parent_path(), error)) {
    if (auto note = audit::read_checkpoint_file(entry.path())) out.emplace(entry.path().filename().string(), *note);
  }
  return out;
}

core::Result<audit::PagesReport> read_shard(const VerifyCommand& command, const DataDirectory& directory,
                                            unsigned shard, const std::optional<audit::Verifier>& verifier,
                                            GivenArchives& archives,
                                            const std::map<std::string, std::string>& checkpoints) {
  const auto file = eventstore::DataFile::open(directory.shard(shard) / "data.mdb");
  if (!file) return file.error();
  audit::PagesOptions options;
  options.verifier = verifier;
  options.tenant = command.tenant;
  options.threads = command.threads;
  if (command.state) {
    options.make_fold = make_tenant_fold;
    options.find_states = [&directory](const std::string& tenant) { return stored_states(directory.state(), tenant); };
  }
  options.find_archive = [&](const std::string& tenant, const eventstore::ArchivedRange& range) {
    return archives.find(directory, tenant, range);
  };
  options.checkpoint = [&checkpoints](const std::string& tenant) -> std::optional<std::string> {
    const auto note = checkpoints.find(tenant);
    return note != checkpoints.end() ? std::optional(note->second) : std::nullopt;
  };
  ProgressBar bar("verify");
  options.progress = [&bar](const std::string&, std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
  return audit::verify_pages(*file, options);
}

// Every shard; with --tenant those in which that tenant is found. What a single shard says is left as it is.
core::Result<audit::PagesReport> read_directory(const VerifyCommand& command, const DataDirectory& directory,
                                                const std::optional<audit::Verifier>& verifier,
                                                GivenArchives& archives) {
  const auto numbers = shards_of(directory);
  if (!numbers) return numbers.error();
  const auto checkpoints = read_checkpoints(directory);
  ShardReports all(numbers->size() > 1);
  for (const unsigned number : *numbers) {
    auto report = read_shard(command, directory, number, verifier, archives, checkpoints);
    if (!report && (report.error().kind != core::ErrorKind::not_found || command.tenant.empty())) return report;
    if (report) all.add(number, std::move(*report));
  }
  if (all.empty()) return core::failure(core::ErrorKind::not_found, "there is no tenant " + command.tenant);
  auto report = std::move(all).take();
  if (!command.tenant.empty()) return report;
  std::vector<std::string> tenants;
  for (const auto& tenant : report.tenants) tenants.push_back(tenant.tenant);
  // Where the file itself is damaged, what it held is not known.
  if (auto there = none_missing(directory, tenants); !there && report.holds) {
    report.findings.push_back({"", {}, {}, {}, there.error().message, false});
    report.holds = false;
  }
  return report;
}

int verify_directory(const VerifyCommand& command, const DataDirectory& directory,
                     const std::optional<audit::Verifier>& verifier) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory.shards(), error))
    return cannot("there is no data directory at " + directory.root().string());
  GivenArchives archives;
  if (auto opened = archives.open(command.archives); !opened) return cannot(opened.error());
  auto report = read_directory(command, directory, verifier, archives);
  if (!report) return cannot(report.error());
  for (const std::string& damaged : archives.damaged()) {
    report->findings.push_back({"", {}, {}, {}, damaged, false});
    report->holds = false;
  }
  if (auto used = archives.all_used(); !used) return cannot(used.error());
  if (report->holds && report->tenants.empty()) return cannot("there is no tenant in " + directory.root().string());
  if (verifier && report->tenants.size() > 1) return cannot("a vkey is of one tenant: say which with --tenant");
  if (auto read = hold_promises(command, directory, verifier, *report); !read)
    return cannot(with_archives(directory, read.error()));
  std::cout << (command.json ? audit::report_json(*report) + "\n" : audit::report_text(*report));
  if (!report->holds) return kDoesNotHold;
  return audit::is_complete(*report) ? kHolds : cannot("not all of it was verified: an archive is not there");
}

int verify_bundle(const VerifyCommand& command, const std::filesystem::path& file,
                  const std::optional<audit::Verifier>& verifier) {
  const auto files = read_tar(file);
  if (!files) return cannot(files.error());
  const auto report = audit::check_evidence(*files, verifier);
  std::cout << (command.json ? audit::evidence_json(report) + "\n" : audit::evidence_text(report));
  return report.holds ? kHolds : kDoesNotHold;
}

// A backup's tenants are its directories.
std::vector<std::filesystem::path> backups_below(const std::filesystem::path& what, const std::string& tenant) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(what, error))
    if (audit::has_manifest(entry.path()) && (tenant.empty() || entry.path().filename() == tenant))
      found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

int verify_backups(const std::vector<std::filesystem::path>& backups, const VerifyCommand& command,
                   audit::VerifyOptions options) {
  if (options.verifier && backups.size() > 1) return cannot("a vkey is of one tenant: say which with --tenant");
  if ((!command.receipt.empty() || !command.checkpoints.empty()) && backups.size() > 1)
    return cannot("a receipt or a checkpoint is of one tenant: say which with --tenant");
  int worst = kHolds;
  for (const auto& backup : backups) {
    core::Result<audit::VerifyReport> report = [&] {
      ProgressBar bar("verify " + backup.filename().string());
      options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
      return audit::verify_backup(backup, options);
    }();
    if (report) {
      if (auto read = hold_promises(command, lines_of_backup(backup), options.verifier, *report); !read)
        return cannot(read.error());
    }
    if (backups.size() > 1 && !command.json) std::cout << backup.filename().string() << "\n";
    worst = std::max(worst, say(report, command.json));
  }
  return worst;
}

}  // namespace

int run_verify(const VerifyCommand& command) {
  audit::VerifyOptions options;
  if (!command.vkey.empty()) {
    options.verifier = audit::parse_vkey(command.vkey);
    if (!options.verifier) return cannot("this is no vkey: NAME+KEYID+KEY");
  }
  std::error_code error;
  const std::filesystem::path what = std::filesystem::absolute(command.what, error);
  if (audit::has_manifest(what)) return verify_backups({what}, command, options);
  if (const auto backups = backups_below(what, command.tenant); !backups.empty())
    return verify_backups(backups, command, options);
  if (std::filesystem::is_directory(what, error))
    return verify_directory(command, DataDirectory(what), options.verifier);
  if (!std::filesystem::exists(what, error)) return cannot("there is nothing at " + what.string());
  if (!command.archives.empty()) return cannot("--archive goes with a data directory");
  if (looks_like_tar(what) && (!command.receipt.empty() || !command.anchors.empty() || !command.checkpoints.empty()))
    return cannot("--anchor, --checkpoint and --receipt go with a whole log: this file holds only a part of one");
  if (audit::looks_like_archive(what)) {
    ProgressBar bar("verify");
    options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    return say(audit::verify_archive(what, options), command.json);
  }
  if (looks_like_tar(what)) return verify_bundle(command, what, options.verifier);
  core::Result<audit::VerifyReport> report = [&] {
    ProgressBar bar("verify");
    options.progress = [&bar](std::uint64_t done, std::uint64_t total) { bar.show(done, total); };
    return audit::verify_file(what, options);
  }();
  if (report) {
    if (auto read = hold_promises(command, lines_of_file(what), options.verifier, *report); !read)
      return cannot(read.error());
  }
  return say(report, command.json);
}

}  // namespace tallygate::app
