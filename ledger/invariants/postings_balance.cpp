#include "ledger/invariants/postings_balance.hpp"

#include <span>

namespace tallygate::ledger::invariants {
namespace {

WideAmount sum_like(std::span<const core::Posting> postings, const core::Posting& like) {
  WideAmount sum = 0;
  for (const core::Posting& p : postings)
    if (p.currency == like.currency && p.layer == like.layer) sum += p.amount;
  return sum;
}

}  // namespace

Violation PostingsBalance::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const auto postings = record.postings.all();
    for (const core::Posting& p : postings) {
      if (p.amount == 0 || !core::valid_amount(p.amount)) return "a posting on " + p.account + " is no amount";
      if (sum_like(postings, p) != 0)
        return "the " + std::string(p.currency.code()) + " postings of " + std::string(core::name_of(record.type)) +
               " do not sum to zero";
    }
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
