// What open disputes freeze: what each account would give back, were all that is in dispute lost now.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

std::vector<core::Amount> given_back_at(const ModelOrder& order, core::Amount refunded) {
  std::vector<core::Amount> out;
  const core::Amount back = refunded + (order.parts.empty() ? 0 : subsidy_back_at(order, refunded));
  core::Amount rest = back;
  for (std::size_t k = 0; k < order.parts.size(); ++k) {
    const bool merchant = k + 1 == order.parts.size();
    const auto share =
        back == 0 ? 0 : static_cast<core::Amount>(static_cast<__int128>(order.parts[k].paid) * back / order.split_base);
    out.push_back(merchant ? rest : share);
    rest -= out.back();
  }
  return out;
}

Frozen frozen_of(const ModelOrder& order) {
  Frozen out;
  const core::Amount disputed = order.disputed();
  out.escrow = std::min(disputed, order.escrow);
  out.parts = given_back_at(order, order.split_refunded + disputed - out.escrow);
  const auto before = given_back_at(order, order.split_refunded);
  for (std::size_t k = 0; k < out.parts.size(); ++k) out.parts[k] -= before[k];
  return out;
}

std::map<Model::Account, core::Amount> Model::frozen() const {
  std::map<Account, core::Amount> out;
  for (const auto& [id, order] : orders) {
    if (order.disputed() == 0) continue;
    const Frozen of = frozen_of(order);
    out[{"liabilities:escrow", order.currency}] += of.escrow;
    for (std::size_t k = 0; k < order.parts.size(); ++k) {
      const ModelPart& part = order.parts[k];
      const core::Amount here = part.matured ? std::min(part.kept, of.parts[k]) : of.parts[k];
      out[{part.account, order.currency}] += here;
      if (part.matured) out[{payable_of(part.account), order.currency}] += of.parts[k] - here;
    }
  }
  return out;
}

// The account is a liability: what it has is credited.
__int128 Model::available(const Account& account, const std::string& but) const {
  const auto found = balances.find(account);
  __int128 out = found == balances.end() ? 0 : -found->second;
  const auto all = frozen();
  if (const auto of = all.find(account); of != all.end()) out -= std::max<core::Amount>(0, of->second);
  for (const auto& [id, payout] : payouts)
    if (id != but && (payout.state == "held" || payout.state == "challenged") &&
        Account{payout.account, payout.currency} == account)
      out -= payout.amount;
  return out;
}

}  // namespace tallygate::simulation
