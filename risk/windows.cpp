#include "risk/windows.hpp"

#include <algorithm>
#include <bitset>
#include <limits>

#include "core/hash.hpp"

namespace tallygate::risk {
namespace {

constexpr std::size_t kLanesMax = 256;
using LaneSet = std::bitset<kLanesMax>;

struct Counting {  // one activity into one key's store
  const Group& group;
  KeyStore& store;
  ActivityValues& values;
  core::UndoJournal& journal;

  std::int64_t at() const { return values.at_us(); }
  std::int64_t number(const Lane& lane) const { return values.activity().number(*lane.value); }
};

// Totals wrap modulo 2^64: a window's own sum is the difference of two, exact as long as it fits (1,024 times the
// largest amount).
std::int64_t plus(std::int64_t total, std::int64_t amount) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(total) + static_cast<std::uint64_t>(amount));
}

void add_entry(const Counting& c, const LaneSet& matched) {
  std::uint64_t* entry = c.store.entries.extend(c.group.entry_words(), c.journal);
  entry[0] = static_cast<std::uint64_t>(c.at());
  for (std::uint32_t i = 0; i < c.group.columns; ++i) entry[1 + i] = static_cast<std::uint64_t>(c.store.cells[i]);
  c.journal.note(
      c.store, c.group.columns, +[](KeyStore& s, const std::uint32_t& columns) {
        const std::uint64_t* newest = s.entries.entry(s.entries.size() - 1, 1 + columns);
        for (std::uint32_t i = 0; i < columns; ++i) s.cells[i] = static_cast<std::int64_t>(newest[1 + i]);
        s.entries.take_back();
      });
  for (std::size_t l = 0; l < c.group.lanes.size(); ++l) {
    const Lane& lane = c.group.lanes[l];
    if (!matched[l] || !has_column(lane)) continue;
    std::int64_t& total = c.store.cells[lane.column];
    total = plus(total, lane.kind == LaneKind::sum ? c.number(lane) : 1);
  }
}

struct DistinctUndo {
  std::uint64_t value;
  std::int64_t last_us;
  std::uint32_t slot, position;
};
constexpr std::uint32_t kWasNotThere = ~0U;

void drop_oldest_value(const Counting& c, const Lane& lane) {
  DistinctList& list = c.store.distincts[lane.slot];
  const DistinctUndo old{list.items[0].value, list.items[0].last_us, lane.slot, 0};
  c.journal.note(
      c.store, old, +[](KeyStore& s, const DistinctUndo& u) { s.distincts[u.slot].insert(0, {u.value, u.last_us}); });
  list.erase(0);
}

// Drops what has left the window, then moves the value to the newest place. Past the cap the oldest goes: all that stay
// are newer, so as long as it would have counted they do too, and the list says "cap" for exactly as long as there are
// that many or more.
void add_distinct(const Counting& c, const Lane& lane) {
  DistinctList& list = c.store.distincts[lane.slot];
  while (list.size != 0 && list.items[0].last_us <= c.at() - lane.window_us) drop_oldest_value(c, lane);
  const std::uint64_t value = c.values.value_hash(*lane.value)->a;
  std::uint32_t position = 0;
  while (position < list.size && list.items[position].value != value) ++position;
  DistinctUndo undo{value, 0, lane.slot, kWasNotThere};
  if (position < list.size) {
    undo.position = position;
    undo.last_us = list.items[position].last_us;
  } else {
    if (list.size == lane.cap) drop_oldest_value(c, lane);
    list.reserve_one_more();
  }
  c.journal.note(
      c.store, undo, +[](KeyStore& s, const DistinctUndo& u) {
        DistinctList& l = s.distincts[u.slot];
        l.erase(l.size - 1);
        if (u.position != kWasNotThere) l.insert(u.position, {u.value, u.last_us});
      });
  if (undo.position != kWasNotThere) list.erase(undo.position);
  list.insert(list.size, {value, c.at()});
}

