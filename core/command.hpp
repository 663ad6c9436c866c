// A command: who asks what, under which key, with a typed body that has passed the reader's checks. Built at the edge
// (or from a record, on replay), immutable afterwards.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "core/commands/account.hpp"
#include "core/commands/conversion.hpp"
#include "core/commands/dispute.hpp"
#include "core/commands/goods.hpp"
#include "core/commands/governance.hpp"
#include "core/commands/login.hpp"
#include "core/commands/order.hpp"
#include "core/commands/party.hpp"
#include "core/commands/payment.hpp"
#include "core/commands/payout.hpp"
#include "core/commands/period.hpp"
#include "core/commands/plan.hpp"
#include "core/commands/reconciliation.hpp"
#include "core/commands/settlement.hpp"
#include "core/commands/wallet.hpp"
#include "core/hash.hpp"
#include "core/operation.hpp"

namespace tallygate::core {

struct Actor {
  std::string client;  // client id; "system" for timers and what the process itself records
  std::string person;  // may be empty: a machine
  bool operator==(const Actor&) const = default;
};

using Body =
    std::variant<std::monostate, PartyPut, PartyChange, PlanPut, OrderPlace, OrderShip, OrderDeliver, OrderComplete,
                 OrderCancel, OrderRefund, RefundSettle, RefundFail, PaymentPut, PaymentDecline, LoginAttempt,
                 ChallengeAnswer, ReviewResolve, LabelPut, ApprovalDecide, SettingsPut, RulesetPut, ClientAdd,
                 ClientRevoke, ClockLive, PaymentCapture, PaymentVoid, PayoutRequest, PayoutApprove, PayoutSettle,
                 PayoutFail, PayoutReturn, PayoutAccountPut, PartyKyc, PaymentDispute, DisputeEvidence, DisputeResolve,
                 BreakResolve, OrderOverride, ChannelSettle, JournalPost, AccountChange, LimitPut, StockPut, CouponPut,
                 ConversionPost, WalletTopup, WalletWithdraw, PeriodClose, ChannelStatement, LogisticsEvent,
                 OrderReduce, PaymentAllocate, PaymentRefund>;

constexpr std::size_t kRequestBytesMax = 40 * 1024;  // canonical request data of one record; more is 413

struct Command {
  Operation op = Operation::order_place;
  Actor actor;
  std::string key;      // idempotency key, 1 to 255 visible ASCII; empty for the system's own
  std::string path_id;  // the {id} of the call's path, or empty
  Body body;
  std::string request;     // canonical JSON of the body in record form, as it will stand in the record
  Hash16 key_hash{};       // of (client, key)
  Hash16 body_hash{};      // of (op, path_id, request without ciphertexts): equal for the same content
  std::optional<Time> at;  // replay clock only: the line's `at`
};

template <class T>
const T& body_as(const Command& c) {
  return std::get<T>(c.body);
}

}  // namespace tallygate::core
