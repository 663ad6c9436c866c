#include "ledger/volume_window.hpp"

#include <algorithm>

namespace tallygate::ledger {
namespace {

using OfCurrency = VolumeWindow::OfCurrency;
using Completion = VolumeWindow::Completion;

void forget_before(OfCurrency& window, core::Time now, core::UndoJournal& journal) {
  while (!window.completions.empty() && window.completions.front().at + kVolumeWindow <= now) {
    const Completion oldest = window.completions.front();
    journal.set(window.sum, window.sum - oldest.amount);
    journal.note(window, oldest, +[](OfCurrency& w, const Completion& c) { w.completions.push_front(c); });
    window.completions.pop_front();
  }
}

}  // namespace

core::Amount VolumeWindow::volume(core::Currency currency, core::Time now) const {
  const OfCurrency* window = first_.get();
  while (window != nullptr && window->currency != currency) window = window->next.get();
  if (window == nullptr) return 0;
  WideAmount sum = window->sum;
  for (const Completion& c : window->completions) {
    if (c.at + kVolumeWindow > now) break;
    sum -= c.amount;
  }
  return shown(sum);
}

void VolumeWindow::change(core::Currency currency, core::Time completed_at, core::Amount before, core::Amount now,
                          core::UndoJournal& journal) {
  OfCurrency* window = first_.get();
  while (window != nullptr && window->currency != currency) window = window->next.get();
  if (window == nullptr || before == now) return;
  // Of orders that completed in one instant with one amount, any will do: what counts is their sum.
  auto found = std::ranges::lower_bound(window->completions, completed_at, {}, &Completion::at);
  while (found != window->completions.end() && found->at == completed_at && found->amount != before) ++found;
  if (found == window->completions.end() || found->at != completed_at) return;
  journal.set(window->sum, window->sum - before + now);
  struct Was {
    std::size_t at;
    core::Amount amount;
  };
  const Was was{static_cast<std::size_t>(found - window->completions.begin()), before};
  journal.note(*window, was, +[](OfCurrency& w, const Was& b) { w.completions[b.at].amount = b.amount; });
  found->amount = now;
}

void VolumeWindow::add(core::Currency currency, core::Time at, core::Amount amount, core::UndoJournal& journal) {
  std::unique_ptr<OfCurrency>* place = &first_;
  while (*place != nullptr && (*place)->currency != currency) place = &(*place)->next;
  if (*place == nullptr) {
    journal.note(*place, 0, +[](std::unique_ptr<OfCurrency>& made, const int&) { made.reset(); });
    *place = std::make_unique<OfCurrency>();
    (*place)->currency = currency;
  }
  OfCurrency& window = **place;
  forget_before(window, at, journal);
  journal.set(window.sum, window.sum + amount);
  journal.note(window, 0, +[](OfCurrency& w, const int&) { w.completions.pop_back(); });
  window.completions.push_back({at, amount});
}

}  // namespace tallygate::ledger
