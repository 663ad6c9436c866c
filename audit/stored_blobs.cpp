#include "audit/stored_blobs.hpp"

#include <cstring>
#include <utility>

#include "core/blobs.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {

void StoredBlobs::note(const core::Digest& sha256, std::uint64_t seq) {
  if (sha256 == last_ || sha256 == core::Digest{}) return;
  last_ = sha256;
  named_.try_emplace(sha256, seq);
}

void StoredBlobs::add(const ExaminedRecord& record) {
  note(record.ruleset, record.seq);
  if (!record.whole || !record.whole->command) return;
  if (const auto hash = core::blob_named_by(*record.whole->command)) note(*hash, record.seq);
}

core::Result<std::string> StoredBlobs::content(const core::Digest& sha256) const {
  const auto found = tenant_.blobs.find(std::string(core::view(sha256)));
  if (found == tenant_.blobs.end()) return core::failure(core::ErrorKind::not_found, "it is missing");
  std::string bytes;
  if (auto status = eventstore::read_value(source_, meta_, found->second, true, bytes); !status) return status.error();
  if (core::sha256(bytes) != sha256) return core::failure(core::ErrorKind::corrupt, "it has another SHA-256");
  return bytes;
}

void StoredBlobs::end() {
  const auto wrong = [this](const core::Digest& sha256, std::optional<std::uint64_t> page, const std::string& what) {
    Finding found{
        tenant_.name + "/blobs", page, {}, {}, "blob " + core::to_hex(core::view(sha256)) + ": " + what, false};
    if (const auto named = named_.find(sha256); named != named_.end()) found.first_seq = found.last_seq = named->second;
    findings_.push_back(std::move(found));
  };
  for (const auto& [key, value] : tenant_.blobs) {
    core::Digest sha256{};
    if (key.size() == sha256.size()) std::memcpy(sha256.data(), key.data(), key.size());
    const auto bytes = content(sha256);
    if (!bytes)
      wrong(sha256, value.overflow_page == eventstore::kNoPage ? std::nullopt : std::optional(value.overflow_page),
            bytes.error().message);
  }
  for (const auto& [sha256, seq] : named_)
    if (!tenant_.blobs.contains(std::string(core::view(sha256)))) wrong(sha256, std::nullopt, "it is missing");
}

}  // namespace tallygate::audit
