// Commands about orders.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/commands/party.hpp"

namespace tallygate::core {

enum class Scene { community, content, live, platform, tool };
std::span<const EnumName<Scene>> enum_names(Scene);
enum class LineKind { discount, fee, freight, goods, tax };
std::span<const EnumName<LineKind>> enum_names(LineKind);

constexpr std::size_t kLinesMax = 800;

struct OrderLine {
  Amount amount = 0;  // discounts are negative; the lines add up to the order's amount
  std::optional<std::string> category, funded_by;
  LineKind kind = LineKind::goods;
  std::string line_id;
  std::optional<Amount> list_price;
  std::optional<std::int64_t> quantity;
  std::optional<std::string> serial, sku, title;
  std::optional<Amount> unit_price;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount);
    v("category", s.category, text(64));
    v("funded_by", s.funded_by, token(64));
    v("kind", s.kind);
    v("line_id", s.line_id, token(64));
    v("list_price", s.list_price, at_least(0));
    v("quantity", s.quantity, between(1, 1'000'000'000));
    v("serial", s.serial, token(64));
    v("sku", s.sku, text(64));
    v("title", s.title, text(200));
    v("unit_price", s.unit_price, at_least(0));
  }
};

// Short for a goods line.
struct OrderItem {
  std::int64_t quantity = 1;
  std::string sku;
  Amount unit_price = 0;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("quantity", s.quantity, between(1, 1'000'000'000));
    v("sku", s.sku, text(64));
    v("unit_price", s.unit_price, at_least(0));
  }
};

constexpr std::int64_t kGroupOrdersMax = 1'000;  // that one group takes

// The first order that says size and end opens the group; those without them join it where it is open.
struct OrderGroup {
  OtherId id;
  std::optional<PartyId> leader;
  std::optional<std::int64_t> size;  // orders that must be paid
  std::optional<Time> closes_at;     // by then, else all of them are cancelled; stands beside the size
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("closes_at", s.closes_at);
    v("id", s.id);
    v("leader", s.leader);
    v("size", s.size, between(2, kGroupOrdersMax));
  }
};

struct ShipTo {
  std::optional<Personal> address;
  std::optional<std::string> country;  // ISO 3166-1 alpha-2
  std::optional<Personal> name, phone, postcode;
  std::optional<std::string> region;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("address", s.address, PersonalKind::address, text(512));
    v("country", s.country, token(2));
    v("name", s.name, PersonalKind::name, text(200));
    v("phone", s.phone, PersonalKind::phone, text(40));
    v("postcode", s.postcode, PersonalKind::postcode, text(32));
    v("region", s.region, text(64));
  }
};

struct Signal {  // a declared name with an integer or text value, which rules may read
  std::optional<std::int64_t> number;
  std::optional<std::string> text_value;
};
using Signals = std::map<std::string, Signal>;  // at most 16; names [a-z][a-z0-9_]{0,31}

// What follows when an order was neither delivered nor completed by its `deliver_by`.
enum class OnLate : std::uint8_t { cancel, mark, none };
std::span<const EnumName<OnLate>> enum_names(OnLate);

constexpr std::int64_t kTermNever = -1;  // of expires_in and release_after_s, in terms and settings
constexpr std::int64_t kTermSecondsMax = 366LL * 86'400;

// What becomes of an order by time alone; what is absent is as the tenant's settings say.
struct OrderTerms {
  std::optional<std::int64_t> expires_in;  // seconds after it is placed, unless it is paid in full; never 0
  std::optional<OnLate> on_late;
  std::optional<std::int64_t> release_after_s;  // seconds after its delivery: it completes
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("expires_in", s.expires_in, between(kTermNever, kTermSecondsMax));
    v("on_late", s.on_late);
    v("release_after_s", s.release_after_s, between(kTermNever, kTermSecondsMax));
  }
};

