// Commands about payments.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/commands/conversion.hpp"
#include "core/commands/party.hpp"

namespace tallygate::core {

enum class Channel { alipay, bank, card, pay_later, unionpay, voucher, wallet, wechat_pay };
std::span<const EnumName<Channel>> enum_names(Channel);
enum class Funding { credit, debit, prepaid, unknown };
std::span<const EnumName<Funding>> enum_names(Funding);

struct Instrument {
  std::optional<std::string> bin_country, brand;
  std::optional<Funding> funding;
  std::optional<std::string> token;  // the platform's token of the card or account, never its number
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("bin_country", s.bin_country, core::token(2));
    v("brand", s.brand, text(32));
    v("funding", s.funding);
    v("token", s.token, core::token(128));
  }
};

struct Allocation {
  Amount amount = 0;
  OrderId order;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("order", s.order);
  }
};

constexpr std::size_t kAllocationsMax = 20;
constexpr std::int64_t kHoldExpiresInDefault = 7LL * 86'400;  // seconds

// What the buyer's instrument gives, where that is in another currency than the payment: `rate` is minor units of
// `currency` for a minor unit of the payment's, and `amount` the floor of the payment's amount * num / den.
struct PaymentCharge {
  Amount amount = 0;
  Currency currency;
  ConversionRate rate;
  std::string source;  // where the rate is from: "acquirer 2026-11-22"
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("rate", s.rate);
    v("source", s.source, text(200));
  }
};

// payment.put (allocations required, they add up to the amount) and order.pay (path: the order, no allocations).
struct PaymentPut {
  std::vector<Allocation> allocations;
  Amount amount = 0;
  std::optional<bool> capture;  // default true; false: the money is held, and payment.capture takes it
  Channel channel = Channel::wechat_pay;
  std::optional<PaymentCharge> charge;  // absent: the instrument gives `amount` of `currency`
  Currency currency;
  std::optional<Device> device;
  std::optional<std::int64_t> expires_in;  // seconds that a hold stands; default kHoldExpiresInDefault
  std::optional<Instrument> instrument;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  PaymentId payment_id;
  std::optional<bool> reported;  // true: a fact, the money is already taken
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("amount", s.amount, at_least(1));
    v("capture", s.capture);
    v("channel", s.channel);
    v("charge", s.charge);
    v("currency", s.currency);
    v("device", s.device);
    v("expires_in", s.expires_in, between(1, 31LL * 86'400));
    v("instrument", s.instrument);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("payment_id", s.payment_id);
    v("reported", s.reported);
  }
};

struct PaymentDecline {  // path: the payment. A fact.
  std::optional<Amount> amount;
  std::optional<std::string> avs;
  std::optional<PartyId> buyer;
  std::optional<Channel> channel;
  std::optional<std::string> code;  // the channel's reason
  std::optional<Currency> currency;
  std::optional<std::string> cvc;
  std::optional<Device> device;
  std::optional<Instrument> instrument;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  std::optional<OrderId> order;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("avs", s.avs, token(16));
    v("buyer", s.buyer);
    v("channel", s.channel);
    v("code", s.code, token(64));
    v("currency", s.currency);
    v("cvc", s.cvc, token(16));
    v("device", s.device);
    v("instrument", s.instrument);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("order", s.order);
  }
};

// path: the payment. Takes of a hold what is asked for: all that is left where neither an amount nor allocations are
// given. Allocations add up to the amount where both are.
struct PaymentCapture {
  std::vector<Allocation> allocations;
  std::optional<Amount> amount;
  std::optional<Currency> currency;  // the payment's, where it is given
  std::optional<bool> is_final;      // true: what is left after it is released
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("final", s.is_final);
    v("occurred_at", s.occurred_at);
  }
};

struct PaymentVoid {  // path: the payment. Releases all that is left of a hold.
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

// path: the payment. Brings to orders what stands in suspense of it.
struct PaymentAllocate {
  std::vector<Allocation> allocations;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("occurred_at", s.occurred_at);
  }
};

// path: the payment. Gives back what stands in suspense of it, the way that it came.
struct PaymentRefund {
  Amount amount = 0;
  Currency currency;  // the payment's
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  RefundId refund_id;
  std::optional<bool> settled;  // true: the channel has already paid it out
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
    v("refund_id", s.refund_id);
    v("settled", s.settled);
  }
};

}  // namespace tallygate::core
