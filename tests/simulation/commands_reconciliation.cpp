// What channels and carriers say: mostly what happened, sometimes otherwise, twice, too late or of nothing.
#include "core/hash.hpp"
#include "tests/simulation/commands.hpp"

namespace tallygate::simulation {

using core::Operation;

core::StatementRow Commands::row(const Model& model, const std::string& channel) {
  using enum core::StatementKind;
  core::StatementRow out;
  out.currency = currency();
  out.amount = below(500) - 20;
  const auto say = [&](core::StatementKind kind, const std::string& id, const std::string& code, core::Amount amount) {
    out.kind = kind;
    out.id = core::OtherId(id);
    if (!one_in(10) && !code.empty()) out.currency = core::Currency::from_code(code).value();
    if (one_in(8)) return;
    out.amount = one_in(8) ? amount / 2 : amount;
    if (one_in(20)) out.amount = -amount;
    if (one_in(20)) out.fee = below(5);
  };
  const auto kind = below(10);
  if (kind < 4) {
    const auto all = ids_where(model.payments, [&](const ModelPayment& p) { return p.channel == channel; });
    const std::string payment = all.empty() || one_in(12) ? id("y", 240) : pick(all);
    const auto found = model.payments.find(payment);
    const bool known = found != model.payments.end();
    const bool charged = known && found->second.charge;
    say(core::StatementKind::payment, payment,
        charged ? found->second.charge->currency
        : known ? found->second.currency
                : "",
        charged ? found->second.charged(found->second.captured())
        : known ? found->second.captured()
                : 10);
  } else if (kind < 6) {
    const auto all = ids_where(model.refunds, [](const ModelRefund&) { return true; });
    const std::string refund = all.empty() || one_in(12) ? id("r", 160) : pick(all);
    const auto found = model.refunds.find(refund);
    const bool known = found != model.refunds.end();
    if (known && !found->second.sources.empty())
      if (const auto& source = found->second.sources.front(); model.payments.at(source.payment).charge) {
        say(core::StatementKind::refund, refund, model.payments.at(source.payment).charge->currency, source.charge);
        return out;
      }
    say(core::StatementKind::refund, refund, known ? model.currency_of(found->second) : "",
        known ? found->second.amount : 10);
  } else if (kind < 8) {
    const auto all = ids_where(model.disputes, [](const ModelDispute&) { return true; });
    const std::string dispute = all.empty() || one_in(12) ? id("d", 80) : pick(all);
    const auto found = model.disputes.find(dispute);
    const bool known = found != model.disputes.end();
    say(core::StatementKind::dispute, dispute, known ? found->second.currency : "",
        known ? (found->second.state == "open" ? found->second.amount : found->second.lost) : 10);
  } else if (kind < 9 && !model.channel_settled.empty()) {
    const auto& of =
        *std::next(model.channel_settled.begin(), below(static_cast<std::int64_t>(model.channel_settled.size())));
    say(settlement, one_in(12) ? id("s", 12) : of.first.substr(of.first.find(':') + 1), of.second.currency,
        of.second.gross);
    if (one_in(2)) out.fee = one_in(3) ? below(60) : of.second.fee;
  } else {
    out.kind = fee;
  }
  return out;
}

core::Command Commands::statement(const Model& model, Asking& out) {
  static const std::vector<std::string> channels = {"card", "card", "wechat_pay", "wechat_pay", "alipay"};
  const std::string channel = one_in(30) ? "cash" : pick(channels);
  core::ChannelStatement body;
  body.statement_id = core::OtherId(id("st", 12));
  body.piece = 1 + below(3);
  for (std::int64_t n = 1 + below(one_in(4) ? 12 : 4); n > 0; --n) {
    body.rows.push_back(row(model, channel));
    if (one_in(20)) body.rows.push_back(body.rows.back());
  }
  body.source = "a line " + std::to_string(below(1'000'000)) + "\n";
  body.source_sha256 = core::to_hex(core::view(core::sha256(body.source)));
  out.blobs.push_back(body.source);
  return make(Operation::channel_statement, std::move(body), channel);
}

core::Command Commands::carrier(const Model& model) {
  using enum core::LogisticsKind;
  static const std::vector<core::LogisticsKind> kinds = {picked_up, in_transit, delivered, lost, returned};
  core::LogisticsEvent body;
  body.waybill = id("w", 5);
  body.kind = pick(kinds);
  body.at = model.last_at - core::seconds(below(1'000));
  return make(Operation::logistics_event, std::move(body));
}

void Commands::recon_settings(core::SettingsPut& body) {
  if (one_in(3)) {
    using enum core::Channel;
    static const std::vector<std::vector<core::Channel>> awaited = {
        {}, {card}, {card, wechat_pay}, {wechat_pay, card, alipay}};
    body.recon_channels = pick(awaited);
  }
  if (one_in(4)) body.recon_grace_s = below(one_in(2) ? 3'600 : 3 * 86'400);
  if (one_in(3)) body.ship_grace_s = one_in(5) ? -1 : below(one_in(2) ? 3'600 : 3 * 86'400);
}

}  // namespace tallygate::simulation
