// What leaves memory by name, and the rule that it leaves by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/cold_store.hpp"
#include "core/time.hpp"

namespace tallygate::ledger {

constexpr std::size_t kBroughtBackKept = 1'000;  // families that were only looked at, before they go again

// What did not change for `after` (more than zero) before `now` may leave. A log time: of the last record of a state.
struct ColdRule {
  core::Time now;
  core::Duration after{0};
  bool leaves(core::Time touched) const { return touched + after <= now; }
};

struct ColdName {
  char kind = 0;           // a letter (families.hpp)
  bool continues = false;  // the family of the name before
  std::string id;
};

// What was put under a rule: a state that is ahead lets go of what has not changed since.
struct ColdTaken {
  ColdRule rule;
  std::vector<ColdName> names;
};

// Has the store read what bringing back this object would read. Any thread; what cannot be read is for that to say.
void look_up_cold(const core::ColdStore& store, char kind, std::string_view id);

}  // namespace tallygate::ledger
