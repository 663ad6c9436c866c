#include "api/app/restored_log.hpp"

#include <algorithm>
#include <utility>

#include "audit/backup_files.hpp"
#include "core/hash.hpp"

namespace tallygate::app {
namespace {

constexpr std::size_t kRecordsOfAppend = 4'096;  // a transaction of some megabytes
constexpr std::size_t kRowsOfAppend = 10'000;

}  // namespace

core::Status RestoredLog::append(std::span<const eventstore::AppendRecord> records,
                                 std::span<const eventstore::Blob> blobs, std::span<const eventstore::SideRow> rows) {
  const eventstore::TenantAppend append{tenant_, size_, last_at_.us, records, blobs, rows};
  auto heads = log_.append({&append, 1});
  if (!heads) return heads.error();
  size_ = heads->front().size;
  return core::Done{};
}

core::Status RestoredLog::flush() {
  if (waiting_.empty()) return core::Done{};
  auto appended = append(waiting_, {}, {});
  waiting_.clear();
  bytes_.clear();
  return appended;
}

core::Status RestoredLog::add(std::string_view bytes) {
  const auto decoded = decoder_.decode(bytes);
  if (!decoded) return decoded.error();
  const core::Record& record = decoded->record;
  if (record.group) group_end_ = record.group->first + record.group->n;
  if (record.type == core::RecordType::log_opened)
    replay_clock_ = core::effect_as<core::LogOpened>(record).clock == "replay";
  if (record.type == core::RecordType::clock_live) replay_clock_ = false;
  last_at_ = record.at;
  last_leaf_ = core::leaf_hash(bytes);
  eventstore::AppendRecord row{bytes_.emplace_back(bytes), last_leaf_, static_cast<std::uint16_t>(record.type),
                               std::nullopt};
  if (!record.key.empty() && record.command)
    row.key = eventstore::KeyEntry{record.command->key_hash, record.command->body_hash, record.seq};
  waiting_.push_back(row);
  follow_batch(record);
  const bool whole = record.seq + 1 >= group_end_;
  return whole && waiting_.size() >= kRecordsOfAppend ? flush() : core::Status(core::Done{});
}

// The content of an atomic batch is that of its lines, which follow it in its group.
void RestoredLog::follow_batch(const core::Record& record) {
  if (record.type == core::RecordType::batch_applied && record.group && record.group->first == record.seq) {
    batch_ = waiting_.size() - 1;
    batch_content_.clear();
  } else if (batch_ && waiting_.back().key) {
    const eventstore::KeyEntry& line = *waiting_.back().key;
    for (const core::Hash16* hash : {&line.key, &line.body})
      batch_content_.append(reinterpret_cast<const char*>(hash->data()), hash->size());
  }
  if (!batch_ || record.seq + 1 < group_end_) return;
  if (auto& key = waiting_[*batch_].key) key->body = core::hash16(batch_content_);
  batch_.reset();
}

core::Status RestoredLog::take(const std::filesystem::path& backup, const audit::BackupManifest& manifest) {
  for (const audit::BackupFile& file : manifest.files) {
    if (!audit::is_blob(file)) continue;
    const auto bytes = audit::read_backup_file(backup, file);
    if (!bytes) return bytes.error();
    const eventstore::Blob blob{file.sha256, *bytes};
    if (auto kept = append({}, {&blob, 1}, {}); !kept) return kept;
  }
  auto taken =
      audit::each_backed_up(backup, manifest, [this](std::uint64_t, std::string_view bytes) { return add(bytes); });
  return taken ? flush() : taken;
}

void RestoredLog::go_on(const eventstore::Head& head, bool replay_clock) {
  size_ = head.size;
  last_at_ = {head.last_at_us};
  last_leaf_ = head.last_leaf;
  replay_clock_ = replay_clock;
}

core::Status RestoredLog::take_rows(std::span<const eventstore::SideRow> rows) {
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kRowsOfAppend));
    if (auto kept = append({}, {}, some); !kept) return kept;
    rows = rows.subspan(some.size());
  }
  return core::Done{};
}

core::Status RestoredLog::append_own(core::Record record, core::Time now, const core::Chained& salted) {
  record.seq = size_;
  record.at = replay_clock_ ? last_at_ : std::max(last_at_, now);
  if (record.at != now) record.rec = now;
  record.actor.client = "system";
  core::Chained chained = salted;
  chained.prev = last_leaf_;
  std::string bytes;
  core::encode_record(bytes, record, chained);
  if (auto added = add(bytes); !added) return added;
  return flush();
}

}  // namespace tallygate::app
