// Money of one currency for money of another, at a rate that is said.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"
#include "core/posting.hpp"

namespace tallygate::core {

struct ConversionSide {
  std::string account;
  Amount amount = 0;
  Currency currency;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, token(kAccountNameMax));
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
  }
};

// Minor units of the currency that is got for one minor unit of the one that is given: num / den. So the currencies'
// exponents are in the rate: 1.00 USD for 150.25 JPY is 15,025 / 10,000 (a cent for 1.5025 yen).
struct ConversionRate {
  std::int64_t den = 1;
  std::int64_t num = 1;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("den", s.den, between(1, kAmountMax));
    v("num", s.num, between(1, kAmountMax));
  }
};

// floor(amount * num / den), through 128 bits: both factors are below 2^53. It may be more than an amount can be.
constexpr __int128 converted(Amount amount, const ConversionRate& rate) {
  return static_cast<__int128>(amount) * rate.num / rate.den;
}

// to.amount = floor(from.amount * num / den).
struct ConversionPost {
  OtherId conversion_id;
  ConversionSide from;  // gives
  std::optional<Time> occurred_at;
  ConversionRate rate;
  std::string source;  // where the rate is from: "ECB 2026-11-20"
  ConversionSide to;   // gets
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("conversion_id", s.conversion_id);
    v("from", s.from);
    v("occurred_at", s.occurred_at);
    v("rate", s.rate);
    v("source", s.source, text(200));
    v("to", s.to);
  }
};

}  // namespace tallygate::core
