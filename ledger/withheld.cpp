#include "ledger/withheld.hpp"

namespace tallygate::ledger {
namespace {

constexpr core::TaxPeriod kTaxPeriods[] = {core::TaxPeriod::month, core::TaxPeriod::year};

}  // namespace

core::Date tax_period_of(core::Date day, core::TaxPeriod period) {
  core::CivilDate first = core::civil_date(day);
  first.day = 1;
  if (period == core::TaxPeriod::year) first.month = 1;
  return core::date_from(first);
}

std::string tax_period_name(core::Date begins, core::TaxPeriod period) {
  constexpr std::size_t kYearEnds = 4, kMonthEnds = 7;  // of "2026-11-22"
  return core::format_date(begins).substr(0, period == core::TaxPeriod::year ? kYearEnds : kMonthEnds);
}

Withheld::Sum Withheld::so_far(const Key& key, core::Date begins) const {
  for (const Entry* entry = first_.get(); entry != nullptr; entry = entry->next.get())
    if (entry->key == key && entry->begins == begins) return entry->sum;
  return {};
}

std::unique_ptr<Withheld::Entry>* Withheld::place(const Key& key) {
  std::unique_ptr<Entry>* at = &first_;
  while (*at != nullptr && (*at)->key != key) at = &(*at)->next;
  return at;
}

void Withheld::add(core::Role role, core::Currency currency, core::Date day, Sum sum, core::UndoJournal& journal) {
  for (const core::TaxPeriod period : kTaxPeriods) {
    const Key key{role, currency, period};
    const core::Date begins = tax_period_of(day, period);
    std::unique_ptr<Entry>* at = place(key);
    if (*at == nullptr) {
      journal.note(*at, 0, +[](std::unique_ptr<Entry>& made, const int&) { made.reset(); });
      *at = std::make_unique<Entry>();
      (*at)->key = key;
      (*at)->begins = begins;
    }
    Entry& entry = **at;
    const Sum before = entry.begins == begins ? entry.sum : Sum{};
    journal.set(entry.begins, begins);
    journal.set(entry.sum, Sum{before.gross + sum.gross, before.tax + sum.tax});
  }
}

void Withheld::take_back(core::Role role, core::Currency currency, core::Date day, Sum sum,
                         core::UndoJournal& journal) {
  for (const core::TaxPeriod period : kTaxPeriods) {
    Entry* entry = place({role, currency, period})->get();
    if (entry == nullptr || entry->begins != tax_period_of(day, period)) continue;
    journal.set(entry->sum, Sum{entry->sum.gross - sum.gross, entry->sum.tax - sum.tax});
  }
}

}  // namespace tallygate::ledger
