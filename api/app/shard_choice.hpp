// Which shard each restored tenant is put into, as the command line says it: TENANT=N, a word each.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace tallygate::app {

class ShardChoice {
 public:
  // invalid, with the word: not of that form, a number that no shard has, or a tenant twice.
  static core::Result<ShardChoice> parse(const std::vector<std::string>& words);

  unsigned of(std::string_view tenant) const;  // 0 where nothing was said
  // invalid, naming the first: a word is of a tenant that is not among these.
  core::Status only_of(const std::vector<std::string>& tenants) const;

 private:
  std::map<std::string, unsigned, std::less<>> shards_;
};

}  // namespace tallygate::app
