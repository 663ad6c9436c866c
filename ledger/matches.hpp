// Matches: what two sides say of one thing, each of which may come first. The books and a channel's statement, of a
// payment, refund, dispute or settlement; of an order, what was paid and what happened to its goods; of a parcel, that
// it was sent and what its carrier says. Where the two differ there is a break (breaks.hpp); why it is so: decision
// 0028.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/commands/payment.hpp"
#include "core/commands/reconciliation.hpp"
#include "core/undo_journal.hpp"
#include "ledger/dispute_objects.hpp"
#include "ledger/table.hpp"

namespace tallygate::ledger {

struct State;

struct Match {
  // "payment:p1@wechat_pay", "refund:r1@card", "dispute:d1@card", "settlement:wechat_pay:s1", "order:o1",
  // "waybill:SF1"; and, to know again what was recorded, "statement:wechat_pay:2026-11-22:1", a piece of a statement.
  std::string id;
  core::Channel channel = core::Channel::wechat_pay;  // of those that a statement is about
  core::Currency currency;                            // of the rows
  core::Amount theirs = 0;                            // of all rows; of settlements gross
  core::Amount fee = 0;                               // of all rows that say one
  core::Amount first = 0;                             // of the first row
  std::uint32_t rows = 0;
  bool fee_said = false;
  bool mixed = false;                                           // the rows are in several currencies: it never agrees
  bool shipped = false;                                         // of a waybill: an order was shipped under it
  core::LogisticsKind event = core::LogisticsKind::in_transit;  // of a waybill, the last that its carrier said
  std::uint64_t seq = 0;                                        // of the record of the first row, or of the piece
  core::Time since;    // the first record after which the two differed; 1970: they agree
  core::Time due;      // when what is still missing then is a break; 1970: nothing is awaited
  BreakKey open;       // the break that is open about it; seq 0: none
  core::Time touched;  // by the last record that changed it

  // What it is about: its id without the channel.
  std::string_view subject() const {
    return id.starts_with("waybill:") ? std::string_view(id) : std::string_view(id).substr(0, id.find('@'));
  }
};

// What is awaited, in the order in which it is looked at.
struct Awaited {
  core::Time due;
  const Match* match = nullptr;
  bool operator<(const Awaited& other) const {
    return due != other.due ? due < other.due : match->id < other.match->id;
  }
};

struct Matches {
  Table<Match> all;
  std::set<Awaited> awaited;  // each of them stays in memory
  std::uint64_t made = 0;     // in all; 0: nobody compares anything, and nothing needs to be looked up
};

std::string match_id(std::string_view subject, core::Channel channel);
// What a row of a statement is about; empty of a fee.
std::string match_of_row(const core::StatementRow& row, core::Channel channel);
std::string piece_id(std::string_view channel, std::string_view statement, std::int64_t piece);

// How the two sides differ, as they stand; empty where they agree.
struct Difference {
  BreakKind kind = BreakKind::different;
  std::string account;  // where the difference would stand
  core::Amount amount = 0;
  core::Currency currency;
  core::Amount ours = 0;
  core::Amount theirs = 0;
};
std::optional<Difference> difference(const State& state, const Match& match);

// Whether a break may open about it: of an order or a parcel, where goods are compared (`ship_grace_s` is not -1).
bool is_compared(const State& state, const Match& match);

// How long what is missing is waited for; empty where nobody asks for it.
std::optional<std::int64_t> grace_of(const State& state, const Match& match);

}  // namespace tallygate::ledger
