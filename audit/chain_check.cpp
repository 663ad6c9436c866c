#include "audit/chain_check.hpp"

#include "core/hash.hpp"

namespace tallygate::audit {

std::optional<std::string> ChainCheck::next(std::string_view bytes) {
  alone_.clear();
  if (auto wrong = record_check_.examine(bytes, alone_)) return wrong;
  alone_.records[0].leaf = core::leaf_hash(bytes);
  return next(alone_, 0);
}

std::optional<std::string> ChainCheck::next(const ExaminedRecords& all, std::size_t i) {
  const ExaminedRecord& record = all.records[i];
  if (auto wrong = check_header(record)) return wrong;
  if (auto wrong = check_group(record)) return wrong;
  if (auto wrong = check_subjects(all, record)) return wrong;
  at_ = record.at;
  last_skipped_ = false;
  bytes_ += record.bytes;
  postings_ += record.postings;
  if (record.type == core::RecordType::period_closed) ++closed_months_;
  append(record.leaf);
  return std::nullopt;
}

void ChainCheck::append(const core::Digest& leaf) {
  prev_ = leaf;
  ++size_;
  if (begun_within_) return;
  tree_.append(leaf, [this](std::size_t level, std::uint64_t index, eventstore::TileHashes hashes) {
    if (full_tile_) full_tile_(level, index, hashes);
  });
  if (kept_at_ == size_) kept_root_ = root();
}

std::optional<std::string> ChainCheck::skip(const core::Digest& leaf, const std::string* kept) {
  if (!std::exchange(last_skipped_, true)) counts_.some_missed();
  some_skipped_ = true;
  if (size_ == 0 && kept == nullptr) return "the log keeps no copy of it, which it must";
  if (kept != nullptr) {
    if (core::leaf_hash(*kept) != leaf) return "the copy that the log keeps of it is not the record that was hashed";
    alone_.clear();
    if (auto wrong = record_check_.examine(*kept, alone_)) return wrong;
    const ExaminedRecord& record = alone_.records[0];
    if (record.seq != size_) return "the copy that the log keeps of it says seq " + std::to_string(record.seq);
    epochs_.reached(record.seq, record.at);
    at_ = record.at;
    if (record.whole && record.whole->effect.index() != 0)
      if (auto wrong = check_opening(record)) return wrong;
  }
  append(leaf);
  return std::nullopt;
}

void ChainCheck::begin_within(std::uint64_t seq, const core::Digest& prev) {
  some_skipped_ = begun_within_ = true;
  size_ = seq;
  prev_ = prev;
}

void ChainCheck::prefetch(const ExaminedRecords& all, std::size_t i) const {
  const ExaminedRecord& record = all.records[i];
  for (auto n = record.subjects_begin; n < record.subjects_end; ++n) counts_.prefetch(all.subjects[n].hash);
}

std::optional<std::string> ChainCheck::check_header(const ExaminedRecord& record) {
  if (record.seq != size_) return "the record says seq " + std::to_string(record.seq);
  if (record.prev != prev_) return std::string(kBrokenChain);
  if (size_ > 0 && record.at < at_) return "at is before the record before";
  const bool opens = record.type == core::RecordType::log_opened;
  if (opens != (size_ == 0))
    return opens ? "log.opened stands in the middle of the log" : "the log does not begin with log.opened";
  if (begun_within_) return std::nullopt;
  epochs_.reached(record.seq, record.at);
  if (opens || record.type == core::RecordType::epoch_opened || record.type == core::RecordType::key_rotated)
    return check_opening(record);
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_opening(const ExaminedRecord& record) {
  if (record.whole->effect.index() == 0) return "the record says nothing of what it opens";
  if (record.type == core::RecordType::log_opened) opened_ = core::effect_as<core::LogOpened>(*record.whole);
  return epochs_.next(*record.whole, root());
}

std::optional<std::string> ChainCheck::check_group(const ExaminedRecord& record) {
  if (open_group_) {
    if (!record.group || record.group->first != open_group_->first || record.group->n != open_group_->n)
      return "the group that began at " + std::to_string(open_group_->first) + " is broken off";
  } else if (record.group) {
    if (record.group->first != record.seq || record.group->n < 2)
      return "the record says that it is inside a group that did not begin";
    open_group_ = record.group;
    ++groups_;
  }
  if (open_group_ && record.seq + 1 == open_group_->first + open_group_->n) open_group_.reset();
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_subjects(const ExaminedRecords& all, const ExaminedRecord& record) {
  for (auto i = record.subjects_begin; i < record.subjects_end; ++i) {
    const ExaminedSubject& subject = all.subjects[i];
    if (const auto before = counts_.add(subject.hash, subject.n, some_skipped_))
      return all.name_of(subject) + " says it is its record " + std::to_string(subject.n) + ", after " +
             std::to_string(*before);
  }
  return std::nullopt;
}

std::optional<std::string> ChainCheck::end() const {
  if (!open_group_) return std::nullopt;
  return "the log ends inside the group of " + std::to_string(open_group_->n) + " records that began at " +
         std::to_string(open_group_->first);
}

}  // namespace tallygate::audit
