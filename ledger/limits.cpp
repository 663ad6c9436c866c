#include "ledger/limits.hpp"

#include <algorithm>

namespace tallygate::ledger {
namespace {

bool counts_still(const Limit& limit, core::Time at, core::Time now) {
  return at + core::seconds(limit.period_s) > now;
}

void forget_uses_before(Limit& limit, core::Time now, core::UndoJournal& journal) {
  while (!limit.uses.empty() && !counts_still(limit, limit.uses.front().at, now)) {
    journal.note(limit, limit.uses.front(), +[](Limit& l, const LimitUse& oldest) { l.uses.push_front(oldest); });
    limit.uses.pop_front();
  }
}

}  // namespace

WideAmount Limit::used(core::Time now) const {
  WideAmount sum = 0;
  for (const LimitUse& use : uses)
    if (counts_still(*this, use.at, now)) sum += use.amount;
  return sum;
}

core::Amount Limit::used_by(std::string_view of, core::Time now) const {
  const auto found = std::ranges::find(uses, core::hash16(of), &LimitUse::key);
  return found == uses.end() || !counts_still(*this, found->at, now) ? 0 : found->amount;
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

void Limits::count(Limit& limit, std::string_view id, core::Amount amount, core::Time counted_at, core::Time now,
                   core::UndoJournal& journal) {
  forget_uses_before(limit, now, journal);
  const core::Hash16 key = core::hash16(id);
  const auto found = std::ranges::find(limit.uses, key, &LimitUse::key);
  if (found != limit.uses.end()) {
    struct Before {
      std::size_t at;
      core::Amount amount;
    };
    const Before before{static_cast<std::size_t>(found - limit.uses.begin()), found->amount};
    journal.note(limit, before, +[](Limit& l, const Before& b) { l.uses[b.at].amount = b.amount; });
    found->amount = amount;
    return;
  }
  if (amount == 0 || counted_at != now) return;
  journal.note(limit, 0, +[](Limit& l, const int&) { l.uses.pop_back(); });
  limit.uses.push_back({now, key, amount});
}

}  // namespace tallygate::ledger
