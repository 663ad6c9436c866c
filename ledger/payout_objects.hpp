// Payouts and what belongs to them: part of the ledger's objects (objects.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/commands/payout.hpp"
#include "core/time.hpp"

namespace tallygate::ledger {

struct Party;
struct Wait;

// Where a party may be paid: registered by the platform, by the platform's own id.
struct PayoutAccount {
  std::string id;
  core::PayoutAccountKind kind = core::PayoutAccountKind::bank;
  bool closed = false;
  std::string token;
  std::optional<core::Currency> currency;  // the only one that it takes
  core::Time changed_at;                   // added, changed, closed or opened again
  std::uint64_t changed_by = 0;            // seq of the record that did
};
inline constexpr std::size_t kPayoutAccountsMax = 16;  // of one party, closed ones included

enum class PayoutState : std::uint8_t {
  approved,
  blocked,
  challenged,
  failed,
  held,  // for review: nothing is posted, and its amount is reserved
  rejected,
  requested,
  returned,
  settled
};
std::span<const core::EnumName<PayoutState>> enum_names(PayoutState);

// Against limits, and for tax: what is on its way, and what is there.
inline bool counts_as_paid(PayoutState state) {
  using enum PayoutState;
  return state == requested || state == approved || state == settled || state == held || state == challenged;
}

struct Payout {
  std::string id;
  std::string content;  // marks of the request that made it
  PayoutState state = PayoutState::requested;
  Party* party = nullptr;
  std::string account;  // the party's, which pays
  core::Currency currency;
  core::Amount amount = 0, net = 0, tax = 0;  // amount = net + tax
  std::string to;                             // payout account; may be empty
  std::string requested_by, decided_by;       // persons; may be empty: a machine
  std::string bank;                           // of ours, that paid it
  core::Time at;                              // requested
  std::uint64_t asked_by = 0;                 // seq of the record that asked first, whatever it waited for since
  Wait* waiting = nullptr;
  core::Time touched;  // by the last record that changed it or began to point to it

  bool reserves() const { return state == PayoutState::held || state == PayoutState::challenged; }
  bool counts() const { return counts_as_paid(state); }
};

struct PayoutSettings {
  std::int64_t cool_off_s = 86'400;
  std::int64_t kyc_level = 0;
  bool registered_only = false;
  std::vector<core::PayoutMinimum> minimum;
  std::vector<core::PayoutTax> tax;
  std::vector<core::PayoutSchedule> schedule;  // at most one a role; without one any day will do
};

}  // namespace tallygate::ledger
