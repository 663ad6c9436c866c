// What two sides speak of, as docs/money.md (Reconciliation) tells of it: plain values of the model.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/commands/reconciliation.hpp"
#include "core/money.hpp"
#include "core/time.hpp"

namespace tallygate::simulation {

struct ModelMatch {                        // "payment:y1@card", "settlement:card:s1", "order:o1", "waybill:w1"
  std::vector<core::StatementRow> rows;    // what the channel said of it
  std::optional<std::int64_t> awaited_to;  // the end of that day since 1970
  std::optional<core::Time> since;         // of the record after which they differed
  std::string open_break;                  // the last that was opened
};
struct ModelSettled {
  core::Amount gross = 0, fee = 0;
  std::string currency;
  std::uint64_t seq = 0;
};
struct ModelParcel {
  bool shipped = false;                     // by an order, while goods were compared
  std::optional<core::LogisticsKind> said;  // by the carrier, last
};
struct ModelDifference {
  std::string kind, account, currency;
  core::Amount amount = 0, ours = 0, theirs = 0;
  bool over_no_amount = false;
  bool at_once = true;  // else after a while
};

}  // namespace tallygate::simulation
