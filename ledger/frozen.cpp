#include "ledger/frozen.hpp"

#include <algorithm>
#include <string>

#include "core/check.hpp"
#include "ledger/account_names.hpp"
#include "ledger/promotion.hpp"
#include "ledger/refund_shares.hpp"

namespace tallygate::ledger {
namespace {

void change_frozen(const Applying& a, std::string_view account, core::Currency currency, core::Amount by) {
  if (by != 0) a.state.accounts.freeze(account, currency, by, a.journal);
}

// Of a matured part it is the payable account that gives what was not kept. More may be kept than is frozen by now,
// when a refund went ahead of the dispute's end: that frees nothing of the payable account.
void change_frozen(const Applying& a, const Order& order, const PaidPart& part, int direction) {
  const core::Amount of_kept = std::min(part.kept, std::max<core::Amount>(0, part.frozen));
  change_frozen(a, part.account, order.currency, direction * of_kept);
  const core::Amount rest = part.frozen - of_kept;
  if (rest == 0) return;
  const bool matured = is_due(part, a.record.at);
  change_frozen(a, matured ? payable_of(part.account) : part.account, order.currency, direction * rest);
}

void keep(const Applying& a, const Order& order, PaidPart& part, core::Amount kept) {
  const Account* account = a.state.accounts.find(part.account);
  TALLYGATE_CHECK(account != nullptr, "what matures was posted");
  a.state.maturities.add({*part.matures_on, order.currency, account}, part.kept - kept, a.journal);
  a.journal.set(part.kept, kept);
}

}  // namespace

core::Amount would_give_back(const Order& order, std::size_t k, core::Amount refunded, core::Amount disputed) {
  if (disputed == 0 || order.split_base == 0) return 0;
  return must_have_given_back(order.parts, k, order.split_base, of_the_split(order, refunded + disputed)) -
         must_have_given_back(order.parts, k, order.split_base, of_the_split(order, refunded));
}

bool is_due(const PaidPart& part, core::Time now) {
  return part.matures_on && now >= due_of(*part.matures_on);
}

void thaw(const Applying& a, Order& order) {
  if (order.disputes.empty()) return;
  change_frozen(a, kEscrow, order.currency, -order.frozen_escrow);
  a.journal.set(order.frozen_escrow, 0);
  for (PaidPart& part : order.parts) {
    change_frozen(a, order, part, -1);
    a.journal.set(part.frozen, 0);
    if (part.matures_on && !is_due(part, a.record.at)) keep(a, order, part, 0);
  }
}

void freeze(const Applying& a, Order& order) {
  if (order.disputes.empty()) return;
  a.journal.set(order.frozen_escrow, std::min(order.disputed, order.escrow));
  change_frozen(a, kEscrow, order.currency, order.frozen_escrow);
  const core::Amount of_split = order.disputed - order.frozen_escrow;
  for (std::size_t k = 0; k < order.parts.size(); ++k) {
    PaidPart& part = order.parts[k];
    a.journal.set(part.frozen, would_give_back(order, k, own_given_back(order), of_split));
    if (part.matures_on && !is_due(part, a.record.at)) keep(a, order, part, part.frozen);
    change_frozen(a, order, part, 1);
  }
}

}  // namespace tallygate::ledger
