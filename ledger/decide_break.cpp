// break.resolve: somebody explains what a fact could not place. No money moves; the record that set the books right is
// named where there is one.
#include <utility>

#include "ledger/decide.hpp"

namespace tallygate::ledger {

Decision decide_break_resolve(const Asked& asked) {
  const auto& resolve = core::body_as<core::BreakResolve>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Break* b = asked.state.breaks.find(id);
  if (b == nullptr) return refused(core::Code::break_not_found, "", "there is no break " + id);
  if (b->state != BreakState::open)
    return refused(core::Code::break_not_open, "", "break " + id + " is " + std::string(core::name_of(b->state)));
  if (resolve.journal && asked.state.bookings.booked_by(static_cast<std::uint64_t>(*resolve.journal)) == nullptr)
    return refused(core::Code::journal_not_found, "/journal",
                   "record " + std::to_string(*resolve.journal) + " is no journal entry, settlement or conversion");
  core::Record record = record_for(asked, core::RecordType::break_resolved);
  core::ObjectEffect effect = object_effect(b->subject);
  effect.id = id;
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
