// Between which accounts there may be a conversion.
#pragma once

#include <string_view>

namespace tallygate::ledger {

// Whether money on this account can be money of another currency: the bank's, a channel's, or what a party may be paid
// of or pay with.
bool takes_conversions(std::string_view account);

}  // namespace tallygate::ledger
