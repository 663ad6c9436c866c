// Members that several objects' JSON has.
#pragma once

#include <optional>

#include "core/canonical_json.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

void waiting_member(core::JsonWriter& json, const Wait* wait);  // "waiting": {"expires_at", "id"}, where it waits
void label_member(core::JsonWriter& json, const std::optional<core::Label>& label);  // "label", where there is one

}  // namespace tallygate::ledger
