// Conversions: money of one currency for money of another, at a rate that is said: on one account of a party's, or
// among the platform's.
#include <algorithm>

#include "tests/simulation/model.hpp"

namespace tallygate::simulation {

using core::Code;

namespace {

// Whose account it is, where it converts at all: the platform's banks and channels, suspense, and what parties are
// paid of.
std::optional<std::string> converts(const std::string& account) {
  const auto owner = owner_of(account);
  if (!owner || !owner->empty()) return owner;
  if (account.starts_with("assets:bank:") || account.starts_with("assets:channel:") ||
      account.starts_with("liabilities:suspense:"))
    return owner;
  return std::nullopt;
}

}  // namespace

Codes Model::no_conversion(const core::ConversionPost& body) const {
  for (const auto* side : {&body.from, &body.to}) {
    const auto owner = converts(side->account);
    if (!owner) return {Code::not_supported};
    if (!owner->empty() && !parties.contains(*owner)) return {Code::party_not_found};
  }
  const bool ours = is_debit(body.from.account) && is_debit(body.to.account);
  if (!ours && body.from.account != body.to.account) return {Code::not_supported};
  if (static_cast<__int128>(body.from.amount) * body.rate.num / body.rate.den != body.to.amount)
    return {Code::amount_mismatch};
  if (Codes why = gives_nothing(body.from.account); !why.empty()) return why;
  const Account gives{body.from.account, body.from.currency.code()};
  if (available(gives) + credit_of(gives) < body.from.amount) return {Code::insufficient_funds};
  if (!fits(conversion_postings(body))) return {Code::account_overflow};
  if (stands(body.to.account, "closed")) return {Code::account_closed};
  return {};
}

// Of two liabilities the first is debited, of two assets the second; each currency sums to zero by itself.
std::map<Model::Account, __int128> Model::conversion_postings(const core::ConversionPost& body) {
  const std::string from(body.from.currency.code()), to(body.to.currency.code());
  const core::Amount sign = is_debit(body.from.account) ? -1 : 1;
  std::map<Account, __int128> out;
  out[{body.from.account, from}] = sign * body.from.amount;
  out[{"equity:conversion:" + from, from}] = -sign * body.from.amount;
  out[{body.to.account, to}] = -sign * body.to.amount;
  out[{"equity:conversion:" + to, to}] = sign * body.to.amount;
  return out;
}

Codes Model::no_conversion(const core::Command& command) const {
  const auto& body = core::body_as<core::ConversionPost>(command);
  const std::string id = "conversion:" + body.conversion_id.str();
  if (first_requests.contains(id)) return {taken(id, Code::conversion_exists, command)};
  return no_conversion(body);
}

Model::Made Model::convert(const Shared& command) {
  const auto& body = core::body_as<core::ConversionPost>(*command);
  first_requests["conversion:" + body.conversion_id.str()] = command;
  conversions.insert(next_seq + record_);
  for (const auto& [account, amount] : conversion_postings(body))
    post(account.first, account.second, static_cast<core::Amount>(amount));
  return {{}, {Type::conversion_posted}};
}

}  // namespace tallygate::simulation