// A queue in which values only rise (lowest) or fall (highest): what a newer value beats can never be the answer again.
// So the first entry inside any window is that window's extreme.
void add_extreme(const Counting& c, const Lane& lane) {
  JournaledQueue& queue = c.store.extremes[lane.slot];
  const std::int64_t value = c.number(lane);
  const std::uint32_t gone = queue.first_after(c.at() - lane.window_us, 2, true);
  if (gone != 0) queue.pop_front(gone, c.journal);
  while (!queue.empty()) {
    const auto newest = static_cast<std::int64_t>(queue.entry(queue.size() - 1, 2)[1]);
    if (lane.kind == LaneKind::lowest ? newest < value : newest > value) break;
    queue.pop_back(2, c.journal);
  }
  const std::uint64_t entry[2] = {static_cast<std::uint64_t>(c.at()), static_cast<std::uint64_t>(value)};
  queue.push(entry, c.journal);
}

void add_lasting(const Counting& c, const Lane& lane) {
  std::int64_t* cells = c.store.cells.get() + lane.cell;
  if (lane.kind == LaneKind::first) {
    const bool forgotten = cells[1] <= c.at() - lane.window_us;
    if (cells[1] == 0 || forgotten) c.journal.set(cells[0], c.at());
    c.journal.set(cells[1], c.at());
    return;
  }
  c.journal.set(cells[0], c.at());
  if (lane.kind == LaneKind::last_number) c.journal.set(cells[1], c.number(lane));
  if (lane.kind == LaneKind::last_text) {
    std::string& text = c.store.texts[lane.slot];
    const std::string_view now = c.values.activity().text(*lane.value);
    if (text != now) c.journal.replace(text, std::string(now));
  }
}

void count(const Counting& c, const LaneSet& matched) {
  if (c.group.columns != 0) {
    const std::uint32_t gone = c.store.entries.first_after(c.at() - c.group.widest_us, c.group.entry_words(), true);
    if (gone != 0) c.store.entries.pop_front(gone, c.journal);
  }
  bool column = false;
  for (std::size_t l = 0; l < c.group.lanes.size(); ++l) {
    if (!matched[l]) continue;
    const Lane& lane = c.group.lanes[l];
    switch (lane.kind) {
      case LaneKind::count:
      case LaneKind::sum:
      case LaneKind::streak:
        column = true;
        break;
      case LaneKind::distinct:
        add_distinct(c, lane);
        break;
      case LaneKind::lowest:
      case LaneKind::highest:
        add_extreme(c, lane);
        break;
      case LaneKind::first:
      case LaneKind::last_time:
      case LaneKind::last_number:
      case LaneKind::last_text:
        add_lasting(c, lane);
        break;
    }
  }
  if (column) add_entry(c, matched);
}

void append_number(std::string& out, std::uint64_t v) {
  out.append(reinterpret_cast<const char*>(&v), sizeof v);  // little-endian (core/binary_writer.hpp)
}

void append_queue(std::string& out, const JournaledQueue& queue, std::uint32_t width) {
  append_number(out, queue.size());
  for (std::uint32_t i = 0; i < queue.size(); ++i)
    for (std::uint32_t w = 0; w < width; ++w) append_number(out, queue.entry(i, width)[w]);
}

void append_node(std::string& out, const KeyNode& node, const Group& group) {
  append_number(out, node.key.a);
  append_number(out, node.key.b);
  append_number(out, static_cast<std::uint64_t>(node.touched_us));
  for (std::uint32_t i = 0; i < group.cells; ++i) append_number(out, static_cast<std::uint64_t>(node.store.cells[i]));
  append_queue(out, node.store.entries, group.entry_words());
  for (std::uint32_t i = 0; i < group.extremes; ++i) append_queue(out, node.store.extremes[i], 2);
  for (std::uint32_t i = 0; i < group.distincts; ++i) {
    const DistinctList& list = node.store.distincts[i];
    append_number(out, list.size);
    for (std::uint32_t j = 0; j < list.size; ++j) {
      append_number(out, list.items[j].value);
      append_number(out, static_cast<std::uint64_t>(list.items[j].last_us));
    }
  }
  for (std::uint32_t i = 0; i < group.texts; ++i) {
    append_number(out, node.store.texts[i].size());
    out += node.store.texts[i];
  }
}

}  // namespace

Windows::Windows(const FeaturePlan& plan)
    : plan_(&plan), since_us_(plan.features.size(), std::numeric_limits<std::int64_t>::min()) {
  for (const Group& group : plan.groups) {
    TALLYGATE_CHECK(group.lanes.size() <= kLanesMax, "a group of features has too many lanes");
    tables_.push_back(std::make_unique<WindowTable>(group));
  }
}

