#include "api/app/open_log.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tallygate::app {

core::Result<std::unique_ptr<eventstore::LmdbLog>> open_to_read(const DataDirectory& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory.shard(), error))
    return core::failure(core::ErrorKind::not_found,
                         "there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  eventstore::LmdbOptions options;
  options.read_only = true;
  return eventstore::LmdbLog::open(directory.shard(), options);
}

core::Status has_tenant(const eventstore::EventLog& log, const std::string& tenant) {
  const std::vector<std::string> all = log.tenants();
  if (std::ranges::find(all, tenant) != all.end()) return core::Done{};
  return core::failure(core::ErrorKind::not_found, "there is no tenant " + tenant);
}

}  // namespace tallygate::app
