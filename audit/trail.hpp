// Queries over the trail: an account's history; records by seq, and by order, party, payment, account, actor, type,
// outcome and time, through a derived index in memory that follows the log. Thread-safe. The index is disposable: made
// again at start.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/account_history.hpp"
#include "core/record_type.hpp"
#include "core/result.hpp"
#include "core/time.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

constexpr std::size_t kQueryLimitMax = 1'000;
constexpr std::size_t kQueryScanMax =
    200'000;  // records that one query may look through before it returns with a cursor

struct Query {
  std::vector<std::string> subjects;  // "order:o1", "account:…": all of them must be touched
  std::optional<std::string> actor;   // client id
  std::optional<core::RecordType> type;
  std::optional<std::string> outcome;  // allow, challenge, review, block
  std::optional<core::Time> from, to;  // from <= at < to
  std::uint64_t after = 0;             // cursor: first seq to look at
  std::size_t limit = 100;             // 1 to kQueryLimitMax
};

// When an account is looked at: after all records with an `at` up to this one, or after so many records; else now.
struct Moment {
  std::optional<core::Time> at;
  std::optional<std::uint64_t> position;
};

struct Found {
  struct Item {
    std::uint64_t seq;
    std::string bytes;
    core::Digest leaf;
  };
  std::vector<Item> items;            // in order of seq
  std::optional<std::uint64_t> next;  // cursor when there may be more
  std::uint64_t as_of = 0;            // records that were looked at
};

class Trail {
 public:
  // The log must outlive it.
  explicit Trail(const eventstore::EventLog& log);
  ~Trail();
  Trail(const Trail&) = delete;
  Trail& operator=(const Trail&) = delete;

  // Reads on to the durable size first (at most about 200,000 records a call), then answers.
  core::Result<Found> query(std::string_view tenant, const Query& query);
  core::Result<std::optional<Found::Item>> record(std::string_view tenant, std::uint64_t seq) const;
  // The three below look at one account at a time, through sums that the index keeps (account_history.hpp).
  core::Result<AccountEntries> entries(std::string_view tenant, std::string_view account, const EntriesAsked& asked);
  // Nothing where the log has not come to the position yet.
  core::Result<std::optional<BalancesAt>> balances(std::string_view tenant, std::string_view account,
                                                   const Moment& moment);
  core::Result<PartyStatement> statement(std::string_view tenant, std::string_view party, const Period& period);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tallygate::audit
