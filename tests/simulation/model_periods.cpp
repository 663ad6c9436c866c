// Months of the tenant's calendar: each ends by a record, is closed after that, and takes nothing more that is asked
// for; what happened in it and is reported later is counted.
#include <algorithm>
#include <chrono>

#include "core/hash.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

std::optional<core::Time> occurred_at(const core::Command& command) {
  return std::visit(
      [](const auto& body) -> std::optional<core::Time> {
        if constexpr (requires { body.occurred_at; }) return body.occurred_at;
        return std::nullopt;
      },
      command.body);
}

// The month goes on that the instant is in.
void Model::begin_month(core::Time at) {
  using namespace std::chrono;
  const minutes zone(east.value());
  const auto day = floor<days>(sys_time<microseconds>(microseconds(at.us)) + zone);
  const year_month_day date(day);
  const auto month = date.year() / date.month();
  const auto start = [&](year_month of) -> core::Time {
    return {duration_cast<microseconds>((sys_days(of / 1) - zone).time_since_epoch()).count()};
  };
  ModelMonth next;
  next.id = period_of(core::PlanPeriod::month, at);
  next.begins = start(month);
  next.ends = start(month + std::chrono::months(1));
  months.emplace(next.id, next);
}

void Model::keep_months(bool kept) {
  const auto running = std::ranges::find(months, "running", [](const auto& m) { return m.second.state; });
  if (kept && running == months.end()) begin_month(last_at);
  if (!kept && running != months.end()) months.erase(running);
}

namespace {

core::Amount within(__int128 amount) {
  return static_cast<core::Amount>(std::clamp<__int128>(amount, -core::kAmountMax, core::kAmountMax));
}

std::string decimal(__int128 amount) {
  if (amount < 0) return "-" + decimal(-amount);
  const std::string last(1, static_cast<char>('0' + static_cast<int>(amount % 10)));
  return amount < 10 ? last : decimal(amount / 10) + last;
}

}  // namespace

// What stands on all accounts before the record that says so.
void Model::end_month(const std::string& id) {
  ModelMonth& month = months.at(id);
  month.state = "open";
  month.position = next_seq;
  std::string lines;
  std::map<std::string, std::map<std::string, __int128>> sums;  // by currency and kind of account
  for (const auto& [account, balance] : balances) {
    if (balance == 0) continue;
    month.count += 1;
    lines += account.first + " " + account.second + " " + decimal(balance) + "\n";
    sums[account.second][account.first.substr(0, account.first.find(':'))] +=
        is_debit(account.first) ? balance : -balance;
  }
  month.balances = core::to_hex(core::view(core::sha256(lines)));
  for (auto& [currency, of] : sums)
    for (const std::string kind : {"assets", "equity", "expenses", "income", "liabilities"})
      month.totals += currency + " " + kind + " " + std::to_string(within(of[kind])) + "\n";
  const core::Time ends = month.ends;
  begin_month(ends);
}

// The first closed month that ends after the instant.
std::string Model::closed_month_of(core::Time at) const {
  for (const auto& [id, month] : months)
    if (month.state == "closed" && at < month.ends) return id;
  return "";
}

Codes Model::no_close(const std::string& id) const {
  const auto month = months.find(id);
  if (month != months.end() && month->second.state == "closed") return {Code::period_closed};
  for (const auto& [other, of] : months) {
    if (of.state == "running") return {id >= other ? Code::period_not_over : Code::period_not_found};
    if (other == id) return {};
    if (of.state == "open" && month != months.end() && month->second.state == "open")
      return {Code::period_out_of_order};
  }
  return {Code::period_not_found};
}

void Model::close_month(const std::string& id) {
  ModelMonth& month = months.at(id);
  month.state = "closed";
  month.record = next_seq + record_;
  month.closed_at = last_at;
}

}  // namespace tallygate::simulation
