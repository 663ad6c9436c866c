// Queries over the trail: records by seq, and by order, party, payment, account, actor, type, outcome and time, through
// a derived index in memory that follows the log. Thread-safe. The index is disposable: made again at start.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  // An account's postings in order, with a running balance in the account's own sign (debit positive), a page at a
  // time.
  struct Entry {
    std::uint64_t seq;
    core::Time at;
    std::string type;
    std::int64_t amount;
    std::string currency, layer;
    std::int64_t balance;
  };
  struct Entries {
    std::vector<Entry> items;
    std::optional<std::uint64_t> next;
    std::uint64_t as_of = 0;
  };
  core::Result<Entries> entries(std::string_view tenant, std::string_view account, std::uint64_t after,
                                std::size_t limit);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tallygate::audit
