#include "api/app/promises.hpp"

#include <fstream>
#include <utility>
#include <vector>

#include "api/app/anchors.hpp"
#include "api/app/open_log.hpp"
#include "api/app/private_file.hpp"
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

// Checkpoints that anchors keep of the log; each must have one.
core::Result<std::vector<audit::Promises::Kept>> read_anchors(const VerifyCommand& command, const std::string& origin) {
  std::vector<audit::Promises::Kept> kept;
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
  if (command.anchors.empty() && !*receipt) return core::Done{};
  if (*receipt && report.tenants.size() > 1)
    return core::failure(core::ErrorKind::invalid, "a receipt is of one tenant: say which with --tenant");
  const auto log = open_to_read(directory);  // only now that every page of it was found whole
  if (!log) return log.error();
  for (audit::TenantReport& tenant : report.tenants) {
    auto kept = read_anchors(command, tenant.log.origin);
    if (!kept) return kept.error();
    const audit::VerifiedRecords records{[&](std::uint64_t seq) { return (*log)->read_one(tenant.tenant, seq); },
                                         [&](std::uint64_t size) { return (*log)->root_at(tenant.tenant, size); }};
    const audit::Promises promises{std::move(*kept), *receipt};
    if (auto read = audit::check_promises(tenant.log, records, verifier, promises); !read) return read;
    report.holds = report.holds && tenant.log.holds;
  }
  return core::Done{};
}

core::Status hold_receipt(const VerifyCommand& command, const std::filesystem::path& file,
                          const std::optional<audit::Verifier>& verifier, audit::VerifyReport& report) {
  auto receipt = read_receipt(command);
  if (!receipt) return receipt.error();
  const auto record = [&](std::uint64_t seq) -> core::Result<std::string> {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    for (std::uint64_t at = 0; std::getline(in, line); ++at)
      if (at == seq) return line;
    return core::failure(core::ErrorKind::io, "cannot read " + file.string());
  };
  return audit::check_promises(report, {record, {}}, verifier, {{}, std::move(*receipt)});
}

}  // namespace tallygate::app
