#include "core/content_marks.hpp"
#include "ledger/apply.hpp"
#include "ledger/doubt.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {

// A payment for no order: all of it is in the wallet.
void apply_wallet_topup(const Applying& a) {
  const auto& body = core::body_as<core::WalletTopup>(*a.record.command);
  Payment* known = touched(a, a.state.payments, body.payment_id.view());
  Payment& payment = known != nullptr ? *known : made(a, a.state.payments, body.payment_id.view());
  if (known != nullptr) is_asked_no_more(a, payment);
  a.journal.set(payment.state, PaymentState::captured);
  a.journal.replace(payment.content, core::content_marks(*a.record.command, kPaymentIds.id_member));
  a.journal.set(payment.reported, true);
  a.journal.set(payment.channel, std::optional(body.channel));
  a.journal.set(payment.currency, body.currency);
  a.journal.set(payment.amount, body.amount);
  a.journal.set(payment.topped_up, body.amount);
  a.journal.set(payment.wallet, nullptr);
  if (payment.charge != nullptr) a.journal.replace(payment.charge, std::unique_ptr<Charge>());
  a.journal.set(payment.at, a.record.at);
  a.journal.replace(payment.allocations, std::vector<PaymentAllocation>());
  a.journal.replace(payment.instrument, body.instrument ? body.instrument->token.value_or("") : std::string());
  a.journal.set(payment.purse, &party_seen(a, a.record.command->path_id));
  open_doubt(a, payment, core::effect_as<core::ObjectEffect>(a.record).waiting);
}

}  // namespace tallygate::ledger
