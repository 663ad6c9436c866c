// channel.settle: the channel has paid the bank what it took, less its fee. A fact: booked whatever the channel's
// account says, once an id.
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/decide.hpp"
#include "ledger/id_taken.hpp"

namespace tallygate::ledger {

Decision decide_channel_settle(const Asked& asked) {
  const auto& body = core::body_as<core::ChannelSettle>(*asked.command);
  const std::string& name = asked.command->path_id;
  const auto channel = channel_called(name);
  if (!channel) return refused(core::Code::channel_not_found, "", "there is no channel " + name);
  std::string subject = settlement_subject(name, body.settlement_id.view());
  if (const Booking* known = asked.state.bookings.find(subject))
    return refused(id_taken(kSettlementIds, body.settlement_id.view(), known->content,
                            "record " + std::to_string(known->seq) + ", of " + name, *asked.command));
  core::PostingsBuilder postings;
  const std::string_view bank = body.bank ? body.bank->view() : kDefaultBank;
  postings.debit(bank_account(bank), {body.gross - body.fee, body.currency});
  postings.debit(channel_fee_account(*channel), {body.fee, body.currency});
  postings.credit(channel_account(*channel), {body.gross, body.currency});
  core::Record record = record_for(asked, core::RecordType::channel_settled);
  record.postings = std::move(postings).build();
  core::ObjectEffect effect = object_effect(std::move(subject));
  effect.id = body.settlement_id.str();
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
