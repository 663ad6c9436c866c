#include "bench/play/lines.hpp"

#include <functional>

#include "core/canonical_json.hpp"

namespace tallygate::play {
namespace {

using core::JsonWriter;

// {"at", "body", "key", "op", "path"?}
std::string line(core::Time at, std::string_view op, const std::string& key, const std::string& path_id,
                 const std::function<void(JsonWriter&)>& body) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  w.member("at", core::format_time(at));
  w.key("body");
  w.begin_object();
  body(w);
  w.end_object();
  w.member("key", key);
  w.member("op", op);
  if (!path_id.empty()) {
    w.key("path");
    w.begin_object();
    w.member("id", path_id);
    w.end_object();
  }
  w.end_object();
  out += '\n';
  return out;
}

void member_if(JsonWriter& w, std::string_view name, const std::string& value) {
  if (!value.empty()) w.member(name, value);
}

void write_items(JsonWriter& w, const Order& order) {
  w.key("items");
  w.begin_array();
  for (const auto& item : order.items) {
    w.begin_object();
    w.member("quantity", item.quantity);
    w.member("sku", item.sku);
    w.member("unit_price", item.unit_price);
    w.end_object();
  }
  w.end_array();
}

void write_ship_to(JsonWriter& w, const Order& order) {
  if (order.name.empty()) return;
  w.key("ship_to");
  w.begin_object();
  w.member("address", order.address);
  member_if(w, "country", order.country.size() == 2 ? order.country : std::string());
  w.member("name", order.name);
  w.member("phone", order.phone);
  w.member("postcode", order.postcode);
  w.end_object();
}

void write_instrument(JsonWriter& w, const std::string& token) {
  w.key("instrument");
  w.begin_object();
  w.member("funding", "credit");
  w.member("token", token);
  w.end_object();
}

}  // namespace

std::string place_line(const Order& order, const std::string& currency) {
  return line(order.at, "order.place", "place-" + order.id, "", [&](JsonWriter& w) {
    w.member("amount", order.amount);
    member_if(w, "basket_id", order.basket);
    w.member("buyer", order.buyer);
    member_if(w, "coupon", order.coupon);
    w.member("currency", currency);
    member_if(w, "device", order.device);
    member_if(w, "ip", order.ip);
    write_items(w, order);
    w.member("merchant", order.merchant);
    w.member("order_id", order.id);
    w.member("plan", "default");
    member_if(w, "referrer", order.referrer);
    w.member("scene", "platform");
    write_ship_to(w, order);
  });
}

std::vector<Payment> payments_of(const Order& order) {
  // One payment for most; large orders in two or three, as companies pay.
  const std::int64_t parts = order.amount >= 200'000 ? 3 : order.amount >= 60'000 ? 2 : 1;
  std::vector<Payment> out;
  std::int64_t left = order.amount;
  for (std::int64_t k = 1; k <= parts; ++k) {
    const auto amount = k == parts ? left : order.amount / parts;
    left -= amount;
    out.push_back({"syn-pay-" + order.id + "-" + std::to_string(k), amount});
  }
  return out;
}

std::string pay_line(const Order& order, const Payment& payment, const std::string& currency, core::Time at) {
  return line(at, "order.pay", "pay-" + payment.id, order.id, [&](JsonWriter& w) {
    w.member("amount", payment.amount);
    w.member("channel", "card");
    w.member("currency", currency);
    write_instrument(w, "syn-card-" + order.buyer);
    w.member("payment_id", payment.id);
  });
}

std::string ship_line(const Order& order, core::Time at) {
  return line(at, "order.ship", "ship-" + order.id, order.id, [&](JsonWriter& w) {
    w.member("carrier", "royal-mail");
    w.member("waybill", "syn-wb-" + order.id);
  });
}

std::string deliver_line(const Order& order, core::Time at) {
  return line(at, "order.deliver", "deliver-" + order.id, order.id, [&](JsonWriter& w) {
    w.member("delivered_at", core::format_time(at));
    w.member("waybill", "syn-wb-" + order.id);
  });
}

std::string complete_line(const Order& order, core::Time at) {
  return line(at, "order.complete", "complete-" + order.id, order.id, [](JsonWriter&) {});
}

std::string refund_line(const Refund& refund, const std::string& currency, core::Time at) {
  return line(at, "order.refund", "refund-" + refund.id, refund.order, [&](JsonWriter& w) {
    w.member("amount", refund.amount);
    w.member("currency", currency);
    w.member("reason", "cancelled by the buyer");
    w.member("refund_id", refund.id);
    w.member("settled", true);
  });
}

std::string login_line(const Login& login) {
  return line(login.at, "login.attempt", "login-" + login.id, "", [&](JsonWriter& w) {
    w.member("device", login.device);
    w.member("ip", login.ip);
    w.member("login_id", login.id);
    w.member("success", login.success);
    w.member("user", login.user);
  });
}

std::string decline_line(const Decline& d, const std::string& currency) {
  return line(d.at, "payment.decline", "decline-" + d.payment, d.payment, [&](JsonWriter& w) {
    w.member("amount", d.amount);
    w.member("buyer", d.buyer);
    w.member("channel", "card");
    w.member("code", "do_not_honour");
    w.member("currency", currency);
    w.member("device", d.device);
    write_instrument(w, d.card);
    w.member("ip", d.ip);
  });
}

std::string challenge_line(const std::string& challenge, bool passed, core::Time at) {
  return line(at, "challenge.answer", "answer-" + challenge, challenge, [&](JsonWriter& w) {
    w.member("method", "platform");
    w.member("passed", passed);
  });
}

std::string label_line(const std::string& subject, const std::string& kind, core::Time at) {
  return line(at, "label.put", "label-" + subject, "", [&](JsonWriter& w) {
    w.member("kind", kind);
    w.member("known_at", core::format_time(at));
    w.member("label", "fraud");
    w.member("subject", subject);
  });
}

}  // namespace tallygate::play
