#include "ledger/limits.hpp"

namespace tallygate::ledger {

WideAmount Limit::used(core::Time from) const {
  return uses.sum_from(from);
}

core::Amount Limit::used_by(std::string_view of, core::Time from) const {
  const LimitUse* use = uses.find(core::hash16(of));
  return use == nullptr || use->at < from ? 0 : use->amount;
}

const std::vector<Limit*>& Limits::of(std::string_view holder) const {
  static const std::vector<Limit*> none;
  const auto found = by_holder_.find(holder);
  return found == by_holder_.end() ? none : found->second;
}

void Limits::list(Limit& limit, core::UndoJournal& journal) {
  std::vector<Limit*>& listed = by_holder_[limit.holder];  // an empty list may stay behind: it says nothing
  journal.note(listed, 0, +[](std::vector<Limit*>& all, const int&) { all.pop_back(); });
  listed.push_back(&limit);
}

// Each use is forgotten once.
void Limits::forget_before(Limit& limit, core::Time from, core::UndoJournal& journal) {
  while (!limit.uses.empty() && limit.uses.front().at < from) {
    journal.note(limit, limit.uses.front(), +[](Limit& l, const LimitUse& oldest) { l.uses.push_front(oldest); });
    limit.uses.pop_front();
  }
}

void Limits::count(Limit& limit, std::string_view id, const Counted& counted, core::UndoJournal& journal) {
  forget_before(limit, counted.from, journal);
  const core::Hash16 key = core::hash16(id);
  if (const LimitUse* known = limit.uses.find(key)) {
    journal.note(limit, *known, +[](Limit& l, const LimitUse& was) { l.uses.set_amount(was.key, was.amount); });
    limit.uses.set_amount(key, counted.amount);
    return;
  }
  if (counted.amount == 0 || counted.counted_at != counted.now) return;
  journal.note(limit, 0, +[](Limit& l, const int&) { l.uses.pop_back(); });
  limit.uses.push_back({counted.now, key, counted.amount});
}

}  // namespace tallygate::ledger
