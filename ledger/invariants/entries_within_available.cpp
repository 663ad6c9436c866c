#include "ledger/invariants/entries_within_available.hpp"

#include "ledger/journal_terms.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger::invariants {

Violation EntriesWithinAvailable::violation(const Examined& examined) {
  for (const core::Record& record : examined.decision.records) {
    if (record.type != core::RecordType::journal_posted) continue;
    const std::vector<core::Posting> postings(record.postings.all().begin(), record.postings.all().end());
    for (const core::Posting& p : postings)
      if (!takes_entries(p.account) || p.layer != core::Layer::posted)
        return "a journal entry would post on " + p.account;
    const std::size_t i = first_uncovered(examined.state, postings);
    if (i < postings.size())
      return "a journal entry would take " + std::to_string(postings[i].amount) + " from " + postings[i].account;
  }
  return std::nullopt;
}

}  // namespace tallygate::ledger::invariants
