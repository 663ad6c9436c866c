// Conversions in the words of the domain: commands, and steps of a scenario (scenario.hpp).
#pragma once

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::ConversionSide side(std::string account, core::Money money) {
  return {std::move(account), money.amount, money.currency};
}
inline core::ConversionRate rate_of(std::int64_t num, std::int64_t den) {
  core::ConversionRate rate;
  rate.num = num;
  rate.den = den;
  return rate;
}
inline core::Command convert(std::string id, core::ConversionSide from, core::ConversionSide to,
                             core::ConversionRate rate) {
  core::ConversionPost body;
  body.conversion_id = core::OtherId(std::move(id));
  body.from = std::move(from);
  body.to = std::move(to);
  body.rate = rate;
  body.source = "the bank's own, of the day";
  return command(core::Operation::conversion_post, std::move(body));
}

}  // namespace tallygate::tests
