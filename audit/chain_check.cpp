#include "audit/chain_check.hpp"

#include <algorithm>
#include <map>

#include "core/hash.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

std::optional<std::string> ChainCheck::next(std::string_view bytes) {
  if (kept_at_ == size_) kept_root_ = root();
  if (bytes.empty() || bytes.size() > eventstore::kRecordBytesMax)
    return "the record has " + std::to_string(bytes.size()) + " bytes, which no record has";
  const auto decoded = decoder_.decode(bytes);
  if (!decoded) return decoded.error().message;
  const auto& record = decoded->record;
  if (auto wrong = check_header(*decoded, bytes)) return wrong;
  if (auto wrong = check_group(record)) return wrong;
  if (auto wrong = check_subjects(record)) return wrong;
  if (auto wrong = check_postings(record)) return wrong;
  prev_ = core::leaf_hash(bytes);
  grow(prev_);
  at_ = record.at;
  bytes_ += bytes.size();
  ++size_;
  if (kept_at_ == size_) kept_root_ = root();
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_header(const core::Decoded& decoded, std::string_view bytes) {
  const auto& record = decoded.record;
  again_.clear();
  core::encode_record(again_, record, decoded.chained);
  if (again_ != bytes) return "the bytes are not the canonical form of what they say";
  if (record.seq != size_) return "the record says seq " + std::to_string(record.seq);
  if (decoded.chained.prev != prev_) return "prev is not the leaf hash of the record before";
  if (size_ > 0 && record.at < at_) return "at is before the record before";
  const bool opens = record.type == core::RecordType::log_opened;
  if (opens != (size_ == 0))
    return opens ? "log.opened stands in the middle of the log" : "the log does not begin with log.opened";
  if (opens) opened_ = core::effect_as<core::LogOpened>(record);
  if (opens || record.type == core::RecordType::epoch_opened) {
    if (record.effect.index() == 0) return "the record says nothing of what it opens";
    return epochs_.next(record, root());
  }
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_group(const core::Record& record) {
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

std::optional<std::string> ChainCheck::check_subjects(const core::Record& record) {
  std::vector<std::string_view> named;
  for (const auto& subject : record.subjects) {
    auto& count = counts_.try_emplace(subject.name, 0).first->second;
    if (subject.n != count + 1)
      return subject.name + " says it is its record " + std::to_string(subject.n) + ", after " + std::to_string(count);
    ++count;
    named.push_back(subject.name);
  }
  std::sort(named.begin(), named.end());
  if (std::adjacent_find(named.begin(), named.end()) != named.end()) return "a subject is named twice";
  for (const auto& posting : record.postings.all())
    if (!std::binary_search(named.begin(), named.end(), "account:" + posting.account))
      return "a posting to " + posting.account + " is not among the subjects";
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_postings(const core::Record& record) {
  std::map<std::pair<std::string_view, core::Layer>, __int128> sums;
  for (const auto& posting : record.postings.all()) {
    sums[{posting.currency.code(), posting.layer}] += posting.amount;
    ++postings_;
  }
  for (const auto& [what, sum] : sums)
    if (sum != 0) return "the postings in " + std::string(what.first) + " do not add up to zero";
  return std::nullopt;
}

std::optional<std::string> ChainCheck::end() const {
  if (!open_group_) return std::nullopt;
  return "the log ends inside the group of " + std::to_string(open_group_->n) + " records that began at " +
         std::to_string(open_group_->first);
}

// RFC 6962: two equal subtrees become one, as bits carry.
void ChainCheck::grow(const core::Digest& leaf) {
  frontier_.push_back(leaf);
  for (auto x = size_; x & 1; x >>= 1) {
    const auto right = frontier_.back();
    frontier_.pop_back();
    frontier_.back() = core::node_hash(frontier_.back(), right);
  }
}

core::Digest ChainCheck::root() const {
  if (frontier_.empty()) return core::empty_root();
  auto root = frontier_.back();
  for (auto it = frontier_.rbegin() + 1; it != frontier_.rend(); ++it) root = core::node_hash(*it, root);
  return root;
}

}  // namespace tallygate::audit
