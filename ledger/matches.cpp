#include "ledger/matches.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/charges.hpp"
#include "ledger/goods_breaks.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::int64_t kReconGraceS = 3 * 86'400;  // where the settings do not say

struct Booked {
  core::Amount amount = 0;
  core::Amount fee = 0;
  core::Currency currency;
};

std::string_view after_prefix(std::string_view subject) {
  return subject.substr(subject.find(':') + 1);
}

std::optional<Booked> booked(const Payment* payment, core::Channel channel) {
  if (payment == nullptr || payment->channel != channel || payment->captured() == 0) return std::nullopt;
  if (payment->charge) {
    const core::Amount amount = charged(*payment->charge, payment->captured());
    return amount == 0 ? std::nullopt : std::optional(Booked{amount, 0, payment->charge->currency});
  }
  return Booked{payment->captured(), 0, payment->currency};
}

// What goes back, in the currency of the rows where one of its sources is in that.
std::optional<Booked> booked(const Refund* refund, const Match& match) {
  if (refund == nullptr || (refund->state != RefundState::sent && refund->state != RefundState::settled))
    return std::nullopt;
  std::optional<Booked> first, out;
  for (const core::RefundSource& source : refund->sources) {
    if (source.channel != match.channel) continue;
    const Booked part = source.charge ? Booked{source.charge->amount, 0, source.charge->currency}
                                      : Booked{source.amount, 0, refund->currency()};
    std::optional<Booked>& sum = match.rows > 0 && part.currency == match.currency ? out : first;
    if (!sum) sum = Booked{0, 0, part.currency};
    if (part.currency == sum->currency) sum->amount += part.amount;
  }
  const std::optional<Booked>& ours = out ? out : first;
  return ours && ours->amount > 0 ? ours : std::nullopt;
}

std::optional<Booked> booked(const Dispute* dispute, core::Channel channel) {
  if (dispute == nullptr || dispute->channel != channel) return std::nullopt;
  const bool open = dispute->state == DisputeState::open;
  Booked out{open ? dispute->amount : dispute->lost, 0, dispute->currency};
  if (dispute->charge && dispute->charge->currency != dispute->currency)
    out = {open ? dispute->charge->amount : dispute->charge_lost, 0, dispute->charge->currency};
  if (out.amount == 0) return std::nullopt;
  return out;
}

std::optional<Booked> booked(const Bookings& bookings, const Booking* settlement) {
  if (settlement == nullptr || !bookings.stands(*settlement)) return std::nullopt;
  return Booked{settlement->gross, settlement->fee, settlement->currency};
}

// What stands in the books of it; empty where nothing does.
std::optional<Booked> booked(const State& state, const Match& match) {
  const std::string_view subject = match.subject();
  const std::string_view id = after_prefix(subject);
  if (subject.starts_with("payment:")) return booked(state.payments.find(id), match.channel);
  if (subject.starts_with("refund:")) return booked(state.refunds.find(id), match);
  if (subject.starts_with("dispute:")) return booked(state.disputes.find(id), match.channel);
  return booked(state.bookings, state.bookings.find(subject));
}

BreakKind kind_of(const Match& match, const std::optional<Booked>& ours) {
  if (match.rows == 0) return BreakKind::missing_with_them;
  if (!ours) return BreakKind::missing_with_us;
  if (match.mixed || match.currency != ours->currency) return BreakKind::different;
  if (match.theirs == ours->amount) return BreakKind::fee_different;
  const bool repeated = match.rows > 1 && match.first == ours->amount &&
                        match.theirs == static_cast<WideAmount>(match.first) * match.rows;
  return repeated ? BreakKind::doubled : BreakKind::different;
}

bool agree(const Match& match, const std::optional<Booked>& ours) {
  if (match.mixed) return false;
  if (!ours) return match.theirs == 0 && (match.fee == 0 || !match.fee_said);
  if (match.rows == 0 || match.currency != ours->currency || match.theirs != ours->amount) return false;
  return !match.id.starts_with("settlement:") || !match.fee_said || match.fee == ours->fee;
}

}  // namespace

std::string match_id(std::string_view subject, core::Channel channel) {
  return std::string(subject).append("@").append(core::name_of(channel));
}

std::string match_of_row(const core::StatementRow& row, core::Channel channel) {
  if (row.kind == core::StatementKind::fee) return {};
  const std::string_view id = row.id->view();
  if (row.kind == core::StatementKind::settlement) return settlement_subject(core::name_of(channel), id);
  return match_id(std::string(core::name_of(row.kind)).append(":").append(id), channel);
}

std::string piece_id(std::string_view channel, std::string_view statement, std::int64_t piece) {
  return std::string("statement:")
      .append(channel)
      .append(":")
      .append(statement)
      .append(":")
      .append(std::to_string(piece));
}

std::optional<Difference> difference(const State& state, const Match& match) {
  if (match.id.starts_with("order:")) return goods_difference(state, after_prefix(match.id));
  if (match.id.starts_with("waybill:")) return parcel_difference(match);
  if (match.id.starts_with("statement:")) return std::nullopt;
  const auto ours = booked(state, match);
  if (agree(match, ours)) return std::nullopt;
  Difference out;
  out.kind = kind_of(match, ours);
  out.account = channel_account(match.channel);
  out.ours = ours ? ours->amount : 0;
  out.theirs = match.theirs;
  if (out.kind == BreakKind::fee_different) {
    out.account = channel_fee_account(match.channel);
    out.ours = ours->fee;
    out.theirs = match.fee;
  }
  const bool one_currency = !ours || match.rows == 0 || match.currency == ours->currency;
  out.currency = match.rows == 0 ? ours->currency : match.currency;
  const core::Amount apart = std::max(out.theirs, out.ours) - std::min(out.theirs, out.ours);
  out.amount = std::min(one_currency ? apart : std::abs(match.theirs), core::kAmountMax);
  return out;
}

bool is_compared(const State& state, const Match& match) {
  const bool goods = match.id.starts_with("order:") || match.id.starts_with("waybill:");
  return !goods || state.settings.ship_grace_s.value_or(core::kTermNever) != core::kTermNever;
}

std::optional<std::int64_t> grace_of(const State& state, const Match& match) {
  const Settings& settings = state.settings;
  if (match.id.starts_with("order:")) {
    const std::int64_t grace = settings.ship_grace_s.value_or(core::kTermNever);
    return grace == core::kTermNever ? std::nullopt : std::optional(grace);
  }
  if (match.id.starts_with("waybill:")) return std::nullopt;
  const auto& channels = settings.recon_channels;
  if (std::ranges::find(channels, match.channel) == channels.end()) return std::nullopt;
  return settings.recon_grace_s.value_or(kReconGraceS);
}

}  // namespace tallygate::ledger
