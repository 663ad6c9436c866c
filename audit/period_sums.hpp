// What stood on all accounts when a month was over, from explicit postings alone, held against what period.closed says
// (docs/formats.md, Period). For verify; it shares no arithmetic with the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/effects.hpp"
#include "core/record.hpp"

namespace tallygate::audit {

class PeriodSums {
 public:
  // The next record of the log, from the first on. What is wrong with a period.closed, a sentence's rest.
  std::optional<std::string> take(const core::Record& record);
  std::uint64_t held() const { return held_; }  // how many periods' figures were made again and agreed

 private:
  struct Sum {
    core::Currency currency;
    core::WideAmount posted = 0;  // debit positive
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  using Balances = std::unordered_map<std::string, std::vector<Sum>, NameHash, std::equal_to<>>;  // by account

  std::optional<std::string> end(const core::Record& record);
  std::optional<std::string> hold(const core::PeriodEffect& closed);
  void add(const core::Posting& posting);
  core::PeriodEffect figures() const;

  struct Ended {
    std::uint64_t position = 0;
    core::PeriodEffect figures;
  };
  Balances now_;
  std::map<std::string, Ended> open_;  // months that ended, and are not closed yet
  core::Time last_ends_;
  std::uint64_t held_ = 0;
};

}  // namespace tallygate::audit
