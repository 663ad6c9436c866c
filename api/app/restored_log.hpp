// Puts a backup's records back through the ordinary append of the log, which makes keys, tree and tiles anew.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/backup_manifest.hpp"
#include "core/record_codec.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::app {

class RestoredLog {
 public:
  // Of a tenant that has its tables and no record.
  RestoredLog(eventstore::EventLog& log, std::string tenant) : log_(log), tenant_(std::move(tenant)) {}

  core::Status take(const std::filesystem::path& backup, const audit::BackupManifest& manifest);
  core::Status take_rows(std::span<const eventstore::SideRow> rows);
  // Instead: a log that has its records, of which the last one is said by its head. Only append_own() follows.
  void go_on(const eventstore::Head& head, bool replay_clock);
  // A record of the restore's own behind the others. `now` is when it is really appended; its `at` follows the log's
  // clock.
  core::Status append_own(core::Record record, core::Time now, const core::Chained& salted);

 private:
  core::Status add(std::string_view bytes);
  void follow_batch(const core::Record& record);
  core::Status flush();
  core::Status append(std::span<const eventstore::AppendRecord> records, std::span<const eventstore::Blob> blobs,
                      std::span<const eventstore::SideRow> rows);

  eventstore::EventLog& log_;
  const std::string tenant_;
  core::RecordDecoder decoder_;
  std::deque<std::string> bytes_;  // of the records that wait; their addresses stay
  std::vector<eventstore::AppendRecord> waiting_;
  std::uint64_t size_ = 0;            // of the log
  std::uint64_t group_end_ = 0;       // seq behind the group that is open
  std::optional<std::size_t> batch_;  // of an atomic batch whose lines are coming: where it waits
  std::string batch_content_;
  core::Time last_at_;
  core::Digest last_leaf_{};
  bool replay_clock_ = false;
};

}  // namespace tallygate::app
