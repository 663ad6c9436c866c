#include "engine/activities.hpp"

#include <algorithm>

namespace tallygate::engine {
namespace {

using core::Body;
using risk::Activity;
using risk::Field;

constexpr std::size_t kChainDepthShown = 10;

void set(Activity& a, Field f, std::string_view text) {
  if (!text.empty()) a.set(f, text);
}
template <class Tag>
void set(Activity& a, Field f, const std::optional<core::Id<Tag>>& id) {
  if (id) a.set(f, id->view());
}
void set(Activity& a, Field f, const std::optional<std::string>& text) {
  if (text) a.set(f, std::string_view(*text));
}
void set(Activity& a, Field f, const std::optional<bool>& value) {
  if (value) a.set(f, *value);
}
void set(Activity& a, Field f, const std::optional<core::Personal>& value) {
  if (value) set(a, f, std::string_view(value->pseudonym));
}

void set_device(Activity& a, const std::optional<core::Device>& device) {
  if (!device) return;
  set(a, Field::device, device->id.view());
  set(a, Field::device_emulator, device->emulator);
  set(a, Field::device_rooted, device->rooted);
  set(a, Field::device_vpn, device->vpn);
  set(a, Field::device_os, device->os);
  set(a, Field::device_browser, device->browser);
  set(a, Field::user_agent, device->user_agent);
}

void set_ip(Activity& a, const std::optional<core::Personal>& ip) {
  if (!ip) return;
  set(a, Field::ip, std::string_view(ip->pseudonym));
  set(a, Field::ip_net, std::string_view(ip->network));
  set(a, Field::ip_country, std::string_view(ip->country));
}

void set_account(Activity& a, std::string_view party, const ledger::Ledger& ledger) {
  set(a, Field::user, party);
  set(a, Field::party, party);
  if (const auto first = ledger.first_seen(party)) a.set(Field::buyer_age_s, (a.at - *first).us / 1'000'000);
}

void set_instrument(Activity& a, const std::optional<core::Instrument>& instrument) {
  if (!instrument) return;
  set(a, Field::card, instrument->token);
  set(a, Field::card_brand, instrument->brand);
  set(a, Field::card_country, instrument->bin_country);
  if (instrument->funding) set(a, Field::card_funding, core::name_of(*instrument->funding));
}

void set_order_of(Activity& a, const std::optional<ledger::OrderView>& order) {
  if (!order) return;
  set(a, Field::buyer, order->buyer);
  set(a, Field::merchant, order->merchant);
  set(a, Field::payer, order->payer);
  a.set(Field::order_amount, order->amount);
  a.set(Field::order_refunded, order->refunded);
  a.set(Field::order_age_s, (a.at - order->placed_at).us / 1'000'000);
  a.set(Field::order_delivered, order->delivered);
  if (!a.has(Field::device)) set(a, Field::device, order->device);
  if (!a.has(Field::ip)) set(a, Field::ip, order->ip);
}

void set_goods(Activity& a, const core::OrderPlace& c) {
  std::int64_t units = 0, discount_bp = 0;
  core::Amount largest = -1;
  std::string_view sku;
  const auto consider = [&](std::string_view name, core::Amount amount) {
    if (amount > largest) largest = amount, sku = name;
  };
  for (const auto& item : c.items) {
    units += item.quantity;
    consider(item.sku, core::multiply(item.unit_price, item.quantity).value_or(0));
  }
  for (const auto& line : c.lines) {
    if (line.kind != core::LineKind::goods) continue;
    units += line.quantity.value_or(1);
    if (line.sku) consider(*line.sku, line.amount);
    if (line.list_price && line.unit_price && *line.list_price > 0 && *line.unit_price <= *line.list_price)
      discount_bp =
          std::max(discount_bp,
                   core::kBasisPoints - core::floor_fraction(core::kBasisPoints, *line.unit_price, *line.list_price));
  }
  if (units > 0) a.set(Field::units, units);
  if (discount_bp > 0) a.set(Field::discount_bp, discount_bp);
  set(a, Field::sku, sku);
}

void fill(Activity& a, const core::Command&, const core::OrderPlace& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::order_id, c.order_id.view());
  set(a, Field::buyer, c.buyer.view());
  set(a, Field::merchant, c.merchant.view());
  set_account(a, c.buyer.view(), ledger);
  set(a, Field::payer, c.payer);
  set(a, Field::referrer, c.referrer);
  set(a, Field::creator, c.creator);
  set(a, Field::coupon, c.coupon);
  set(a, Field::basket, c.basket_id);
  if (c.group) {
    set(a, Field::group, c.group->id.view());
    set(a, Field::leader, c.group->leader);
  }
  if (c.scene) set(a, Field::scene, core::name_of(*c.scene));
  if (const auto known = ledger.order(c.order_id.view()); known && a.at < known->may_return_until)
    a.set(Field::order_overridden, true);
  const std::string_view first = c.referrer ? c.referrer->view() : ledger.upline_of(c.buyer.view());
  if (!first.empty()) {
    const auto chain = ledger.upline_chain(first, kChainDepthShown);
    a.set(Field::known_depth, static_cast<std::int64_t>(chain.size()));
    if (!chain.empty()) set(a, Field::upline1, chain[0]);
    if (chain.size() > 1) set(a, Field::upline2, chain[1]);
  }
  set_device(a, c.device);
  set_ip(a, c.ip);
  if (c.ship_to) {
    set(a, Field::ship_address, c.ship_to->address);
    set(a, Field::ship_phone, c.ship_to->phone);
    set(a, Field::ship_name, c.ship_to->name);
    set(a, Field::ship_country, c.ship_to->country);
  }
  set_goods(a, c);
}

void fill(Activity& a, const core::Command& command, const core::PaymentPut& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::payment_id, c.payment_id.view());
  set(a, Field::channel, core::name_of(c.channel));
  set_instrument(a, c.instrument);
  set_device(a, c.device);
  set_ip(a, c.ip);
  const std::string_view order =
      c.allocations.empty() ? std::string_view(command.path_id) : c.allocations.front().order.view();
  set(a, Field::order_id, order);
  set_order_of(a, ledger.order(order));
  if (a.has(Field::buyer)) set_account(a, a.text(Field::buyer), ledger);
}

