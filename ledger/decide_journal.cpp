// journal.post: a correcting entry, checked when it is asked for and again when another person approves it
// (decide_governance.cpp).
#include <algorithm>
#include <map>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/account_state.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"
#include "ledger/journal_terms.hpp"
#include "ledger/limit_terms.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

std::string posting_at(std::size_t i, std::string_view field) {
  return "/postings/" + std::to_string(i).append("/").append(field);
}

std::optional<core::Refusal> no_place(const State& state, const core::JournalPost& entry) {
  for (std::size_t i = 0; i < entry.postings.size(); ++i) {
    const std::string& account = entry.postings[i].account;
    if (!takes_entries(account))
      return refusal(Code::not_supported, posting_at(i, "account"), "a journal entry cannot post on " + account);
    const std::string party(party_of(account));
    if (!party.empty() && state.parties.find(party) == nullptr)
      return refusal(Code::party_not_found, posting_at(i, "account"), "there is no party " + party);
  }
  return std::nullopt;
}

std::optional<core::Refusal> not_balanced(const core::JournalPost& entry) {
  std::map<core::Currency, std::pair<WideAmount, WideAmount>> sums;  // debits and credits
  for (const core::JournalPosting& p : entry.postings) {
    auto& [debits, credits] = sums[p.currency];
    (p.amount > 0 ? debits : credits) += p.amount > 0 ? p.amount : -p.amount;
  }
  for (const auto& [currency, sum] : sums)
    if (sum.first != sum.second)
      return refusal(Code::amount_mismatch, "/postings",
                     "debits of " + money_text(shown(sum.first), currency) + ", credits of " +
                         money_text(shown(sum.second), currency));
  return std::nullopt;
}

std::optional<core::Refusal> not_reversible(const State& state, const core::JournalPost& entry,
                                            const core::Postings& postings) {
  if (!entry.reverses) return std::nullopt;
  const std::string seq = std::to_string(*entry.reverses);
  const Booking* booking = state.bookings.booked_by(static_cast<std::uint64_t>(*entry.reverses));
  if (booking == nullptr || booking->id.starts_with("conversion:"))
    return refusal(Code::entry_not_found, "/reverses", "record " + seq + " is no journal entry or settlement");
  if (booking->reversed_by != 0)
    return refusal(Code::entry_already_reversed, "/reverses",
                   "record " + std::to_string(booking->reversed_by) + " reversed record " + seq);
  if (booking->mirror != mirror_of(postings, 1))
    return refusal(Code::amount_mismatch, "/postings",
                   "the postings are not those of record " + seq + " with every sign changed");
  return std::nullopt;
}

std::optional<core::Refusal> not_covered_entry(const State& state, const std::vector<core::Posting>& postings) {
  const std::size_t i = first_uncovered(state, postings);
  if (i == postings.size()) return std::nullopt;
  const core::Posting& p = postings[i];
  return refusal(Code::insufficient_funds, posting_at(i, "amount"),
                 money_text(p.amount, p.currency) + " asked, " +
                     money_text(shown(at_hand(state, p.account, p.currency) + credit_of(state, p.account, p.currency)),
                                p.currency) +
                     " available on " + p.account);
}

// Nothing is taken from what is frozen, and nothing posted on what is closed.
std::optional<core::Refusal> kept_from(const State& state, const core::JournalPost& entry) {
  for (std::size_t i = 0; i < entry.postings.size(); ++i) {
    const core::JournalPosting& p = entry.postings[i];
    const Account* account = state.accounts.find(p.account);
    const bool closed = account != nullptr && account->state == AccountState::closed;
    if (closed || takes_from(p.account, p.amount))
      if (auto why = gives_nothing(state, p.account, posting_at(i, "account"))) return why;
  }
  return std::nullopt;
}

}  // namespace

Decision post_entry(const Asked& asked) {
  const auto& entry = core::body_as<core::JournalPost>(*asked.command);
  std::string subject = entry_subject(entry.entry_id.view());
  if (const Booking* known = asked.state.bookings.find(subject))
    return refused(id_taken(kEntryIds, entry.entry_id.view(), known->content, "record " + std::to_string(known->seq),
                            *asked.command));
  if (auto why = no_place(asked.state, entry)) return refused(std::move(*why));
  if (auto why = not_balanced(entry)) return refused(std::move(*why));
  std::vector<core::Posting> list;
  for (const core::JournalPosting& p : entry.postings) list.push_back({p.account, p.amount, p.currency});
  core::PostingsBuilder builder;
  for (const core::Posting& p : list) builder.debit(p.account, {p.amount, p.currency});
  core::Postings postings = std::move(builder).build();
  if (auto why = not_reversible(asked.state, entry, postings)) return refused(std::move(*why));
  if (auto why = kept_from(asked.state, entry)) return refused(std::move(*why));
  if (auto why = not_covered_entry(asked.state, list)) return refused(std::move(*why));
  if (!asked.state.accounts.fits(postings))
    return refused(Code::account_overflow, "/postings", "a balance would pass what an amount can be");

  core::Record record = record_for(asked, core::RecordType::journal_posted);
  record.postings = std::move(postings);
  core::ObjectEffect effect = object_effect(std::move(subject));
  effect.id = entry.entry_id.str();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
