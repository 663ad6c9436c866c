// What the log says of months: the figures of each that was closed, and which facts came too late for one.
#include <algorithm>

#include "core/record_codec.hpp"
#include "tests/simulation/comparison.hpp"

namespace tallygate::simulation {
namespace {

std::string closed_period(const core::Record& record) {
  return std::visit(
      [](const auto& effect) -> std::string {
        if constexpr (requires { effect.closed_period; }) return effect.closed_period.value_or("");
        return "";
      },
      record.effect);
}

std::string told(const std::vector<core::PeriodTotal>& totals) {
  std::string out;
  for (const auto& t : totals) {
    const std::string currency(t.currency.code());
    for (const auto& [kind, amount] :
         {std::pair("assets", t.assets), std::pair("equity", t.equity), std::pair("expenses", t.expenses),
          std::pair("income", t.income), std::pair("liabilities", t.liabilities)})
      out += currency + " " + kind + " " + std::to_string(amount) + "\n";
  }
  return out;
}

}  // namespace

void compare_months(const MemoryLog& log, const std::string& tenant, const Model& model) {
  core::RecordDecoder decoder;
  std::map<std::string, std::uint64_t> late;
  for (std::uint64_t seq = 0; seq < log.synced(tenant); ++seq) {
    const auto decoded = decoder.decode(log.read_one(tenant, seq).value());
    if (!decoded) differ("a record cannot be read: " + decoded.error().message);
    const core::Record& r = decoded->record;
    if (const std::string month = closed_period(r); !month.empty()) {
      late[month] += 1;
      const auto named =
          std::ranges::find(r.subjects, "period:" + month, [](const auto& s) { return std::string(s.name); });
      if (named == r.subjects.end()) differ("record " + std::to_string(seq) + " does not name the month " + month);
    }
    if (r.type != core::RecordType::period_ended && r.type != core::RecordType::period_closed) continue;
    const auto& effect = std::get<core::PeriodEffect>(r.effect);
    const std::string here = "record " + std::to_string(seq) + " of " + effect.month;
    const auto found = model.months.find(effect.month);
    if (found == model.months.end()) differ(here + ": no such month");
    const ModelMonth& month = found->second;
    same(here + " begins", core::format_time(month.begins), core::format_time(effect.begins));
    same(here + " ends", core::format_time(month.ends), core::format_time(effect.ends));
    const bool closes = r.type == core::RecordType::period_closed;
    same(here, closes ? month.record : month.position, seq);
    if (!closes) continue;
    same(here + ", position", month.position, static_cast<std::uint64_t>(effect.position.value_or(-1)));
    same(here + ", count", month.count, static_cast<std::uint64_t>(effect.count.value_or(-1)));
    same(here + ", balances", month.balances, effect.balances.value_or("none"));
    same(here + ", totals", month.totals, told(effect.totals));
  }
  for (const auto& [id, month] : model.months) {
    const auto found = late.find(id);
    same("late facts of " + id, month.late, found == late.end() ? 0 : found->second);
  }
}

}  // namespace tallygate::simulation
