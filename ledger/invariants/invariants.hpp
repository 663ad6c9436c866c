// All invariants of a decision, run after each one, refusals too, before it is applied.
#pragma once

#include <array>
#include <string_view>

#include "ledger/invariants/examined.hpp"

namespace tallygate::ledger::invariants {

struct Invariant {
  std::string_view name;
  Violation (*violation)(const Examined&);
};
inline constexpr std::size_t kInvariants = 31;
const std::array<Invariant, kInvariants>& all();

}  // namespace tallygate::ledger::invariants
