#include "risk/window_table.hpp"

#include <algorithm>
#include <tuple>

namespace tallygate::risk {
KeyStore empty_store(const Group& group) {
  KeyStore store;
  if (group.cells != 0) store.cells = std::make_unique<std::int64_t[]>(group.cells);
  if (group.distincts != 0) store.distincts = std::make_unique<DistinctList[]>(group.distincts);
  if (group.extremes != 0) store.extremes = std::make_unique<JournaledQueue[]>(group.extremes);
  if (group.texts != 0) store.texts = std::make_unique<std::string[]>(group.texts);
  return store;
}

void DistinctList::reserve_one_more() {
  if (size < capacity) return;
  const std::uint32_t larger = capacity == 0 ? 2 : capacity * 2;
  auto moved = std::make_unique_for_overwrite<Item[]>(larger);
  std::copy_n(items.get(), size, moved.get());
  items = std::move(moved);
  capacity = larger;
}

void DistinctList::erase(std::uint32_t position) {
  std::copy(items.get() + position + 1, items.get() + size, items.get() + position);
  --size;
}

void DistinctList::insert(std::uint32_t position, Item item) {
  std::copy_backward(items.get() + position, items.get() + size, items.get() + size + 1);
  items[position] = item;
  ++size;
}

KeyNode* WindowTable::locate(const WindowKey& key) const {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = home(key); slots_[i].node != 0; i = (i + 1) & mask) {
    if (slots_[i].tag != tag_of(key)) continue;
    KeyNode& n = node(slots_[i].node - 1);
    if (n.key == key) return &n;
  }
  return nullptr;
}

KeyNode* WindowTable::fetch_likely(const WindowKey& key) const {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = home(key); slots_[i].node != 0; i = (i + 1) & mask) {
    if (slots_[i].tag != tag_of(key)) continue;
    KeyNode& n = node(slots_[i].node - 1);
    __builtin_prefetch(&n);
    __builtin_prefetch(reinterpret_cast<const char*>(&n) + 64);
    return &n;
  }
  return nullptr;
}

KeyNode* WindowTable::settle(KeyNode* likely, const WindowKey& key) const {
  KeyNode* found = likely == nullptr || likely->key == key ? likely : locate(key);
  if (found == nullptr) return nullptr;
  const KeyStore& store = found->store;
  __builtin_prefetch(store.cells.get());
  if (group_->distincts != 0) __builtin_prefetch(store.distincts.get());
  if (!store.entries.empty()) {
    __builtin_prefetch(store.entries.entry(0, group_->entry_words()));
    __builtin_prefetch(store.entries.entry(store.entries.size() - 1, group_->entry_words()));
  }
  return found;
}

void WindowTable::fetch_lists(const KeyNode& found) const {
  for (std::uint32_t i = 0; i < group_->distincts; ++i) __builtin_prefetch(found.store.distincts[i].items.get());
}

KeyNode& WindowTable::create(const WindowKey& key, std::int64_t at_us, core::UndoJournal& journal) {
  const std::uint32_t index = take_node();
  KeyNode& fresh = node(index);
  fresh.key = key;
  fresh.touched_us = at_us;
  fresh.store = empty_store(*group_);
  if ((count_ + 1) * 4 > slots_.size() * 3) grow_slots();
  insert_slot(key, index);
  ++count_;
  journal.note(
      *this, index, +[](WindowTable& t, const std::uint32_t& i) {
        KeyNode& n = t.node(i);
        t.erase_slot(n.key);
        n.store = KeyStore();
        --t.count_;
        t.free_.push_back(i);  // has room: take_node() came from there
      });
  const std::uint64_t check[2] = {static_cast<std::uint64_t>(at_us + group_->widest_us), index};
  checks_.push(check, journal);
  return fresh;
}

void WindowTable::expire(std::int64_t at_us, core::UndoJournal& journal) {
  for (int i = 0; i < kExpiredAtOnce && !checks_.empty(); ++i) {
    const std::uint64_t* due = checks_.entry(0, 2);
    if (static_cast<std::int64_t>(due[0]) > at_us) return;
    const auto index = static_cast<std::uint32_t>(due[1]);
    checks_.pop_front(1, journal);
    if (node(index).touched_us + group_->widest_us <= at_us) {
      forget(index, journal);
    } else {
      const std::uint64_t again[2] = {static_cast<std::uint64_t>(at_us + group_->widest_us), index};
      checks_.push(again, journal);
    }
  }
}

void WindowTable::forget(std::uint32_t index, core::UndoJournal& journal) {
  struct Forgotten {
    WindowKey key;
    std::int64_t touched_us;
    std::uint32_t index;
  };
  KeyNode& gone = node(index);
  journal.replace(gone.store, KeyStore());
  journal.note(
      *this, Forgotten{gone.key, gone.touched_us, index}, +[](WindowTable& t, const Forgotten& f) {
        t.free_.pop_back();  // the newest free one is this: what was done since is undone already
        KeyNode& n = t.node(f.index);
        n.key = f.key;
        n.touched_us = f.touched_us;
        t.insert_slot(f.key, f.index);
        ++t.count_;
      });
  erase_slot(gone.key);
  --count_;
  free_.push_back(index);
}

