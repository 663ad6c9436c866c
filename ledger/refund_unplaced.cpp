#include "ledger/refund_unplaced.hpp"

#include "ledger/account_names.hpp"
#include "ledger/breaks.hpp"

namespace tallygate::ledger {
namespace {

// Each source that something left, with the number of its break among those of the record.
template <class Each>
void each_break(const Refund& refund, Each each) {
  std::uint32_t n = 0;
  for (const core::RefundSource& source : refund.sources) {
    const core::Money money = paid_out(source, refund.currency());
    if (money.amount > 0) each(suspense_account(source.channel), money, n++);
  }
}

}  // namespace

core::Money paid_out(const core::RefundSource& source, core::Currency of_order) {
  if (source.charge) return {source.charge->amount, source.charge->currency};
  return {source.amount, of_order};
}

void open_unplaced(const Applying& a, Refund& refund) {
  a.journal.set(refund.unplaced_by, a.record.seq);
  each_break(refund, [&](std::string account, core::Money money, std::uint32_t n) {
    open_break(
        a, {BreakKind::refund_unplaced, "refund:" + refund.id, std::move(account), money.amount, money.currency, n});
  });
}

void close_unplaced(const Applying& a, Refund& refund) {
  each_break(refund, [&](std::string account, core::Money, std::uint32_t n) {
    settle_break(a, {refund.unplaced_by, n}, std::move(account), 0);
  });
  a.journal.set(refund.unplaced_by, 0);
}

}  // namespace tallygate::ledger
