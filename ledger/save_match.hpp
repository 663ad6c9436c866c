// The fields of breaks and matches as a saved state has them: of save_fields.hpp, for who passes over a state.
#pragma once

#include "ledger/save_fields.hpp"

namespace tallygate::ledger {

template <class Io, class Links>
void Passage<Io, Links>::fields(Ref<Break> b) {
  io_.number(b.key.seq);
  io_.number(b.key.n);
  io_.choice(b.kind, BreakKind::waybill_unknown);
  io_.choice(b.state, BreakState::resolved);
  io_.text(b.subject);
  io_.text(b.account);
  io_.number(b.amount);
  currency(b.currency);
  io_.number(b.opened_at.us);
  io_.number(b.resolved_at.us);
  io_.number(b.closed_by);
  io_.text(b.resolved_by);
  io_.text(b.resolution);
  io_.number(b.journal);
  io_.text(b.match);
  io_.number(b.ours);
  io_.number(b.theirs);
  io_.number(b.since.us);
  io_.number(b.touched.us);
}

template <class Io, class Links>
void Passage<Io, Links>::fields(Ref<Match> m) {
  channel(m.channel);
  currency(m.currency);
  io_.number(m.theirs);
  io_.number(m.fee);
  io_.number(m.first);
  io_.number(m.rows);
  io_.flag(m.fee_said);
  io_.flag(m.mixed);
  io_.flag(m.shipped);
  io_.choice(m.event, core::LogisticsKind::returned);
  io_.number(m.seq);
  io_.number(m.since.us);
  io_.number(m.due.us);
  io_.number(m.open.seq);
  io_.number(m.open.n);
  io_.number(m.touched.us);
}

}  // namespace tallygate::ledger
