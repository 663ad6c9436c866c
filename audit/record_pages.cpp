#include "audit/record_pages.hpp"

#include <algorithm>
#include <vector>

namespace tallygate::audit {

core::Status each_record(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from, std::uint64_t to,
                         const std::function<bool(std::uint64_t, std::string_view)>& visit) {
  std::vector<std::string> page;
  while (from < to) {
    page.clear();
    const auto limit = std::min<std::uint64_t>(to - from, eventstore::kReadRecordsMax);
    const auto read = log.read(tenant, from, limit, [&page](std::uint64_t, std::string_view bytes) {
      page.emplace_back(bytes);
      return true;
    });
    if (!read) return read.error();
    if (page.empty()) return core::failure(core::ErrorKind::corrupt, "record " + std::to_string(from) + " is missing");
    for (const auto& bytes : page)
      if (!visit(from++, bytes)) return core::Done{};
  }
  return core::Done{};
}

core::Status each_decoded(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from,
                          std::uint64_t to, const std::function<bool(const core::Decoded&, std::string_view)>& visit) {
  core::RecordDecoder decoder;
  std::string wrong;
  auto status = each_record(log, tenant, from, to, [&](std::uint64_t seq, std::string_view bytes) {
    const auto decoded = decoder.decode(bytes);
    if (!decoded) {
      wrong = "record " + std::to_string(seq) + ": " + decoded.error().message;
      return false;
    }
    return visit(*decoded, bytes);
  });
  if (status && !wrong.empty()) return core::failure(core::ErrorKind::corrupt, wrong);
  return status;
}

std::uint64_t first_asked(const eventstore::EventLog& log, std::string_view tenant,
                          const std::optional<core::Time>& from) {
  const auto archives = from ? log.archives(tenant) : std::vector<eventstore::ArchivedRange>();
  if (!archives) return 0;
  core::RecordDecoder decoder;
  for (auto range = archives->rbegin(); range != archives->rend(); ++range) {
    const auto after = log.read_one(tenant, range->end);
    const auto decoded = after ? decoder.decode(*after) : core::Result<core::Decoded>(after.error());
    if (decoded && decoded->record.at < *from) return range->end;
  }
  return 0;
}

}  // namespace tallygate::audit
