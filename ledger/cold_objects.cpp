#include "ledger/cold_objects.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "core/check.hpp"
#include "ledger/family_codec.hpp"

namespace tallygate::ledger {
namespace {

constexpr char kFamily = 'f', kMember = 'm';  // the first byte of a value: the family itself, or where it is

core::Hash16 key_of(char kind, std::string_view id) {
  std::string name(1, kind);
  name.append(id);
  return core::hash16(name);
}

core::ColdUnreadable unreadable(const std::string& what) {
  return core::ColdUnreadable({core::ErrorKind::corrupt, "An object that left memory is not to be had: " + what + "."});
}

std::optional<std::string> value_of(const core::ColdStore& store, const core::Hash16& key) {
  auto found = store.find(key);
  if (!found) throw core::ColdUnreadable(found.error());
  return std::move(found).value();
}

// The family of an object as it stands in the store: empty where there is none.
std::optional<std::string> find_family(const core::ColdStore& store, char kind, std::string_view id) {
  auto value = value_of(store, key_of(kind, id));
  if (!value) return value;
  if (value->starts_with(kMember)) {
    core::Hash16 first;
    if (value->size() != 1 + first.size()) throw unreadable("its family's key is damaged");
    std::memcpy(first.data(), value->data() + 1, first.size());
    value = value_of(store, first);
  }
  if (!value || !value->starts_with(kFamily)) throw unreadable("its family is not there");
  return value;
}

}  // namespace

void look_up_cold(const core::ColdStore& store, char kind, std::string_view id) {
  try {
    (void)find_family(store, kind, id);
  } catch (const core::ColdUnreadable&) {
    return;
  }
}

ColdObjects::ColdObjects(State& state) : state_(state) {
  Family none;
  std::size_t n = 0;
  each_kind(none, [&](char kind, const auto&) {
    TALLYGATE_CHECK(n < kKindsOfObjects, "no kind is left out");
    elsewhere_[n].owner = this;
    elsewhere_[n++].kind = kind;
  });
  TALLYGATE_CHECK(n == kKindsOfObjects, "each kind has its own");
}

void ColdObjects::use(const core::ColdStore* store) {
  store_ = store;
  absent_.clear();
  Family none;
  std::size_t n = 0;
  each_kind(none, state_, [&](char, const auto&, auto& table) {
    table.set_elsewhere(store == nullptr ? nullptr : &elsewhere_[n++]);
  });
}

std::vector<ColdName> ColdObjects::take(const ColdRule& rule, const core::PutCold& put) {
  std::vector<ColdName> names;
  each_family(state_, [&](Family& family) {
    if (!may_leave(family, rule)) return;
    std::string bytes = kFamily + saved_family(family);
    if (bytes.size() > kFamilyBytesMax) return;
    std::optional<core::Hash16> first;
    each_kind(family, [&](char kind, const auto& list) {
      for (const auto* object : list) {
        const core::Hash16 key = key_of(kind, object->id);
        names.push_back({kind, first.has_value(), object->id});
        if (first) {
          put(key, kMember + std::string(reinterpret_cast<const char*>(first->data()), first->size()));
        } else {
          put(key, std::move(bytes));
          first = key;
        }
      }
    });
    destroy(family);
  });
  return names;
}

std::optional<Family> ColdObjects::in_memory(std::span<const ColdName> names) const {
  Family family;
  bool whole = true;
  for (const ColdName& name : names)
    each_kind(family, state_, [&]<class T>(char kind, std::vector<T*>& list, const Table<T>& table) {
      if (kind != name.kind) return;
      T* object = table.in_memory(name.id);
      whole = whole && object != nullptr;
      list.push_back(object);
    });
  if (!whole) return std::nullopt;
  return family;
}

bool ColdObjects::let_go(std::span<const ColdName> names, const ColdRule& rule) {
  const auto family = in_memory(names);
  if (!family || !may_leave(*family, rule)) return false;
  destroy(*family);
  return true;
}

void ColdObjects::destroy(const Family& family) {
  absent_.clear();
  for (const Wait* wait : family.waits)
    if (wait->kind == WaitKind::review) state_.reviews.erase(wait->seq);
  for (const Break* b : family.breaks) state_.listed_breaks.erase(b->key);
  each_kind(family, [&](char, const auto& list) {
    for (const auto* object : list) state_.let_go.add(digest_of(*object));
  });
  each_kind(family, state_, [](char, const auto& list, auto& table) {
    for (const auto* object : list) table.let_go(object->id);
  });
}

void ColdObjects::tidy(std::size_t kept) {
  for (; brought_back_.size() > kept; brought_back_.pop_front()) {
    const auto& oldest = brought_back_.front();
    const auto family = in_memory(oldest.names);
    if (family && newest_change(*family) == oldest.newest) destroy(*family);
  }
}

bool ColdObjects::bring_back(char kind, std::string_view id) {
  if (!absent_.empty() && absent_.front() == kind && std::string_view(absent_).substr(1) == id) return false;
  const auto value = find_family(*store_, kind, id);
  if (!value) {
    absent_.assign(1, kind).append(id);
    return false;
  }
  auto family = loaded_family(std::string_view(*value).substr(1), state_);
  if (!family) throw core::ColdUnreadable(family.error());
  bool asked_for = false, strangers = true;
  each_kind(*family, state_, [&](char of, const auto& list, const auto& table) {
    for (const auto& object : list) {
      asked_for |= of == kind && object->id == id;
      strangers &= table.in_memory(object->id) == nullptr;
    }
  });
  if (!asked_for) throw unreadable("its key leads to a family without it");
  TALLYGATE_CHECK(strangers, "a family is in memory as a whole or not at all");
  BroughtBack back;
  each_kind(*family, state_, [&](char of, auto& list, auto& table) {
    for (auto& object : list) {
      back.names.push_back({of, !back.names.empty(), object->id});
      back.newest = std::max(back.newest, object->touched);
      state_.let_go.remove(digest_of(*object));
      table.load(std::move(object));
    }
  });
  brought_back_.push_back(std::move(back));
  return true;
}

}  // namespace tallygate::ledger
