// A tenant's index over its log, in memory: which records touch a subject, and what stands on each account. Derived and
// disposable. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/account_sums.hpp"
#include "core/ids.hpp"
#include "core/record.hpp"
#include "core/result.hpp"
#include "eventstore/event_log.hpp"

namespace tallygate::audit {

using Seqs = std::vector<std::uint64_t>;

constexpr std::string_view kAccountSubject = "account:";

class TrailIndex {
 public:
  // Reads on to the durable size.
  core::Status catch_up(const eventstore::EventLog& log, std::string_view tenant);

  std::uint64_t size() const { return size_; }                 // records that it covers
  const Seqs* of_subject(std::string_view name) const;         // in order; null: none
  const AccountSums* of_account(std::string_view name) const;  // null: nothing was posted to it
  // Accounts that are named for a party in one of its roles ("liabilities:merchant:m7"), in the order of their first
  // record.
  const std::vector<std::string>* of_party(std::string_view party) const;

 private:
  void take(const core::Record& record);
  template <class T>
  using ByName = std::unordered_map<std::string, T, core::StringHash, core::StringEqual>;

  std::uint64_t size_ = 0;
  ByName<Seqs> by_subject_;
  ByName<AccountSums> by_account_;
  ByName<std::vector<std::string>> by_party_;
};

// The party that an account is named for; empty where it is named for none.
std::string_view party_of_account(std::string_view account);

}  // namespace tallygate::audit
