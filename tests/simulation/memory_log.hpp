// The disk of a simulation: an EventLog in memory that knows what was synced and what was only written, and fails or
// loses power at any step of a commit. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/random.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::simulation {

// Where a commit stops. What was written and not synced is there or not afterwards, as a disk pleases; what a commit
// wrote before its head names it is never seen.
enum class Fault {
  before_write,    // nothing was written
  torn_write,      // some records were written, the head was not
  before_sync,     // all is written, head too, and nothing synced: it is there afterwards, or it is not
  after_sync,      // all is durable, but whoever waits is not told
  lost_after_all,  // a disk that lies: synced, answered, and gone with the next reopen. No promise holds on it
};

class MemoryLog final : public eventstore::EventLog {
 public:
  explicit MemoryLog(core::SeededRandom& chance) : chance_(chance) {}

  void fail_next(Fault fault) { fault_ = fault; }
  std::uint64_t synced(std::string_view tenant) const;  // records that are durable now

  core::Result<std::vector<eventstore::Head>> append(std::span<const eventstore::TenantAppend> tenants) override;
  core::Status reopen() override;
  core::Status create_tenant(std::string_view tenant) override;
  std::vector<std::string> tenants() const override;
  core::Result<eventstore::Head> head(std::string_view tenant) const override;
  core::Result<std::uint64_t> read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                   const std::function<bool(std::uint64_t, std::string_view)>& visit) const override;
  core::Result<std::string> read_one(std::string_view tenant, std::uint64_t seq) const override;
  core::Status read_keys(std::string_view tenant,
                         const std::function<void(const eventstore::KeyEntry&)>& visit) const override;
  core::Result<std::string> blob(std::string_view tenant, const core::Digest& sha256) const override;
  core::Status read_rows(std::string_view tenant, std::string_view table,
                         const std::function<void(std::string_view, std::string_view)>& visit) const override;
  core::Result<core::Digest> leaf(std::string_view tenant, std::uint64_t seq) const override;
  core::Result<core::Digest> root_at(std::string_view tenant, std::uint64_t size) const override;
  core::Result<std::vector<core::Digest>> tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                               std::size_t width) const override;
  std::uint64_t bytes_on_disk() const override;

 private:
  struct Stored {
    std::string bytes;
    core::Digest leaf{};
    std::optional<eventstore::KeyEntry> key;
  };
  struct Tenant {
    std::vector<std::shared_ptr<const Stored>> records;  // may go on behind the head: garbage of a torn write
    std::map<core::Digest, std::string> blobs;
    std::map<std::pair<std::string, std::string>, std::string> rows;  // (table, key)
    std::uint64_t head = 0;
    std::int64_t last_at_us = 0;
  };
  using Disk = std::map<std::string, Tenant, std::less<>>;

  static void write(Disk& disk, const eventstore::TenantAppend& append, std::size_t records);
  static void write_heads(Disk& disk, std::span<const eventstore::TenantAppend> tenants);
  const Tenant* find(std::string_view tenant) const;
  const Stored* find(std::string_view tenant, std::uint64_t seq) const;

  core::SeededRandom& chance_;
  Disk now_;                      // what a reader sees
  Disk synced_;                   // what is left when the power goes
  std::optional<Disk> unsynced_;  // written whole, not synced: may be left
  std::optional<Fault> fault_;
  bool must_reopen_ = false;
};

}  // namespace tallygate::simulation
