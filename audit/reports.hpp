// Reports of a period, each with a manifest that carries its evidence.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/export.hpp"
#include "core/bytes.hpp"

namespace tallygate::audit {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // in a fixed order; amounts are integers of minor units
};

struct ReportKind {
  std::string_view name;  // "trial-balance", "commission", "risk-decisions"
  std::string_view description;
};
std::span<const ReportKind> report_kinds();

core::Result<Table> make_report(const eventstore::EventLog& log, std::string_view tenant, std::string_view kind,
                                const Period& period);
std::string to_csv(const Table& table);   // RFC 4180, with a header line
std::string to_json(const Table& table);  // {"columns": […], "rows": [{…}]}, canonical

struct Manifest {
  std::string kind, tenant, format;
  Period period;
  std::uint64_t position = 0, rows = 0;
  std::string checkpoint;  // the signed note at that position or the last published before it
  core::Digest ruleset{}, file_sha256{};
};
std::string manifest_json(const Manifest& manifest);
// The rule set that was live at the end of the period, from the log; zero where none.
core::Result<core::Digest> ruleset_at(const eventstore::EventLog& log, std::string_view tenant, const Period& period);

}  // namespace tallygate::audit
