// What stood on an account after each of its records, from explicit postings: the sums as of the newest record, and
// those before every kSumsEvery-th, so that any other is a few records away and nobody adds up an account from its
// beginning. In memory, beside the index that follows the log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/money.hpp"
#include "core/posting.hpp"

namespace tallygate::audit {

// Of one currency on an account, debit positive.
struct CurrencySum {
  core::Currency currency;
  core::WideAmount posted = 0, held = 0;
};
using Sums = std::vector<CurrencySum>;  // in the order in which the currencies came

// Where the sum of the posting's currency and layer grows; the account is the caller's affair. Returns the sum after.
const CurrencySum& add_to(Sums& sums, const core::Posting& posting);

class AccountSums {
 public:
  static constexpr std::size_t kSumsEvery = 256;

  void begin_record();  // of this account, before its postings
  void add(const core::Posting& posting) { add_to(now_, posting); }

  std::size_t records() const { return records_; }
  const Sums& now() const { return now_; }
  // The newest kept sums before the n-th record (from 0) of the account, and which record they stand before.
  struct Kept {
    const Sums& sums;
    std::size_t before;
  };
  Kept kept_before(std::size_t n) const;

 private:
  std::size_t records_ = 0;
  Sums now_;
  std::vector<Sums> kept_;  // before record 0, kSumsEvery, 2 × kSumsEvery …
};

}  // namespace tallygate::audit
