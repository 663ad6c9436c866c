// The effect of a month's end and of its closing (core/effects.hpp has the others).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "core/money.hpp"
#include "core/time.hpp"

namespace tallygate::core {

// What stood on all accounts that begin alike when a month was over, each in its normal sign: assets and expenses are
// liabilities, equity and income. What is beyond the range of an amount stands as its end.
struct PeriodTotal {
  Amount assets = 0;
  Currency currency;
  Amount equity = 0, expenses = 0, income = 0, liabilities = 0;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("assets", s.assets);
    v("currency", s.currency);
    v("equity", s.equity);
    v("expenses", s.expenses);
    v("income", s.income);
    v("liabilities", s.liabilities);
  }
};

constexpr std::size_t kPeriodTotalsMax = 300;  // as many currencies as there may be

// period.ended, and period.closed, which alone has the figures. Balances are those of the layer posted that are not 0.
struct PeriodEffect {
  std::optional<std::string> balances;  // SHA-256 over "<account> <currency> <amount>\n" in byte order, hex
  Time begins;
  std::optional<std::int64_t> count;     // of balances
  Time ends;                             // the first instant of the next month
  std::string month;                     // "2026-11"
  std::optional<std::int64_t> position;  // seq of period.ended: the figures are those of the records before it
  std::vector<PeriodTotal> totals;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("balances", s.balances, text(64));
    v("begins", s.begins);
    v("count", s.count, at_least(0));
    v("ends", s.ends);
    v("month", s.month, text(7));
    v("position", s.position, at_least(0));
    v("totals", s.totals, items(kPeriodTotalsMax));
  }
};

}  // namespace tallygate::core
