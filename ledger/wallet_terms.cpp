#include "ledger/wallet_terms.hpp"

#include "ledger/account_names.hpp"
#include "ledger/account_state.hpp"
#include "ledger/available.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger {

bool pays_from_wallet(const core::PaymentPut& payment) {
  return payment.channel == core::Channel::wallet && !payment.reported.value_or(false);
}

std::optional<core::Refusal> wallet_cannot_pay(const Asked& asked, const core::PaymentPut& payment,
                                               const std::vector<const Order*>& orders) {
  const Party* buyer = orders.front()->buyer;
  for (const Order* order : orders)
    if (order->buyer != buyer)
      return refusal(core::Code::not_supported, "/channel",
                     "one wallet pays, and order " + order->id + " is " + order->buyer->id + "'s, order " +
                         orders.front()->id + " " + buyer->id + "'s");
  const std::string wallet = wallet_account(buyer->id);
  if (auto why = gives_nothing(asked.state, wallet, "/channel")) return why;
  const WideAmount can =
      available(asked.state, wallet, payment.currency) + credit_of(asked.state, wallet, payment.currency);
  if (can >= payment.amount) return std::nullopt;
  return refusal(core::Code::insufficient_funds, "/amount",
                 money_text(payment.amount, payment.currency) + " asked, " + money_text(shown(can), payment.currency) +
                     " available on " + wallet);
}

Party* wallet_disputed(const Payment* payment, core::Channel channel, core::Currency currency) {
  const bool of_it =
      payment != nullptr && payment->captured() > 0 && payment->channel == channel && payment->currency == currency;
  return of_it ? payment->wallet : nullptr;
}

std::string source_account(core::Channel channel, const std::optional<core::PartyId>& wallet) {
  return wallet ? wallet_account(wallet->view()) : channel_account(channel);
}

std::string source_account(const Payment& payment) {
  return payment.wallet != nullptr ? wallet_account(payment.wallet->id) : channel_account(*payment.channel);
}

}  // namespace tallygate::ledger
