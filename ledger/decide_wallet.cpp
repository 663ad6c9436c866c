// wallet.topup: a channel took money for a party's wallet. A fact: booked whatever the wallet's state and whatever risk
// says, once an id; in the place of a request or decline of the same id that took nothing. Taking money out again is a
// payout (decide_payout.cpp).
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/doubt.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {

Decision decide_wallet_topup(const Asked& asked) {
  const auto& body = core::body_as<core::WalletTopup>(*asked.command);
  const Payment* known = asked.state.payments.find(body.payment_id.view());
  if (known != nullptr && known->captured() > 0)
    return refused(id_taken(kPaymentIds, known->id, known->content, core::name_of(known->state), *asked.command));
  core::Record record = record_for(asked, core::RecordType::wallet_topped_up);
  core::PostingsBuilder postings;
  release_hold_of(known, postings);
  postings.debit(channel_account(body.channel), {body.amount, body.currency});
  postings.credit(wallet_account(asked.command->path_id), {body.amount, body.currency});
  record.postings = std::move(postings).build();
  core::ObjectEffect effect = object_effect("payment:" + body.payment_id.str());
  effect.id = body.payment_id.str();
  effect.waiting = review_of_fact(asked);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
