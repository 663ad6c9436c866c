// A queue of fixed-width entries of 64-bit words, kept in one block, whose every change is noted in the undo journal.
// Entries go in at the back in order of time and leave at the front; the newest may also be taken back. Compact (no
// block until the first entry), O(1) amortised.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "core/undo_journal.hpp"

namespace tallygate::risk {

class JournaledQueue {
 public:
  JournaledQueue() = default;
  JournaledQueue(JournaledQueue&&) = default;
  JournaledQueue& operator=(JournaledQueue&&) = default;

  std::uint32_t size() const { return end_ - begin_; }
  bool empty() const { return begin_ == end_; }
  // The i-th entry from the front; `width` is the same in every call on one queue.
  const std::uint64_t* entry(std::uint32_t i, std::uint32_t width) const {
    return words_.get() + std::size_t{begin_ + i} * width;
  }
  std::size_t bytes(std::uint32_t width) const { return std::size_t{capacity_} * width * sizeof(std::uint64_t); }

  // Room for one more entry at the back, not yet noted as there: fill it, then the caller's own note calls take_back()
  // to undo it, or push() did.
  std::uint64_t* extend(std::uint32_t width, core::UndoJournal& journal) {
    if (end_ == capacity_) [[unlikely]]
      make_room(width, journal);
    return words_.get() + std::size_t{end_++} * width;
  }
  void take_back() { --end_; }

  void push(std::span<const std::uint64_t> entry, core::UndoJournal& journal);
  void pop_front(std::uint32_t count, core::UndoJournal& journal);
  void pop_back(std::uint32_t width, core::UndoJournal& journal);  // entries of at most three words

  // Instead of all entries, those of a saved queue: `words` in 64-bit words, front first. Not journaled.
  void restore(std::string_view words, std::uint32_t width);

  // The first entry whose word 0, a time, is after `bound`; size() when there is none. Searches outwards from the end
  // that `from_front` names.
  std::uint32_t first_after(std::int64_t bound, std::uint32_t width, bool from_front) const;

 private:
  void make_room(std::uint32_t width, core::UndoJournal& journal);

  std::unique_ptr<std::uint64_t[]> words_;
  std::uint32_t begin_ = 0, end_ = 0, capacity_ = 0;  // in entries
};

}  // namespace tallygate::risk
