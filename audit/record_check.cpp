#include "audit/record_check.hpp"

#include <algorithm>
#include <utility>

#include "core/hash.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {
namespace {

constexpr std::string_view kAccount = "account:";
constexpr std::size_t kFew = 16;  // up to here each is compared with each

bool names_account(std::string_view subject, std::string_view account) {
  return subject.size() == kAccount.size() + account.size() && subject.ends_with(account) &&
         subject.starts_with(kAccount);
}

std::uint32_t count_of(const auto& container) {
  return static_cast<std::uint32_t>(container.size());
}

}  // namespace

std::string ExaminedRecords::name_of(const ExaminedSubject& subject) const {
  return core::unescaped(std::string_view(texts).substr(subject.name_begin, subject.name_end - subject.name_begin));
}

std::optional<std::string> RecordCheck::examine(std::string_view bytes, ExaminedRecords& into) {
  if (bytes.empty() || bytes.size() > eventstore::kRecordBytesMax)
    return "the record has " + std::to_string(bytes.size()) + " bytes, which no record has";
  if (!scanner_.scan(bytes, scan_)) return refused(bytes);
  if (auto wrong = check_subjects()) return wrong;
  if (auto wrong = check_postings()) return wrong;
  const bool names_a_key = scan_.type == core::RecordType::log_opened || scan_.type == core::RecordType::epoch_opened ||
                           scan_.type == core::RecordType::key_rotated;
  const bool whole = whole_records_ || names_a_key || scan_.op == core::Operation::ruleset_put ||
                     scan_.op == core::Operation::channel_statement;
  append(bytes, into);
  if (!whole) return std::nullopt;
  auto decoded = decoder_.decode(bytes);
  if (!decoded) return decoded.error().message;
  into.records.back().whole = std::make_shared<const core::Record>(std::move(decoded->record));
  return std::nullopt;
}

// The scanner does not say what is wrong; the decoder does.
std::optional<std::string> RecordCheck::refused(std::string_view bytes) {
  const auto decoded = decoder_.decode(bytes);
  return decoded ? "the bytes are not the canonical form of what they say" : decoded.error().message;
}

std::optional<std::string> RecordCheck::check_subjects() {
  const auto& subjects = scan_.subjects;
  if (subjects.size() <= kFew) {
    for (std::size_t i = 1; i < subjects.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (subjects[i].name == subjects[j].name) return "a subject is named twice";
  } else {
    sorted_.clear();
    for (const auto& subject : subjects) sorted_.push_back(subject.name);
    std::ranges::sort(sorted_);
    if (std::ranges::adjacent_find(sorted_) != sorted_.end()) return "a subject is named twice";
  }
  for (const auto& posting : scan_.postings)
    if (std::ranges::none_of(subjects, [&](const auto& s) { return names_account(s.name, posting.account); }))
      return "a posting to " + core::unescaped(posting.account) + " is not among the subjects";
  return std::nullopt;
}

// A record has few currencies and two layers: a list is searched faster than a tree.
std::optional<std::string> RecordCheck::check_postings() const {
  struct Sum {
    std::string_view currency;
    core::Layer layer;
    core::WideAmount sum;
  };
  std::array<Sum, core::kPostingsMax> sums;
  std::size_t n = 0;
  for (const auto& posting : scan_.postings) {
    std::size_t i = 0;
    while (i < n && (sums[i].layer != posting.layer || sums[i].currency != posting.currency)) ++i;
    if (i == n) sums[n++] = {posting.currency, posting.layer, 0};
    sums[i].sum += posting.amount;
  }
  for (std::size_t i = 0; i < n; ++i)
    if (sums[i].sum != 0) return "the postings in " + std::string(sums[i].currency) + " do not add up to zero";
  return std::nullopt;
}

void RecordCheck::append(std::string_view bytes, ExaminedRecords& into) const {
  ExaminedRecord& out = into.records.emplace_back();
  out.type = scan_.type;
  out.seq = scan_.seq;
  out.at = scan_.at;
  out.group = scan_.group;
  out.prev = core::digest_of(scan_.prev);
  out.bytes = count_of(bytes);
  out.postings = count_of(scan_.postings);
  out.has_key = scan_.op && !scan_.key.empty();
  if (!scan_.ruleset.empty()) out.ruleset = core::digest_of(scan_.ruleset);
  append_subjects(out, into);
  if (!out.has_key) return;
  out.key_hash = key_hash(scan_);
  out.body_hash = body_hash(scan_);
  if (std::ranges::all_of(scan_.sealed, &core::CanonicalScan::Sealed::ciphertext_alone)) return;
  out.former_begin = count_of(into.texts);
  core::append_former_body_text(into.texts, scan_);
  out.former_end = count_of(into.texts);
}

void RecordCheck::append_subjects(ExaminedRecord& record, ExaminedRecords& into) const {
  record.subjects_begin = count_of(into.subjects);
  for (const auto& subject : scan_.subjects) {
    const auto begin = count_of(into.texts);
    into.texts += subject.name;
    into.subjects.push_back({names_(subject.name), subject.n, begin, count_of(into.texts)});
  }
  record.subjects_end = count_of(into.subjects);
}

}  // namespace tallygate::audit
