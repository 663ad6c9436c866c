#include "audit/tiles.hpp"

#include "eventstore/tree.hpp"

namespace tallygate::audit {

core::Result<std::string> hash_tile(const eventstore::EventLog& log, std::string_view tenant, std::size_t level,
                                    std::uint64_t index, std::size_t width) {
  const auto hashes = log.tile(tenant, level, index, width);
  if (!hashes) return hashes.error();
  std::string out;
  out.reserve(width * sizeof(core::Digest));
  for (const core::Digest& hash : *hashes) out.append(core::view(hash));
  return out;
}

core::Result<std::string> entry_bundle(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t index,
                                       std::size_t width) {
  std::string out;
  std::uint64_t at = index * eventstore::kTileWidth;
  for (const std::uint64_t end = at + width; at < end;) {
    const auto next = log.read(tenant, at, end - at, [&out](std::uint64_t, std::string_view record) {
      out.push_back(static_cast<char>(record.size() >> 8));
      out.push_back(static_cast<char>(record.size() & 0xff));
      out.append(record);
      return true;
    });
    if (!next) return next.error();
    if (*next == at) return core::failure(core::ErrorKind::not_found, "The log ends before the bundle does.");
    at = *next;
  }
  return out;
}

}  // namespace tallygate::audit
