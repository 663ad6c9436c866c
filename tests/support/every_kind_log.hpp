// A log of some thousand records of every kind, in a real file: whole groups, keys, tiles, a blob, rows of another
// store; appends of one record and of hundreds, so that values stand in leaf pages and on pages of their own. Two
// of one seed have the same records.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/body_codec.hpp"
#include "core/hash.hpp"
#include "core/record_codec.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/random_records.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::tests {

class EveryKindLog {
 public:
  static constexpr std::string_view kTenant = "t1";

  EveryKindLog(std::uint64_t seed, std::size_t records) : made_(seed), random_(seed + 1) {
    log_ = std::move(eventstore::LmdbLog::open(directory_.path())).value();
    TALLYGATE_CHECK(log_->create_tenant(kTenant).ok(), "no tenant");
    while (size_ < records) append(random_.below(5) < 3 ? 1 : 1 + random_.below(120));
  }

  std::filesystem::path file() const { return directory_.path() / "data.mdb"; }
  std::string bytes() const {
    std::ifstream in(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  eventstore::LmdbLog& log() { return *log_; }
  std::uint64_t size() const { return size_; }

  // Appends `count` records, the last of which may begin a group that is not ended.
  void append(std::size_t count, bool half_a_group = false) {
    texts_.clear();
    std::vector<eventstore::AppendRecord> rows;
    for (std::size_t i = 0; i < count; ++i) make(count - i, half_a_group && i + 1 == count, rows);
    std::size_t n = 0;
    for (auto& row : rows) row.bytes = texts_[n++];
    std::vector<eventstore::Blob> blobs;
    if (size_ == count) blobs.push_back({core::sha256(kRuleset), kRuleset});
    std::vector<eventstore::SideRow> side;
    if (random_.below(4) == 0)
      side.push_back({"vault", "k" + std::to_string(random_.below(50)), std::string(300, 'v')});
    const eventstore::TenantAppend append{kTenant, size_ - count, at_.us, rows, blobs, side};
    const auto heads = log_->append({&append, 1});
    TALLYGATE_CHECK(heads.ok(), "the log takes what was made");
    chained_.prev = heads->front().last_leaf;
  }

 private:
  static constexpr std::string_view kRuleset = "# a rule set, for its hash alone\n";

  void make(std::size_t left, bool begins_half_a_group, std::vector<eventstore::AppendRecord>& rows) {
    core::Record record = next_record();
    record.group = begins_half_a_group ? std::optional(core::Group{size_, 2}) : group(left);
    std::string bytes;
    core::Chained chained = made_.chained();
    chained.prev = prev(rows);
    core::encode_record(bytes, record, chained);
    TALLYGATE_CHECK(bytes.size() <= eventstore::kRecordBytesMax, "a record that fits");
    rows.push_back({{}, core::leaf_hash(bytes), static_cast<std::uint16_t>(record.type), {}});
    if (record.command && !record.key.empty())
      rows.back().key = eventstore::KeyEntry{record.command->key_hash, record.command->body_hash, 0};
    note_batch(record, rows);
    texts_.push_back(std::move(bytes));
    ++size_;
  }

  // A batch's content is that of its lines: the keys and bodies of the records of its group.
  void note_batch(const core::Record& record, std::vector<eventstore::AppendRecord>& rows) {
    const auto& key = rows.back().key;
    if (record.group && record.group->first == record.seq) {
      batch_.reset();
      if (record.type == core::RecordType::batch_applied && key) batch_ = rows.size() - 1;
      batch_content_.clear();
    } else if (batch_ && key) {
      batch_content_.append(reinterpret_cast<const char*>(key->key.data()), key->key.size());
      batch_content_.append(reinterpret_cast<const char*>(key->body.data()), key->body.size());
    }
    if (batch_ && group_left_ == 0) {
      rows[*batch_].key->body = core::hash16(batch_content_);
      batch_.reset();
    }
  }

  core::Digest prev(const std::vector<eventstore::AppendRecord>& rows) const {
    return rows.empty() ? chained_.prev : rows.back().leaf;
  }

  std::optional<core::Group> group(std::size_t left) {
    if (group_left_ == 0 && left >= 3 && random_.below(10) == 0) group_ = {size_, 3}, group_left_ = 3;
    if (group_left_ == 0) return std::nullopt;
    --group_left_;
    return group_;
  }

  core::Record next_record() {
    if (size_ == 0) return at_its_place(std::move(LogWriter().records.front()));
    const auto types = core::record_types();
    auto type = types[1 + size_ % (types.size() - 1)].type;
    // Signed by keys that this log does not have: a restore and a rotation write them.
    if (type == core::RecordType::epoch_opened || type == core::RecordType::key_rotated)
      type = core::RecordType::command_refused;
    core::Record record = made_.record(type);
    record.subjects.clear();
    record.rec.reset();
    // What a refused batch was of stands in no record, so that its key's body cannot be told.
    if (type == core::RecordType::batch_refused) record.type = core::RecordType::command_refused;
    if (record.command) name_blobs(record);
    if (record.assessment) record.assessment->ruleset = core::sha256(kRuleset);
    return at_its_place(std::move(record));
  }

  static void name_blobs(core::Record& record) {
    auto command = std::make_shared<core::Command>(*record.command);
    if (auto* put = std::get_if<core::RulesetPut>(&command->body))
      put->toml_sha256 = core::to_hex(core::view(core::sha256(kRuleset)));
    if (auto* statement = std::get_if<core::ChannelStatement>(&command->body))
      statement->source_sha256 = core::to_hex(core::view(core::sha256(kRuleset)));
    command->actor = record.actor;
    command->key = record.key;
    core::finish_command(*command);
    record.command = std::move(command);
  }

  core::Record at_its_place(core::Record record) {
    record.seq = size_;
    at_ = {1'790'000'000'000'000 + static_cast<std::int64_t>(size_) * 1'000};
    record.at = at_;
    record.subjects.clear();
    subject(record, "order:o" + std::to_string(random_.below(300)));
    for (const auto& posting : record.postings.all()) subject(record, "account:" + posting.account);
    return record;
  }
  void subject(core::Record& record, const std::string& name) {
    if (std::ranges::any_of(record.subjects, [&](const auto& s) { return s.name == name; })) return;
    record.subjects.push_back({name, ++counts_[name]});
  }

  TemporaryDirectory directory_;
  std::unique_ptr<eventstore::LmdbLog> log_;
  support::RandomRecords made_;
  core::SeededRandom random_;
  core::Chained chained_;
  core::Time at_;
  core::Group group_;
  std::size_t group_left_ = 0;
  std::optional<std::size_t> batch_;  // of the rows, where the group is a batch's
  std::string batch_content_;
  std::uint64_t size_ = 0;
  std::map<std::string, std::uint64_t> counts_;
  std::vector<std::string> texts_;
};

}  // namespace tallygate::tests
