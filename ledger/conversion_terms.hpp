// What a conversion comes to, and between which accounts there may be one.
#pragma once

#include <optional>
#include <string_view>

#include "core/commands/conversion.hpp"
#include "ledger/accounts.hpp"

namespace tallygate::ledger {

// floor(amount * num / den), through 128 bits: both factors are below 2^53. It may be more than an amount can be.
WideAmount converted(core::Amount amount, const core::ConversionRate& rate);

// Whether money on this account can be money of another currency: the bank's, a channel's, or what a party may be paid
// of or pay with.
bool takes_conversions(std::string_view account);

}  // namespace tallygate::ledger
