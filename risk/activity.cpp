#include "risk/activity.hpp"

namespace tallygate::risk {
namespace {

using enum FieldType;

// Rule sets name these: a name is never changed or used again for something else.
constexpr std::array<FieldTraits, kFields> kTable{{
    {Field::op, "op", text},
    {Field::at, "at", timestamp},
    {Field::hour, "hour", integer},
    {Field::weekday, "weekday", integer},
    {Field::amount, "amount", integer},
    {Field::currency, "currency", text},
    {Field::order_id, "order", text},
    {Field::payment_id, "payment", text},
    {Field::refund_id, "refund", text},
    {Field::login_id, "login", text},
    {Field::buyer, "buyer", text},
    {Field::merchant, "merchant", text},
    {Field::user, "user", text},
    {Field::party, "party", text},
    {Field::payer, "payer", text},
    {Field::referrer, "referrer", text},
    {Field::leader, "leader", text},
    {Field::creator, "creator", text},
    {Field::upline1, "upline1", text},
    {Field::upline2, "upline2", text},
    {Field::channel, "channel", text},
    {Field::card, "card", text},
    {Field::card_brand, "card.brand", text},
    {Field::card_country, "card.country", text},
    {Field::card_funding, "card.funding", text},
    {Field::device, "device", text},
    {Field::device_emulator, "device.emulator", boolean},
    {Field::device_rooted, "device.rooted", boolean},
    {Field::device_vpn, "device.vpn", boolean},
    {Field::device_os, "device.os", text},
    {Field::device_browser, "device.browser", text},
    {Field::ip, "ip", text},
    {Field::ip_net, "ip.net", text},
    {Field::ip_country, "ip.country", text},
    {Field::ship_address, "ship.address", text},
    {Field::ship_country, "ship.country", text},
    {Field::ship_phone, "ship.phone", text},
    {Field::ship_name, "ship.name", text},
    {Field::user_agent, "user_agent", text},
    {Field::success, "success", boolean},
    {Field::rtt_ms, "rtt_ms", integer},
    {Field::coupon, "coupon", text},
    {Field::group, "group", text},
    {Field::basket, "basket", text},
    {Field::scene, "scene", text},
    {Field::waybill, "waybill", text},
    {Field::sku, "sku", text},
    {Field::units, "units", integer},
    {Field::discount_bp, "discount_bp", integer},
    {Field::change, "change", text},
    {Field::label, "label", text},
    {Field::label_subject, "label.subject", text},
    {Field::decline_code, "decline.code", text},
    {Field::refund_reason, "refund.reason", text},
    {Field::refund_other_instrument, "refund.other_instrument", boolean},
    {Field::order_amount, "order.amount", integer},
    {Field::order_refunded, "order.refunded", integer},
    {Field::order_age_s, "order.age_s", integer},
    {Field::order_delivered, "order.delivered", boolean},
    {Field::buyer_age_s, "buyer.age_s", integer},
    {Field::buyer_upline_linked, "buyer.upline_linked", boolean},
    {Field::known_depth, "known_depth", integer},
    {Field::payout_id, "payout", text},
    {Field::payout_account, "payout.account", text},
    {Field::payout_account_age_s, "payout.account_age_s", integer},
    {Field::order_overridden, "order.overridden", boolean},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kFields; ++i)
    if (static_cast<std::size_t>(kTable[i].field) != i) return false;
  return true;
}
static_assert(in_order(), "a row for every field, in the order of the enum");

}  // namespace

std::span<const FieldTraits> fields() {
  return kTable;
}

}  // namespace tallygate::risk
