// What a payment is charged in another currency as a saved state has it: of save_fields.hpp, for who passes over a
// state.
#pragma once

#include "ledger/save_fields.hpp"

namespace tallygate::ledger {

template <class Io, class Links>
void Passage<Io, Links>::suspense(Ref<Payment> p) {
  io_.number(p.suspense);
  io_.number(p.suspense_disputed);
  io_.number(p.suspense_refunded);
  io_.number(p.suspense_lost);
  io_.number(p.suspense_explained);
  io_.number(p.suspense_break.seq);
  io_.number(p.suspense_break.n);
}

template <class Io, class Links>
void Passage<Io, Links>::charge(Ref<Payment> p) {
  bool there = p.charge != nullptr;
  io_.flag(there);
  if (!there) return;
  if constexpr (Io::kReads) p.charge = std::make_unique<Charge>();
  auto& c = *p.charge;
  io_.number(c.amount);
  currency(c.currency);
  io_.number(c.rate.num);
  io_.number(c.rate.den);
  io_.text(c.source);
  io_.number(c.returned);
  if constexpr (Io::kReads)
    if (c.rate.den < 1) io_.fail("a rate divides by nothing");
}

template <class Io, class Links>
void Passage<Io, Links>::charged(Ref<std::optional<core::ChargedAmount>> charged) {
  io_.optional(charged, [this](Ref<core::ChargedAmount> c) {
    io_.number(c.amount);
    currency(c.currency);
  });
}

}  // namespace tallygate::ledger