struct OrderPlace {
  Amount amount = 0;
  std::optional<OtherId> basket_id;
  PartyId buyer;
  std::optional<OtherId> coupon;
  std::optional<PartyId> creator;
  Currency currency;
  std::optional<Time> deliver_by;
  std::optional<Device> device;
  std::optional<OrderGroup> group;
  std::optional<Personal> ip;
  std::vector<OrderItem> items;
  std::vector<OrderLine> lines;
  PartyId merchant;
  std::optional<Personal> note;
  std::optional<Time> occurred_at;
  OrderId order_id;
  std::optional<PartyId> partner;
  std::optional<OtherId> payer;  // the account that will pay, as the platform names it
  std::optional<PlanId> plan;
  std::optional<PartyId> referrer;
  std::optional<Scene> scene;
  std::optional<ShipTo> ship_to;
  Signals signals;
  std::optional<PartyId> supplier;
  std::optional<OrderTerms> terms;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("basket_id", s.basket_id);
    v("buyer", s.buyer);
    v("coupon", s.coupon);
    v("creator", s.creator);
    v("currency", s.currency);
    v("deliver_by", s.deliver_by);
    v("device", s.device);
    v("group", s.group);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("items", s.items, core::items(kLinesMax));
    v("lines", s.lines, core::items(kLinesMax));
    v("merchant", s.merchant);
    v("note", s.note, PersonalKind::note, text(1'000));
    v("occurred_at", s.occurred_at);
    v("order_id", s.order_id);
    v("partner", s.partner);
    v("payer", s.payer);
    v("plan", s.plan);
    v("referrer", s.referrer);
    v("scene", s.scene);
    v("ship_to", s.ship_to);
    v("signals", s.signals);
    v("supplier", s.supplier);
    v("terms", s.terms);
  }
};

struct OrderOverride {             // path: an order that risk blocked. It may be placed anew under its id.
  std::optional<Time> expires_at;  // from then on it may not; absent: no end
  std::optional<Time> occurred_at;
  std::string reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("expires_at", s.expires_at);
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

struct ShippedLine {  // of a goods line of the order
  std::string line_id;
  std::optional<std::int64_t> quantity;  // else all that is left of it
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("line_id", s.line_id, token(64));
    v("quantity", s.quantity, between(1, 1'000'000'000));
  }
};

struct OrderShip {  // path: the order
  std::optional<std::string> carrier;
  std::vector<ShippedLine> lines;  // none: all that is left
  std::optional<Time> occurred_at;
  std::string waybill;
  std::optional<std::int64_t> weight_g;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("carrier", s.carrier, text(64));
    v("lines", s.lines, core::items(kLinesMax));
    v("occurred_at", s.occurred_at);
    v("waybill", s.waybill, token(64));
    v("weight_g", s.weight_g, between(0, 1'000'000'000));
  }
};

struct OrderDeliver {  // path: the order. A fact.
  std::optional<Time> delivered_at, occurred_at;
  std::optional<std::string> waybill;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("delivered_at", s.delivered_at);
    v("occurred_at", s.occurred_at);
    v("waybill", s.waybill, token(64));
  }
};

struct OrderComplete {  // path: the order
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
  }
};

struct OrderCancel {  // path: the order. A paid order is voided and refunded in one group.
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

struct RefundTo {  // where the money goes back to: a payment of the order, or another instrument of the buyer's
  std::optional<std::string> instrument;  // token
  std::optional<PaymentId> payment;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("instrument", s.instrument, token(128));
    v("payment", s.payment);
  }
};

struct RefundLine {
  std::optional<Amount> amount;  // absent: the share of the line that the quantity is
  std::string line_id;
  std::optional<std::int64_t> quantity;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("line_id", s.line_id, token(64));
    v("quantity", s.quantity, between(1, 1'000'000'000));
  }
};

struct OrderRefund {  // path: the order
  Amount amount = 0;
  Currency currency;
  std::vector<RefundLine> lines;
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  RefundId refund_id;
  std::optional<bool> settled;  // true: the channel has already paid it out
  std::optional<RefundTo> to;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("lines", s.lines, core::items(kLinesMax));
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
    v("refund_id", s.refund_id);
    v("settled", s.settled);
    v("to", s.to);
  }
};

// path: the order. Lowers what is still to be paid of it.
struct OrderReduce {
  Amount amount = 0;
  Currency currency;
  std::vector<RefundLine> lines;
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("lines", s.lines, core::items(kLinesMax));
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

struct RefundSettle {  // path: the refund. A fact.
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
  }
};

struct RefundFail {  // path: the refund. A fact.
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

}  // namespace tallygate::core
