// An append to an EventLog, built from owned values: what tests of the log and of what stands on it write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/event_log.hpp"

namespace tallygate::tests {

// A record's bytes that can be told from its number, of any length.
inline std::string numbered_record(std::uint64_t seq, std::size_t bytes = 60) {
  std::string text = "{\"seq\":" + std::to_string(seq) + ",\"fill\":\"";
  while (text.size() + 2 < bytes) text.push_back(static_cast<char>('a' + (seq + text.size() * 7) % 26));
  return text + "\"}";
}

class LogBatch {
 public:
  LogBatch& record(std::string bytes) {
    const auto& kept = keep(std::move(bytes));
    records_.push_back({kept, core::leaf_hash(kept), 1, {}});
    return *this;
  }
  LogBatch& keyed_record(std::string bytes, std::string_view key) {
    record(std::move(bytes));
    records_.back().key = eventstore::KeyEntry{core::hash16(key), core::hash16(std::string(key) + " body"), 0};
    return *this;
  }
  LogBatch& numbered(std::uint64_t first, std::size_t count, std::size_t bytes = 60) {
    for (std::uint64_t seq = first; seq < first + count; ++seq) record(numbered_record(seq, bytes));
    return *this;
  }
  LogBatch& blob(std::string bytes) {
    const auto& kept = keep(std::move(bytes));
    blobs_.push_back({core::sha256(kept), kept});
    return *this;
  }
  LogBatch& row(std::string table, std::string key, std::string value) {
    rows_.push_back({std::move(table), std::move(key), std::move(value)});
    return *this;
  }
  LogBatch& at(std::int64_t last_at_us) {
    last_at_us_ = last_at_us;
    return *this;
  }

  std::vector<eventstore::AppendRecord>& records() { return records_; }
  std::vector<eventstore::Blob>& blobs() { return blobs_; }
  eventstore::TenantAppend for_tenant(std::string_view tenant, std::uint64_t expected_size) const {
    return {tenant, expected_size, last_at_us_, records_, blobs_, rows_};
  }
  core::Result<eventstore::Head> append_to(eventstore::EventLog& log, std::string_view tenant,
                                           std::uint64_t expected_size) const {
    const auto append = for_tenant(tenant, expected_size);
    const auto heads = log.append({&append, 1});
    if (!heads) return heads.error();
    return heads->front();
  }
  core::Result<eventstore::Head> append_to(eventstore::EventLog& log, std::string_view tenant) const {
    const auto head = log.head(tenant);
    if (!head) return head.error();
    return append_to(log, tenant, head->size);
  }

 private:
  const std::string& keep(std::string bytes) {
    return *texts_.emplace_back(std::make_shared<const std::string>(std::move(bytes)));
  }
  std::vector<std::shared_ptr<const std::string>> texts_;  // shared by copies: the records point into them
  std::vector<eventstore::AppendRecord> records_;
  std::vector<eventstore::Blob> blobs_;
  std::vector<eventstore::SideRow> rows_;
  std::int64_t last_at_us_ = 0;
};

// All records from `from` on, by as many reads as it takes.
inline std::vector<std::string> all_records(const eventstore::EventLog& log, std::string_view tenant,
                                            std::uint64_t from = 0) {
  std::vector<std::string> out;
  for (;;) {
    const auto next = log.read(tenant, from, SIZE_MAX, [&](std::uint64_t, std::string_view bytes) {
      out.emplace_back(bytes);
      return true;
    });
    if (*next == from) return out;
    from = *next;
  }
}

}  // namespace tallygate::tests
