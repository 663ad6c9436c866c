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

__int128 Model::available(const Account& account, const std::string& but) const {
  const __int128 all = without_doubt(account, but);
  return is_wallet(account.first) ? all - std::min<__int128>(doubtful(account), std::max<__int128>(0, all)) : all;
}

// In its normal sign; what open holds may bring does not count yet.
__int128 Model::without_doubt(const Account& account, const std::string& but) const {
  const auto of = [&](const std::map<Account, __int128>& layer) -> __int128 {
    const auto found = layer.find(account);
    return found == layer.end() ? 0 : is_debit(account.first) ? found->second : -found->second;
  };
  __int128 out = of(balances) + std::min<__int128>(0, of(held));
  const auto all = frozen();
  if (const auto ice = all.find(account); ice != all.end()) out -= std::max<core::Amount>(0, ice->second);
  for (const auto& [id, payout] : payouts)
    if (id != but && (payout.state == "held" || payout.state == "challenged") &&
        Account{payout.account, payout.currency} == account)
      out -= payout.amount;
  return out;
}

}  // namespace tallygate::simulation
