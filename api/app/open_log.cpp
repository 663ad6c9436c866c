#include "api/app/open_log.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "audit/archived_log.hpp"
#include "core/ids.hpp"
#include "eventstore/lmdb_log.hpp"

namespace tallygate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUserBytesMax = 16'384;  // of an entry of the user database

// None: not a number at all, and so no business of ours. kShardsMax: a number that no shard has.
std::optional<unsigned> number_of(const std::string& name) {
  if (name.empty() || name.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  for (unsigned number = 0; number < eventstore::kShardsMax; ++number)
    if (name == std::to_string(number)) return number;
  return eventstore::kShardsMax;
}

std::string user_name(::uid_t uid) {  // empty: the system knows none
  struct passwd entry{};
  struct passwd* found = nullptr;
  std::array<char, kUserBytesMax> text{};
  return ::getpwuid_r(uid, &entry, text.data(), text.size(), &found) == 0 && found != nullptr ? found->pw_name : "";
}

core::Result<std::unique_ptr<eventstore::ShardedLog>> open_each(const DataDirectory& directory,
                                                                const std::vector<unsigned>& numbers, bool read_only) {
  std::vector<eventstore::ShardedLog::Shard> shards;
  for (const unsigned number : numbers) {
    eventstore::LmdbOptions options;
    options.read_only = read_only;
    auto log = eventstore::LmdbLog::open(directory.shard(number), options);
    if (!log) return log.error();
    shards.push_back({number, std::make_unique<audit::ArchivedLog>(std::move(*log), directory.archives())});
  }
  return eventstore::ShardedLog::make(std::move(shards));
}

}  // namespace

core::Result<std::vector<unsigned>> shards_of(const DataDirectory& directory) {
  std::set<unsigned> numbers;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory.shards(), error)) {
    const auto number = number_of(entry.path().filename().string());
    if (!number || !fs::exists(entry.path() / "data.mdb", error)) continue;
    if (*number == eventstore::kShardsMax)
      return core::failure(core::ErrorKind::invalid, entry.path().string() + " is not served: shards are 0 to " +
                                                         std::to_string(eventstore::kShardsMax - 1));
    numbers.insert(*number);
  }
  if (numbers.empty()) numbers.insert(0);
  return std::vector(numbers.begin(), numbers.end());
}

core::Result<std::unique_ptr<eventstore::ShardedLog>> open_to_write(const DataDirectory& directory,
                                                                    std::optional<unsigned> also) {
  auto found = shards_of(directory);
  if (!found) return found.error();
  std::set<unsigned> numbers(found->begin(), found->end());
  numbers.insert(0);
  if (also) numbers.insert(*also);
  auto log = open_each(directory, {numbers.begin(), numbers.end()}, false);
  if (!log) return log;
  if (auto all = none_missing(directory, (*log)->tenants()); !all) return all.error();
  return log;
}

core::Result<std::unique_ptr<eventstore::ShardedLog>> open_to_read(const DataDirectory& directory) {
  std::error_code error;
  if (!fs::is_directory(directory.shards(), error))
    return core::failure(core::ErrorKind::not_found,
                         "there is no data directory at " + directory.root().string() + ": `tallygate init` makes one");
  const auto numbers = shards_of(directory);
  if (!numbers) return numbers.error();
  return open_each(directory, *numbers, true);
}

core::Status own_directory(const fs::path& directory) {
  struct stat about{};
  if (::stat(directory.c_str(), &about) != 0 || about.st_uid == ::geteuid()) return core::Done{};
  const std::string owner = user_name(about.st_uid), named = owner.empty() ? "that user" : owner;
  return core::failure(core::ErrorKind::invalid,
                       "the data directory " + directory.string() + " belongs to " +
                           (owner.empty() ? std::string("a user") : owner) + " (uid " + std::to_string(about.st_uid) +
                           "), and this process runs with uid " + std::to_string(::geteuid()) +
                           ": what it wrote there would be closed to the server. Run it as " + named +
                           (owner.empty() ? "" : " (runuser -u " + owner + " -- tallygate …)"));
}

core::Status has_tenant(const eventstore::EventLog& log, const std::string& tenant) {
  const std::vector<std::string> all = log.tenants();
  if (std::ranges::find(all, tenant) != all.end()) return core::Done{};
  return core::failure(core::ErrorKind::not_found, "there is no tenant " + tenant);
}

core::Status none_missing(const DataDirectory& directory, const std::vector<std::string>& tenants) {
  std::set<std::string> missing;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory.checkpoint_file("x").parent_path(), error)) {
    const auto name = entry.path().filename().string();
    if (core::valid_id(name) && !name.ends_with(".new") && std::ranges::find(tenants, name) == tenants.end())
      missing.insert(name);
  }
  if (missing.empty()) return core::Done{};
  return core::failure(core::ErrorKind::not_found,
                       "a checkpoint of the tenant " + *missing.begin() + " was published, and no shard in " +
                           directory.shards().string() + " holds its log: is a volume not mounted there?");
}

}  // namespace tallygate::app