std::uint32_t WindowTable::take_node() {
  if (free_.empty()) {
    const auto first = static_cast<std::uint32_t>(chunks_.size()) * kChunk;
    chunks_.push_back(std::make_unique<KeyNode[]>(kChunk));
    free_.reserve(chunks_.size() * kChunk);
    for (std::uint32_t i = kChunk; i-- > 0;) free_.push_back(first + i);
  }
  const std::uint32_t index = free_.back();
  free_.pop_back();
  return index;
}

void WindowTable::insert_slot(const WindowKey& key, std::uint32_t node_index) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = home(key);
  while (slots_[i].node != 0) i = (i + 1) & mask;
  slots_[i] = {tag_of(key), node_index + 1};
}

// Closes the gap by moving later entries of the run back (Knuth, TAOCP 6.4, algorithm R), so that no tombstones gather.
void WindowTable::erase_slot(const WindowKey& key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t gap = home(key);
  while (node(slots_[gap].node - 1).key != key) gap = (gap + 1) & mask;
  for (std::size_t i = (gap + 1) & mask; slots_[i].node != 0; i = (i + 1) & mask) {
    const std::size_t wanted = home(node(slots_[i].node - 1).key);
    if (((i - wanted) & mask) < ((i - gap) & mask)) continue;  // it would land before its home
    slots_[gap] = slots_[i];
    gap = i;
  }
  slots_[gap] = {};
}

void WindowTable::grow_slots() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.node != 0) insert_slot(node(slot.node - 1).key, slot.node - 1);
}

std::vector<std::uint32_t> WindowTable::indexes_by_key() const {
  std::vector<std::uint32_t> all;
  all.reserve(count_);
  for (const Slot& slot : slots_)
    if (slot.node != 0) all.push_back(slot.node - 1);
  std::sort(all.begin(), all.end(), [this](std::uint32_t x, std::uint32_t y) { return node(x).key < node(y).key; });
  return all;
}

std::vector<const KeyNode*> WindowTable::nodes_by_key() const {
  std::vector<const KeyNode*> all;
  all.reserve(count_);
  for (const std::uint32_t index : indexes_by_key()) all.push_back(&node(index));
  return all;
}

std::vector<const KeyNode*> WindowTable::nodes_by_age() const {
  std::vector<const KeyNode*> all = nodes_by_key();
  std::sort(all.begin(), all.end(), [](const KeyNode* x, const KeyNode* y) {
    return std::tie(x->touched_us, x->key) < std::tie(y->touched_us, y->key);
  });
  return all;
}

void WindowTable::append_checks(std::string& out) const {
  const auto append = [&](std::uint64_t v) { out.append(reinterpret_cast<const char*>(&v), sizeof v); };
  for (std::uint32_t i = 0; i < checks_.size(); ++i) {
    const std::uint64_t* check = checks_.entry(i, 2);
    append(check[0]);
    append(node(static_cast<std::uint32_t>(check[1])).key.a);
  }
}

std::size_t WindowTable::bytes() const {
  std::size_t total = slots_.capacity() * sizeof(Slot) + free_.capacity() * sizeof(std::uint32_t) +
                      chunks_.size() * kChunk * sizeof(KeyNode) + checks_.bytes(2);
  for (const Slot& slot : slots_) {
    if (slot.node == 0) continue;
    const KeyStore& store = node(slot.node - 1).store;
    total += store.entries.bytes(group_->entry_words()) + group_->cells * sizeof(std::int64_t) +
             group_->distincts * sizeof(DistinctList) + group_->extremes * sizeof(JournaledQueue) +
             group_->texts * sizeof(std::string);
    for (std::uint32_t i = 0; i < group_->distincts; ++i)
      total += store.distincts[i].capacity * sizeof(DistinctList::Item);
    for (std::uint32_t i = 0; i < group_->extremes; ++i) total += store.extremes[i].bytes(2);
  }
  return total;
}

core::HeldPart WindowTable::held_memory(const core::BlockBytes& block) const {
  const core::OwnedBytes owned(block);
  core::HeldPart part{"risk windows", count_, 0, {slots_.size(), sizeof(Slot), 3, 4}};
  part.bytes = chunks_.size() * kChunk * (sizeof(KeyNode) + sizeof(std::uint32_t)) + checks_.bytes(2);
  for (const Slot& slot : slots_) {
    if (slot.node == 0) continue;
    const KeyStore& store = node(slot.node - 1).store;
    part.bytes += owned.block(store.entries.bytes(group_->entry_words()));
    part.bytes += owned.block(group_->cells * sizeof(std::int64_t));
    // An array whose elements have destructors stands behind its own length.
    const auto with_length = [&](std::uint64_t bytes) {
      return bytes == 0 ? 0 : owned.block(bytes + sizeof(std::size_t));
    };
    part.bytes += with_length(group_->distincts * sizeof(DistinctList));
    part.bytes += with_length(group_->extremes * sizeof(JournaledQueue));
    part.bytes += with_length(group_->texts * sizeof(std::string));
    for (std::uint32_t i = 0; i < group_->distincts; ++i)
      part.bytes += owned.block(store.distincts[i].capacity * sizeof(DistinctList::Item));
    for (std::uint32_t i = 0; i < group_->extremes; ++i) part.bytes += owned.block(store.extremes[i].bytes(2));
    for (std::uint32_t i = 0; i < group_->texts; ++i) part.bytes += owned.of(store.texts[i]);
  }
  return part;
}

}  // namespace tallygate::risk