void fill(Activity& a, const core::Command& command, const core::PaymentDecline& c, const ledger::Ledger& ledger) {
  if (c.amount) a.set(Field::amount, *c.amount);
  if (c.currency) set(a, Field::currency, c.currency->code());
  set(a, Field::payment_id, std::string_view(command.path_id));
  if (c.channel) set(a, Field::channel, core::name_of(*c.channel));
  set(a, Field::decline_code, c.code);
  set_instrument(a, c.instrument);
  set_device(a, c.device);
  set_ip(a, c.ip);
  set(a, Field::order_id, c.order);
  set_order_of(a, c.order ? ledger.order(c.order->view()) : ledger.order_of_payment(command.path_id));
  set(a, Field::buyer, c.buyer);
  if (a.has(Field::buyer)) set_account(a, a.text(Field::buyer), ledger);
}

void fill(Activity& a, const core::Command& command, const core::OrderRefund& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::order_id, std::string_view(command.path_id));
  set(a, Field::refund_id, c.refund_id.view());
  set(a, Field::refund_reason, c.reason);
  const auto order = ledger.order(command.path_id);
  set_order_of(a, order);
  if (a.has(Field::buyer)) set_account(a, a.text(Field::buyer), ledger);
  if (c.to && c.to->instrument && order) {
    const auto& known = order->instruments;
    a.set(Field::refund_other_instrument, std::find(known.begin(), known.end(), *c.to->instrument) == known.end());
  }
}

void fill(Activity& a, const core::Command&, const core::LoginAttempt& c, const ledger::Ledger& ledger) {
  set(a, Field::login_id, c.login_id.view());
  a.set(Field::success, c.success);
  if (c.rtt_ms) a.set(Field::rtt_ms, *c.rtt_ms);
  set_account(a, c.user.view(), ledger);
  set_device(a, c.device);
  set_ip(a, c.ip);
  set(a, Field::user_agent, c.user_agent);
}

void fill(Activity& a, const core::Command& command, const core::PartyPut& c, const ledger::Ledger& ledger) {
  set_account(a, command.path_id, ledger);
  set_device(a, c.device);
  set_ip(a, c.ip);
  if (c.pii) {
    set(a, Field::ship_address, c.pii->address);
    set(a, Field::ship_phone, c.pii->phone);
    set(a, Field::ship_name, c.pii->name);
  }
  if (!c.upline) return;
  const auto chain = ledger.upline_chain(c.upline->view(), kChainDepthShown);
  a.set(Field::known_depth, static_cast<std::int64_t>(chain.size()));
  set(a, Field::upline1, c.upline->view());
  if (chain.size() > 1) set(a, Field::upline2, chain[1]);
}

