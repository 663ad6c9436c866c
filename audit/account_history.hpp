// An account as of any position or time, its entries with what stood there after each, and a party's statement: from
// explicit postings, through the index and at most AccountSums::kSumsEvery records before what was asked for. One
// thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/export.hpp"
#include "audit/trail_index.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {

constexpr std::size_t kStatementEntriesMax = 10'000;  // of one statement, over all accounts

struct AccountEntry {
  std::uint64_t seq = 0;
  core::Time at;
  std::string type;         // of the record
  core::Amount amount = 0;  // debit positive
  core::Currency currency;
  core::Layer layer = core::Layer::posted;
  core::WideAmount posted = 0, held = 0;  // what stood on the account in this currency afterwards, debit positive
  std::vector<std::string> about;         // the record's subjects that are no accounts: order:o1, payment:p1 …
};

struct AccountEntries {
  std::vector<AccountEntry> items;    // in order; those of one record stand together
  std::optional<std::uint64_t> next;  // cursor when there may be more
  std::uint64_t as_of = 0;
};

struct EntriesAsked {
  std::uint64_t after = 0;  // cursor: first seq to show
  Period period;
  std::size_t limit = 100;  // records' entries are shown whole, so a page may be a little longer
};

struct BalancesAt {
  Sums sums;                // debit positive; empty: nothing was posted by then
  std::uint64_t as_of = 0;  // how many records they rest on
};

struct AccountStatement {
  std::string account;
  Sums opening, closing;  // before the period, and before its end
  std::vector<AccountEntry> entries;
};
struct PartyStatement {
  std::vector<AccountStatement> accounts;  // by name
  std::uint64_t as_of = 0;
  bool too_long = false;  // more than kStatementEntriesMax: nothing else is filled in
};

class AccountHistory {
 public:
  AccountHistory(const eventstore::EventLog& log, std::string_view tenant, const TrailIndex& index)
      : log_(log), tenant_(tenant), index_(index) {}

  // How many records have an `at` before `time`: they come first. O(log n) records read.
  core::Result<std::uint64_t> records_before(core::Time time);
  // `position`: a number of records, at most the index's.
  core::Result<BalancesAt> balances(std::string_view account, std::uint64_t position);
  core::Result<AccountEntries> entries(std::string_view account, const EntriesAsked& asked);
  core::Result<PartyStatement> statement(std::string_view party, const Period& period);

 private:
  core::Result<const core::Record*> record(std::uint64_t seq);  // until the next call
  // The sums before the n-th record of the account.
  core::Result<Sums> sums_before(std::string_view account, std::size_t n);
  core::Result<bool> show(std::string_view account, std::uint64_t seq, Sums& sums, std::vector<AccountEntry>& out);
  core::Result<AccountStatement> account_statement(const std::string& account, std::uint64_t first, std::uint64_t end,
                                                   std::size_t& room);

  const eventstore::EventLog& log_;
  std::string_view tenant_;
  const TrailIndex& index_;
  core::RecordDecoder decoder_;
  core::Decoded decoded_;
};

}  // namespace tallygate::audit
