// What a body must satisfy beyond its single fields: amounts that add up, names that differ, texts with a form of their
// own. Runs on the wire form, once every field is good by itself. What depends on state is the ledger's.
#pragma once

#include <string_view>
#include <vector>

#include "core/command.hpp"
#include "core/fields.hpp"

namespace tallygate::core {

// Adds at most kFieldErrorsMax errors in all; their pointers begin with `prefix` ("" or "/body").
void check_body(Operation op, const Body& body, std::string_view prefix, std::vector<FieldError>& errors);

}  // namespace tallygate::core
