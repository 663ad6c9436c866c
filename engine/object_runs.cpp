#include "engine/object_runs.hpp"

#include <algorithm>

#include "eventstore/run_writer.hpp"

namespace tallygate::engine {

core::Result<std::shared_ptr<const eventstore::RunSet>> ObjectRunBuilder::finish() {
  if (values_.empty()) return runs_;
  std::ranges::sort(values_, {}, &std::pair<core::Hash16, std::string>::first);
  eventstore::RunWriter writer(directory_, "objects", values_.size(), stop_);
  for (const auto& [key, value] : values_)
    if (auto added = writer.add(key, value); !added) return added.error();
  values_ = {};
  auto run = writer.finish();
  if (!run) return run.error();
  auto more = eventstore::grown(*runs_, std::move(*run), directory_, stop_);
  if (!more) return more.error();
  runs_ = std::move(*more);
  return runs_;
}

}  // namespace tallygate::engine
