// Commands about accounts as such: who may post on one, and how much of a party's money may move.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"
#include "core/commands/plan.hpp"

namespace tallygate::core {

struct AccountChange {  // path: the account's name. account.freeze, account.unfreeze, account.close
  std::optional<Time> occurred_at;
  std::string reason;  // a sentence
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(500));
  }
};

enum class LimitKind { credit, payout, spend };
std::span<const EnumName<LimitKind>> enum_names(LimitKind);

constexpr std::int64_t kLimitPeriodMax = 366LL * 86'400;  // seconds

// path: the limit. Of a party or of one of its accounts; a credit limit is an account's and has no period, the others
// have one: days or months of the tenant's calendar, or so many seconds, rolling.
struct LimitPut {
  std::optional<std::string> account;
  std::optional<Amount> amount;  // absent: the limit is removed
  Currency currency;
  LimitKind kind = LimitKind::spend;
  std::optional<Time> occurred_at;
  std::optional<PartyId> party;
  std::optional<PlanPeriod> period;
  std::optional<std::int64_t> period_s;
  std::optional<std::string> reason;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, token(128));
    v("amount", s.amount, at_least(0));
    v("currency", s.currency);
    v("kind", s.kind);
    v("occurred_at", s.occurred_at);
    v("party", s.party);
    v("period", s.period);
    v("period_s", s.period_s, between(1, kLimitPeriodMax));
    v("reason", s.reason, text(500));
  }
};

}  // namespace tallygate::core
