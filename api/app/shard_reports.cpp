#include "api/app/shard_reports.hpp"

#include <algorithm>

namespace tallygate::app {

void ShardReports::add(unsigned shard, audit::PagesReport report) {
  const std::string whose = several_ ? "shard " + std::to_string(shard) + ": " : std::string();
  all_.holds = report.holds && (empty_ || all_.holds);
  all_.pages += report.pages;
  all_.free_pages += report.free_pages;
  all_.page_bytes = report.page_bytes;
  all_.transaction = std::max(all_.transaction, report.transaction);
  for (audit::Finding& finding : report.findings) {
    const std::string before = audit::finding_text(finding);
    finding.what = whose + finding.what;
    for (audit::TenantReport& tenant : report.tenants)
      if (tenant.log.wrong == before) tenant.log.wrong = audit::finding_text(finding);
    all_.findings.push_back(std::move(finding));
  }
  for (const std::string& what : report.not_checked) all_.not_checked.push_back(whose + what);
  for (audit::TenantReport& tenant : report.tenants) {
    const auto [before, is_new] = shard_of_.try_emplace(tenant.tenant, shard);
    if (!is_new) {
      all_.findings.push_back({"",
                               {},
                               {},
                               {},
                               "the tenant " + tenant.tenant + " stands in shard " + std::to_string(before->second) +
                                   " and in shard " + std::to_string(shard) + ": one of them is a copy",
                               false});
      all_.holds = false;
    }
    all_.tenants.push_back(std::move(tenant));
  }
  empty_ = false;
}

}  // namespace tallygate::app
