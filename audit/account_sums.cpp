#include "audit/account_sums.hpp"

#include <algorithm>

#include "core/check.hpp"

namespace tallygate::audit {

const CurrencySum& add_to(Sums& sums, const core::Posting& posting) {
  auto sum = std::ranges::find(sums, posting.currency, &CurrencySum::currency);
  if (sum == sums.end()) sum = sums.insert(sums.end(), CurrencySum{posting.currency, 0, 0});
  (posting.layer == core::Layer::posted ? sum->posted : sum->held) += posting.amount;
  return *sum;
}

void AccountSums::begin_record() {
  if (records_ % kSumsEvery == 0) kept_.push_back(now_);
  ++records_;
}

AccountSums::Kept AccountSums::kept_before(std::size_t n) const {
  TALLYGATE_CHECK(n <= records_, "an account's record is one that it has");
  if (n == records_) return {now_, n};
  return {kept_[n / kSumsEvery], n / kSumsEvery * kSumsEvery};
}

}  // namespace tallygate::audit
