#include "audit/last_epoch.hpp"

#include "audit/record_pages.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {
namespace {

// The type is the last member but one of a canonical record.
bool opens(std::uint64_t seq, std::string_view bytes) {
  return seq == 0 || bytes.ends_with(R"("type":"epoch.opened","v":1})");
}

}  // namespace

core::Result<std::string> last_vkey(const eventstore::EventLog& log, std::string_view tenant) {
  const auto head = log.head(tenant);
  if (!head) return head.error();
  core::RecordDecoder decoder;
  std::string vkey;
  core::Status status = core::Done{};
  const auto walked = each_record(log, tenant, 0, head->size, [&](std::uint64_t seq, std::string_view bytes) {
    if (!opens(seq, bytes)) return true;
    const auto decoded = decoder.decode(bytes);
    if (!decoded) {
      status = decoded.error();
      return false;
    }
    if (const auto* first = std::get_if<core::LogOpened>(&decoded->record.effect)) vkey = first->public_key;
    if (const auto* epoch = std::get_if<core::EpochOpened>(&decoded->record.effect)) vkey = epoch->public_key;
    return true;
  });
  if (!walked) return walked.error();
  if (!status) return status.error();
  if (vkey.empty()) return core::failure(core::ErrorKind::corrupt, "the log does not begin with log.opened");
  return vkey;
}

}  // namespace tallygate::audit
