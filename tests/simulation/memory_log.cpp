#include "tests/simulation/memory_log.hpp"

#include <utility>

#include "eventstore/tree.hpp"

namespace tallygate::simulation {

using core::ErrorKind;
using core::failure;
using eventstore::Head;
using eventstore::TenantAppend;

std::uint64_t MemoryLog::synced(std::string_view tenant) const {
  const auto it = synced_.find(tenant);
  return it == synced_.end() ? 0 : it->second.head;
}

void MemoryLog::write(Disk& disk, const TenantAppend& append, std::size_t records) {
  auto& tenant = disk.find(append.tenant)->second;
  tenant.records.resize(tenant.head);
  for (std::size_t i = 0; i < records; ++i) {
    const auto& r = append.records[i];
    tenant.records.push_back(std::make_shared<const Stored>(std::string(r.bytes), r.leaf, r.key));
  }
}

void MemoryLog::write_heads(Disk& disk, std::span<const TenantAppend> tenants) {
  for (const auto& append : tenants) {
    auto& tenant = disk.find(append.tenant)->second;
    tenant.head = tenant.records.size();
    tenant.last_at_us = append.last_at_us;
    for (const auto& blob : append.blobs) tenant.blobs[blob.sha256] = blob.bytes;
    for (const auto& row : append.rows) tenant.rows[{row.table, row.key}] = row.value;
  }
}

core::Result<std::vector<Head>> MemoryLog::append(std::span<const TenantAppend> tenants) {
  if (must_reopen_) return failure(ErrorKind::unavailable, "The log failed and was not reopened.");
  for (const auto& append : tenants) {
    const auto* tenant = find(append.tenant);
    if (tenant == nullptr) return failure(ErrorKind::not_found, "There is no such tenant.");
    if (append.expected_size != tenant->head) return failure(ErrorKind::wrong_position, "The log is elsewhere.");
  }
  const auto fault = std::exchange(fault_, std::nullopt);
  if (fault && fault != Fault::lost_after_all) must_reopen_ = true;
  if (fault == Fault::before_write) return failure(ErrorKind::io, "Nothing was written.");
  if (fault == Fault::torn_write) {
    for (const auto& append : tenants) write(now_, append, chance_.below(append.records.size() + 1));
    synced_ = now_;  // garbage behind the heads
    return failure(ErrorKind::io, "The write was torn.");
  }
  for (const auto& append : tenants) write(now_, append, append.records.size());
  write_heads(now_, tenants);
  if (fault == Fault::before_sync) {
    unsynced_ = now_;
    return failure(ErrorKind::io, "The sync failed.");
  }
  if (fault != Fault::lost_after_all) synced_ = now_;
  if (fault == Fault::after_sync) return failure(ErrorKind::io, "The answer was lost.");
  std::vector<Head> heads;
  for (const auto& append : tenants) heads.push_back(head(append.tenant).value());
  return heads;
}

core::Status MemoryLog::reopen() {
  if (unsynced_ && chance_.below(2) == 0) synced_ = std::move(*unsynced_);
  unsynced_.reset();
  now_ = synced_;
  must_reopen_ = false;
  fault_.reset();
  return core::Done{};
}

core::Status MemoryLog::create_tenant(std::string_view tenant) {
  now_.emplace(tenant, Tenant());
  synced_.emplace(tenant, Tenant());
  return core::Done{};
}

std::vector<std::string> MemoryLog::tenants() const {
  std::vector<std::string> out;
  for (const auto& [name, tenant] : now_) out.push_back(name);
  return out;
}

const MemoryLog::Tenant* MemoryLog::find(std::string_view tenant) const {
  const auto it = now_.find(tenant);
  return it == now_.end() ? nullptr : &it->second;
}

const MemoryLog::Stored* MemoryLog::find(std::string_view tenant, std::uint64_t seq) const {
  const auto* t = find(tenant);
  return t == nullptr || seq >= t->head ? nullptr : t->records[seq].get();
}

core::Result<Head> MemoryLog::head(std::string_view tenant) const {
  const auto* t = find(tenant);
  if (t == nullptr) return failure(ErrorKind::not_found, "There is no such tenant.");
  Head head;
  head.size = t->head;
  head.last_at_us = t->last_at_us;
  if (t->head > 0) head.last_leaf = t->records[t->head - 1]->leaf;
  return head;
}

core::Result<std::uint64_t> MemoryLog::read(std::string_view tenant, std::uint64_t from, std::size_t limit,
                                            const std::function<bool(std::uint64_t, std::string_view)>& visit) const {
  const auto* t = find(tenant);
  if (t == nullptr) return failure(ErrorKind::not_found, "There is no such tenant.");
  std::uint64_t seq = from;
  for (; seq < t->head && seq - from < limit; ++seq)
    if (!visit(seq, t->records[seq]->bytes)) return seq + 1;
  return seq;
}

core::Result<std::string> MemoryLog::read_one(std::string_view tenant, std::uint64_t seq) const {
  const auto* stored = find(tenant, seq);
  if (stored == nullptr) return failure(ErrorKind::not_found, "There is no such record.");
  return stored->bytes;
}

core::Status MemoryLog::read_keys(std::string_view tenant,
                                  const std::function<void(const eventstore::KeyEntry&)>& visit) const {
  const auto* t = find(tenant);
  for (std::uint64_t seq = 0; t != nullptr && seq < t->head; ++seq)
    if (t->records[seq]->key) visit(*t->records[seq]->key);
  return core::Done{};
}

core::Result<std::string> MemoryLog::blob(std::string_view tenant, const core::Digest& sha256) const {
  const auto* t = find(tenant);
  if (t == nullptr || !t->blobs.contains(sha256)) return failure(ErrorKind::not_found, "There is no such blob.");
  return t->blobs.at(sha256);
}

core::Status MemoryLog::read_rows(std::string_view tenant, std::string_view table,
                                  const std::function<void(std::string_view, std::string_view)>& visit) const {
  if (const auto* t = find(tenant))
    for (const auto& [name, value] : t->rows)
      if (name.first == table) visit(name.second, value);
  return core::Done{};
}

core::Result<core::Digest> MemoryLog::leaf(std::string_view tenant, std::uint64_t seq) const {
  const auto* stored = find(tenant, seq);
  if (stored == nullptr) return failure(ErrorKind::not_found, "There is no such record.");
  return stored->leaf;
}

core::Result<core::Digest> MemoryLog::root_at(std::string_view tenant, std::uint64_t size) const {
  eventstore::Tree tree;
  for (std::uint64_t seq = 0; seq < size; ++seq) {
    const auto* stored = find(tenant, seq);
    if (stored == nullptr) return failure(ErrorKind::not_found, "There is no such record.");
    tree.append(stored->leaf, [](std::size_t, std::uint64_t, eventstore::TileHashes) {});
  }
  return tree.root();
}

// Made from the records each time: the log of a run is short.
core::Result<std::vector<core::Digest>> MemoryLog::tile(std::string_view tenant, std::size_t level, std::uint64_t index,
                                                        std::size_t width) const {
  std::vector<core::Digest> out;
  for (std::uint64_t i = 0; i < width; ++i) {
    const std::uint64_t leaves = std::uint64_t{1} << (8 * level), first = (index * 256 + i) * leaves;
    eventstore::Tree subtree;
    for (std::uint64_t seq = first; seq < first + leaves; ++seq) {
      const auto* stored = find(tenant, seq);
      if (stored == nullptr) return failure(ErrorKind::not_found, "The log has not so many hashes.");
      subtree.append(stored->leaf, [](std::size_t, std::uint64_t, eventstore::TileHashes) {});
    }
    out.push_back(subtree.root());
  }
  return out;
}

std::uint64_t MemoryLog::bytes_on_disk() const {
  std::uint64_t bytes = 0;
  for (const auto& [name, tenant] : synced_)
    for (const auto& stored : tenant.records) bytes += stored->bytes.size();
  return bytes;
}

}  // namespace tallygate::simulation
