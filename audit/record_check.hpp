// What can be said of a record alone, whatever stands around it: canonical bytes, postings that add up, subjects that
// name every account once. No state but buffers, so that many threads do it at a time; one RecordCheck a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/keyed_hash.hpp"
#include "core/record_codec.hpp"
#include "core/record_scan.hpp"

namespace tallygate::audit {

// What the records around it, and all that is stored beside it, are held against.
struct ExaminedRecord {
  core::RecordType type = core::RecordType::command_refused;
  std::uint64_t seq = 0;
  core::Time at;
  std::optional<core::Group> group;
  core::Digest prev{};
  core::Digest leaf{};  // of the bytes as they stand: the caller's, who hashes many at once
  std::uint32_t bytes = 0, postings = 0;
  std::uint32_t subjects_begin = 0, subjects_end = 0;  // of ExaminedRecords::subjects
  std::uint32_t former_begin = 0, former_end = 0;  // of ExaminedRecords::texts: core::former_body_text; may be empty
  bool has_key = false;                            // a command with an idempotency key; then
  core::Hash16 key_hash{}, body_hash{};
  core::Digest ruleset{};                     // that its assessment names; zero: none
  std::shared_ptr<const core::Record> whole;  // where it names a key or a blob, or was asked for
};

struct ExaminedSubject {
  core::Hash16 hash{};  // of its name
  std::uint64_t n = 0;
  std::uint32_t name_begin = 0, name_end = 0;  // of ExaminedRecords::texts
};

// Consecutive records. What they have of varying length stands together, so that a record costs no memory of its own.
struct ExaminedRecords {
  std::vector<ExaminedRecord> records;
  std::vector<ExaminedSubject> subjects;
  std::string texts;

  std::string name_of(const ExaminedSubject& subject) const;
  std::string_view former_body_text(const ExaminedRecord& record) const {
    return std::string_view(texts).substr(record.former_begin, record.former_end - record.former_begin);
  }
  void clear() {
    records.clear();
    subjects.clear();
    texts.clear();
  }
};

class RecordCheck {
 public:
  // `names` hashes subjects' names; all records that are held against each other have the same. whole_records: decode
  // each.
  explicit RecordCheck(const core::KeyedHash& names, bool whole_records = false)
      : names_(names), whole_records_(whole_records) {}

  // Appends the record, or says, a sentence's rest, what is wrong with it.
  std::optional<std::string> examine(std::string_view bytes, ExaminedRecords& into);

 private:
  std::optional<std::string> refused(std::string_view bytes);
  std::optional<std::string> check_subjects();
  std::optional<std::string> check_postings() const;
  void append(std::string_view bytes, ExaminedRecords& into) const;
  void append_subjects(ExaminedRecord& record, ExaminedRecords& into) const;

  core::KeyedHash names_;
  bool whole_records_;
  core::RecordScanner scanner_;
  core::ScannedRecord scan_;
  core::RecordDecoder decoder_;
  std::vector<std::string_view> sorted_;  // names of subjects
};

}  // namespace tallygate::audit
