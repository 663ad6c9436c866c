#include "engine/log_fold.hpp"

#include <algorithm>

namespace tallygate::engine {

core::Status LogFold::apply(std::string_view bytes) {
  const auto wrong = [this](const std::string& what) {
    return core::failure(core::ErrorKind::corrupt, "record " + std::to_string(state_.next_seq()) + what);
  };
  const auto decoded = decoder_.decode(bytes);
  if (!decoded) return wrong(": " + decoded.error().message);
  const auto& record = decoded->record;
  if (record.seq != state_.next_seq() || decoded->chained.prev != leaf_)
    return wrong(" does not follow from the one before it");
  try {
    state_.apply(record, journal_);
  } catch (const core::ColdUnreadable& unreadable) {
    journal_.rollback(0);
    return wrong(": " + std::string(unreadable.what()));
  }
  leaf_ = core::leaf_hash(bytes);
  journal_.commit();
  if (keys_ != nullptr && !record.key.empty() && record.command)
    return keys_->add(record.command->key_hash, {content_of(record), record.seq});
  return core::Done{};
}

core::Status read_page(const eventstore::EventLog& log, std::string_view tenant, std::uint64_t from, std::uint64_t end,
                       std::vector<std::string>& page) {
  page.clear();
  const auto limit = std::min<std::uint64_t>(eventstore::kReadRecordsMax, end - from);
  const auto read = log.read(tenant, from, limit, [&page](std::uint64_t, std::string_view bytes) {
    page.emplace_back(bytes);
    return true;
  });
  if (!read) return read.error();
  if (page.empty()) return core::failure(core::ErrorKind::corrupt, "record " + std::to_string(from) + " is missing");
  return core::Done{};
}

}  // namespace tallygate::engine
