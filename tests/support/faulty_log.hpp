// An EventLog that fails when it is told to, in front of a real one: what happens above the log when the disk lets it
// down.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "eventstore/event_log.hpp"

namespace tallygate::tests {

// Both cases matter: after a failed fsync nobody knows which of them it was until the disk is read again.
enum class Failing {
  before_commit,  // not written, reported failed
  after_commit,   // written, but reported failed
};

// Thread-safe as the log behind it; the switches may be thrown from any thread.
class FaultyLog final : public eventstore::EventLog {
 public:
  explicit FaultyLog(eventstore::EventLog& behind) : behind_(behind) {}

  // The nth append from now on (1 is the next) fails once. Until reopen() every later append is refused, as a real log
  // refuses it.
  void fail_append(std::uint64_t nth, Failing how, core::ErrorKind kind = core::ErrorKind::io);
  // The next `times` calls of reopen() fail, before they reach the log behind.
  void fail_reopen(std::uint64_t times);
  // Appends wait before they begin, so that a test can look at what is not durable yet. release_appends() lets them go.
  void hold_appends();
  void release_appends();
  void wait_for_held_append() const;  // until one waits
  std::uint64_t appends() const;      // calls so far, failed ones too
  std::uint64_t reopens() const;

  core::Result<std::vector<eventstore::Head>> append(std::span<const eventstore::TenantAppend> tenants) override;
  core::Status reopen() override;

  core::Status create_tenant(std::string_view tenant) override { return behind_.create_tenant(tenant); }
  std::vector<std::string> tenants() const override { return behind_.tenants(); }
  core::Result<eventstore::Head> head(std::string_view tenant) const override { return behind_.head(tenant); }
  core::Result<std::uint64_t> read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                   const std::function<bool(std::uint64_t, std::string_view)>& visit) const override {
    return behind_.read(tenant, from, limit, visit);
  }
  core::Result<std::string> read_one(std::string_view tenant, std::uint64_t seq) const override {
    return behind_.read_one(tenant, seq);
  }
  core::Status read_keys(std::string_view tenant,
                         const std::function<void(const eventstore::KeyEntry&)>& visit) const override {
    return behind_.read_keys(tenant, visit);
  }
  core::Result<std::string> blob(std::string_view tenant, const core::Digest& sha256) const override {
    return behind_.blob(tenant, sha256);
  }
  core::Status read_rows(std::string_view tenant, std::string_view table,
                         const std::function<void(std::string_view, std::string_view)>& visit) const override {
    return behind_.read_rows(tenant, table, visit);
  }
  core::Result<core::Digest> leaf(std::string_view tenant, std::uint64_t seq) const override {
    return behind_.leaf(tenant, seq);
  }
  core::Result<core::Digest> root_at(std::string_view tenant, std::uint64_t size) const override {
    return behind_.root_at(tenant, size);
  }
  core::Result<std::vector<core::Digest>> tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                               std::size_t width) const override {
    return behind_.tile(tenant, level, index, width);
  }
  std::uint64_t bytes_on_disk() const override { return behind_.bytes_on_disk(); }

 private:
  struct Fault {
    std::uint64_t at_append = 0;
    Failing how{};
    core::ErrorKind kind{};
  };
  // Counts this append, waits while appends are held, and says how it must fail.
  core::Result<std::optional<Fault>> enter_append();

  eventstore::EventLog& behind_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::optional<Fault> fault_;
  std::uint64_t appends_ = 0;
  std::uint64_t reopens_ = 0;
  std::uint64_t reopens_to_fail_ = 0;
  bool must_reopen_ = false;
  bool holding_ = false;
  std::uint64_t held_ = 0;
};

}  // namespace tallygate::tests
