// Commands about months of the tenant's calendar.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"

namespace tallygate::core {

struct PeriodClose {  // path: the month, "2026-11"
  std::optional<std::string> note;
  std::optional<Time> occurred_at;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("note", s.note, text(500));
    v("occurred_at", s.occurred_at);
  }
};

}  // namespace tallygate::core
