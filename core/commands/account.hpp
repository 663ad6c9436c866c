// Commands about an account as such: who may post on it.
#pragma once

#include <optional>
#include <string>

#include "core/commands/party.hpp"

namespace tallygate::core {

struct AccountChange {  // path: the account's name. account.freeze, account.unfreeze, account.close
  std::optional<Time> occurred_at;
  std::string reason;  // a sentence
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("occurred_at", s.occurred_at);
    v("reason", s.reason, text(500));
  }
};

}  // namespace tallygate::core
