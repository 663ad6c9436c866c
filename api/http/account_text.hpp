// What the trail says of accounts, as JSON and CSV. Postings are debit positive; balances are given in the account's
// normal sign.
#pragma once

#include <string_view>

#include "api/https/message.hpp"
#include "audit/trail.hpp"

namespace tallygate::http {

constexpr std::string_view kCsv = "text/csv";

https::Response balances_as_json(std::string_view account, const audit::Moment& moment, const audit::BalancesAt& at);
https::Response entries_as_json(std::string_view account, const audit::AccountEntries& entries);
https::Response statement_as_json(std::string_view party, const audit::Period& period,
                                  const audit::PartyStatement& statement);
// A line an opening balance, an entry, a closing balance: account, currency, kind, at, seq, type, layer, amount,
// posted, held; minor units.
https::Response statement_as_csv(const audit::PartyStatement& statement);

}  // namespace tallygate::http
