#include "audit/period_sums.hpp"

#include <algorithm>
#include <utility>

#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

bool same(const core::PeriodTotal& a, const core::PeriodTotal& b) {
  return a.currency == b.currency && a.assets == b.assets && a.equity == b.equity && a.expenses == b.expenses &&
         a.income == b.income && a.liabilities == b.liabilities;
}

}  // namespace

core::PeriodEffect PeriodSums::figures() const {
  core::PeriodEffect out;
  std::map<std::string, std::map<std::string, core::WideAmount>>
      totals;  // by currency, then what the account's name begins with
  std::string lines;
  std::int64_t count = 0;
  std::map<std::pair<std::string_view, std::string_view>, core::WideAmount> sorted;  // by account and currency
  for (const auto& [account, sums] : now_)
    for (const Sum& sum : sums) sorted[{account, sum.currency.code()}] = sum.posted;
  for (const auto& [of, sum] : sorted) {
    if (sum == 0) continue;
    ++count;
    lines.append(of.first).append(" ").append(of.second).append(" ").append(core::decimal_text(sum)) += '\n';
    totals[std::string(of.second)][std::string(of.first.substr(0, of.first.find(':')))] += sum;
  }
  out.count = count;
  out.balances = core::to_hex(core::view(core::sha256(lines)));
  for (auto& [code, of] : totals) {
    core::PeriodTotal total;
    total.currency = core::Currency::from_code(code).value_or(core::Currency{});
    total.assets = core::shown(of["assets"]);
    total.equity = core::shown(-of["equity"]);
    total.expenses = core::shown(of["expenses"]);
    total.income = core::shown(-of["income"]);
    total.liabilities = core::shown(-of["liabilities"]);
    out.totals.push_back(total);
  }
  return out;
}

void PeriodSums::add(const core::Posting& posting) {
  auto found = now_.find(std::string_view(posting.account));
  if (found == now_.end()) found = now_.emplace(posting.account, std::vector<Sum>()).first;
  auto sum = std::ranges::find(found->second, posting.currency, &Sum::currency);
  if (sum == found->second.end()) sum = found->second.insert(sum, Sum{posting.currency, 0});
  sum->posted += posting.amount;
}

std::optional<std::string> PeriodSums::end(const core::Record& record) {
  const auto& effect = core::effect_as<core::PeriodEffect>(record);
  if (effect.ends > record.at) return "month " + effect.month + " ends before its time";
  if (effect.begins < last_ends_ || effect.ends <= effect.begins)
    return "month " + effect.month + " does not follow the one before";
  last_ends_ = effect.ends;
  open_[effect.month] = {record.seq, figures()};
  return std::nullopt;
}

std::optional<std::string> PeriodSums::hold(const core::PeriodEffect& closed) {
  const auto found = open_.find(closed.month);
  if (found == open_.end()) return "month " + closed.month + " is closed, which did not end or was closed before";
  const Ended ended = std::move(found->second);
  if (found != open_.begin()) return "month " + closed.month + " is closed before " + open_.begin()->first;
  open_.erase(found);
  const bool position = closed.position == static_cast<std::int64_t>(ended.position);
  if (!position || closed.count != ended.figures.count || closed.balances != ended.figures.balances ||
      !std::ranges::equal(closed.totals, ended.figures.totals, same))
    return "the postings of the records before " + std::to_string(ended.position) +
           " give other balances than those that month " + closed.month + " was closed with";
  ++held_;
  return std::nullopt;
}

std::optional<std::string> PeriodSums::take(const core::Record& record) {
  std::optional<std::string> wrong;
  if (record.type == core::RecordType::period_ended) wrong = end(record);
  if (record.type == core::RecordType::period_closed) wrong = hold(core::effect_as<core::PeriodEffect>(record));
  for (const core::Posting& p : record.postings.all())
    if (p.layer == core::Layer::posted) add(p);
  return wrong;
}

}  // namespace tallygate::audit
