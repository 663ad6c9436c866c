#include "audit/export.hpp"

#include <ostream>

#include "audit/record_pages.hpp"

namespace tallygate::audit {

core::Result<Exported> export_ndjson(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                     std::ostream& out) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  const std::uint64_t begin = first_asked(log, tenant, period.from);
  Exported done{begin, 0, head->size};
  const bool whole = !period.from && !period.to;
  const auto take = [&](std::string_view bytes) {
    out << bytes << '\n';
    ++done.written;
    return out.good();
  };
  const auto walked =
      whole ? each_record(log, tenant, 0, head->size,
                          [&](std::uint64_t, std::string_view bytes) { return ++done.records, take(bytes); })
            : each_decoded(log, tenant, begin, head->size, [&](const core::Decoded& decoded, std::string_view bytes) {
                if (period.to && decoded.record.at >= *period.to) return false;
                ++done.records;
                return !inside(period, decoded.record.at) || take(bytes);
              });
  if (!walked) return walked.error();
  if (!out.flush()) return core::failure(core::ErrorKind::io, "the export could not be written");
  return done;
}

}  // namespace tallygate::audit
