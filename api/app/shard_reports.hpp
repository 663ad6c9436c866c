// What verify found in each shard of a data directory, as one report: that of a directory with one shard is what that
// shard's is.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "audit/verify_pages.hpp"

namespace tallygate::app {

class ShardReports {
 public:
  // `several`: what is said of a shard names it.
  explicit ShardReports(bool several) : several_(several) {}

  // A tenant that another shard has held already is a finding: one of the two is a copy.
  void add(unsigned shard, audit::PagesReport report);
  bool empty() const { return empty_; }
  // Pages are those of all files, the transaction is the highest.
  audit::PagesReport take() && { return std::move(all_); }

 private:
  const bool several_;
  bool empty_ = true;
  audit::PagesReport all_;
  std::map<std::string, unsigned> shard_of_;  // by tenant
};

}  // namespace tallygate::app
