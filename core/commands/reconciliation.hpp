// What channels say about the money that went through them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/commands/party.hpp"
#include "core/posting.hpp"

namespace tallygate::core {

enum class StatementKind { dispute, fee, payment, refund, settlement };
std::span<const EnumName<StatementKind>> enum_names(StatementKind);

// One line of a channel's statement. Amounts are in the sense of their kind: 500 of a refund is 500 refunded, and what
// takes it back is -500.
struct StatementRow {
  Amount amount = 0;  // of a settlement its gross
  std::optional<Time> at;
  Currency currency;
  std::optional<Amount> fee;  // of a settlement it is compared, of other rows kept
  std::optional<OtherId> id;  // the platform's of a payment, refund or dispute, the channel's of a settlement
  StatementKind kind = StatementKind::payment;
  std::optional<std::string> reference;  // the channel's own number; kept, and matched with nothing
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount);
    v("at", s.at);
    v("currency", s.currency);
    v("fee", s.fee);
    v("id", s.id);
    v("kind", s.kind);
    v("reference", s.reference, token(64));
  }
};

constexpr std::size_t kStatementRowsMax = 100;  // of one piece: with the longest values, under 30 KiB
constexpr std::size_t kStatementSourceMax = 256 * 1024;
constexpr std::int64_t kStatementPiecesMax = 1'000'000;

// path: the channel. A fact: one piece of what the channel says. The texts of a statement's pieces one after the other
// are its file.
struct ChannelStatement {
  std::optional<std::string> file_sha256;  // of the whole file; hex
  std::optional<Time> occurred_at;
  std::int64_t piece = 1;
  std::vector<StatementRow> rows;
  std::string source;         // the text that the rows were read from; a blob of the log, as a rule set is
  std::string source_sha256;  // in the record
  OtherId statement_id;       // the platform's or the channel's: another channel may have the same
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("file_sha256", s.file_sha256, token(64));
    v("occurred_at", s.occurred_at);
    v("piece", s.piece, between(1, kStatementPiecesMax));
    v("rows", s.rows, items(kStatementRowsMax));
    v.blob("source", "source_sha256", s.source, s.source_sha256, text(kStatementSourceMax));
    v("statement_id", s.statement_id);
  }
};

enum class LogisticsKind { delivered, in_transit, lost, picked_up, returned };
std::span<const EnumName<LogisticsKind>> enum_names(LogisticsKind);

// What a carrier says about a parcel. A fact; no order changes its state by it.
struct LogisticsEvent {
  Time at;  // the carrier's
  std::optional<std::string> carrier;
  LogisticsKind kind = LogisticsKind::in_transit;
  std::optional<Time> occurred_at;
  std::string waybill;
  std::optional<std::int64_t> weight_g;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("at", s.at);
    v("carrier", s.carrier, text(64));
    v("kind", s.kind);
    v("occurred_at", s.occurred_at);
    v("waybill", s.waybill, token(64));
    v("weight_g", s.weight_g, between(0, 1'000'000'000));
  }
};

}  // namespace tallygate::core
