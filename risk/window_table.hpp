// The keys of one group of features, each with its time-ordered store. Every change is noted in the undo journal; nodes
// do not move while they live. A key is forgotten by log time, once nothing was counted for it for as long as the
// group's widest window.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/binary_reader.hpp"
#include "core/binary_writer.hpp"
#include "core/held_memory.hpp"
#include "core/undo_journal.hpp"
#include "risk/feature.hpp"
#include "risk/journaled_queue.hpp"
#include "risk/window_key.hpp"

namespace tallygate::risk {

// Values in order of when each was last seen, oldest first; never more than the cap, nor older than the window.
struct DistinctList {
  struct Item {
    std::uint64_t value;  // half of its hash
    std::int64_t last_us;
  };
  std::unique_ptr<Item[]> items;
  std::uint32_t size = 0, capacity = 0;

  void reserve_one_more();
  void erase(std::uint32_t position);
  void insert(std::uint32_t position, Item item);
};

// What is kept for a key. The arrays have the group's lengths; null where the group has none.
struct KeyStore {
  JournaledQueue entries;                 // {time, total of each column before it}
  std::unique_ptr<std::int64_t[]> cells;  // running totals first
  std::unique_ptr<DistinctList[]> distincts;
  std::unique_ptr<JournaledQueue[]>
      extremes;  // {time, value}: values rise (lowest) or fall (highest) towards the newest
  std::unique_ptr<std::string[]> texts;
};

KeyStore empty_store(const Group& group);

struct KeyNode {
  WindowKey key;
  std::int64_t touched_us = 0;  // when something was last counted for it
  KeyStore store;
};

class WindowTable {
 public:
  explicit WindowTable(const Group& group) : group_(&group) {}
  WindowTable(const WindowTable&) = delete;
  WindowTable& operator=(const WindowTable&) = delete;

  std::size_t size() const { return count_; }

  // The same in four steps, so that the cache misses of many look-ups pass together: fetch the slot, fetch the node
  // that is likely it, settle, fetch its lists.
  void fetch_slot(const WindowKey& key) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[home(key)]);
  }
  KeyNode* fetch_likely(const WindowKey& key) const;
  KeyNode* settle(KeyNode* likely, const WindowKey& key) const;  // and fetches what the node points to
  void fetch_lists(const KeyNode& found) const;
  KeyNode& create(const WindowKey& key, std::int64_t at_us, core::UndoJournal& journal);  // of a key that is not there
  // Forgets up to a few keys that have been idle for the widest window at `at_us`: more than one insertion can add, so
  // the table drains.
  void expire(std::int64_t at_us, core::UndoJournal& journal);

  std::vector<const KeyNode*> nodes_by_key() const;
  std::vector<const KeyNode*> nodes_by_age() const;  // least recently touched first
  void append_checks(std::string& out) const;        // what is looked at next and when, for the digest
  std::size_t bytes() const;
  core::HeldPart held_memory(const core::BlockBytes& block) const;  // nodes that are free for the next keys included

  // Everything in the table as bytes, and back into an empty one (window_table_save.cpp). Which node a key has is not
  // kept: nothing depends on it. load() gives the nodes in the order of keys; nothing of it when the bytes are damaged,
  // which the reader then says.
  void save(core::BinaryWriter& out) const;
  std::vector<const KeyNode*> load(core::BinaryReader& in);

 private:
  struct Slot {
    std::uint32_t tag = 0;   // bits of the key, so that a probe rarely looks at a node in vain
    std::uint32_t node = 0;  // index + 1; 0: empty
  };
  static std::uint32_t tag_of(const WindowKey& key) { return static_cast<std::uint32_t>(key.b >> 32); }
  std::size_t home(const WindowKey& key) const { return key.a & (slots_.size() - 1); }
  static constexpr std::uint32_t kChunk = 256;
  static constexpr int kExpiredAtOnce = 4;

  std::vector<std::uint32_t> indexes_by_key() const;
  void make_nodes(std::uint32_t count);
  KeyNode* locate(const WindowKey& key) const;
  KeyNode& node(std::uint32_t index) const { return chunks_[index / kChunk][index % kChunk]; }
  std::uint32_t take_node();  // from the free ones
  void insert_slot(const WindowKey& key, std::uint32_t node_index);
  void erase_slot(const WindowKey& key);
  void grow_slots();
  void forget(std::uint32_t node_index, core::UndoJournal& journal);

  const Group* group_;
  std::vector<Slot> slots_;  // open addressing, linear probing; at most 3/4 full, a power of two long
  std::vector<std::unique_ptr<KeyNode[]>> chunks_;
  std::vector<std::uint32_t> free_;  // node indexes, the next one last; has room for all nodes
  std::size_t count_ = 0;
  JournaledQueue checks_;  // {when to look whether the key is idle, node}: in order of time
};

}  // namespace tallygate::risk
