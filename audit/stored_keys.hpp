// Idempotency keys as they are stored, held against those that the records give. Fed with every record in order; reads
// the table beside them.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/finding.hpp"
#include "audit/record_check.hpp"
#include "eventstore/event_log.hpp"
#include "eventstore/leaf_reader.hpp"

namespace tallygate::audit {

class StoredKeys {
 public:
  // Both must outlive it.
  StoredKeys(const eventstore::PageSource& source, const eventstore::Survey& survey,
             const eventstore::SurveyedTenant& tenant);

  // A block begins here; an append's keys stand under the first seq of one.
  void block(std::uint64_t first_seq) { blocks_.push_back(first_seq); }
  void add(const ExaminedRecords& all, const ExaminedRecord& record);
  void end();
  // Records [from, to) are not read: their keys are held against nothing. Before the first record.
  void leave_out(std::uint64_t from, std::uint64_t to) { left_out_.emplace_back(from, to); }

  std::uint64_t keys() const { return keys_; }
  // Refused batches: their lines stand in no record, so their content's hash cannot be made again.
  std::uint64_t unknown_bodies() const { return unknown_bodies_; }
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  struct Stored {
    eventstore::KeyEntry entry;
    std::uint64_t page = 0;
  };
  struct KeptRow {
    std::uint64_t key = 0, page = 0;
    std::string value;
  };
  struct OpenBatch {
    std::uint64_t seq = 0, end = 0, page = 0;
    core::Hash16 body{};
    std::string content;  // of its lines, in order: 16 bytes of the key, 16 of the body
    std::string former;   // the same with the bodies' hashes as the first logs made them
  };
  bool is_left_out(std::uint64_t seq) const;
  std::optional<Stored> next();
  bool read_leaf();
  void take_row(std::uint64_t key, std::uint64_t page, std::string_view value);
  void add_line(const ExaminedRecords& all, const ExaminedRecord& record);
  void wrong(std::optional<std::uint64_t> page, std::uint64_t seq, std::string what);

  const eventstore::SurveyedTenant& tenant_;
  eventstore::LeafReader reader_;
  std::size_t leaf_ = 0;
  std::deque<KeptRow> rows_;    // of the leaf that was read last
  std::deque<Stored> waiting_;  // of the row that was taken last
  std::deque<std::uint64_t> blocks_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> left_out_;
  std::optional<OpenBatch> batch_;
  std::uint64_t keys_ = 0, unknown_bodies_ = 0;
  bool stopped_ = false;  // after the first finding nothing more can be compared
  std::vector<Finding> findings_;
};

}  // namespace tallygate::audit
