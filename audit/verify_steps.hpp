// What every form of verify does before and after it walks the records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "audit/chain_check.hpp"
#include "audit/verify.hpp"

namespace tallygate::audit {

// It does not hold, and where.
void bad(VerifyReport& report, std::uint64_t seq, std::string wrong);

// What the checkpoint says, if there is one: where the root must be kept. Whether it is signed is known at the end,
// when the records have named the keys.
std::optional<Checkpoint> expect_checkpoint(const VerifyOptions& options, VerifyReport& report);

// What the whole of the records must say, once each has been looked at.
void close(VerifyReport& report, const ChainCheck& check, const VerifyOptions& options,
           const std::optional<Checkpoint>& checkpoint);

// Whose balances were made again from postings (audit/period_sums.hpp), of those that the records close.
void say_of_closed_months(VerifyReport& report, std::uint64_t closed, std::uint64_t made_again);

}  // namespace tallygate::audit
