// What a person reads when the month is over.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "bench/play/month.hpp"
#include "bench/play/tally.hpp"

namespace tallygate::play {

struct Balance {
  std::string account;
  std::int64_t posted = 0;  // in the account's normal sign, minor units
  bool debit = false;       // normal side
};

struct Closing {
  std::vector<Balance> balances;  // read from the API
  std::string checkpoint;         // the signed note
  std::string verify;             // what `tallygate verify` printed
  bool verified = false;
  std::uint64_t log_bytes = 0, records = 0;
  std::uint64_t real_orders = 0, real_accepted = 0, real_refunds = 0;
  std::int64_t real_gross = 0, real_refunded = 0;  // minor units: what samples/online-retail/recount.py arrives at
  std::vector<std::string> rules;                  // codes of the live rule set
};

void print_summary(std::ostream& out, const Month& month, Tally& tally, const Closing& closing);
std::string decimal(std::int64_t minor);  // 1234567 -> "12,345.67"
std::string grouped(std::uint64_t n);     // 1234567 -> "1,234,567"

}  // namespace tallygate::play
