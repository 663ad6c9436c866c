// The effect of breaks.found: what time alone has brought to light.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/currency.hpp"
#include "core/fields.hpp"
#include "core/money.hpp"

namespace tallygate::core {

// What time has brought to light of one subject (docs/money.md, Reconciliation). All but the subject is absent where
// the two sides agree by then.
struct FoundBreak {
  std::optional<Amount> amount;  // of the difference
  std::optional<Currency> currency;
  std::optional<std::string> kind;  // of the break
  std::optional<Amount> ours;       // what the books say
  std::string subject;
  std::optional<Amount> theirs;  // what was reported
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount);
    v("currency", s.currency);
    v("kind", s.kind, token(64));
    v("ours", s.ours);
    v("subject", s.subject, text(160));
    v("theirs", s.theirs);
  }
};
constexpr std::size_t kFoundBreaksMax = 50;

struct FoundEffect {  // breaks.found: a break each, in this order
  std::vector<FoundBreak> breaks;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("breaks", s.breaks, items(kFoundBreaksMax));
  }
};

}  // namespace tallygate::core
