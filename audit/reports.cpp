#include "audit/reports.hpp"

#include <array>
#include <map>
#include <set>

#include "audit/commission_sums.hpp"
#include "audit/export.hpp"
#include "audit/record_pages.hpp"
#include "core/canonical_json.hpp"

namespace tallygate::audit {
namespace {

constexpr std::array<ReportKind, 3> kKinds = {{
    {"trial-balance", "debits, credits and balance of every account and currency over the period"},
    {"commission", "what each payee earned and gave back, by level and currency, over the period"},
    {"risk-decisions", "every decision of the period with its outcome, reasons, scores and rule set"},
}};

using Each = std::function<void(const core::Record&)>;

core::Status each_inside(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                         const Each& visit) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  return each_decoded(log, tenant, 0, head->size, [&](const core::Decoded& decoded, std::string_view) {
    if (period.to && decoded.record.at >= *period.to) return false;
    if (inside(period, decoded.record.at)) visit(decoded.record);
    return true;
  });
}

core::Result<Table> trial_balance(const eventstore::EventLog& log, std::string_view tenant, const Period& period) {
  struct Sum {
    core::WideAmount debit = 0, credit = 0;
  };
  std::map<std::array<std::string, 3>, Sum> sums;
  const auto walked = each_inside(log, tenant, period, [&](const core::Record& r) {
    for (const auto& p : r.postings.all()) {
      auto& sum = sums[{p.account, std::string(p.currency.code()), std::string(core::name_of(p.layer))}];
      (p.amount > 0 ? sum.debit : sum.credit) += p.amount > 0 ? p.amount : -p.amount;
    }
  });
  if (!walked) return walked.error();
  Table table{{"account", "currency", "layer", "debit", "credit", "balance"}, {}};
  for (const auto& [key, sum] : sums)
    table.rows.push_back({key[0], key[1], key[2], core::decimal_text(sum.debit), core::decimal_text(sum.credit),
                          core::decimal_text(sum.debit - sum.credit)});
  return table;
}

core::Result<Table> commission(const eventstore::EventLog& log, std::string_view tenant, const Period& period) {
  CommissionSums sums;
  const auto walked = each_inside(log, tenant, {std::nullopt, period.to},
                                  [&](const core::Record& r) { sums.take(r, inside(period, r.at)); });
  if (!walked) return walked.error();
  return Table{CommissionSums::columns(), sums.rows()};
}

std::string joined(const std::vector<core::Reason>& reasons) {
  std::string out;
  for (const auto& reason : reasons)
    out += (out.empty() ? "" : " ") + reason.code + ":" + std::to_string(reason.weight);
  return out;
}

core::Result<Table> risk_decisions(const eventstore::EventLog& log, std::string_view tenant, const Period& period) {
  Table table{{"seq", "at", "type", "operation", "subject", "outcome", "reasons", "scores", "ruleset"}, {}};
  const auto walked = each_inside(log, tenant, period, [&](const core::Record& r) {
    if (!r.assessment) return;
    const auto& a = *r.assessment;
    std::string scores;
    for (std::size_t k = 0; k < core::kAbuseKinds; ++k)
      if (a.scores[k] > 0)
        scores += (scores.empty() ? "" : " ") + std::string(core::name_of(static_cast<core::AbuseKind>(k))) + ":" +
                  std::to_string(a.scores[k]);
    table.rows.push_back({std::to_string(r.seq), core::format_time(r.at), std::string(core::name_of(r.type)),
                          r.command ? std::string(core::traits(r.command->op).name) : "",
                          r.subjects.empty() ? "" : r.subjects.front().name, std::string(core::name_of(a.outcome)),
                          joined(a.reasons), scores, core::to_hex(core::view(a.ruleset))});
  });
  if (!walked) return walked.error();
  return table;
}

void append_csv(std::string& out, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += ',';
    if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
      out += fields[i];
      continue;
    }
    out += '"';
    for (const char c : fields[i]) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += "\r\n";
}

}  // namespace

std::span<const ReportKind> report_kinds() {
  return kKinds;
}

core::Result<Table> make_report(const eventstore::EventLog& log, std::string_view tenant, std::string_view kind,
                                const Period& period) {
  if (kind == "trial-balance") return trial_balance(log, tenant, period);
  if (kind == "commission") return commission(log, tenant, period);
  if (kind == "risk-decisions") return risk_decisions(log, tenant, period);
  return core::failure(core::ErrorKind::invalid, "there is no report " + std::string(kind) +
                                                     "; there are trial-balance, commission and risk-decisions");
}

std::string to_csv(const Table& table) {
  std::string out;
  append_csv(out, table.columns);
  for (const auto& row : table.rows) append_csv(out, row);
  return out;
}

std::string to_json(const Table& table) {
  std::string out;
  core::JsonWriter w(out);
  std::map<std::string, std::size_t> sorted;
  for (std::size_t i = 0; i < table.columns.size(); ++i) sorted[table.columns[i]] = i;
  w.begin_object();
  w.key("columns");
  w.begin_array();
  for (const auto& column : table.columns) w.string(column);
  w.end_array();
  w.key("rows");
  w.begin_array();
  for (const auto& row : table.rows) {
    w.begin_object();
    for (const auto& [column, i] : sorted) w.member(column, row.at(i));
    w.end_object();
  }
  w.end_array();
  w.end_object();
  return out;
}

std::string manifest_json(const Manifest& m) {
  std::string out;
  core::JsonWriter w(out);
  w.begin_object();
  w.member("checkpoint", m.checkpoint);
  w.member("file_sha256", core::to_hex(core::view(m.file_sha256)));
  w.member("format", m.format);
  if (m.period.from) w.member("from", core::format_time(*m.period.from));
  w.member("kind", m.kind);
  w.member("position", m.position);
  w.member("rows", m.rows);
  w.member("ruleset", core::to_hex(core::view(m.ruleset)));
  w.member("tenant", m.tenant);
  if (m.period.to) w.member("to", core::format_time(*m.period.to));
  w.end_object();
  return out;
}

core::Result<core::Digest> ruleset_at(const eventstore::EventLog& log, std::string_view tenant, const Period& period) {
  core::Digest live{};
  const auto walked = each_inside(log, tenant, {std::nullopt, period.to}, [&](const core::Record& r) {
    if (r.type != core::RecordType::ruleset_activated || !r.command) return;
    if (const auto hash = core::digest_from_hex(core::body_as<core::RulesetPut>(*r.command).toml_sha256)) live = *hash;
  });
  if (!walked) return walked.error();
  return live;
}

}  // namespace tallygate::audit