void fill(Activity& a, const core::Command& command, const core::PartyChange& c, const ledger::Ledger& ledger) {
  set_account(a, command.path_id, ledger);
  set(a, Field::change, core::name_of(c.what));
  set_device(a, c.device);
  set_ip(a, c.ip);
}

void fill(Activity& a, const core::Command&, const core::PayoutRequest& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::payout_id, c.payout_id.view());
  set_account(a, c.party.view(), ledger);
  set_device(a, c.device);
  set_ip(a, c.ip);
  if (!c.to) return;
  set(a, Field::payout_account, c.to->account.view());
  if (const auto changed = ledger.payout_account_changed(c.party.view(), c.to->account.view()))
    a.set(Field::payout_account_age_s, (a.at - *changed).us / 1'000'000);
}

void fill(Activity& a, const core::Command& command, const core::WalletWithdraw& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::payout_id, c.payout_id.view());
  set_account(a, command.path_id, ledger);
  set_device(a, c.device);
  set_ip(a, c.ip);
  set(a, Field::payout_account, c.to.account.view());
  if (const auto changed = ledger.payout_account_changed(command.path_id, c.to.account.view()))
    a.set(Field::payout_account_age_s, (a.at - *changed).us / 1'000'000);
}

void fill(Activity& a, const core::Command& command, const core::WalletTopup& c, const ledger::Ledger& ledger) {
  a.set(Field::amount, c.amount);
  set(a, Field::currency, c.currency.code());
  set(a, Field::payment_id, c.payment_id.view());
  set(a, Field::channel, core::name_of(c.channel));
  set_instrument(a, c.instrument);
  set_account(a, command.path_id, ledger);
  set_device(a, c.device);
  set_ip(a, c.ip);
}

void fill(Activity& a, const core::Command& command, const core::PayoutAccountPut& c, const ledger::Ledger& ledger) {
  set_account(a, command.path_id, ledger);
  set(a, Field::payout_account, c.account.view());
  set_device(a, c.device);
  set_ip(a, c.ip);
}

void fill(Activity& a, const core::Command& command, const core::PartyKyc&, const ledger::Ledger& ledger) {
  set_account(a, command.path_id, ledger);
}

void fill(Activity& a, const core::Command& command, const core::OrderShip& c, const ledger::Ledger& ledger) {
  set(a, Field::order_id, std::string_view(command.path_id));
  set(a, Field::waybill, std::string_view(c.waybill));
  set_order_of(a, ledger.order(command.path_id));
}

void fill(Activity& a, const core::Command& command, const core::OrderDeliver& c, const ledger::Ledger& ledger) {
  set(a, Field::order_id, std::string_view(command.path_id));
  set(a, Field::waybill, c.waybill);
  set_order_of(a, ledger.order(command.path_id));
}

void fill(Activity& a, const core::Command&, const core::LabelPut& c, const ledger::Ledger& ledger) {
  set(a, Field::label, core::name_of(c.label));
  set(a, Field::label_subject, std::string_view(c.subject));
  const std::string_view subject = c.subject;
  if (subject.starts_with("order:")) set_order_of(a, ledger.order(subject.substr(6)));
  if (subject.starts_with("payment:")) set_order_of(a, ledger.order_of_payment(subject.substr(8)));
  if (subject.starts_with("party:")) set_account(a, subject.substr(6), ledger);
}

// Everything else says no more to risk than its operation and order.
template <class T>
void fill(Activity& a, const core::Command& command, const T&, const ledger::Ledger& ledger) {
  if (core::traits(command.op).name.starts_with("order.")) {
    set(a, Field::order_id, std::string_view(command.path_id));
    set_order_of(a, ledger.order(command.path_id));
  }
}

}  // namespace

Activity make_activity(const core::Command& command, const ledger::Ledger& ledger, core::Time at) {
  Activity a;
  a.op = command.op;
  a.at = at;
  set(a, Field::op, core::traits(command.op).name);
  constexpr std::int64_t kDay = 86'400'000'000;
  const std::int64_t day = at.us / kDay;
  a.set(Field::at, at.us);
  a.set(Field::hour, (at.us % kDay) / 3'600'000'000);
  a.set(Field::weekday, (day + 4) % 7);  // 1970-01-01 was a Thursday
  std::visit([&](const auto& body) { fill(a, command, body, ledger); }, command.body);
  return a;
}

}  // namespace tallygate::engine
