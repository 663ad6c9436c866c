#include "eventstore/lmdb_log.hpp"

#include <sys/stat.h>

#include <utility>

#include "eventstore/data_file.hpp"
#include "eventstore/shard.hpp"

namespace tallygate::eventstore {

using core::ErrorKind;
using core::failure;
using core::Result;
using core::Status;

core::OperatingError LmdbLog::not_open() {
  return failure(ErrorKind::unavailable, "The log could not be reopened; its files must be repaired first.");
}

Result<std::unique_ptr<LmdbLog>> LmdbLog::open(const std::filesystem::path& shard_directory,
                                               const LmdbOptions& options) {
  std::optional<DirectoryLock> lock;
  if (!options.read_only) {
    if (auto status = create_directories_durably(shard_directory); !status) return status.error();
    auto taken = DirectoryLock::acquire(shard_directory);
    if (!taken) return taken.error();
    lock.emplace(std::move(taken).value());
  } else if (!std::filesystem::exists(shard_directory / "data.mdb")) {
    return failure(ErrorKind::not_found, "There is no log in " + shard_directory.string() + ".");
  }
  auto shard = Shard::open(shard_directory, options);
  if (!shard) return shard.error();
  return std::unique_ptr<LmdbLog>(new LmdbLog(shard_directory, options, std::move(lock), std::move(shard).value()));
}

LmdbLog::LmdbLog(std::filesystem::path directory, const LmdbOptions& options, std::optional<DirectoryLock> lock,
                 std::unique_ptr<Shard> shard)
    : directory_(std::move(directory)), options_(options), lock_(std::move(lock)), shard_(std::move(shard)) {}

LmdbLog::~LmdbLog() = default;

Result<std::vector<Head>> LmdbLog::append(std::span<const TenantAppend> tenants) {
  if (!shard_) return not_open();
  return shard_->append(tenants);
}

Status LmdbLog::create_tenant(std::string_view tenant) {
  if (!shard_) return not_open();
  return shard_->create_tenant(tenant);
}

Status LmdbLog::register_archive(std::string_view tenant, const ArchivedRange& range, const KeptRecords& kept) {
  if (!shard_) return not_open();
  return shard_->register_archive(tenant, range, kept);
}

Result<bool> LmdbLog::drop_archived(std::string_view tenant) {
  if (!shard_) return not_open();
  return shard_->drop_archived(tenant);
}

Status LmdbLog::reopen() {
  const ReaderGate::Shut shut(gate_);
  shard_.reset();
  forget_cached_pages(directory_ / "data.mdb");
  auto opened = Shard::open(directory_, options_);
  if (!opened) return opened.error();
  shard_ = std::move(opened).value();
  return core::Done{};
}

std::uint64_t LmdbLog::bytes_on_disk() const {
  constexpr std::uint64_t kStatBlockBytes = 512;
  struct stat info{};
  if (::stat((directory_ / "data.mdb").c_str(), &info) != 0) return 0;
  return static_cast<std::uint64_t>(info.st_blocks) * kStatBlockBytes;
}

}  // namespace tallygate::eventstore
