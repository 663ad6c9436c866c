// Wallets: what a party keeps with the platform, and pays orders with. The money of a payment comes from the buyer's
// wallet or from a channel; it goes back where it came from.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/asked.hpp"

namespace tallygate::ledger {

// Whether the request takes the money out of a wallet. What is reported was taken elsewhere: a wallet of others'.
bool pays_from_wallet(const core::PaymentPut& payment);

// Why the buyer's wallet cannot pay these orders now. They exist.
std::optional<core::Refusal> wallet_cannot_pay(const Asked& asked, const core::PaymentPut& payment,
                                               const std::vector<const Order*>& orders);

// Whose wallet a dispute of the payment gives the money back to: of one that took money out of a wallet, in whose
// channel and currency it is. Null: a channel's. Only what it is when the dispute is opened counts.
Party* wallet_disputed(const Payment* payment, core::Channel channel, core::Currency currency);

// "liabilities:wallet:b1" where a wallet is named, else "assets:channel:card".
std::string source_account(core::Channel channel, const std::optional<core::PartyId>& wallet);
std::string source_account(const Payment& payment);

}  // namespace tallygate::ledger
