// A window table as bytes and back. The group's shape goes with it: a table that was laid out in another way is
// refused.
#include <algorithm>
#include <bit>

#include "risk/window_table.hpp"

namespace tallygate::risk {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);
constexpr std::size_t kNodeBytesMin = 3 * kWord;

std::string_view words_of(const JournaledQueue& queue, std::uint32_t width) {
  if (queue.empty()) return {};
  return {reinterpret_cast<const char*>(queue.entry(0, width)), std::size_t{queue.size()} * width * kWord};
}

void save_queue(core::BinaryWriter& out, const JournaledQueue& queue, std::uint32_t width) {
  out.count(queue.size(), width * kWord);
  out.raw(words_of(queue, width));
}

void load_queue(core::BinaryReader& in, JournaledQueue& queue, std::uint32_t width) {
  const std::size_t n = in.count(width * kWord);
  if (n >= (std::size_t{1} << 30)) in.fail("a window holds more than a thousand million entries");
  if (n != 0) queue.restore(in.take(n * width * kWord), width);
}

void save_store(core::BinaryWriter& out, const Group& group, const KeyStore& store) {
  for (std::uint32_t i = 0; i < group.cells; ++i) out.number(store.cells[i]);
  if (group.columns != 0) save_queue(out, store.entries, group.entry_words());
  for (std::uint32_t i = 0; i < group.extremes; ++i) save_queue(out, store.extremes[i], 2);
  for (std::uint32_t i = 0; i < group.distincts; ++i) {
    const DistinctList& list = store.distincts[i];
    out.count(list.size, 2 * kWord);
    for (std::uint32_t j = 0; j < list.size; ++j) {
      out.number(list.items[j].value);
      out.number(list.items[j].last_us);
    }
  }
  for (std::uint32_t i = 0; i < group.texts; ++i) out.text(store.texts[i]);
}

void load_store(core::BinaryReader& in, const Group& group, KeyStore& store) {
  for (std::uint32_t i = 0; i < group.cells; ++i) in.number(store.cells[i]);
  if (group.columns != 0) load_queue(in, store.entries, group.entry_words());
  for (std::uint32_t i = 0; i < group.extremes; ++i) load_queue(in, store.extremes[i], 2);
  for (std::uint32_t i = 0; i < group.distincts; ++i) {
    DistinctList& list = store.distincts[i];
    const std::size_t n = in.count(2 * kWord);
    if (n == 0) continue;
    list.items = std::make_unique_for_overwrite<DistinctList::Item[]>(n);
    list.size = list.capacity = static_cast<std::uint32_t>(n);
    for (std::size_t j = 0; j < n; ++j) {
      in.number(list.items[j].value);
      in.number(list.items[j].last_us);
    }
  }
  for (std::uint32_t i = 0; i < group.texts; ++i) in.text(store.texts[i]);
}

// What a node's bytes depend on, as numbers.
std::vector<std::uint64_t> shape_of(const Group& group) {
  std::vector<std::uint64_t> shape = {group.columns,  group.cells, group.distincts,
                                      group.extremes, group.texts, static_cast<std::uint64_t>(group.widest_us)};
  for (const Lane& lane : group.lanes)
    for (const std::uint32_t n : {static_cast<std::uint32_t>(lane.kind), lane.column, lane.cell, lane.slot, lane.cap})
      shape.push_back(n);
  return shape;
}

}  // namespace

void WindowTable::save(core::BinaryWriter& out) const {
  const auto shape = shape_of(*group_);
  out.list(shape, kWord, [&](const std::uint64_t& n) { out.number(n); });
  const std::vector<std::uint32_t> indexes = indexes_by_key();
  std::vector<std::uint32_t> number_of(chunks_.size() * kChunk);
  out.count(indexes.size(), kNodeBytesMin);
  for (std::uint32_t i = 0; i < indexes.size(); ++i) {
    number_of[indexes[i]] = i;
    const KeyNode& n = node(indexes[i]);
    out.number(n.key.a);
    out.number(n.key.b);
    out.number(n.touched_us);
    save_store(out, *group_, n.store);
  }
  out.count(checks_.size(), 2 * kWord);
  for (std::uint32_t i = 0; i < checks_.size(); ++i) {
    const std::uint64_t* check = checks_.entry(i, 2);
    out.number(check[0]);
    out.number(std::uint64_t{number_of[check[1]]});
  }
}

void WindowTable::make_nodes(std::uint32_t count) {
  while (chunks_.size() * kChunk < count) chunks_.push_back(std::make_unique<KeyNode[]>(kChunk));
  free_.reserve(chunks_.size() * kChunk);
  for (auto i = static_cast<std::uint32_t>(chunks_.size() * kChunk); i-- > count;) free_.push_back(i);
  slots_ = std::vector<Slot>(std::max<std::size_t>(64, std::bit_ceil((std::size_t{count} + 1) * 4 / 3 + 1)));
}

std::vector<const KeyNode*> WindowTable::load(core::BinaryReader& in) {
  TALLYGATE_CHECK(count_ == 0 && chunks_.empty(), "a table is loaded when it is new");
  std::vector<std::uint64_t> shape;
  in.list(shape, kWord, [&](std::uint64_t& n) { in.number(n); });
  if (shape != shape_of(*group_)) in.fail("its windows are laid out in another way");
  const std::size_t count = in.count(kNodeBytesMin);
  if (count >= ~std::uint32_t{0}) in.fail("a table has too many keys");
  if (!in.ok()) return {};
  make_nodes(static_cast<std::uint32_t>(count));
  std::vector<const KeyNode*> nodes;
  nodes.reserve(count);
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    KeyNode& n = node(i);
    n.store = empty_store(*group_);
    in.number(n.key.a);
    in.number(n.key.b);
    in.number(n.touched_us);
    load_store(in, *group_, n.store);
    if (!nodes.empty() && n.key <= nodes.back()->key) in.fail("keys of a window are not in order");
    if (!in.ok()) break;
    insert_slot(n.key, i);
    ++count_;
    nodes.push_back(&n);
  }
  const std::size_t checks = in.count(2 * kWord);
  const std::string_view words = in.take(checks * 2 * kWord);
  if (!in.ok()) return {};
  checks_.restore(words, 2);
  for (std::uint32_t i = 0; i < checks; ++i)
    if (checks_.entry(i, 2)[1] >= count) in.fail("a window looks at a key that is not there");
  return nodes;
}

}  // namespace tallygate::risk
