#include "audit/chain_check.hpp"

#include "core/hash.hpp"

namespace tallygate::audit {

std::optional<std::string> ChainCheck::next(const ExaminedRecord& examined) {
  if (kept_at_ == size_) kept_root_ = root();
  const auto& record = examined.decoded.record;
  if (!examined.wrong.empty()) return examined.wrong;
  if (auto wrong = check_header(examined.decoded)) return wrong;
  if (auto wrong = check_group(record)) return wrong;
  if (auto wrong = check_subjects(record)) return wrong;
  prev_ = examined.leaf;
  grow(prev_);
  at_ = record.at;
  bytes_ += examined.bytes;
  postings_ += record.postings.all().size();
  ++size_;
  if (kept_at_ == size_) kept_root_ = root();
  return std::nullopt;
}

std::optional<std::string> ChainCheck::check_header(const core::Decoded& decoded) {
  const auto& record = decoded.record;
  if (record.seq != size_) return "the record says seq " + std::to_string(record.seq);
  if (decoded.chained.prev != prev_) return std::string(kBrokenChain);
  if (size_ > 0 && record.at < at_) return "at is before the record before";
  const bool opens = record.type == core::RecordType::log_opened;
  if (opens != (size_ == 0))
    return opens ? "log.opened stands in the middle of the log" : "the log does not begin with log.opened";
  if (opens) opened_ = core::effect_as<core::LogOpened>(record);
  epochs_.reached(record.seq, record.at);
  if (!opens && record.type != core::RecordType::epoch_opened && record.type != core::RecordType::key_rotated)
    return std::nullopt;
  if (record.effect.index() == 0) return "the record says nothing of what it opens";
  return epochs_.next(record, root());
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
  for (const auto& subject : record.subjects) {
    auto& count = counts_.try_emplace(subject.name, 0).first->second;
    if (subject.n != count + 1)
      return subject.name + " says it is its record " + std::to_string(subject.n) + ", after " + std::to_string(count);
    ++count;
  }
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
