// Wallets in the words of the domain: commands, and steps of a scenario (scenario.hpp).
#pragma once

#include <string>
#include <utility>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::Command top_up(std::string party, std::string payment, core::Money money,
                            core::Channel channel = core::Channel::card) {
  core::WalletTopup body;
  body.payment_id = core::PaymentId(std::move(payment));
  body.amount = money.amount;
  body.currency = money.currency;
  body.channel = channel;
  return command(core::Operation::wallet_topup, std::move(body), std::move(party));
}
inline core::Command pay_from_wallet(std::string order, std::string payment, core::Money money) {
  return pay_order(std::move(order), std::move(payment), money, core::Channel::wallet);
}
inline core::Command withdraw(std::string party, std::string payout, core::Money money, std::string to) {
  core::WalletWithdraw body;
  body.payout_id = core::PayoutId(std::move(payout));
  body.amount = money.amount;
  body.currency = money.currency;
  body.to.account = core::OtherId(std::move(to));
  return command(core::Operation::wallet_withdraw, std::move(body), std::move(party));
}

}  // namespace tallygate::tests
