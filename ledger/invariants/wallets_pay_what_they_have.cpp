#include "ledger/invariants/wallets_pay_what_they_have.hpp"

#include "ledger/account_names.hpp"
#include "ledger/available.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger::invariants {
namespace {

struct FromWallet {
  std::string_view wallet;  // empty: it is no such payment
  const std::vector<core::Allocation>* allocations = nullptr;
};

FromWallet read(const core::Record& record) {
  if (record.type == core::RecordType::payment_captured) {
    const auto& effect = core::effect_as<core::PaymentEffect>(record);
    if (effect.wallet) return {effect.wallet->view(), &effect.allocations};
  } else if (record.type == core::RecordType::payment_authorised) {
    const auto& effect = core::effect_as<core::AuthorisedEffect>(record);
    if (effect.wallet) return {effect.wallet->view(), &effect.allocations};
  }
  return {};
}

}  // namespace

Violation WalletsPayWhatTheyHave::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    const FromWallet from = read(record);
    if (from.wallet.empty()) continue;
    for (const core::Allocation& a : *from.allocations) {
      const Order* order = examined.state.orders.find(a.order.view());
      if (order == nullptr || order->buyer->id != from.wallet)
        return "the wallet of " + std::string(from.wallet) + " would pay for order " + a.order.str();
    }
    const std::string wallet = wallet_account(from.wallet);
    for (const core::Posting& p : record.postings.all())
      if (p.account == wallet &&
          p.amount > available(examined.state, wallet, p.currency) + credit_of(examined.state, wallet, p.currency))
        return "a payment would take " + std::to_string(p.amount) + " from " + wallet;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
