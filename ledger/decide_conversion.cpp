// conversion.post: money of one currency for money of another, at a rate that is said. Each currency sums to zero by
// itself, against equity:conversion:<currency>.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/account_state.hpp"
#include "ledger/available.hpp"
#include "ledger/conversion_terms.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

std::optional<core::Refusal> not_convertible(const State& state, const core::ConversionSide& side,
                                             const std::string& pointer) {
  if (!takes_conversions(side.account))
    return refusal(Code::not_supported, pointer, "a conversion cannot post on " + side.account);
  const std::string party(party_of(side.account));
  if (party.empty() || state.parties.find(party) != nullptr) return std::nullopt;
  return refusal(Code::party_not_found, pointer, "there is no party " + party);
}

// Otherwise it would be a payment from one to the other, make debts of what the platform has, or take what a party has
// earned past what is asked of payouts from there: tax, days, limits.
std::optional<core::Refusal> leaves_its_owner(const core::ConversionPost& asked) {
  const auto is_ours = [](std::string_view account) {
    return account_traits(account)->normal == NormalSide::debit;  // a bank or a channel; else it is owed to somebody
  };
  if (is_ours(asked.from.account) && is_ours(asked.to.account)) return std::nullopt;
  if (asked.from.account == asked.to.account) return std::nullopt;
  return refusal(Code::not_supported, "/to/account",
                 "what is owed to a party, or in suspense, is converted where it stands: " + asked.from.account +
                     " is not " + asked.to.account);
}

std::optional<core::Refusal> not_at_the_rate(const core::ConversionPost& asked) {
  const WideAmount amount = core::converted(asked.from.amount, asked.rate);
  if (amount == asked.to.amount) return std::nullopt;
  return refusal(Code::amount_mismatch, "/to/amount",
                 money_text(asked.from.amount, asked.from.currency) + " at " + std::to_string(asked.rate.num) + "/" +
                     std::to_string(asked.rate.den) + " are " + money_text(shown(amount), asked.to.currency) +
                     ", not " + money_text(asked.to.amount, asked.to.currency));
}

std::optional<core::Refusal> not_there(const State& state, const core::ConversionSide& from) {
  const WideAmount can = available(state, from.account, from.currency) + credit_of(state, from.account, from.currency);
  if (can >= from.amount) return std::nullopt;
  return refusal(Code::insufficient_funds, "/from/amount",
                 money_text(from.amount, from.currency) + " asked, " + money_text(shown(can), from.currency) +
                     " available on " + from.account);
}

core::Postings postings_of(const core::ConversionPost& asked) {
  // What an asset gives is credited, what a liability gives is debited.
  const int gives = account_traits(asked.from.account)->normal == NormalSide::debit ? -1 : 1;
  const core::Money given{asked.from.amount * gives, asked.from.currency};
  const core::Money got{asked.to.amount * gives, asked.to.currency};
  core::PostingsBuilder out;
  out.debit(asked.from.account, given);
  out.credit(conversion_account(given.currency), given);
  out.debit(conversion_account(got.currency), got);
  out.credit(asked.to.account, got);
  return std::move(out).build();
}

}  // namespace

Decision post_conversion(const Asked& asked) {
  const auto& body = core::body_as<core::ConversionPost>(*asked.command);
  std::string subject = conversion_subject(body.conversion_id.view());
  if (const Booking* known = asked.state.bookings.find(subject))
    return refused(id_taken(kConversionIds, body.conversion_id.view(), known->content,
                            "record " + std::to_string(known->seq), *asked.command));
  if (auto why = not_convertible(asked.state, body.from, "/from/account")) return refused(std::move(*why));
  if (auto why = not_convertible(asked.state, body.to, "/to/account")) return refused(std::move(*why));
  if (auto why = leaves_its_owner(body)) return refused(std::move(*why));
  if (auto why = not_at_the_rate(body)) return refused(std::move(*why));
  if (auto why = gives_nothing(asked.state, body.from.account, "/from/account")) return refused(std::move(*why));
  if (auto why = not_there(asked.state, body.from)) return refused(std::move(*why));
  core::Postings postings = postings_of(body);
  if (!asked.state.accounts.fits(postings))
    return refused(Code::account_overflow, "/to/amount", "a balance would pass what an amount can be");

  core::Record record = record_for(asked, core::RecordType::conversion_posted);
  record.postings = std::move(postings);
  core::ObjectEffect effect = object_effect(std::move(subject));
  effect.id = body.conversion_id.str();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
