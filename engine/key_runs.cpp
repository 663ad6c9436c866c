#include "engine/key_runs.hpp"

#include <algorithm>
#include <cstring>

#include "eventstore/run_writer.hpp"

namespace tallygate::engine {
namespace {

constexpr std::size_t kValueBytes = sizeof(core::Hash16) + sizeof(std::uint64_t);

}  // namespace

core::Result<std::optional<KnownKey>> find_in_runs(const eventstore::RunSet& runs, const core::Hash16& key) {
  const auto found = runs.find(key);
  if (!found) return found.error();
  if (!*found) return std::optional<KnownKey>();
  const std::string& value = **found;
  if (value.size() != kValueBytes)
    return core::failure(core::ErrorKind::corrupt, "a run of idempotency keys holds something else.");
  KnownKey known;
  std::memcpy(known.body.data(), value.data(), known.body.size());
  std::memcpy(&known.seq, value.data() + known.body.size(), sizeof known.seq);
  return std::optional(known);
}

core::Status KeyRunBuilder::add(const core::Hash16& key, const KnownKey& known) {
  keys_.emplace_back(key, known);
  return keys_.size() < keys_at_once_ ? core::Done{} : write_run();
}

core::Status KeyRunBuilder::write_run() {
  std::ranges::sort(keys_, {}, &std::pair<core::Hash16, KnownKey>::first);
  eventstore::RunWriter writer(directory_, "keys", keys_.size(), stop_);
  for (const auto& [key, known] : keys_) {
    char value[kValueBytes];
    std::memcpy(value, known.body.data(), known.body.size());
    std::memcpy(value + known.body.size(), &known.seq, sizeof known.seq);
    if (auto added = writer.add(key, {value, sizeof value}); !added) return added;
  }
  keys_.clear();
  auto run = writer.finish();
  if (!run) return run.error();
  auto more = eventstore::grown(*runs_, std::move(*run), directory_, stop_);
  if (!more) return more.error();
  runs_ = std::move(*more);
  return core::Done{};
}

core::Result<std::shared_ptr<const eventstore::RunSet>> KeyRunBuilder::finish() {
  if (!keys_.empty())
    if (auto written = write_run(); !written) return written.error();
  return runs_;
}

}  // namespace tallygate::engine
