// The one undo journal under commands, atomic batches, dry runs and bugs: every mutation of live state is noted here
// before it is made, and rollback(mark) unmakes all since the mark, newest first. One thread (the engine's). Objects
// noted must not move until commit().
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/check.hpp"

namespace tallygate::core {

class UndoJournal {
 public:
  using Mark = std::size_t;
  static constexpr std::size_t kEntriesMax = 4'000'000;  // an atomic batch of 1,000 lines stays far below

  Mark mark() const { return entries_.size(); }
  void rollback(Mark to) noexcept;  // restores the state of the mark
  // What was done stands; nothing before this can be undone. Costs nothing where no entry keeps a value on the heap.
  void commit() noexcept {
    if (kept_ != 0) release_kept();
    entries_.clear();
    if (entries_.capacity() > kEntriesKept) shrink();
  }

  // Sets a small trivially copyable value (at most 40 bytes), remembering the old one.
  template <class T, class U>
  void set(T& where, U&& value) {
    static_assert(std::is_trivially_copyable_v<T> && sizeof(T) <= sizeof(Entry::payload));
    Entry e;
    e.undo = [](void* object, std::byte* payload) { std::memcpy(object, payload, sizeof(T)); };
    e.object = &where;
    std::memcpy(e.payload, &where, sizeof(T));
    push(e);
    where = static_cast<T>(std::forward<U>(value));
  }

  // Notes an action that takes one object and a small trivially copyable payload; the mutation itself is the caller's,
  // made after this.
  template <class Object, class Payload>
  void note(Object& object, const Payload& payload, void (*undo)(Object&, const Payload&)) {
    static_assert(std::is_trivially_copyable_v<Payload> && sizeof(Payload) + sizeof(undo) <= sizeof(Entry::payload));
    Entry e;
    struct Both {
      void (*fn)(Object&, const Payload&);
      Payload value;
    };
    static_assert(sizeof(Both) <= sizeof(Entry::payload));
    const Both both{undo, payload};
    e.undo = [](void* o, std::byte* p) {
      Both b;
      std::memcpy(&b, p, sizeof(Both));
      b.fn(*static_cast<Object*>(o), b.value);
    };
    e.object = &object;
    std::memcpy(e.payload, &both, sizeof(Both));
    push(e);
  }

  // Sets a value of any movable type; the old one is kept on the heap until commit. For strings and rare fields.
  template <class T, class U>
  void replace(T& where, U&& value) {
    make_room();  // before `where` is moved from: a full journal leaves it as it was
    auto old = std::make_unique<Kept<T>>();
    old->value = std::move(where);
    Entry e;
    e.undo = [](void* object, std::byte* payload) {
      Kept<T>* k = nullptr;
      std::memcpy(&k, payload, sizeof(k));
      *static_cast<T*>(object) = std::move(k->value);
    };
    e.object = &where;
    KeptBase* raw = old.get();
    static_assert(std::is_base_of_v<KeptBase, Kept<T>>);
    auto* typed = old.get();
    std::memcpy(e.payload, &typed, sizeof(typed));
    e.kept = raw;
    push(e);
    ++kept_;
    (void)old.release();
    where = std::forward<U>(value);
  }

  ~UndoJournal() { commit(); }
  explicit UndoJournal(std::size_t entries_max = kEntriesMax) : entries_max_(entries_max) {}
  UndoJournal(const UndoJournal&) = delete;
  UndoJournal& operator=(const UndoJournal&) = delete;

 private:
  struct KeptBase {
    virtual ~KeptBase() = default;
  };
  template <class T>
  struct Kept final : KeptBase {
    T value;
  };
  struct Entry {
    void (*undo)(void*, std::byte*) = nullptr;
    void* object = nullptr;
    KeptBase* kept = nullptr;
    alignas(8) std::byte payload[40];
  };
  static constexpr std::size_t kEntriesKept = 64 * 1024;  // 4 MiB: what a commit leaves allocated for the next command

  void push(const Entry& e) {
    if (entries_.size() == entries_.capacity()) [[unlikely]]
      make_room();
    entries_.push_back(e);
  }
  void make_room();  // CHECKs entries_max_
  void release_kept() noexcept;
  void shrink() noexcept;

  std::size_t entries_max_;
  std::vector<Entry> entries_;
  std::size_t kept_ = 0;  // entries that own a value on the heap
};

}  // namespace tallygate::core
