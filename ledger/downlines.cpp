#include "ledger/downlines.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/check.hpp"

namespace tallygate::ledger {
namespace {

using Depths = std::vector<std::uint32_t>;  // [d]: the direct downlines below which the tree goes d deep

void one_more(Depths& depths, std::size_t depth) {
  if (depths.size() <= depth) depths.resize(depth + 1);
  ++depths[depth];
}

void one_less(Depths& depths, std::size_t depth) {
  TALLYGATE_CHECK(depth < depths.size() && depths[depth] > 0, "a downline that leaves was counted");
  --depths[depth];
  while (!depths.empty() && depths.back() == 0) depths.pop_back();
}

// One downline of `party` had the depth `before`, or was none, and has `after`, or is none.
void recount(const Applying& a, Party* party, std::optional<std::size_t> before, std::optional<std::size_t> after) {
  while (party != nullptr && before != after) {
    const std::size_t was = party->downlines.size();
    Depths next = party->downlines;
    if (after) one_more(next, *after);
    if (before) one_less(next, *before);
    a.journal.replace(party->downlines, std::move(next));
    before = was;
    after = party->downlines.size();
    party = party->upline;
  }
}

}  // namespace

std::int64_t depth_below(const Party& party) {
  return static_cast<std::int64_t>(party.downlines.size());
}

void set_upline(const Applying& a, Party& party, Party* upline) {
  if (party.upline == upline) return;
  const std::size_t depth = party.downlines.size();
  recount(a, party.upline, depth, std::nullopt);
  a.journal.set(party.upline, upline);
  recount(a, upline, std::nullopt, depth);
}

bool count_downlines(std::span<Party* const> parties) {
  // Those with the shortest way up come last, so that each party is counted when all below it are.
  std::vector<std::pair<std::size_t, Party*>> by_height;
  by_height.reserve(parties.size());
  for (Party* party : parties) {
    std::size_t above = 0;
    for (const Party* up = party->upline; up != nullptr; up = up->upline)
      if (++above > parties.size()) return false;
    if (above > 0) by_height.emplace_back(above, party);
  }
  std::ranges::sort(by_height, std::ranges::greater(), &std::pair<std::size_t, Party*>::first);
  for (const auto& [above, party] : by_height) one_more(party->upline->downlines, party->downlines.size());
  return true;
}

}  // namespace tallygate::ledger
