// What must hold from one record to the next. Trusts only the records' bytes; shares no arithmetic with the ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/epoch.hpp"
#include "audit/record_check.hpp"
#include "core/ids.hpp"
#include "core/record.hpp"

namespace tallygate::audit {

class ChainCheck {
 public:
  // How a mismatch between a record's `prev` and the record before is told: which of the two is wrong, the chain alone
  // cannot say.
  static constexpr std::string_view kBrokenChain = "prev is not the leaf hash of the record before";

  // The next record in order. A sentence when something does not hold, and then nothing more may be asked of it.
  std::optional<std::string> next(std::string_view bytes) { return next(record_check_.examine(bytes)); }
  std::optional<std::string> next(const ExaminedRecord& examined);
  // After the last record: half a group is not a log.
  std::optional<std::string> end() const;

  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return bytes_; }
  std::uint64_t groups() const { return groups_; }
  std::uint64_t subjects() const { return counts_.size(); }
  std::uint64_t postings() const { return postings_; }
  const std::optional<core::LogOpened>& opened() const { return opened_; }
  const Epochs& epochs() const { return epochs_; }
  core::Time last_at() const { return at_; }
  const core::Digest& last_leaf() const { return prev_; }
  core::Digest root() const;  // RFC 6962, of all records so far
  void keep_root_at(std::uint64_t size) { kept_at_ = size; }
  const std::optional<core::Digest>& kept_root() const { return kept_root_; }

 private:
  std::optional<std::string> check_header(const core::Decoded& decoded);
  std::optional<std::string> check_group(const core::Record& record);
  std::optional<std::string> check_subjects(const core::Record& record);
  void grow(const core::Digest& leaf);

  RecordCheck record_check_;
  core::Digest prev_{};
  core::Time at_;
  std::uint64_t size_ = 0, bytes_ = 0, groups_ = 0, postings_ = 0;
  std::optional<core::Group> open_group_;
  std::unordered_map<std::string, std::uint64_t, core::StringHash, core::StringEqual> counts_;
  std::optional<core::LogOpened> opened_;
  Epochs epochs_;
  std::vector<core::Digest> frontier_;  // roots of the full subtrees, largest first
  std::optional<std::uint64_t> kept_at_;
  std::optional<core::Digest> kept_root_;
};

}  // namespace tallygate::audit
