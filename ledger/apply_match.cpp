// Comparing: after every record that changes one of two sides, what is awaited and which breaks are open.
#include <algorithm>
#include <string>
#include <utility>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/apply.hpp"
#include "ledger/breaks.hpp"
#include "ledger/goods_breaks.hpp"

namespace tallygate::ledger {
namespace {

enum class Trigger { books, row, time };

bool goods_are_compared(const State& state) {
  return state.settings.ship_grace_s.value_or(core::kTermNever) != core::kTermNever;
}

Match& match_made(const Applying& a, std::string_view id) {
  Match* known = touched(a, a.state.matches.all, id);
  if (known != nullptr) return *known;
  a.journal.set(a.state.matches.made, a.state.matches.made + 1);
  return made(a, a.state.matches.all, id);
}

void await(const Applying& a, Match& match, core::Time due) {
  if (match.due == due) return;
  if (match.due != core::Time{}) {
    a.journal.note(
        a.state.matches.awaited, Awaited{match.due, &match},
        +[](std::set<Awaited>& all, const Awaited& was) { all.insert(was); });
    a.state.matches.awaited.erase({match.due, &match});
  }
  if (due != core::Time{}) {
    a.journal.note(
        a.state.matches.awaited, Awaited{due, &match},
        +[](std::set<Awaited>& all, const Awaited& is) { all.erase(is); });
    a.state.matches.awaited.insert({due, &match});
  }
  a.journal.set(match.due, due);
}

// With the end of the day in which the grace is over, so that one record can say all that is missing then.
core::Time due_after(core::Time at, std::int64_t grace_s) {
  return due_of(core::date_of(at + core::seconds(grace_s)));
}

// What a record of the books opens has other numbers than what it could not place, which is 0.
std::uint32_t free_number(const Applying& a) {
  std::uint32_t n = 1;
  while (a.state.open_breaks.contains({a.record.seq, n})) ++n;
  return n;
}

void compare(const Applying& a, Match& match, Trigger trigger, std::uint32_t n) {
  const auto found = difference(a.state, match);
  if (!found) {
    await(a, match, {});
    a.journal.set(match.since, core::Time{});
    if (match.open.seq != 0) close_break(a, match.open);
    a.journal.set(match.open, BreakKey{});
    return;
  }
  if (match.since == core::Time{}) a.journal.set(match.since, a.record.at);
  if (match.open.seq != 0) return amend_break(a, match.open, *found);
  if (!is_compared(a.state, match)) return await(a, match, {});
  const bool goods = match.id.starts_with("order:") || match.id.starts_with("waybill:");
  if (trigger == Trigger::books && !(goods && is_late_at_once(*found))) {
    const auto grace = grace_of(a.state, match);
    if (grace && match.due == core::Time{}) await(a, match, due_after(a.record.at, *grace));
    return;
  }
  await(a, match, {});
  a.journal.set(match.open, open_difference(a, match, *found, n));
}

// The books' side of it has changed: it is compared where somebody asks for it, or where the other side is known.
void compare_booked(const Applying& a, std::string_view id, core::Channel channel) {
  Match asked;
  asked.id = id;
  asked.channel = channel;
  const bool known = a.state.matches.made > 0 && a.state.matches.all.find(id) != nullptr;
  if (!known && (!grace_of(a.state, asked) || !difference(a.state, asked))) return;
  Match& match = match_made(a, id);
  a.journal.set(match.channel, channel);
  compare(a, match, Trigger::books, free_number(a));
}

void payment_booked(const Applying& a, std::string_view id) {
  const Payment* payment = a.state.payments.find(id);
  if (payment == nullptr || !payment->channel) return;
  compare_booked(a, match_id("payment:" + payment->id, *payment->channel), *payment->channel);
}

void refund_booked(const Applying& a, const core::RefundEffect& effect) {
  std::vector<core::Channel> channels;
  for (const core::RefundSource& source : effect.sources)
    if (std::ranges::find(channels, source.channel) == channels.end()) channels.push_back(source.channel);
  for (const core::Channel channel : channels)
    compare_booked(a, match_id("refund:" + effect.refund.str(), channel), channel);
}

void dispute_booked(const Applying& a, std::string_view id) {
  const Dispute* dispute = a.state.disputes.find(id);
  if (dispute != nullptr) compare_booked(a, match_id("dispute:" + dispute->id, dispute->channel), dispute->channel);
}

// Of a reversal, and of one's own reversal, what the chain began with.
void settlement_booked(const Applying& a, const Booking* booking) {
  if (booking == nullptr) return;
  const Booking& first = a.state.bookings.first_of(*booking);
  if (first.id.starts_with("settlement:")) compare_booked(a, first.id, first.channel);
}

void goods_changed(const Applying& a, std::string_view order) {
  compare_booked(a, std::string("order:").append(order), core::Channel::wechat_pay);
}

void order_refunded(const Applying& a, const core::RefundEffect& effect) {
  if (effect.order) goods_changed(a, effect.order->view());
}

void goods_of_rejected(const Applying& a) {
  const std::string_view subject = *core::effect_as<core::ObjectEffect>(a.record).subject;
  const Refund* refund = a.state.refunds.find(subject.substr(subject.find(':') + 1));
  TALLYGATE_CHECK(refund != nullptr, "what is rejected is a refund");
  goods_changed(a, refund->order->id);
}

void parcel_sent(const Applying& a, const core::OrderShip& shipment) {
  const std::string id = "waybill:" + shipment.waybill;
  const bool known = a.state.matches.made > 0 && a.state.matches.all.find(id) != nullptr;
  if (!known && !goods_are_compared(a.state)) return;
  Match& match = match_made(a, id);
  a.journal.set(match.shipped, true);
  compare(a, match, Trigger::books, free_number(a));
}

void orders_changed(const Applying& a, const std::vector<core::Allocation>& allocations) {
  for (const core::Allocation& part : allocations) goods_changed(a, part.order.view());
}

void group_closed(const Applying& a) {
  const auto& subject = *core::effect_as<core::ObjectEffect>(a.record).subject;
  const Group* group = a.state.groups.find(std::string_view(subject).substr(std::string_view("group:").size()));
  TALLYGATE_CHECK(group != nullptr, "what closes is a group");
  for (const std::string& order : group->orders) goods_changed(a, order);
}

core::Amount within_range(core::Amount a, core::Amount b) {
  return std::clamp(a + b, -core::kAmountMax, core::kAmountMax);  // of two amounts the sum is one of int64
}

void add_row(const Applying& a, Match& match, const core::StatementRow& row, core::Channel channel) {
  if (match.rows == 0) {
    a.journal.set(match.channel, channel);
    a.journal.set(match.currency, row.currency);
    a.journal.set(match.first, row.amount);
    a.journal.set(match.seq, a.record.seq);
  }
  if (match.currency != row.currency) a.journal.set(match.mixed, true);
  a.journal.set(match.rows, match.rows + 1);
  a.journal.set(match.theirs, within_range(match.theirs, row.amount));
  if (!row.fee) return;
  a.journal.set(match.fee_said, true);
  a.journal.set(match.fee, within_range(match.fee, *row.fee));
}

}  // namespace

void compare_after(const Applying& a) {
  const Settings& settings = a.state.settings;
  if (a.state.matches.made == 0 && settings.recon_channels.empty() && !settings.ship_grace_s) return;
  const core::Record& r = a.record;
  switch (r.type) {
    case core::RecordType::payment_captured:
      payment_booked(a, core::body_as<core::PaymentPut>(*r.command).payment_id.view());
      return orders_changed(a, core::effect_as<core::PaymentEffect>(r).allocations);
    case core::RecordType::payment_allocated:
      return orders_changed(a, core::effect_as<core::PaymentEffect>(r).allocations);
    case core::RecordType::wallet_topped_up:
      return payment_booked(a, core::body_as<core::WalletTopup>(*r.command).payment_id.view());
    case core::RecordType::payment_hold_captured:
      payment_booked(a, core::effect_as<core::HoldEffect>(r).payment.view());
      return orders_changed(a, core::effect_as<core::HoldEffect>(r).allocations);
    case core::RecordType::refund_settled:
      if (core::effect_as<core::RefundEffect>(r).sources.empty()) return;  // it was sent, and still is of the order
      [[fallthrough]];
    case core::RecordType::refund_sent:
    case core::RecordType::refund_failed:
      refund_booked(a, core::effect_as<core::RefundEffect>(r));
      return order_refunded(a, core::effect_as<core::RefundEffect>(r));
    // A refund by line that waits, or waits no more, changes what is left to ship.
    case core::RecordType::refund_held:
    case core::RecordType::refund_challenged:
    case core::RecordType::refund_blocked:
      return order_refunded(a, core::effect_as<core::RefundEffect>(r));
    case core::RecordType::refund_rejected:
      return goods_of_rejected(a);
    case core::RecordType::dispute_opened:
      return dispute_booked(a, core::effect_as<core::DisputeEffect>(r).dispute.view());
    case core::RecordType::dispute_won:
    case core::RecordType::dispute_lost:
    case core::RecordType::dispute_partly_lost:
      dispute_booked(a, core::effect_as<core::DisputeEndEffect>(r).dispute.view());
      return orders_changed(a, core::effect_as<core::DisputeEndEffect>(r).allocations);
    case core::RecordType::dispute_clawed_back: {  // what is lost more was compared with the end itself
      const auto& effect = core::effect_as<core::ClawBackEffect>(r);
      return effect.amount < 0 ? goods_changed(a, effect.order.view()) : void();
    }
    case core::RecordType::channel_settled:
      return settlement_booked(a, a.state.bookings.booked_by(r.seq));
    case core::RecordType::journal_posted: {
      const auto& reverses = core::body_as<core::JournalPost>(*r.command).reverses;
      if (reverses) settlement_booked(a, a.state.bookings.booked_by(static_cast<std::uint64_t>(*reverses)));
      return;
    }
    case core::RecordType::order_placed:
      return goods_changed(a, core::body_as<core::OrderPlace>(*r.command).order_id.view());
    case core::RecordType::order_shipped:
      parcel_sent(a, core::body_as<core::OrderShip>(*r.command));
      return goods_changed(a, order_named_by(r));
    case core::RecordType::order_delivered:
    case core::RecordType::order_part_delivered:
    case core::RecordType::order_completed:
    case core::RecordType::order_cancelled:
    case core::RecordType::order_expired:
    case core::RecordType::order_reduced:
      return goods_changed(a, order_named_by(r));
    case core::RecordType::group_succeeded:
    case core::RecordType::group_failed:
      return group_closed(a);
    default:
      return;
  }
}

void apply_channel_statement(const Applying& a) {
  const auto& statement = core::body_as<core::ChannelStatement>(*a.record.command);
  const auto channel = channel_called(a.record.command->path_id);
  TALLYGATE_CHECK(channel.has_value(), "a statement is a channel's");
  Match& piece = match_made(a, piece_id(a.record.command->path_id, statement.statement_id.view(), statement.piece));
  a.journal.set(piece.seq, a.record.seq);
  for (std::size_t i = 0; i < statement.rows.size(); ++i) {
    const core::StatementRow& row = statement.rows[i];
    const std::string id = match_of_row(row, *channel);
    if (id.empty()) continue;
    Match& match = match_made(a, id);
    add_row(a, match, row, *channel);
    compare(a, match, Trigger::row, static_cast<std::uint32_t>(i));
  }
}

void apply_logistics_event(const Applying& a) {
  const auto& event = core::body_as<core::LogisticsEvent>(*a.record.command);
  if (!goods_are_compared(a.state)) return;
  Match& match = match_made(a, "waybill:" + event.waybill);
  a.journal.set(match.rows, match.rows + 1);
  a.journal.set(match.event, event.kind);
  a.journal.set(match.seq, a.record.seq);
  compare(a, match, Trigger::row, 0);
}

void apply_breaks_found(const Applying& a) {
  const auto& effect = core::effect_as<core::FoundEffect>(a.record);
  for (std::size_t i = 0; i < effect.breaks.size(); ++i) {
    const auto first = a.state.matches.awaited.begin();
    TALLYGATE_CHECK(first != a.state.matches.awaited.end() && first->match->subject() == effect.breaks[i].subject,
                    "what is found missing was awaited");
    Match* match = touched(a, a.state.matches.all, first->match->id);
    compare(a, *match, Trigger::time, static_cast<std::uint32_t>(i));
  }
}

}  // namespace tallygate::ledger
