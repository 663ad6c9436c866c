#include "ledger/invariants/conversions_keep_rates.hpp"

#include "ledger/account_names.hpp"
#include "ledger/invariants/charges_keep_rates.hpp"

namespace tallygate::ledger::invariants {
namespace {

WideAmount debited(const core::Record& record, std::string_view account, core::Currency currency) {
  WideAmount sum = 0;
  for (const core::Posting& p : record.postings.all())
    if (p.account == account && p.currency == currency) sum += p.amount;
  return sum;
}

Violation off_the_rate(const core::Record& record) {
  const auto& body = core::body_as<core::ConversionPost>(*record.command);
  const int gives = account_traits(body.from.account)->normal == NormalSide::debit ? -1 : 1;
  const WideAmount got = core::converted(body.from.amount, body.rate) * gives;
  const bool kept = debited(record, body.from.account, body.from.currency) == body.from.amount * gives &&
                    debited(record, conversion_account(body.to.currency), body.to.currency) == got &&
                    debited(record, body.to.account, body.to.currency) == -got;
  if (kept) return std::nullopt;
  return "conversion " + body.conversion_id.str() + " would not post what its rate says";
}

}  // namespace

Violation ConversionsKeepRates::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type == core::RecordType::conversion_posted) {
      if (auto violated = off_the_rate(record)) return violated;
      continue;
    }
    if (ChargesKeepRates::concerns(record.type)) continue;
    for (const core::Posting& p : record.postings.all())
      if (p.account.starts_with("equity:conversion:"))
        return std::string(core::name_of(record.type)) + " would post on " + p.account;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
