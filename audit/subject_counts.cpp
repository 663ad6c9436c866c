#include "audit/subject_counts.hpp"

#include <utility>

namespace tallygate::audit {
namespace {

constexpr std::size_t kFirstSlots = 1'024;

}  // namespace

SubjectCounts::SubjectCounts() : slots_(kFirstSlots) {}

SubjectCounts::Slot& SubjectCounts::slot_of(std::vector<Slot>& slots, const core::Hash16& name) {
  std::size_t i = index_of(slots, name);
  while (slots[i].n != 0 && slots[i].name != name) i = (i + 1) & (slots.size() - 1);
  return slots[i];
}

std::optional<std::uint64_t> SubjectCounts::add(const core::Hash16& name, std::uint64_t n, bool some_unseen) {
  Slot& slot = slot_of(slots_, name);
  const bool is_new = slot.n == 0;
  const std::uint64_t before = slot.n & ~kMissed;
  const bool any_later = some_unseen && (is_new || (slot.n & kMissed) != 0);
  if (n >= kMissed || (n != before + 1 && !(any_later && n > before))) return before;
  slot = {name, n};
  if (is_new && ++size_ * 2 > slots_.size()) grow();
  return std::nullopt;
}

void SubjectCounts::some_missed() {
  for (Slot& slot : slots_)
    if (slot.n != 0) slot.n |= kMissed;
}

void SubjectCounts::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  for (const Slot& slot : slots_)
    if (slot.n != 0) slot_of(larger, slot.name) = slot;
  slots_ = std::move(larger);
}

}  // namespace tallygate::audit
