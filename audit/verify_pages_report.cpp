#include <algorithm>

#include "audit/verify_pages.hpp"

namespace tallygate::audit {
namespace {

constexpr std::size_t kFindingsShown = 8;

void write_finding(core::JsonWriter& json, const Finding& finding) {
  json.begin_object();
  if (finding.first_seq) json.member("first_seq", *finding.first_seq);
  if (finding.last_seq) json.member("last_seq", *finding.last_seq);
  if (finding.page) json.member("page", *finding.page);
  json.member("table", finding.table);
  json.member("what", finding.what);
  json.end_object();
}

void write_tenant(core::JsonWriter& json, const TenantReport& tenant) {
  json.begin_object();
  json.key("archives");
  json.begin_array();
  for (const auto& archive : tenant.archives) {
    json.begin_object();
    json.member("end", archive.range.end);
    json.member("first", archive.range.first);
    json.member("name", eventstore::archive_name(archive.range));
    json.member("read", archive.read);
    json.end_object();
  }
  json.end_array();
  json.member("blobs", tenant.blobs);
  json.member("keys", tenant.keys);
  json.key("log");
  json.begin_object();
  write_report(json, tenant.log);
  json.end_object();
  if (tenant.state) json.member("state", core::to_hex(core::view(*tenant.state)));
  json.member("states", tenant.states);
  json.member("tenant", tenant.tenant);
  json.member("tiles", tenant.tiles);
  json.end_object();
}

// The first bad seq of all tenants that says most: the first finding's.
std::optional<std::uint64_t> first_bad_seq(const PagesReport& report) {
  if (!report.findings.empty()) return report.findings.front().first_seq;
  for (const auto& tenant : report.tenants)
    if (!tenant.log.holds) return tenant.log.first_bad_seq;
  return std::nullopt;
}

std::string wrong_of(const PagesReport& report) {
  if (!report.findings.empty()) return finding_text(report.findings.front());
  for (const auto& tenant : report.tenants)
    if (!tenant.log.holds) return tenant.log.wrong;
  return {};
}

// Whether it stands above what is said of the tenants.
bool is_said(const PagesReport& report, const std::string& wrong) {
  const auto shown = std::min(report.findings.size(), kFindingsShown);
  return wrong == wrong_of(report) ||
         std::any_of(report.findings.begin(), report.findings.begin() + static_cast<std::ptrdiff_t>(shown),
                     [&](const Finding& f) { return finding_text(f) == wrong; });
}

}  // namespace

std::string finding_text(const Finding& finding) {
  std::string out = finding.table;
  if (finding.page) out += (out.empty() ? "page " : ", page ") + std::to_string(*finding.page);
  if (finding.first_seq) {
    out += out.empty() ? "record" : ", record";
    if (finding.last_seq && *finding.last_seq != *finding.first_seq)
      out += "s " + std::to_string(*finding.first_seq) + " to " + std::to_string(*finding.last_seq);
    else
      out += " " + std::to_string(*finding.first_seq);
  }
  return out.empty() ? finding.what : out + ": " + finding.what;
}

std::string report_json(const PagesReport& report) {
  std::string out;
  core::JsonWriter json(out);
  json.begin_object();
  json.key("findings");
  json.begin_array();
  for (const auto& finding : report.findings) write_finding(json, finding);
  json.end_array();
  if (const auto bad = first_bad_seq(report)) json.member("first_bad_seq", *bad);
  json.member("free_pages", report.free_pages);
  json.member("holds", report.holds);
  json.key("not_checked");
  json.begin_array();
  for (const auto& what : report.not_checked) json.string(what);
  json.end_array();
  json.member("page_bytes", report.page_bytes);
  json.member("pages", report.pages);
  json.key("tenants");
  json.begin_array();
  for (const auto& tenant : report.tenants) write_tenant(json, tenant);
  json.end_array();
  json.member("transaction", report.transaction);
  json.member("wrong", wrong_of(report));
  json.end_object();
  return out;
}

std::string report_text(const PagesReport& report) {
  std::string out;
  if (!report.holds) {
    out += "DOES NOT HOLD";
    if (const auto bad = first_bad_seq(report)) out += " at record " + std::to_string(*bad);
    out += ": " + wrong_of(report) + "\n";
  }
  for (std::size_t i = 1; i < report.findings.size() && i < kFindingsShown; ++i)
    out += "also: " + finding_text(report.findings[i]) + "\n";
  if (report.findings.size() > kFindingsShown)
    out += "and " + std::to_string(report.findings.size() - kFindingsShown) + " more\n";
  for (const auto& tenant : report.tenants) {
    if (report.tenants.size() > 1) out += "tenant " + tenant.tenant + "\n";
    out += report_text(tenant.log, is_said(report, tenant.log.wrong));
    for (const auto& archive : tenant.archives)
      if (archive.read)
        out += "records " + std::to_string(archive.range.first) + " to " + std::to_string(archive.range.end - 1) +
               " were read from the archive " + eventstore::archive_name(archive.range) + "\n";
    if (tenant.log.holds)
      out += std::to_string(tenant.tiles) + " tiles, " + std::to_string(tenant.keys) + " idempotency keys and " +
             std::to_string(tenant.blobs) + " blobs are those of the records\n";
    if (tenant.states > 0) out += std::to_string(tenant.states) + " state checkpoints are what the records fold to\n";
    if (tenant.state) out += "state " + core::to_hex(core::view(*tenant.state)) + "\n";
  }
  if (report.holds)
    out += std::to_string(report.pages) + " pages of " + std::to_string(report.page_bytes) + " bytes, " +
           std::to_string(report.free_pages) + " of them free\n";
  for (const auto& what : report.not_checked) out += "not checked: " + what + "\n";
  return out;
}

}  // namespace tallygate::audit
