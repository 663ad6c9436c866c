// The fields of what people book, limit and close, as a saved state has them: in either direction, as the other fields
// are (save_fields.hpp).
#pragma once

#include "ledger/save.hpp"
#include "ledger/save_values.hpp"

namespace tallygate::ledger {

template <class Io>
class BookPassage : private ValuePassage<Io> {
 public:
  template <class T>
  using Ref = typename Io::template Ref<T>;

  explicit BookPassage(Io& io) : ValuePassage<Io>(io) {}

  void fields(Ref<Booking> b) {
    io_.number(b.seq);
    io_.number(b.reversed_by);
    io_.number(b.reverses);
    io_.text(b.mirror);
    io_.text(b.content);
    channel(b.channel);
    currency(b.currency);
    io_.number(b.gross);
    io_.number(b.fee);
  }

  void fields(Ref<Limit> l) {
    io_.choice(l.kind, core::LimitKind::spend);
    io_.text(l.holder);
    currency(l.currency);
    number(l.amount);
    io_.number(l.period_s);
    io_.optional(l.period, [this](Ref<core::PlanPeriod> period) { io_.choice(period, core::PlanPeriod::month); });
    io_.number(l.version);
    io_.number(l.put_at);
    const auto fields_of_use = [this](Ref<LimitUse> use) {
      io_.number(use.at.us);
      hash(use.key);
      io_.number(use.amount);
    };
    constexpr std::size_t kUseBytes = 2 * kNumberBytes + core::Hash16{}.size();
    if constexpr (Io::kReads) {
      std::vector<LimitUse> uses;
      io_.list(uses, kUseBytes, fields_of_use);
      for (const LimitUse& use : uses) {
        if (l.uses.find(use.key) != nullptr) return io_.fail("a limit counts something twice");
        l.uses.push_back(use);
      }
    } else {
      io_.list(l.uses, kUseBytes, fields_of_use);
    }
  }

  void fields(Ref<Period> p) {
    io_.text(p.id);
    io_.number(p.begins.us);
    io_.number(p.ends.us);
    io_.number(p.number);
    io_.number(p.ended_by);
    io_.number(p.closed_by);
    io_.number(p.closed_at.us);
    io_.text(p.balances);
    io_.number(p.late);
  }

 private:
  using Values = ValuePassage<Io>;
  using Values::channel;
  using Values::currency;
  using Values::hash;
  using Values::io_;
  using Values::number;
};

}  // namespace tallygate::ledger
