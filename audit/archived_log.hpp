// A log and the archives of what was moved out of it, read as one. An archive is looked for under its name in a
// directory of the tenant's, which is where it was put or a link to it; it is opened when a record of it is first asked
// for, and used only if it is the one that the log names. Threads: as the log behind it.
#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "audit/archive_file.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

// DIRECTORY/<tenant>/<20 digits>.tar
std::filesystem::path archive_path(const std::filesystem::path& directory, std::string_view tenant,
                                   const eventstore::ArchivedRange& range);
// The archive of that range, as the log names it. Messages are clauses that name no path: not_found; corrupt, also
// where it is another one.
core::Result<std::shared_ptr<ArchiveFile>> open_archive(const std::filesystem::path& path, std::string_view tenant,
                                                        const eventstore::ArchivedRange& range,
                                                        ArchiveFile::Between between = ArchiveFile::Between::open);

class ArchivedLog final : public eventstore::EventLog {
 public:
  ArchivedLog(std::unique_ptr<eventstore::EventLog> log, std::filesystem::path directory)
      : log_(std::move(log)), directory_(std::move(directory)) {}

  core::Result<std::vector<eventstore::Head>> append(std::span<const eventstore::TenantAppend> tenants) override {
    return log_->append(tenants);
  }
  core::Status create_tenant(std::string_view tenant) override { return log_->create_tenant(tenant); }
  core::Status reopen() override { return log_->reopen(); }
  std::vector<std::string> tenants() const override { return log_->tenants(); }
  core::Result<eventstore::Head> head(std::string_view tenant) const override { return log_->head(tenant); }

  // `archived` where the archive is missing or not whole.
  core::Result<std::uint64_t> read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                   const std::function<bool(std::uint64_t, std::string_view)>& visit) const override;
  core::Result<std::string> read_one(std::string_view tenant, std::uint64_t seq) const override;

  core::Result<std::vector<eventstore::ArchivedRange>> archives(std::string_view tenant) const override {
    return log_->archives(tenant);
  }
  core::Result<std::vector<std::uint64_t>> kept(std::string_view tenant) const override { return log_->kept(tenant); }
  core::Status read_keys(std::string_view tenant,
                         const std::function<void(const eventstore::KeyEntry&)>& visit) const override {
    return log_->read_keys(tenant, visit);
  }
  core::Result<std::string> blob(std::string_view tenant, const core::Digest& sha256) const override {
    return log_->blob(tenant, sha256);
  }
  core::Status read_rows(std::string_view tenant, std::string_view table,
                         const std::function<void(std::string_view, std::string_view)>& visit) const override {
    return log_->read_rows(tenant, table, visit);
  }
  core::Result<core::Digest> leaf(std::string_view tenant, std::uint64_t seq) const override {
    return log_->leaf(tenant, seq);
  }
  core::Result<core::Digest> root_at(std::string_view tenant, std::uint64_t size) const override {
    return log_->root_at(tenant, size);
  }
  core::Result<std::vector<core::Digest>> tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                               std::size_t width) const override {
    return log_->tile(tenant, level, index, width);
  }
  std::uint64_t bytes_on_disk() const override { return log_->bytes_on_disk(); }

 private:
  core::Result<std::shared_ptr<ArchiveFile>> archive_of(std::string_view tenant,
                                                        const eventstore::ArchivedRange& range) const;
  void forget(const std::shared_ptr<ArchiveFile>& archive) const;
  core::Result<std::uint64_t> read_archive(std::string_view tenant, const eventstore::ArchivedRange& range,
                                           std::uint64_t from, std::size_t limit,
                                           const std::function<bool(std::uint64_t, std::string_view)>& visit) const;

  const std::unique_ptr<eventstore::EventLog> log_;
  const std::filesystem::path directory_;
  mutable std::mutex mutex_;
  // Guarded by mutex_; the one used last first; at most kArchivesOpenMax, each with its last few segments in memory.
  mutable std::deque<std::shared_ptr<ArchiveFile>> open_;
};

}  // namespace tallygate::audit
