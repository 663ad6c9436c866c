// What commission plans and their caps of periods add to the digest of a state. For digest.cpp alone.
#pragma once

#include <vector>

#include "ledger/digest_writer.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

void write(DigestWriter& w, const Plan& plan);
void write(DigestWriter& w, const PeriodUses& uses);
void write(DigestWriter& w, const std::vector<CountedPeriod>& counted);

}  // namespace tallygate::ledger
