// Objects of one kind by id: owned here, at addresses that stay while they live, created through the undo journal. One
// thread (the engine's).
//
// Open addressing with the hash kept beside the object: std::unordered_map with a transparent hash hashes its
// neighbours' keys again on a look-up, each a cache miss, and costs a node an object. An object goes by a rollback, or
// when it is let go of: then it is still one of the state's, only not in memory, and find() brings it back.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.hpp"
#include "core/held_memory.hpp"
#include "core/ids.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::ledger {

// What a table asks for an object that is not in memory.
class NotInMemory {
 public:
  // Brings the object back into its table, and whatever it points to; false when no object ever had this id. Throws
  // core::ColdUnreadable, and nothing has changed.
  virtual bool bring_back(std::string_view id) = 0;

 protected:
  ~NotInMemory() = default;
};

// T has a member `std::string id`, set once.
template <class T>
class Table {
 public:
  // The state's object of this id, wherever it is; null when there is none.
  const T* find(std::string_view id) const {
    const T* object = in_memory(id);
    return object != nullptr || elsewhere_ == nullptr || !elsewhere_->bring_back(id) ? object : in_memory(id);
  }
  T* find(std::string_view id) { return const_cast<T*>(std::as_const(*this).find(id)); }
  T* in_memory(std::string_view id) const { return slots_.empty() ? nullptr : slots_[place_of(id)].object.get(); }
  // Who is asked for the others from now on; null: all there are, are here. It must outlive the table or the next call.
  void set_elsewhere(NotInMemory* elsewhere) { elsewhere_ = elsewhere; }

  // A rollback past this destroys the object: its fields may be set without the journal until the command ends.
  T& create(std::string_view id, core::UndoJournal& journal) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    auto made = std::make_unique<T>();
    made->id = id;
    Slot& slot = slots_[place_of(id)];
    TALLYGATE_CHECK(slot.object == nullptr, "an id names one object");
    journal.note(
        *this, std::string_view(made->id), +[](Table& table, const std::string_view& key) { table.erase(key); });
    slot.hash = hash_of(id);
    slot.object = std::move(made);
    ++size_;
    return *slot.object;
  }

  std::size_t size() const { return size_; }  // in memory
  // The slots as they are, for whoever counts memory: they never become fewer.
  core::OpenTable open_table() const { return {slots_.size(), sizeof(Slot), 1, 2}; }

  // Destroys an object that is in memory: bring_back() makes it again. Not while a journal can still undo what it did.
  void let_go(std::string_view id) { erase(id); }

  // Of each object in memory, in no order.
  template <class Each>
  void each(Each each) const {
    for (const Slot& slot : slots_)
      if (slot.object != nullptr) each(*slot.object);
  }

  // For a state that is being loaded and objects that are brought back: no journal, no rollback. reserve() once, to a
  // table that is empty.
  void reserve(std::size_t objects) {
    TALLYGATE_CHECK(size_ == 0, "room is made before the first object");
    slots_ = std::vector<Slot>(std::max(kFirstSlots, std::bit_ceil(2 * (objects + 1))));
  }
  T* load(std::unique_ptr<T> object) {  // null when the id is taken
    if (2 * (size_ + 1) > slots_.size()) grow();
    const std::uint64_t hash = hash_of(object->id);
    Slot& slot = slots_[place_of(object->id)];
    if (slot.object != nullptr) return nullptr;
    slot.hash = hash;
    slot.object = std::move(object);
    ++size_;
    return slot.object.get();
  }

  // Those in memory by id, in byte order: for digests and lists. O(n log n).
  std::vector<const T*> sorted() const { return sorted_as<const T>(); }
  std::vector<T*> sorted() { return sorted_as<T>(); }

 private:
  template <class U>
  std::vector<U*> sorted_as() const {
    std::vector<U*> out;
    out.reserve(size_);
    for (const Slot& slot : slots_)
      if (slot.object != nullptr) out.push_back(slot.object.get());
    std::ranges::sort(out, {}, [](const T* object) -> const std::string& { return object->id; });
    return out;
  }
  struct Slot {
    std::uint64_t hash = 0;
    std::unique_ptr<T> object;  // null: free
  };
  static constexpr std::size_t kFirstSlots = 64;

  static std::uint64_t hash_of(std::string_view id) { return core::StringHash{}(id); }
  std::size_t mask() const { return slots_.size() - 1; }  // their number is a power of two

  // Where the object is, or the free slot where it would be; at most half of the slots are taken.
  std::size_t place_of(std::string_view id) const {
    const std::uint64_t hash = hash_of(id);
    std::size_t at = hash & mask();
    while (slots_[at].object != nullptr && (slots_[at].hash != hash || slots_[at].object->id != id))
      at = (at + 1) & mask();
    return at;
  }

  void grow() {
    std::vector<Slot> old(std::max(kFirstSlots, 2 * slots_.size()));
    old.swap(slots_);
    for (Slot& slot : old) {
      if (slot.object == nullptr) continue;
      std::size_t at = slot.hash & mask();
      while (slots_[at].object != nullptr) at = (at + 1) & mask();
      slots_[at] = std::move(slot);
    }
  }

  // Closes the gap, so that every object stays reachable from its first slot without passing a free one (Knuth 6.4,
  // algorithm R).
  void erase(std::string_view id) {
    std::size_t gap = place_of(id);
    const std::unique_ptr<T> gone = std::move(slots_[gap].object);  // `id` may be its own
    TALLYGATE_CHECK(gone != nullptr, "what is unmade was made");
    for (std::size_t at = (gap + 1) & mask(); slots_[at].object != nullptr; at = (at + 1) & mask()) {
      const std::size_t first = slots_[at].hash & mask();
      if (((at - first) & mask()) < ((at - gap) & mask())) continue;  // its way does not lead over the gap
      slots_[gap] = std::move(slots_[at]);
      gap = at;
    }
    --size_;
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
  NotInMemory* elsewhere_ = nullptr;
};

}  // namespace tallygate::ledger
