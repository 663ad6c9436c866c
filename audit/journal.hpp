// The log's postings as a journal that plain-text accounting tools read and check: hledger, ledger, beancount.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "audit/export.hpp"
#include "core/time.hpp"

namespace tallygate::audit {

enum class JournalFormat {
  hledger,    // hledger 1.x
  ledger,     // ledger 3: the same but for how commodities are declared
  beancount,  // beancount 2: names and assertions are its own
};

// The day of an instant in the tenant's time zone.
using DateOf = std::function<core::Date(core::Time)>;

// One transaction a record that posts, in the layer `posted`, dated by `at`, described by type and order (of entries,
// settlements, conversions and payouts by their ids); accounts and commodities are declared first. Balances are
// asserted after the last posting to each account and at the end of each month that is over, for every account that the
// period has posted to by then. They are those of the period, since an assertion sees only its own file. Amounts are
// decimal, by the currency's exponent.
core::Result<Exported> export_journal(const eventstore::EventLog& log, std::string_view tenant, const Period& period,
                                      JournalFormat format, const DateOf& date_of, std::ostream& out);

// "liabilities:merchant:m_7" as beancount can name it, "Liabilities:Merchant:M-u7"; two accounts never have one name.
// Each part begins with a capital: a small letter becomes one, before a capital or a digit stands "X-"; "-" becomes
// "--",
// "_" "-u", "." "-d".
std::string beancount_account(std::string_view account);

}  // namespace tallygate::audit
