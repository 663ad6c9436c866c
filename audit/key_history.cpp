#include "audit/key_history.hpp"

#include <optional>

#include "audit/record_pages.hpp"
#include "core/record_codec.hpp"

namespace tallygate::audit {
namespace {

// The type is the last member but one of a canonical record.
bool names_key(std::uint64_t seq, std::string_view bytes) {
  return seq == 0 || bytes.ends_with(R"("type":"epoch.opened","v":1})") ||
         bytes.ends_with(R"("type":"key.rotated","v":1})");
}

// The first record in [from, to) that is at `until` or later, whose seq is the last size that the retiring key signs;
// nothing where there is none. Times never go backwards. A record that cannot be read counts as one before: the key
// then counts for longer than it should, never for shorter.
std::optional<std::pair<std::uint64_t, core::Time>> reaches(const eventstore::EventLog& log, std::string_view tenant,
                                                            std::uint64_t from, std::uint64_t to, core::Time until) {
  core::RecordDecoder decoder;
  std::optional<std::pair<std::uint64_t, core::Time>> found;
  while (from < to) {
    const std::uint64_t middle = from + (to - from) / 2;
    const auto bytes = log.read_one(tenant, middle);
    const auto decoded = bytes ? decoder.decode(*bytes) : core::Result<core::Decoded>(bytes.error());
    if (decoded && decoded->record.at >= until) {
      found = {middle, decoded->record.at};
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return found;
}

void end_overlap(Epochs& epochs, const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from,
                 std::uint64_t to) {
  if (epochs.all().empty() || !epochs.all().back().overlap_until) return;
  if (const auto end = reaches(log, tenant, from, to, *epochs.all().back().overlap_until))
    epochs.reached(end->first, end->second);
}

}  // namespace

core::Result<Epochs> read_epochs(const eventstore::EventLog& log, std::string_view tenant,
                                 std::span<const std::uint64_t> seqs) {
  Epochs epochs;
  const auto head = log.head(tenant);
  if (!head) return head.error();
  core::RecordDecoder decoder;
  std::uint64_t from = 0;
  for (const std::uint64_t seq : seqs) {
    const auto bytes = log.read_one(tenant, seq);
    if (!bytes) return bytes.error();
    const auto decoded = decoder.decode(*bytes);
    if (!decoded) return decoded.error();
    const auto root = log.root_at(tenant, seq);
    if (!root) return root.error();
    end_overlap(epochs, log, tenant, from, seq + 1);
    const auto wrong = decoded->record.effect.index() == 0 ? std::optional<std::string>("it names no key")
                                                           : epochs.next(decoded->record, *root);
    if (wrong)
      return core::failure(core::ErrorKind::corrupt, "Record " + std::to_string(seq) + " of the log of " +
                                                         std::string(tenant) + " does not hold: " + *wrong + ".");
    from = seq + 1;
  }
  if (epochs.all().empty())
    return core::failure(core::ErrorKind::corrupt,
                         "the log of " + std::string(tenant) + " does not begin with log.opened");
  end_overlap(epochs, log, tenant, from, head->size);
  return epochs;
}

bool ends_replay_clock(std::string_view bytes) {
  return bytes.ends_with(R"("type":"clock.live","v":1})");
}

core::Result<KeyHistory> read_key_history(const eventstore::EventLog& log, std::string_view tenant,
                                          std::uint64_t size) {
  KeyHistory history;
  core::RecordDecoder decoder;
  core::Status status = core::Done{};
  const auto take = [&](std::uint64_t seq, std::string_view bytes) {
    if (names_key(seq, bytes)) history.seqs.push_back(seq);
    if (ends_replay_clock(bytes)) history.replay_clock = false;
    if (seq > 0) return true;
    const auto decoded = decoder.decode(bytes);
    if (!decoded) {
      status = decoded.error();
      return false;
    }
    const auto* opened = std::get_if<core::LogOpened>(&decoded->record.effect);
    history.replay_clock = opened != nullptr && opened->clock == "replay";
    return true;
  };
  const auto archives = log.archives(tenant);
  if (!archives) return archives.error();
  const auto kept = log.kept(tenant);
  if (!kept) return kept.error();
  for (const std::uint64_t seq : *kept) {
    if (seq >= size || !status) break;
    const auto bytes = log.read_one(tenant, seq);
    if (!bytes) return bytes.error();
    take(seq, *bytes);
  }
  const std::uint64_t archived = archives->empty() ? 0 : archives->back().end;
  const auto walked = each_record(log, tenant, archived, size, take);
  if (!walked) return walked.error();
  if (!status) return status.error();
  auto epochs = read_epochs(log, tenant, history.seqs);
  if (!epochs) return epochs.error();
  history.epochs = std::move(epochs).value();
  return history;
}

}  // namespace tallygate::audit
