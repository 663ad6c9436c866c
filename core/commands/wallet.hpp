// Commands about a party's wallet: money that it keeps with the platform, to pay with or to take out again.
#pragma once

#include <optional>

#include "core/commands/payment.hpp"
#include "core/commands/payout.hpp"

namespace tallygate::core {

// path: the party. A fact: the channel has taken the money for its wallet.
struct WalletTopup {
  Amount amount = 0;
  Channel channel = Channel::wechat_pay;  // any but wallet
  Currency currency;
  std::optional<Device> device;
  std::optional<Instrument> instrument;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  PaymentId payment_id;  // of the ids of payments
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("channel", s.channel);
    v("currency", s.currency);
    v("device", s.device);
    v("instrument", s.instrument);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("payment_id", s.payment_id);
  }
};

// path: the party. A payout from its wallet, to a payout account that it has registered.
struct WalletWithdraw {
  Amount amount = 0;
  Currency currency;
  std::optional<Device> device;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  PayoutId payout_id;  // of the ids of payouts
  PayoutTo to;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("payout_id", s.payout_id);
    v("to", s.to);
  }
};

}  // namespace tallygate::core
