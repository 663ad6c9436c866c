// party.put and party.change. A party is not a request for money: risk's verdict on it stands in the record and refuses
// nothing.
#include <utility>

#include "ledger/decide.hpp"
#include "ledger/downlines.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;

// Walks up from the new upline: back at the party is a cycle. A way through the party is at most upline_depth_max
// uplines long, from the end of its longest chain of downlines to the top.
std::optional<core::Refusal> check_upline(const State& state, std::string_view party, std::string_view upline) {
  if (upline == party) return refusal(Code::upline_cycle, "/upline", std::string(party) + " would be its own upline");
  const Party* known = state.parties.find(party);
  const std::int64_t below = known == nullptr ? 0 : depth_below(*known);
  std::int64_t depth = below + 1;
  for (const Party* up = state.parties.find(upline); up != nullptr && up->upline != nullptr; up = up->upline) {
    if (up->upline->id == party)
      return refusal(Code::upline_cycle, "/upline",
                     "the upline of " + up->id + " is " + std::string(party) + " itself");
    ++depth;
  }
  if (depth <= state.settings.upline_depth_max) return std::nullopt;
  return refusal(
      Code::upline_too_deep, "/upline",
      "more than " + std::to_string(state.settings.upline_depth_max) + " uplines above " +
          (below == 0 ? "the party"
                      : "the lowest of the party's downlines, who is " + std::to_string(below) + " below it") +
          " (setting upline_depth_max)");
}

}  // namespace

Decision decide_party_put(const Asked& asked) {
  const auto& party = core::body_as<core::PartyPut>(*asked.command);
  const std::string& id = asked.command->path_id;
  if (party.upline)
    if (auto why = check_upline(asked.state, id, party.upline->view())) return refused(std::move(*why));
  const Party* known = asked.state.parties.find(id);
  core::Record record = record_for(asked, core::RecordType::party_put);
  core::ObjectEffect effect = object_effect("party:" + id);
  effect.version = (known == nullptr ? 0 : known->version) + 1;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_party_change(const Asked& asked) {
  core::Record record = record_for(asked, core::RecordType::party_changed);
  record.effect = object_effect("party:" + asked.command->path_id);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
