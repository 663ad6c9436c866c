#include "ledger/refund_shares.hpp"

#include "core/check.hpp"
#include "ledger/account_names.hpp"

namespace tallygate::ledger {
namespace {

core::Amount share_of(const PaidPart& part, core::Amount base, core::Amount refunded) {
  return core::floor_fraction(part.paid, refunded, base);
}

std::string account_now(const PaidPart& part, core::Time now) {
  return part.matures_on && now >= due_of(*part.matures_on) ? payable_of(part.account) : part.account;
}

}  // namespace

core::Amount must_have_given_back(std::span<const PaidPart> parts, std::size_t k, core::Amount base,
                                  core::Amount refunded) {
  TALLYGATE_CHECK(base > 0 && refunded >= 0 && refunded <= base, "no more is given back than was split");
  if (k + 1 < parts.size()) return share_of(parts[k], base, refunded);
  core::Amount rest = refunded;
  for (const PaidPart& part : parts.first(parts.size() - 1)) rest -= share_of(part, base, refunded);
  return rest;
}

std::vector<core::GiveBack> give_back(std::span<const PaidPart> parts, core::Amount base, core::Amount refunded,
                                      core::Time now) {
  std::vector<core::GiveBack> out;
  out.reserve(parts.size());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const core::Amount difference = must_have_given_back(parts, k, base, refunded) - parts[k].given_back;
    if (difference == 0) continue;
    core::GiveBack part;
    part.account = account_now(parts[k], now);
    part.amount = difference;
    part.part = static_cast<std::int64_t>(k);
    out.push_back(std::move(part));
  }
  return out;
}

}  // namespace tallygate::ledger
