#include "core/undo_journal.hpp"

namespace tallygate::core {

void UndoJournal::make_room() {
  TALLYGATE_CHECK(entries_.size() < kEntriesMax, "a command changes more than the undo journal holds");
  if (entries_.size() == entries_.capacity()) entries_.reserve(entries_.empty() ? 256 : entries_.size() * 2);
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