void Windows::find_all() const {
  for (const Wanted& w : wanted_) tables_[w.group]->fetch_slot(w.key);
  for (Wanted& w : wanted_) w.node = tables_[w.group]->fetch_likely(w.key);
  for (Wanted& w : wanted_) w.node = tables_[w.group]->settle(w.node, w.key);
  for (const Wanted& w : wanted_)
    if (w.node != nullptr) tables_[w.group]->fetch_lists(*w.node);
}

void Windows::observe(core::RecordType type, ActivityValues& values, core::UndoJournal& journal) {
  const auto number = static_cast<std::size_t>(type);
  wanted_.clear();
  for (std::size_t g = 0; g < tables_.size(); ++g) {
    tables_[g]->expire(values.at_us(), journal);
    if (!plan_->groups[g].of.test(number)) continue;
    if (const std::optional<WindowKey> key = values.key(plan_->groups[g].by))
      wanted_.push_back({static_cast<std::uint16_t>(g), 0, *key, nullptr});
  }
  find_all();
  for (const Wanted& w : wanted_) {
    const Group& group = plan_->groups[w.group];
    LaneSet matched, broken;
    for (std::size_t l = 0; l < group.lanes.size(); ++l) {
      const Lane& lane = group.lanes[l];
      if (!lane.of.test(number)) continue;
      if (values.matches(lane))
        matched.set(l);
      else if (lane.kind == LaneKind::streak)
        broken.set(l);
    }
    KeyNode* node = w.node;
    if (matched.any()) {
      if (node == nullptr) node = &tables_[w.group]->create(w.key, values.at_us(), journal);
      journal.set(node->touched_us, values.at_us());
      count({group, node->store, values, journal}, matched);
    }
    if (broken.none() || node == nullptr) continue;
    for (std::size_t l = 0; l < group.lanes.size(); ++l)
      if (broken[l]) journal.set(node->store.cells[group.lanes[l].cell], node->store.cells[group.lanes[l].column]);
  }
}

template <class NodesOf>
core::Digest Windows::digest_of(NodesOf nodes_of) const {
  core::Digest digest{};
  std::string bytes;
  for (const std::int64_t since : since_us_) append_number(bytes, static_cast<std::uint64_t>(since));
  digest = core::sha256(bytes);
  for (std::size_t g = 0; g < tables_.size(); ++g) {
    const TableNodes nodes = nodes_of(g);
    for (const KeyNode* node : nodes) {
      bytes.clear();
      append_number(bytes, g);
      append_node(bytes, *node, plan_->groups[g]);
      digest = core::sha256({core::view(digest), bytes});
    }
    bytes.clear();
    tables_[g]->append_checks(bytes);
    digest = core::sha256({core::view(digest), bytes});
  }
  return digest;
}

core::Digest Windows::digest() const {
  return digest_of([this](std::size_t g) { return tables_[g]->nodes_by_key(); });
}

core::Digest Windows::save(core::BinaryWriter& out) const {
  out.list(since_us_, sizeof(std::int64_t), [&](const std::int64_t& since) { out.number(since); });
  for (const auto& table : tables_) table->save(out);
  return digest();
}

core::Digest Windows::load(core::BinaryReader& in) {
  const std::size_t features = since_us_.size();
  in.list(since_us_, sizeof(std::int64_t), [&](std::int64_t& since) { in.number(since); });
  if (since_us_.size() != features) in.fail("the windows are of another rule set");
  std::vector<TableNodes> nodes;
  for (const auto& table : tables_) nodes.push_back(table->load(in));
  if (!in.ok()) return {};
  return digest_of([&](std::size_t g) { return std::move(nodes[g]); });
}

std::size_t Windows::bytes() const {
  std::size_t total = 0;
  for (const auto& table : tables_) total += table->bytes();
  return total;
}

std::vector<core::HeldPart> Windows::held_memory(const core::BlockBytes& block) const {
  std::vector<core::HeldPart> parts;
  for (const auto& table : tables_) parts.push_back(table->held_memory(block));
  return parts;
}

std::size_t Windows::keys() const {
  std::size_t total = 0;
  for (const auto& table : tables_) total += table->size();
  return total;
}

}  // namespace tallygate::risk
