// Members that several objects' JSON has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/canonical_json.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

// Of an id that a refused request used up: that, and when and why. Empty where it was not.
std::string refused_json(const State& state, const IdKind& kind, std::string_view id);
void waiting_member(core::JsonWriter& json, const Wait* wait);  // "waiting": {"expires_at", "id"}, where it waits
// "charge": {"amount", "currency"}, and "lost" where it is given; nothing where there is none (reads_charge.cpp).
void charge_member(core::JsonWriter& json, const std::optional<core::ChargedAmount>& charge,
                   std::optional<core::Amount> lost = {});
void charge_member(core::JsonWriter& json, const Payment& payment);  // with what was captured and went back of it
void charges_member(core::JsonWriter& json, const Order& order);     // of its captured and held payments, where any has
void label_member(core::JsonWriter& json, const std::optional<core::Label>& label);  // "label", where there is one

// Of parties and settings, where there are any that are not as at first (reads_payout.cpp).
void payout_account_members(core::JsonWriter& json, const Party& party);
void payout_setting_members(core::JsonWriter& json, const PayoutSettings& settings);
void disputes_member(core::JsonWriter& json, const std::vector<Dispute*>& disputes);  // ids, where there are any

}  // namespace tallygate::ledger
