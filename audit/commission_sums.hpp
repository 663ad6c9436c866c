// What each payee earned by commission and gave back, from the recorded splits alone: earned where an order completes,
// given back by refunds and by what disputes lost, put back where a refund failed or the end of a dispute changed.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/record.hpp"

namespace tallygate::audit {

class CommissionSums {
 public:
  // The next record of the log, from its beginning. It is known, and enters the sums only where it `counts`: what a
  // period gives back may be of orders that completed before it.
  void take(const core::Record& record, bool counts);

  // payee, kind, level, currency, orders, earned, given_back, net; a row each in the order of the first four.
  static std::vector<std::string> columns();
  std::vector<std::vector<std::string>> rows() const;

 private:
  struct Key {
    std::string payee, kind, level, currency;
    auto operator<=>(const Key&) const = default;
  };
  struct Sum {
    std::uint64_t orders = 0;
    core::WideAmount earned = 0, given_back = 0;
  };

  void earned(const core::Record& record, bool counts);
  void given_back(const core::OrderId& order, const std::vector<core::GiveBack>& parts);

  std::map<std::string, std::vector<Key>> parts_;  // of an order's split, in its order
  std::map<Key, Sum> sums_;
};

}  // namespace tallygate::audit
