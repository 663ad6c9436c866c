// Commands about payouts: what a party is paid of what it has earned, where to, and who checked the party.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"

namespace tallygate::core {

// Where the money goes: an account of the party's. An id alone travels as a string and is recorded as {"account": …}.
struct PayoutTo {
  OtherId account;
  static constexpr const char* kShorthandField = "account";
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account);
  }
};

struct PayoutRequest {
  Amount amount = 0;  // gross: what the party's account gives, tax and all
  Currency currency;
  std::optional<Device> device;
  std::optional<Personal> ip;
  std::optional<Time> occurred_at;
  PartyId party;
  PayoutId payout_id;
  std::optional<Role> role;  // which of the party's accounts pays; default: the first that there is in this currency
  std::optional<PayoutTo> to;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("occurred_at", s.occurred_at);
    v("party", s.party);
    v("payout_id", s.payout_id);
    v("role", s.role);
    v("to", s.to);
  }
};

struct PayoutApprove {  // path: the payout
  bool approve = false;
  std::optional<std::string> note;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("approve", s.approve);
    v("note", s.note, text(1'000));
    v("occurred_at", s.occurred_at);
  }
};

struct PayoutSettle {            // path: the payout. A fact: the money has left the bank.
  std::optional<Amount> amount;  // that left; default: the payout's net
  std::optional<OtherId> bank;   // of ours; default "main"
  std::optional<Currency> currency;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("bank", s.bank);
    v("currency", s.currency);
    v("occurred_at", s.occurred_at);
  }
};

struct PayoutFail {  // path: the payout. A fact: no money left the bank, and none will.
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

struct PayoutReturn {            // path: the payout. A fact: the money has come back to the bank.
  std::optional<Amount> amount;  // that came; default: the payout's net
  std::optional<OtherId> bank;   // of ours; default: the one that it left, else "main"
  std::optional<Currency> currency;
  std::optional<Time> occurred_at;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("bank", s.bank);
    v("currency", s.currency);
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(200));
  }
};

enum class PayoutAccountKind { bank, card_token, wallet };
std::span<const EnumName<PayoutAccountKind>> enum_names(PayoutAccountKind);

struct PayoutAccountPut {  // path: the party
  OtherId account;
  std::optional<bool> closed;        // true: no payout goes there any more
  std::optional<Currency> currency;  // the only one that it takes; default: any
  std::optional<Device> device;
  std::optional<Personal> ip;
  std::optional<PayoutAccountKind> kind;  // kind and token are required unless it is closed
  std::optional<Time> occurred_at;
  std::optional<std::string> token;  // the platform's token of the account, never its number
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account);
    v("closed", s.closed);
    v("currency", s.currency);
    v("device", s.device);
    v("ip", s.ip, PersonalKind::ip, text(45));
    v("kind", s.kind);
    v("occurred_at", s.occurred_at);
    v("token", s.token, core::token(128));
  }
};

constexpr std::int64_t kKycLevelMax = 3;

struct PartyKyc {  // path: the party. A fact: how well a provider knows the party now.
  std::int64_t level = 0;
  std::optional<Time> occurred_at;
  std::optional<std::string> provider;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("level", s.level, between(0, kKycLevelMax));
    v("occurred_at", s.occurred_at);
    v("provider", s.provider, token(64));
  }
};

// What settings say of payouts.
struct PayoutMinimum {
  Amount amount = 0;
  Currency currency;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("currency", s.currency);
  }
  bool operator==(const PayoutMinimum&) const = default;
};

enum class TaxPeriod : std::uint8_t { month, year };  // of the calendar in the tenant's time zone
std::span<const EnumName<TaxPeriod>> enum_names(TaxPeriod);

struct PayoutTax {
  std::int64_t bp = 0;  // basis points of what is above `from`
  std::optional<Currency> currency;
  std::optional<Amount> from;  // in that currency; default 0
  Role role = Role::distributor;
  std::optional<TaxPeriod> period =
      std::nullopt;  // of all payouts in it, less what was withheld of them; absent: of each alone
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("bp", s.bp, between(0, 10'000));
    v("currency", s.currency);
    v("from", s.from, at_least(0));
    v("period", s.period);
    v("role", s.role);
  }
  bool operator==(const PayoutTax&) const = default;
};

// On which days payouts from accounts of a role are asked for, in the tenant's calendar; one that is no business day is
// put off to the next that is.
enum class PayoutEvery : std::uint8_t { day, week, month };
std::span<const EnumName<PayoutEvery>> enum_names(PayoutEvery);

struct PayoutSchedule {
  PayoutEvery every = PayoutEvery::day;
  std::optional<std::int64_t> on;  // week: 1 (Monday) to 7; month: 1 to 31, the last day where the month is shorter
  Role role = Role::merchant;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("every", s.every);
    v("on", s.on, between(1, 31));
    v("role", s.role);
  }
  bool operator==(const PayoutSchedule&) const = default;
};

enum class Weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
std::span<const EnumName<Weekday>> enum_names(Weekday);

constexpr std::size_t kPayoutSettingsMax = 32;  // minimums, tax rules, schedules
constexpr std::size_t kHolidaysMax = 366;

}  // namespace tallygate::core
