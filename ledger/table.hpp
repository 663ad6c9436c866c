// Objects of one kind by id: owned here, at addresses that stay while they live, created through the undo journal. One
// thread (the engine's).
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/check.hpp"
#include "core/ids.hpp"
#include "core/undo_journal.hpp"

namespace tallygate::ledger {

// T has a member `std::string id`, set once; the table's keys are views of it.
template <class T>
class Table {
 public:
  const T* find(std::string_view id) const {
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second.get();
  }
  T* find(std::string_view id) {
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second.get();
  }

  // A rollback past this destroys the object: its fields may be set without the journal until the command ends.
  T& create(std::string_view id, core::UndoJournal& journal) {
    auto made = std::make_unique<T>();
    made->id = id;
    const std::string_view key = made->id;
    journal.note(
        *this, key, +[](Table& table, const std::string_view& k) { table.by_id_.erase(table.by_id_.find(k)); });
    const auto [it, inserted] = by_id_.emplace(key, std::move(made));
    TALLYGATE_CHECK(inserted, "an id names one object");
    return *it->second;
  }

  std::size_t size() const { return by_id_.size(); }

  // By id, in byte order: for digests and lists. O(n log n).
  std::vector<const T*> sorted() const {
    std::vector<const T*> out;
    out.reserve(by_id_.size());
    for (const auto& [id, object] : by_id_) out.push_back(object.get());
    std::ranges::sort(out, {}, [](const T* object) -> const std::string& { return object->id; });
    return out;
  }

 private:
  std::unordered_map<std::string_view, std::unique_ptr<T>, core::StringHash, core::StringEqual> by_id_;
};

}  // namespace tallygate::ledger
