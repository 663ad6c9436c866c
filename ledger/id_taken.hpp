// An id stands for one object and its content, and for ever: what a request is told that names one again. For the
// decide_*.cpp alone; for orders, payments, refunds, payouts, disputes, settlements, and whatever else is named.
#pragma once

#include <optional>
#include <string_view>

#include "core/record.hpp"
#include "ledger/apply.hpp"
#include "ledger/asked.hpp"

namespace tallygate::ledger {

// How an id of one kind is spoken of.
struct IdKind {
  std::string_view prefix;     // of the subject: "order:"
  std::string_view id_member;  // of the body: "order_id"
  core::Code exists;
};
inline constexpr IdKind kOrderIds{"order:", "order_id", core::Code::order_exists};
inline constexpr IdKind kPaymentIds{"payment:", "payment_id", core::Code::payment_exists};
inline constexpr IdKind kRefundIds{"refund:", "refund_id", core::Code::refund_exists};
inline constexpr IdKind kConversionIds{"conversion:", "conversion_id", core::Code::conversion_exists};
inline constexpr IdKind kDisputeIds{"dispute:", "dispute_id", core::Code::dispute_exists};
inline constexpr IdKind kEntryIds{"entry:", "entry_id", core::Code::entry_exists};
inline constexpr IdKind kSettlementIds{"settlement:", "settlement_id", core::Code::settlement_exists};
inline constexpr IdKind kPayoutIds{"payout:", "payout_id", core::Code::payout_exists};

// Of an object that is there and was made with `content`: exists_with_different_…, or the kind's plain code where the
// content is the same or is not known. `is`: what of the object explains it, "placed".
core::Refusal id_taken(const IdKind& kind, std::string_view id, std::string_view content, std::string_view is,
                       const core::Command& command);
// Of an id under which nothing was made because the request was refused. Empty where it was not.
std::optional<core::Refusal> id_used_up(const IdKind& kind, std::string_view id, const State& state);

// Of a refused command: the id it brought is used up, unless it already stands for something.
void apply_command_refused(const Applying& a);

}  // namespace tallygate::ledger
