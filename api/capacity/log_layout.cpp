#include "api/capacity/log_layout.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

#include "core/hash.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::capacity {
namespace {

using core::Result;
using core::Status;

constexpr std::uint64_t kTileRecords = 256;
constexpr std::uint64_t kRecordsMin = 16 * kTileRecords, kRecordsMax = 128 * kTileRecords;  // of each half
constexpr double kCommits = 64;                                                             // of each half, at least
constexpr std::size_t kFilePageBytes = 4'096;

// Up to the last page that anything was written to: the log lengthens its file ahead with zeros
// (eventstore/growth.hpp).
std::uint64_t used_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::array<char, kFilePageBytes> page{};
  std::uint64_t used = 0;
  for (std::uint64_t at = kFilePageBytes; in.read(page.data(), page.size()); at += kFilePageBytes)
    if (std::ranges::any_of(page, [](char c) { return c != 0; })) used = at;
  return used;
}

class Again {
 public:
  Again(const eventstore::EventLog& from, const std::string& tenant, eventstore::EventLog& to, std::uint64_t first)
      : from_(from), tenant_(tenant), to_(to), first_(first) {}

  // To `end` records in all, so many a commit on average; the bytes of what was appended.
  Result<std::uint64_t> append_until(std::uint64_t end, double a_commit) {
    std::uint64_t bytes = 0;
    const std::uint64_t begin = size_;
    for (double due = a_commit; size_ < end; due += a_commit) {
      const auto goal =
          std::min(end, begin + std::max<std::uint64_t>(size_ - begin + 1, static_cast<std::uint64_t>(due)));
      auto appended = append(goal - size_);
      if (!appended) return appended;
      bytes += *appended;
    }
    return bytes;
  }

 private:
  Result<std::uint64_t> append(std::uint64_t count) {
    std::vector<std::string> texts;
    std::vector<eventstore::AppendRecord> records;
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      auto text = from_.read_one(tenant_, first_ + size_ + i);
      if (!text) return text.error();
      bytes += text->size();
      texts.push_back(std::move(*text));
    }
    for (const auto& text : texts)
      records.push_back({text, core::leaf_hash(text), 1, eventstore::KeyEntry{core::hash16(text), {}, 0}});
    const eventstore::TenantAppend append{tenant_, size_, static_cast<std::int64_t>(size_), records, {}, {}};
    if (auto heads = to_.append({&append, 1}); !heads) return heads.error();
    size_ += count;
    return bytes;
  }

  const eventstore::EventLog& from_;
  const std::string& tenant_;
  eventstore::EventLog& to_;
  const std::uint64_t first_;
  std::uint64_t size_ = 0;
};

}  // namespace

Result<double> log_bytes_a_record_byte(const eventstore::EventLog& from, const std::string& tenant,
                                       double records_a_commit, const std::filesystem::path& directory) {
  const auto head = from.head(tenant);
  if (!head) return head.error();
  const auto wanted = std::clamp(static_cast<std::uint64_t>(records_a_commit * kCommits), kRecordsMin, kRecordsMax);
  const auto half = std::min(wanted / kTileRecords * kTileRecords, head->size / 2);
  auto log = eventstore::LmdbLog::open(directory);
  if (!log) return log.error();
  if (auto made = (*log)->create_tenant(tenant); !made) return made.error();
  Again again(from, tenant, **log, head->size - 2 * half);
  if (auto first = again.append_until(half, records_a_commit); !first) return first.error();
  const auto before = used_bytes(directory / "data.mdb");
  const auto bytes = again.append_until(2 * half, records_a_commit);
  if (!bytes) return bytes.error();
  return static_cast<double>(used_bytes(directory / "data.mdb") - before) / static_cast<double>(*bytes);
}

}  // namespace tallygate::capacity
