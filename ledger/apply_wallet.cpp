#include "core/content_marks.hpp"
#include "ledger/apply.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {

// A payment for no order: all of it is in the wallet.
void apply_wallet_topup(const Applying& a) {
  const auto& body = core::body_as<core::WalletTopup>(*a.record.command);
  Payment& payment = made(a, a.state.payments, body.payment_id.view());
  payment.content = core::content_marks(*a.record.command, kPaymentIds.id_member);
  payment.reported = true;
  payment.channel = body.channel;
  payment.currency = body.currency;
  payment.amount = payment.topped_up = body.amount;
  payment.at = a.record.at;
  if (body.instrument) payment.instrument = body.instrument->token.value_or("");
  party_seen(a, a.record.command->path_id);
}

}  // namespace tallygate::ledger
