// A family's bytes, read again.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "ledger/families.hpp"

namespace tallygate::ledger {

// Objects that belong to no table yet; they point to each other and to the state's parties, plans,
// stocks and coupons.
struct LoadedFamily {
  std::vector<std::unique_ptr<Order>> orders;
  std::vector<std::unique_ptr<Payment>> payments;
  std::vector<std::unique_ptr<Refund>> refunds;
  std::vector<std::unique_ptr<Login>> logins;
  std::vector<std::unique_ptr<Wait>> waits;
  std::vector<std::unique_ptr<Approval>> approvals;
  std::vector<std::unique_ptr<Payout>> payouts;
  std::vector<std::unique_ptr<Dispute>> disputes;
  std::vector<std::unique_ptr<Break>> breaks;
  std::vector<std::unique_ptr<UsedId>> used_ids;
  std::vector<std::unique_ptr<Group>> groups;
  std::vector<std::unique_ptr<Match>> matches;
};

// corrupt where the bytes are no family of this state's.
core::Result<LoadedFamily> loaded_family(std::string_view bytes, const State& state);

}  // namespace tallygate::ledger
