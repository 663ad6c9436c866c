// What an answer says of a record in a word, and in the status of HTTP.
#pragma once

#include <string_view>

#include "core/record.hpp"

namespace tallygate::engine {

// The state that the record leaves its object in: "placed". Empty where it leaves none, or as it was.
std::string_view state_in(const core::Record& record);
// Of a record without a refusal: 200, 201 or 202.
int status_of(const core::Record& record);

}  // namespace tallygate::engine
