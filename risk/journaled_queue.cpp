#include "risk/journaled_queue.hpp"

#include <algorithm>
#include <cstring>

namespace tallygate::risk {
namespace {

struct Popped {
  std::uint32_t width;
  std::uint64_t words[3];
};

}  // namespace

void JournaledQueue::push(std::span<const std::uint64_t> entry, core::UndoJournal& journal) {
  std::uint64_t* to = extend(static_cast<std::uint32_t>(entry.size()), journal);
  std::copy(entry.begin(), entry.end(), to);
  journal.note(*this, char{0}, +[](JournaledQueue& q, const char&) { q.take_back(); });
}

void JournaledQueue::pop_front(std::uint32_t count, core::UndoJournal& journal) {
  // The words stay where they are until make_room(), which keeps the old block in the journal.
  journal.note(*this, count, +[](JournaledQueue& q, const std::uint32_t& n) { q.begin_ -= n; });
  begin_ += count;
}

void JournaledQueue::pop_back(std::uint32_t width, core::UndoJournal& journal) {
  TALLYGATE_CHECK(width <= 3, "an entry is wider than its note");
  Popped popped{width, {}};
  std::copy_n(entry(size() - 1, width), width, popped.words);
  journal.note(
      *this, popped, +[](JournaledQueue& q, const Popped& p) {
        std::copy_n(p.words, p.width, q.words_.get() + std::size_t{q.end_} * p.width);
        ++q.end_;
      });
  --end_;
}

std::uint32_t JournaledQueue::first_after(std::int64_t bound, std::uint32_t width, bool from_front) const {
  const auto after = [&](std::uint32_t i) { return static_cast<std::int64_t>(*entry(i, width)) > bound; };
  const std::uint32_t n = size();
  std::uint32_t low = 0, high = n;  // entries before low are not after the bound, entries from high on are
  if (from_front) {
    for (std::uint32_t step = 1; low < n; step *= 2) {
      const std::uint32_t probe = std::min(low + step, n) - 1;
      if (after(probe)) {
        high = probe;
        break;
      }
      low = probe + 1;
    }
  } else {
    for (std::uint32_t step = 1; high > 0; step *= 2) {
      const std::uint32_t probe = high > step ? high - step : 0;
      if (!after(probe)) {
        low = probe + 1;
        break;
      }
      high = probe;
    }
  }
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (after(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

void JournaledQueue::restore(std::string_view words, std::uint32_t width) {
  const std::size_t count = words.size() / sizeof(std::uint64_t);
  words_ = count == 0 ? nullptr : std::make_unique_for_overwrite<std::uint64_t[]>(count);
  if (count != 0) std::memcpy(words_.get(), words.data(), count * sizeof(std::uint64_t));
  begin_ = 0;
  end_ = capacity_ = static_cast<std::uint32_t>(count / width);
}

void JournaledQueue::make_room(std::uint32_t width, core::UndoJournal& journal) {
  const std::uint32_t live = size();
  TALLYGATE_CHECK(live < (1U << 30), "a window holds more than a thousand million entries");
  const std::uint32_t capacity = live < 2 ? 2 : live + live / 2 + 1;
  auto words = std::make_unique_for_overwrite<std::uint64_t[]>(std::size_t{capacity} * width);
  std::copy_n(words_.get() + std::size_t{begin_} * width, std::size_t{live} * width, words.get());
  if (begin_ == 0) {  // nothing but the block changes: what undoes a push needs no old block
    words_ = std::move(words);
    capacity_ = capacity;
    return;
  }
  journal.replace(words_, std::move(words));
  journal.set(begin_, 0U);
  journal.set(end_, live);
  journal.set(capacity_, capacity);
}

}  // namespace tallygate::risk
