#include "api/app/shard_choice.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "eventstore/sharded_log.hpp"

namespace tallygate::app {
namespace {

core::OperatingError wrong_choice(const std::string& word, const std::string& why) {
  return core::failure(core::ErrorKind::invalid, "--shard " + word + ": " + why);
}

}  // namespace

core::Result<ShardChoice> ShardChoice::parse(const std::vector<std::string>& words) {
  ShardChoice choice;
  for (const std::string& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos || equals == 0) return wrong_choice(word, "it is TENANT=N");
    const std::string_view digits = std::string_view(word).substr(equals + 1);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number >= eventstore::kShardsMax)
      return wrong_choice(word, "shards are 0 to " + std::to_string(eventstore::kShardsMax - 1));
    if (!choice.shards_.emplace(word.substr(0, equals), number).second)
      return wrong_choice(word, "a tenant stands in one shard");
  }
  return choice;
}

unsigned ShardChoice::of(std::string_view tenant) const {
  const auto found = shards_.find(tenant);
  return found == shards_.end() ? 0 : found->second;
}

core::Status ShardChoice::only_of(const std::vector<std::string>& tenants) const {
  for (const auto& [tenant, shard] : shards_)
    if (std::ranges::find(tenants, tenant) == tenants.end())
      return wrong_choice(tenant + "=" + std::to_string(shard), "the backup does not hold that tenant");
  return core::Done{};
}

}  // namespace tallygate::app
