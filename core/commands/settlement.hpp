// Commands about the books themselves: what a channel settled to the bank, and correcting entries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/commands/party.hpp"
#include "core/posting.hpp"

namespace tallygate::core {

// path: the channel. A fact: the channel has paid `gross` less `fee` to the bank. Either may be negative, as on a day
// of more refunds than sales.
struct ChannelSettle {
  std::optional<OtherId> bank;  // ours; default "main"
  Currency currency;
  Amount fee = 0;
  Amount gross = 0;
  std::optional<Time> occurred_at;
  OtherId settlement_id;  // the channel's: another channel may have the same
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("bank", s.bank);
    v("currency", s.currency);
    v("fee", s.fee);
    v("gross", s.gross);
    v("occurred_at", s.occurred_at);
    v("settlement_id", s.settlement_id);
  }
};

struct JournalPosting {
  std::string account;
  Amount amount = 0;  // debit positive, never 0
  Currency currency;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, token(kAccountNameMax));
    v("amount", s.amount);
    v("currency", s.currency);
  }
};

constexpr std::size_t kJournalPostingsMax = 32;  // of one entry: with the longest names, under 8 KiB

// A correcting entry. It stands in the books when another person approves it.
struct JournalPost {
  OtherId entry_id;
  std::optional<Time> occurred_at;
  std::vector<JournalPosting> postings;  // an account once a currency
  std::string reason;                    // a sentence
  std::optional<std::int64_t> reverses;  // seq of the journal entry or settlement that it takes back whole
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("entry_id", s.entry_id);
    v("occurred_at", s.occurred_at);
    v("postings", s.postings, items(kJournalPostingsMax));
    v("reason", s.reason, text(500));
    v("reverses", s.reverses, at_least(1));
  }
};

}  // namespace tallygate::core
