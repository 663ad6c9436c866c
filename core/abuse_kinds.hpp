// The kinds of abuse by name, as the members of a record's "scores" must stand.
#pragma once

#include <iterator>

#include "core/assessment.hpp"

namespace tallygate::core {

inline constexpr AbuseKind kAbuseKindsByName[] = {AbuseKind::commission, AbuseKind::fake_order, AbuseKind::laundering,
                                                  AbuseKind::payment,    AbuseKind::promotion,  AbuseKind::refund,
                                                  AbuseKind::takeover};
static_assert(std::size(kAbuseKindsByName) == kAbuseKinds);

}  // namespace tallygate::core
