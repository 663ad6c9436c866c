// channel.statement and logistics.event: what others say, recorded as it is; and what time brings to light.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"

namespace tallygate::ledger {

Decision decide_channel_statement(const Asked& asked) {
  const auto& body = core::body_as<core::ChannelStatement>(*asked.command);
  const std::string& channel = asked.command->path_id;
  if (!channel_called(channel)) return refused(core::Code::channel_not_found, "", "there is no channel " + channel);
  const std::string piece = piece_id(channel, body.statement_id.view(), body.piece);
  if (asked.state.matches.made > 0)
    if (const Match* known = asked.state.matches.all.find(piece))
      return refused(core::Code::statement_exists, "/piece",
                     "piece " + std::to_string(body.piece) + " of statement " + body.statement_id.str() + " of " +
                         channel + " is record " + std::to_string(known->seq));
  core::Record record = record_for(asked, core::RecordType::channel_statement);
  core::ObjectEffect effect = object_effect("statement:" + channel + ":" + body.statement_id.str());
  effect.id = body.statement_id.str();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

Decision decide_logistics_event(const Asked& asked) {
  const auto& body = core::body_as<core::LogisticsEvent>(*asked.command);
  core::Record record = record_for(asked, core::RecordType::logistics_event);
  record.effect = object_effect("waybill:" + body.waybill);
  return recorded(std::move(record));
}

core::FoundEffect breaks_found(const State& state, core::Time due) {
  core::FoundEffect effect;
  for (const Awaited& awaited : state.matches.awaited) {
    if (awaited.due > due || effect.breaks.size() == core::kFoundBreaksMax) break;
    core::FoundBreak& out = effect.breaks.emplace_back();
    out.subject = awaited.match->subject();
    const auto found = difference(state, *awaited.match);
    if (!found || !is_compared(state, *awaited.match)) continue;
    out.amount = found->amount;
    out.currency = found->currency;
    out.kind = core::name_of(found->kind);
    out.ours = found->ours;
    out.theirs = found->theirs;
  }
  return effect;
}

Decision decide_breaks_found(const State& state, core::Time due) {
  core::Record record;
  record.type = core::RecordType::breaks_found;
  record.effect = breaks_found(state, due);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
