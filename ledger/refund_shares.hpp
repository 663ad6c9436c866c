// The cumulative refund formula (DESIGN, Money): once R of the split amount A is refunded, part k has given back
// floor(paid_k * R / A) and the merchant the rest of R. What parts have given back is thus a function of R alone: a
// refund posts the difference upwards, a failed one downwards, in any order, and at R = A every part has given back
// exactly what it was paid. Until then rounding may have the merchant ahead by at most a unit a part.
#pragma once

#include <span>
#include <vector>

#include "core/effects.hpp"
#include "ledger/objects.hpp"

namespace tallygate::ledger {

// What part k must have given back once `refunded` of `base` is; the merchant is the last part. 0 <= refunded <= base,
// base > 0.
core::Amount must_have_given_back(std::span<const PaidPart> parts, std::size_t k, core::Amount base,
                                  core::Amount refunded);

// The differences to what was given back so far, negative where a part gets back; parts with none are left out. They
// add up to the change of R. `now` tells matured parts, which give from the payable account, from unmatured ones.
std::vector<core::GiveBack> give_back(std::span<const PaidPart> parts, core::Amount base, core::Amount refunded,
                                      core::Time now);

}  // namespace tallygate::ledger
