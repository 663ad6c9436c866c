// What must agree between the product and the model, and how a difference is said. A difference is thrown.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

#include "engine/pipeline.hpp"
#include "tests/simulation/commands.hpp"
#include "tests/simulation/memory_log.hpp"
#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using Models = std::map<std::string, Model>;  // by tenant

class Differs : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
[[noreturn]] void differ(const std::string& what);

void same(const std::string& what, const std::string& expected, const std::string& actual);
void same(const std::string& what, std::uint64_t expected, std::uint64_t actual);

// The order as a read shows it, but for what the model finds elsewhere: its stock, its coupon, what is promoted.
std::string without_goods(std::string order);

// The records that were made, by type: those of timers in any order, the command's own in theirs.
void compare_records(const Expected& expected, const engine::Produced& produced);
// And what each line will be answered.
void compare_answer(const Asking& asking, const Expected& expected, const engine::Produced& produced);
// What it would be answered, where nothing is to be left of it.
void compare_dry_run(const Asking& asking, const Expected& expected, const engine::Produced& produced);
// After a command: every balance, which breaks are open, and each order, payment, refund, payout, dispute and group
// that its records touch.
void compare_touched(const Model& model, const engine::TenantState& state, const engine::Produced& produced);
// Every balance and every object.
void compare_state(const Model& model, const engine::TenantState& state);
// The records themselves: subjects numbered without gaps, groups whole, time never backwards, and postings that add up
// to the model's balances.
void compare_trail(const MemoryLog& log, const std::string& tenant, const Model& model);
// What they say of months: their figures, and the facts that came too late for one.
void compare_months(const MemoryLog& log, const std::string& tenant, const Model& model);

}  // namespace tallygate::simulation
