// Lets families of objects leave memory and brings them back (decision 0017). Logically nothing happens: what is in
// memory is a cache, so neither goes through the undo journal. One thread (the state's).
//
// A key of the store is the hash of an object's kind and id. Under the key of a family's first object stand the
// family's bytes, under those of the others the first one's key.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/cold_store.hpp"
#include "core/time.hpp"
#include "ledger/cold_names.hpp"
#include "ledger/families.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {

constexpr std::size_t kFamilyBytesMax = 60'000;  // a larger one stays in memory

class ColdObjects {
 public:
  explicit ColdObjects(State& state);

  // Where everything that ever left memory is found from now on; null: nothing ever did. The store must outlive its
  // use.
  void use(const core::ColdStore* store);

  // Puts all families of the state that may leave under the rule, and destroys them. Their names, for a state that is
  // ahead of this one.
  std::vector<ColdName> take(const ColdRule& rule, const core::PutCold& put);

  // A family that was put, whose names these are: destroyed where it has not changed since, in this state that may be
  // ahead of the one which put it. False: it stays.
  bool let_go(std::span<const ColdName> family, const ColdRule& rule);

  // Lets go of what was brought back only to be looked at, all but the newest.
  void tidy(std::size_t kept);

  bool bring_back(char kind, std::string_view id);

 private:
  struct Elsewhere final : NotInMemory {
    bool bring_back(std::string_view id) override { return owner->bring_back(kind, id); }
    ColdObjects* owner = nullptr;
    char kind = 0;
  };
  struct BroughtBack {
    std::vector<ColdName> names;
    core::Time newest;  // of its changes: while it is the same, the store has the family as it is
  };
  std::optional<Family> in_memory(std::span<const ColdName> names) const;  // empty unless all of them are
  void destroy(const Family& family);

  State& state_;
  const core::ColdStore* store_ = nullptr;
  std::string absent_;  // kind and id that were asked for last and never were: decide and apply ask for the same
  Elsewhere elsewhere_[kKindsOfObjects];
  std::deque<BroughtBack> brought_back_;  // oldest first
};

}  // namespace tallygate::ledger
