// Card numbers (PANs) are never taken in: not into a record, not into a log. This finds what looks like one in a text.
#pragma once

#include <string_view>

namespace tallygate::core {

// Whether the text holds 13 to 19 digits, single spaces and dashes between them apart, that begin as an issued card
// number does (ISO/IEC 7812 ranges of the card networks), have a length that range uses, and pass Luhn. Without the
// ranges one of ten timestamps and numeric ids would be refused.
bool holds_card_number(std::string_view text);

// The same of a field of a request, a header or an id in a path: one that is a time or looks like a hash is none.
bool card_number_in(std::string_view text);

}  // namespace tallygate::core
