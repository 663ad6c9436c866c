// What is read from the platform when the month is over, for the summary.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/play/month.hpp"
#include "bench/play/platform.hpp"
#include "bench/play/player.hpp"
#include "bench/play/summary.hpp"

namespace tallygate::play {

std::vector<Balance> read_balances(const Month& month, Caller& platform);
std::uint64_t bytes_of(const std::string& directory);  // that its files occupy on disk
std::vector<std::string> live_rules(Caller& analyst);  // the codes of the live rule set, as its text has them

// The signed checkpoint that covers every record: they are published at most once a second. False when none came.
bool read_last_checkpoint(Caller& auditor, Closing& closing);

// Real orders and refunds: what samples/online-retail/recount.py arrives at from the CSV.
void count_real(const Month& month, const Player& player, Closing& closing);

}  // namespace tallygate::play
