#include "api/app/promises.hpp"

#include <fstream>
#include <utility>
#include <vector>

#include "api/app/anchors.hpp"
#include "api/app/open_log.hpp"
#include "api/app/private_file.hpp"
#include "audit/backup_files.hpp"
#include "audit/promises.hpp"
#include "audit/receipt.hpp"

namespace tallygate::app {
namespace {

// The receipt that the command names; nothing and no error when it names none.
core::Result<std::optional<std::string>> read_receipt(const VerifyCommand& command) {
  using Found = std::optional<std::string>;
  if (command.receipt.empty()) return Found();
  const auto text = read_file(command.receipt);
  if (!text) return text.error();
  auto note = audit::read_receipt_text(*text);
  if (!note) return core::failure(core::ErrorKind::invalid, command.receipt + " holds no receipt");
  return Found(std::move(note));
}

// Checkpoints that anchors keep of the log, of which each must have one, and those that the command names.
core::Result<std::vector<audit::Promises::Kept>> read_kept(const VerifyCommand& command, const std::string& origin) {
  std::vector<audit::Promises::Kept> kept;
  for (const std::string& file : command.checkpoints) {
    auto note = audit::read_checkpoint_file(file);
    if (!note) return note.error();
    kept.push_back({"the checkpoint in " + file, std::move(*note)});
  }
  for (const std::string& directory : command.anchors) {
    const auto file = anchor_file(directory, origin);
    auto note = audit::read_checkpoint_file(file);
    if (!note) return note.error();
    kept.push_back({"the anchor " + file.string(), std::move(*note)});
  }
  return kept;
}

}  // namespace

core::Status hold_promises(const VerifyCommand& command, const DataDirectory& directory,
                           const std::optional<audit::Verifier>& verifier, audit::PagesReport& report) {
  if (!report.holds) return core::Done{};
  if (command.anchors.empty())
    report.not_checked.push_back("no anchor was given: that the whole directory is not an older copy cannot be known");
  auto receipt = read_receipt(command);
  if (!receipt) return receipt.error();
  if (command.anchors.empty() && command.checkpoints.empty() && !*receipt) return core::Done{};
  if ((*receipt || !command.checkpoints.empty()) && report.tenants.size() > 1)
    return core::failure(core::ErrorKind::invalid,
                         "a receipt or a checkpoint is of one tenant: say which with --tenant");
  const auto log = open_to_read(directory);  // only now that every page of it was found whole
  if (!log) return log.error();
  for (audit::TenantReport& tenant : report.tenants) {
    auto kept = read_kept(command, tenant.log.origin);
    if (!kept) return kept.error();
    const audit::VerifiedRecords records{[&](std::uint64_t seq) { return (*log)->read_one(tenant.tenant, seq); },
                                         [&](std::uint64_t size) { return (*log)->root_at(tenant.tenant, size); }};
    const audit::Promises promises{std::move(*kept), *receipt};
    if (auto read = audit::check_promises(tenant.log, records, verifier, promises); !read) return read;
    report.holds = report.holds && tenant.log.holds;
  }
  return core::Done{};
}

core::Status hold_promises(const VerifyCommand& command, const audit::EachLine& each,
                           const std::optional<audit::Verifier>& verifier, audit::VerifyReport& report) {
  if (!report.holds) return core::Done{};
  auto receipt = read_receipt(command);
  if (!receipt) return receipt.error();
  auto kept = read_kept(command, report.origin);
  if (!kept) return kept.error();
  return audit::check_promises(report, audit::records_of(each), verifier, {std::move(*kept), std::move(*receipt)});
}

audit::EachLine lines_of_file(const std::filesystem::path& file) {
  return [file](const std::function<bool(std::string_view)>& visit) -> core::Status {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    while (std::getline(in, line))
      if (!visit(line)) return core::Done{};
    return in.bad() || !in.eof() ? core::Status(core::failure(core::ErrorKind::io, "cannot read " + file.string()))
                                 : core::Status(core::Done{});
  };
}

audit::EachLine lines_of_backup(const std::filesystem::path& backup) {
  return [backup](const std::function<bool(std::string_view)>& visit) -> core::Status {
    const auto manifest = audit::read_manifest(backup);
    if (!manifest) return manifest.error();
    bool enough = false;
    const auto read =
        audit::each_backed_up(backup, *manifest, [&](std::uint64_t, std::string_view line) -> core::Status {
          if (visit(line)) return core::Done{};
          enough = true;
          return core::failure(core::ErrorKind::invalid, "enough");
        });
    return enough ? core::Status(core::Done{}) : read;
  };
}

}  // namespace tallygate::app
