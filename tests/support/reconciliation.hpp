// Statements of channels and their comparison in the words of the domain: commands, and steps of a scenario
// (scenario.hpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "tests/support/scenario.hpp"

namespace tallygate::tests {

inline core::StatementRow statement_row(core::StatementKind kind, std::string id, core::Money money,
                                        std::optional<core::Amount> fee = {}) {
  core::StatementRow out;
  out.kind = kind;
  out.id = core::OtherId(std::move(id));
  out.amount = money.amount;
  out.currency = money.currency;
  out.fee = fee;
  return out;
}
inline core::StatementRow payment_row(std::string id, core::Money money) {
  return statement_row(core::StatementKind::payment, std::move(id), money);
}
inline core::StatementRow refund_row(std::string id, core::Money money) {
  return statement_row(core::StatementKind::refund, std::move(id), money);
}

inline core::Command statement(std::string id, std::vector<core::StatementRow> rows, std::int64_t piece = 1,
                               std::string channel = "wechat_pay") {
  core::ChannelStatement body;
  body.statement_id = core::OtherId(std::move(id));
  body.piece = piece;
  body.rows = std::move(rows);
  body.source_sha256 = core::to_hex(core::view(core::sha256("the channel's own words")));
  return command(core::Operation::channel_statement, std::move(body), std::move(channel));
}

inline Step states(std::string id, std::vector<core::StatementRow> rows) {
  return does(statement(std::move(id), std::move(rows)));
}

inline Step carrier_says(std::string waybill, core::LogisticsKind kind) {
  core::LogisticsEvent body;
  body.waybill = std::move(waybill);
  body.kind = kind;
  body.at = kStart;
  return does(command(core::Operation::logistics_event, std::move(body)));
}

// Statements of WeChat Pay are awaited for a day; goods for two.
inline Step reconciled() {
  core::SettingsPut settings;
  settings.recon_channels = std::vector<core::Channel>{core::Channel::wechat_pay};
  settings.recon_grace_s = 86'400;
  return does(change_settings(settings));
}
inline Step goods_reconciled() {
  core::SettingsPut settings;
  settings.ship_grace_s = 2 * 86'400;
  return does(change_settings(settings));
}

// The open breaks of a kind as "subject ours theirs", oldest first, each behind a semicolon.
inline std::string open_breaks(const ledger::Ledger& ledger, std::string_view kind, core::Time now) {
  const std::string json = ledger.breaks_json({"open", kind}, "", 1'000, now);
  const auto member = [](std::string_view object, std::string_view name) {
    const auto key = "\"" + std::string(name) + "\":";
    const auto at = object.find(key);
    if (at == std::string_view::npos) return std::string();
    const auto value = object.substr(at + key.size());
    const auto end = value.find_first_of(",}");
    std::string out(value.substr(0, end));
    std::erase(out, '"');
    return out;
  };
  std::string out;
  for (std::size_t at = json.find("{\"a"); at != std::string::npos; at = json.find("{\"a", at + 1)) {
    const std::string_view object = std::string_view(json).substr(at, json.find('}', at) - at + 1);
    out += member(object, "subject");
    if (const std::string ours = member(object, "ours"); !ours.empty())
      out += " " + ours + " " + member(object, "theirs");
    out += ";";
  }
  return out;
}
inline Expectation differs(std::string kind, std::string breaks) {
  return {[kind = std::move(kind), breaks = std::move(breaks)](const LedgerWorld& world, const LedgerWorld::Outcome&) {
    EXPECT_EQ(open_breaks(world.ledger(), kind, world.now()), breaks) << kind;
  }};
}
inline Expectation all_agrees() {
  return differs("", "");
}

}  // namespace tallygate::tests
