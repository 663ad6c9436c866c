#include "engine/read_ahead.hpp"

#include <string>
#include <string_view>

#include "engine/object_runs.hpp"
#include "ledger/cold_names.hpp"
#include "ledger/matches.hpp"

namespace tallygate::engine {
namespace {

void of_object(char kind, std::string_view id, const core::ColdStore& store) {
  if (!id.empty()) ledger::look_up_cold(store, kind, id);
}

// An id that a request brings: of an object that is there, or used up.
void of_id(char kind, std::string_view prefix, std::string_view id, const core::ColdStore& store) {
  of_object(kind, id, store);
  of_object('u', std::string(prefix).append(id), store);
}

void of_row(const core::StatementRow& row, std::string_view channel, const core::ColdStore& store) {
  if (!row.id) return;
  const std::string_view id = row.id->view();
  if (row.kind == core::StatementKind::payment) of_object('p', id, store);
  if (row.kind == core::StatementKind::refund) of_object('r', id, store);
  if (row.kind == core::StatementKind::dispute) of_object('d', id, store);
  const std::string prefix = std::string(core::name_of(row.kind)).append(":");
  of_object('m',
            row.kind == core::StatementKind::settlement ? prefix + std::string(channel) + ":" + std::string(id)
                                                        : prefix + std::string(id) + "@" + std::string(channel),
            store);
}

void of_match(std::string_view subject, std::string_view id, const core::ColdStore& store) {
  if (!id.empty()) of_object('m', std::string(subject).append(id), store);
}
void of_match(std::string_view subject, std::string_view id, core::Channel channel, const core::ColdStore& store) {
  of_object('m', std::string(subject).append(id).append("@").append(core::name_of(channel)), store);
}

void of_payment(const core::PaymentPut& payment, const core::ColdStore& store) {
  const std::string_view id = payment.payment_id.view();
  of_id('p', "payment:", id, store);
  of_match("payment:", id, payment.channel, store);
}

void of_command(const core::Command& command, const core::ColdStore& store) {
  using enum core::Operation;
  switch (command.op) {
    case refund_settle:
    case refund_fail:
      return of_object('r', command.path_id, store);
    case payout_approve:
    case payout_settle:
    case payout_fail:
    case payout_return:
      return of_object('y', command.path_id, store);
    case review_resolve:
    case challenge_answer:
      return of_object('w', command.path_id, store);
    case approval_decide:
      return of_object('a', command.path_id, store);
    case dispute_evidence:
    case dispute_resolve:
      return of_object('d', command.path_id, store);
    case break_resolve:
      return of_object('b', command.path_id, store);
    case payment_dispute:
      of_object('d', core::body_as<core::PaymentDispute>(command).dispute_id.view(), store);
      return of_object('p', command.path_id, store);
    case channel_statement: {
      const auto& body = core::body_as<core::ChannelStatement>(command);
      of_object('m', ledger::piece_id(command.path_id, body.statement_id.view(), body.piece), store);
      for (const auto& row : body.rows) of_row(row, command.path_id, store);
      return;
    }
    case payment_decline:
    case payment_capture:
    case payment_void:
      return of_object('p', command.path_id, store);
    case order_place:
      if (const auto& group = core::body_as<core::OrderPlace>(command).group) of_object('g', group->id.view(), store);
      return of_id('o', "order:", core::body_as<core::OrderPlace>(command).order_id.view(), store);
    case order_ship:
      of_match("waybill:", core::body_as<core::OrderShip>(command).waybill, store);
      of_match("order:", command.path_id, store);
      return of_object('o', command.path_id, store);
    case logistics_event:
      return of_match("waybill:", core::body_as<core::LogisticsEvent>(command).waybill, store);
    case payout_request:
      return of_id('y', "payout:", core::body_as<core::PayoutRequest>(command).payout_id.view(), store);
    case wallet_withdraw:
      return of_id('y', "payout:", core::body_as<core::WalletWithdraw>(command).payout_id.view(), store);
    case channel_settle:
      return of_match("settlement:" + command.path_id + ":",
                      core::body_as<core::ChannelSettle>(command).settlement_id.view(), store);
    case order_refund:
      of_match("order:", command.path_id, store);
      of_object('o', command.path_id, store);
      return of_id('r', "refund:", core::body_as<core::OrderRefund>(command).refund_id.view(), store);
    case order_pay:
      of_object('o', command.path_id, store);
      of_match("order:", command.path_id, store);
      return of_payment(core::body_as<core::PaymentPut>(command), store);
    case wallet_topup: {
      const auto& body = core::body_as<core::WalletTopup>(command);
      of_object('p', body.payment_id.view(), store);
      return of_match("payment:", body.payment_id.view(), body.channel, store);
    }
    case payment_allocate:
      of_object('p', command.path_id, store);
      for (const auto& allocation : core::body_as<core::PaymentAllocate>(command).allocations) {
        of_object('o', allocation.order.view(), store);
        of_match("order:", allocation.order.view(), store);
      }
      return;
    case payment_refund: {
      const auto& body = core::body_as<core::PaymentRefund>(command);
      of_object('p', command.path_id, store);
      return of_id('r', "refund:", body.refund_id.view(), store);
    }
    case payment_put:
      of_payment(core::body_as<core::PaymentPut>(command), store);
      for (const auto& allocation : core::body_as<core::PaymentPut>(command).allocations) {
        of_object('o', allocation.order.view(), store);
        of_match("order:", allocation.order.view(), store);
      }
      return;
    default:
      if (!core::traits(command.op).name.starts_with("order.")) return;
      of_object('o', command.path_id, store);
      of_match("order:", command.path_id, store);
  }
}

char kind_of(Ticket::Kind kind) {
  switch (kind) {
    case Ticket::Kind::order:
      return 'o';
    case Ticket::Kind::payment:
      return 'p';
    case Ticket::Kind::refund:
      return 'r';
    case Ticket::Kind::payout:
      return 'y';
    case Ticket::Kind::review:
      return 'w';
    case Ticket::Kind::approval:
      return 'a';
    case Ticket::Kind::dispute:
      return 'd';
    case Ticket::Kind::a_break:
      return 'b';
    case Ticket::Kind::group:
      return 'g';
    default:
      return 0;
  }
}

}  // namespace

void read_ahead(const Ticket& ticket, const ColdState& cold) {
  for (const auto& command : ticket.commands) (void)cold.keys->find(command->key_hash);
  if (ticket.batch_command) (void)cold.keys->find(ticket.batch_command->key_hash);
  if (cold.objects->runs().empty()) return;
  ObjectRuns objects;
  objects.set(cold.objects);
  for (const auto& command : ticket.commands) of_command(*command, objects);
  if (const char kind = kind_of(ticket.kind)) of_object(kind, ticket.id, objects);
}

}  // namespace tallygate::engine
