// Amounts and times as channels write them.
#pragma once

#include <optional>
#include <string_view>

#include "api/statement/mapping.hpp"

namespace tallygate::statement {

// "1,234.50", "-3", "+3", "3-" and "(3.00)" in minor units of the currency. Empty where it is no amount, has more
// places than the currency (unless they are 0) or is more than an amount can be.
std::optional<core::Amount> read_amount(std::string_view text, core::Currency currency, const Mapping& mapping);

// By the mapping's format and offset.
std::optional<core::Time> read_time(std::string_view text, const Mapping& mapping);

}  // namespace tallygate::statement
