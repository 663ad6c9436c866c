#include "core/undo_journal.hpp"

#include <algorithm>

namespace tallygate::core {

void UndoJournal::make_room() {
  constexpr std::size_t kFirst = 256;
  TALLYGATE_CHECK(entries_.size() < entries_max_, "a command changes more than the undo journal holds");
  if (entries_.size() < entries_.capacity()) return;
  // Never room for more than the limit, so that a push needs to look at the capacity alone.
  entries_.reserve(std::min(std::max(kFirst, entries_.size() * 2), entries_max_));
}

void UndoJournal::rollback(Mark to) noexcept {
  while (entries_.size() > to) {
    Entry& newest = entries_.back();
    newest.undo(newest.object, newest.payload);
    if (newest.kept != nullptr) {
      delete newest.kept;
      --kept_;
    }
    entries_.pop_back();
  }
}

void UndoJournal::release_kept() noexcept {
  for (const Entry& e : entries_) delete e.kept;
  kept_ = 0;
}

void UndoJournal::shrink() noexcept {
  std::vector<Entry>{}.swap(entries_);
}

}  // namespace tallygate::core
