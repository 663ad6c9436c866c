// What must hold from one record to the next. Trusts only the records' bytes; shares no arithmetic with the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "audit/epoch.hpp"
#include "audit/record_check.hpp"
#include "audit/subject_counts.hpp"
#include "audit/tile_tree.hpp"
#include "core/random.hpp"
#include "core/record.hpp"
#include "eventstore/tree.hpp"

namespace tallygate::audit {

class ChainCheck {
 public:
  // How a mismatch between a record's `prev` and the record before is told: which of the two is wrong, the chain alone
  // cannot say.
  static constexpr std::string_view kBrokenChain = "prev is not the leaf hash of the record before";

  // The next record in order. A sentence when something does not hold, and then nothing more may be asked of it.
  std::optional<std::string> next(std::string_view bytes);
  // The record `i` of `all`, examined with names().
  std::optional<std::string> next(const ExaminedRecords& all, std::size_t i);
  // Brings near what next will need of that record.
  void prefetch(const ExaminedRecords& all, std::size_t i) const;
  const core::KeyedHash& names() const { return names_; }
  // Calls full(level, index, hashes) for each tile that the records fill.
  void on_full_tile(std::function<void(std::size_t, std::uint64_t, eventstore::TileHashes)> full) {
    full_tile_ = std::move(full);
  }
  // The next record is in an archive that is not here. `leaf`: what the tiles say of it; `kept`: its bytes where the
  // log has a copy, of one that names a key. From there on a subject's next number is not known.
  std::optional<std::string> skip(const core::Digest& leaf, const std::string* kept);
  // The first record is `seq`, which follows the one with that leaf: neither the tree before it nor the keys are known.
  void begin_within(std::uint64_t seq, const core::Digest& prev);
  // After the last record: half a group is not a log.
  std::optional<std::string> end() const;

  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t groups() const { return groups_; }
  std::uint64_t subjects() const { return counts_.size(); }
  std::uint64_t postings() const { return postings_; }
  std::uint64_t closed_months() const { return closed_months_; }
  const std::optional<core::LogOpened>& opened() const { return opened_; }
  const Epochs& epochs() const { return epochs_; }
  core::Time last_at() const { return at_; }
  const core::Digest& last_leaf() const { return prev_; }
  eventstore::Tree tree() const { return tree_.tree(); }
  core::Digest root() const { return tree().root(); }  // RFC 6962, of all records so far
  void keep_root_at(std::uint64_t size) { kept_at_ = size; }
  const std::optional<core::Digest>& kept_root() const { return kept_root_; }

 private:
  void append(const core::Digest& leaf);
  std::optional<std::string> check_header(const ExaminedRecord& record);
  std::optional<std::string> check_opening(const ExaminedRecord& record);
  std::optional<std::string> check_group(const ExaminedRecord& record);
  std::optional<std::string> check_subjects(const ExaminedRecords& all, const ExaminedRecord& record);

  core::SystemRandom random_;
  core::KeyedHash names_{random_};
  RecordCheck record_check_{names_};
  ExaminedRecords alone_;  // the record that was given as bytes
  core::Digest prev_{};
  core::Time at_;
  std::uint64_t size_ = 0, bytes_ = 0, groups_ = 0, postings_ = 0, closed_months_ = 0;
  bool some_skipped_ = false, last_skipped_ = false, begun_within_ = false;
  std::optional<core::Group> open_group_;
  SubjectCounts counts_;
  std::optional<core::LogOpened> opened_;
  Epochs epochs_;
  TileTree tree_;
  std::function<void(std::size_t, std::uint64_t, eventstore::TileHashes)> full_tile_;
  std::optional<std::uint64_t> kept_at_;
  std::optional<core::Digest> kept_root_;
};

}  // namespace tallygate::audit
