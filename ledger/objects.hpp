// The ledger's objects: what decide reads and apply makes. Pointers between them are to objects of the same State,
// which never move; those that point to each other leave memory and come back together (families.hpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/command.hpp"
#include "core/effects.hpp"
#include "core/outcome.hpp"
#include "core/time.hpp"
#include "ledger/business_days.hpp"
#include "ledger/dispute_objects.hpp"
#include "ledger/goods_objects.hpp"
#include "ledger/order_terms.hpp"
#include "ledger/payout_objects.hpp"
#include "ledger/period_use.hpp"
#include "ledger/timers.hpp"
#include "ledger/volume_window.hpp"
#include "ledger/withheld.hpp"

namespace tallygate::ledger {

struct Order;
struct Payment;
struct Refund;
struct Login;

struct Party {
  std::string id;
  core::Time first_seen;     // of the first record that names it, as a party or on an order, payment or login
  std::int64_t version = 0;  // 0: named by others, never put
  std::int64_t changes = 0;  // party.change facts
  std::vector<core::Role> roles;
  std::vector<core::Alias> aliases;
  Party* upline = nullptr;
  std::vector<std::uint32_t> downlines;  // ledger/downlines.hpp; known from all uplines, and not saved
  std::optional<core::Label> label;
  VolumeWindow volume;  // of orders with this party in their chain
  PeriodUses period_uses;
  Withheld withheld;
  std::int64_t kyc_level = 0;
  std::vector<PayoutAccount> payout_accounts;  // in the order in which they were registered
};

struct Plan;
struct PlanVersion {
  const Plan* plan = nullptr;
  std::int64_t version = 0;  // from 1
  core::Time published_at;
  core::PlanPut terms;
};
struct Plan {
  std::string id;
  std::vector<std::unique_ptr<PlanVersion>> versions;
  const PlanVersion* live() const { return versions.empty() ? nullptr : versions.back().get(); }
};

// A review or challenge, and the command that waits for its answer.
enum class WaitState : std::uint8_t { closed, expired, failed, open, passed, rejected, released };
std::span<const core::EnumName<WaitState>> enum_names(WaitState);

using WaitingObject = std::variant<std::monostate, Order*, Payment*, Refund*, Login*, Payout*>;

struct Wait {
  std::string id;         // "rv12", "ch13"
  std::uint64_t seq = 0;  // of the record that opened it
  WaitKind kind = WaitKind::review;
  WaitState state = WaitState::open;
  std::uint8_t tries = 0;  // failed answers to a challenge
  core::Time opened_at, expires_at, closed_at;
  std::string subject;  // "order:o1"
  WaitingObject object;
  std::vector<std::string> reasons;              // codes of the rules that held it
  std::optional<core::CaseLabel> case_label;     // what the reviewer found
  std::shared_ptr<const core::Command> command;  // null once closed
  core::Time touched;                            // by the last record that changed it or began to point to it
};
inline constexpr std::uint8_t kChallengeTriesMax = 3;

// Lists of reviews show the open ones, and closed ones for so long; every review is found by its id for ever.
inline constexpr core::Duration kClosedReviewsListed = core::days(30);
inline bool listed(const Wait& review, core::Time now) {
  return review.state == WaitState::open || review.closed_at + kClosedReviewsListed > now;
}

enum class OrderState : std::uint8_t {
  blocked,
  cancelled,
  challenged,
  completed,
  delivered,
  expired,  // it was not paid in full in time
  held,
  paid,
  placed,
  rejected,
  shipped
};
std::span<const core::EnumName<OrderState>> enum_names(OrderState);

// What one payment brought to one order, and what of it went back the same way.
struct Capture {
  Payment* payment = nullptr;
  core::Amount captured = 0;
  core::Amount refunded = 0;
  core::Amount disputed = 0;  // in open disputes, or lost
  core::Amount remaining() const { return captured - refunded - disputed; }
};

// One part of the recorded split, and what refunds have taken back from it.
struct PaidPart {
  std::string account;  // as credited at completion
  core::Amount paid = 0;
  core::Amount given_back = 0;  // the merchant's may pass `paid` by rounding until the last unit is refunded
  std::optional<core::Date> matures_on;
  core::Amount frozen = 0;  // what it would give back of what is in dispute (frozen.hpp)
  core::Amount kept = 0;    // of that, unmatured and in no bucket: it does not mature
};

// A calendar period whose cap a part of the split counts against.
struct CountedPeriod {
  std::uint32_t part = 0;  // its place among the order's
  Party* payee = nullptr;
  PlanPart which;
  CalendarPeriod period;
};

// A line of an order, as it was placed, and what of it refunds that are not failed have taken or wait for.
struct Line {
  std::string id;
  core::Amount amount = 0;    // a discount's is negative: nothing of it is refunded
  std::int64_t quantity = 0;  // 0: not said
  core::Amount refunded = 0;
  std::int64_t refunded_quantity = 0;
  core::LineKind kind = core::LineKind::goods;  // only goods ship
  std::int64_t shipped = 0;

  bool goods() const { return kind == core::LineKind::goods; }
  std::int64_t ordered() const { return goods() ? std::max<std::int64_t>(1, quantity) : 0; }
  // All of its money went back: then nothing of it is to be shipped, where it said no quantity to count by.
  bool given_up() const { return quantity == 0 && amount > 0 && refunded >= amount; }
  // Still to be shipped: what is refunded is taken to be of what has not shipped, as far as there is such.
  std::int64_t to_ship() const {
    return given_up() ? 0 : std::max<std::int64_t>(0, ordered() - shipped - refunded_quantity);
  }
};

// What a refund takes of one line.
struct RefundedLine {
  std::uint32_t line = 0;  // its place among the order's
  core::Amount amount = 0;
  std::int64_t quantity = 0;
};

inline constexpr std::size_t kShipmentsMax = 100;  // of one order
inline constexpr std::size_t kPaymentsMax =
    core::kAllocationsMax;  // of one order: all of them can be the sources of one refund

struct ShippedGoods {
  std::uint32_t line = 0;  // its place among the order's
  std::int64_t quantity = 0;
};

struct Shipment {
  std::string waybill;
  std::string carrier;  // may be empty
  core::Time at;
  std::vector<ShippedGoods> goods;  // empty where the order has no lines of goods, or nothing of them was left
  bool in_part = false;             // it said which lines
  bool delivered = false;
};

// An id that a refused request used up: nothing was made, and nothing will be under it. Of an order, payment or refund.
struct UsedId {
  std::string id;                    // "order:o1"
  core::Code code = core::Code::ok;  // of the refusal
  core::Time touched;                // when
};

struct Order {
  std::string id;
  std::string content;  // marks of the request that made it (core/content_marks.hpp)
  OrderState state = OrderState::placed;
  bool delivered = false;  // a fact, whatever the state
  core::Currency currency;
  core::Amount amount = 0;
  core::Amount reduced = 0;         // of the amount, that is not to be paid any more
  core::Amount captured = 0;        // in all, also what was refunded since
  core::Amount refunded = 0;        // by refunds sent and not failed
  core::Amount reserved = 0;        // by refunds that wait for review or a challenge
  core::Amount escrow = 0;          // of this order, in liabilities:escrow
  core::Amount held = 0;            // for it by open holds
  core::Amount split_base = 0;      // what completion split
  core::Amount split_refunded = 0;  // of that, given back
  core::Amount disputed = 0;        // of what was captured, in open disputes
  core::Amount lost = 0;            // in disputes
  core::Amount frozen_escrow = 0;   // what the escrow would give back of what is in dispute
  core::Time placed_at, completed_at;
  core::Time delivered_at;          // of the record that says so
  std::uint64_t delivered_seq = 0;  // that record
  std::uint64_t placed_seq = 0;     // the record that pinned the terms; 0: there are none
  OrderTerms terms;
  Party* buyer = nullptr;
  Party* merchant = nullptr;
  Party* creator = nullptr;  // may be null, as may the two that follow
  Party* partner = nullptr;
  Party* supplier = nullptr;
  const PlanVersion* plan = nullptr;  // pinned; may be null
  Wait* waiting = nullptr;            // the open review or challenge of the order itself
  std::vector<Party*> chain;          // pinned; level 1 first
  std::vector<Capture> captures;      // in the order of capture; one a payment
  std::vector<Payment*> holds;        // open ones with something left for it, in the order of authorisation
  std::vector<PaidPart> parts;        // after completion; the merchant last
  std::vector<CountedPeriod> counted;
  std::vector<Refund*> refunds;
  std::vector<Dispute*> disputes;  // open or not
  std::vector<Shipment> shipments;
  std::vector<Line> lines;          // empty where it was placed without
  std::vector<StockOfOrder> stock;  // limited stock that it has; none once it ended
  Coupon* coupon = nullptr;         // a use of which it has; none once it ended
  bool coupon_counted = false;      // of the buyer
  core::FundedBy coupon_funded_by = core::FundedBy::merchant;
  core::Amount discount = 0;        // by the coupon
  core::Amount promoted = 0;        // of what was split, the platform's
  core::Amount promotion_back = 0;  // of what was given back of the split, the platform's
  std::string group;                // empty: none
  GroupState group_state = GroupState::none;
  core::Time group_closes;
  std::uint64_t group_closed_by = 0;  // seq of the record that says how the group ended
  std::string payer, device, ip;      // for risk; the address is a pseudonym
  std::uint64_t overridden_by = 0;    // of a blocked one: seq of the record that lets it return; 0: none
  core::Time override_ends;           // from then on it may not; kNoEnd: never
  std::uint64_t escrow_left_by = 0;   // seq of the record that opened the last break over escrow that is left; 0: none
  std::optional<core::Label> label;
  core::Time touched;  // by the last record that changed it or began to point to it

  core::Amount due() const { return amount - reduced; }  // what is to be paid in all
  core::Amount owing() const { return due() - captured; }
  // What a request may still pay. Money reported meanwhile may have taken the place of what is held: then nothing.
  core::Amount payable() const { return std::max<core::Amount>(0, owing() - held); }
  // What the platform makes good of the discount where nothing is refunded.
  core::Amount subsidy() const { return coupon_funded_by == core::FundedBy::platform ? discount : 0; }
  // A shipment said its lines: then the order is delivered when all of it is.
  bool in_parts() const { return std::ranges::any_of(shipments, &Shipment::in_part); }
  // Refunds and lost disputes took all that was paid.
  bool all_back() const { return captured > 0 && captured - refunded - lost <= 0; }
  // When it completes by itself; of one that is delivered and whose terms say so.
  core::Time release_at() const { return delivered_at + core::seconds(terms.release_after_s); }
  // What a refund may still ask for; below 0 where a dispute has taken what a refund waits for.
  core::Amount refundable() const { return captured - refunded - reserved - disputed - lost; }
  // What it is once it is paid in full.
  OrderState paid_state() const { return delivered ? OrderState::delivered : OrderState::paid; }
  static constexpr core::Time kNoEnd{INT64_MAX};
  bool may_return(core::Time now) const {
    return state == OrderState::blocked && overridden_by != 0 && now < override_ends;
  }
};

enum class PaymentState : std::uint8_t {
  authorised,  // a hold, with something left of it
  blocked,
  captured,
  challenged,
  declined,
  expired,  // a hold of which what was left was released when its time was over
  held,     // for review: nothing is authorised
  rejected,
  voided
};
std::span<const core::EnumName<PaymentState>> enum_names(PaymentState);

struct PaymentAllocation {
  Order* order = nullptr;
  core::Amount amount = 0;
  core::Amount held = 0;      // of it, by the open hold
  core::Amount captured = 0;  // of it
};

// What a payment takes of the buyer's instrument in another currency than its own (charges.hpp).
struct Charge {
  core::Amount amount = 0;  // for all of the payment's amount
  core::Currency currency;
  core::ConversionRate rate;
  std::string source;
  core::Amount returned = 0;  // of what was captured: refunded, lost, or in open disputes
};

struct Payment {
  std::string id;
  std::string content;  // marks of the request or fact that made it what it is; empty of a decline
  PaymentState state = PaymentState::captured;
  bool reported = false;
  std::optional<core::Channel> channel;  // a decline may not say
  core::Currency currency;
  core::Amount amount = 0;
  core::Amount suspense = 0;            // of a fact, what no order could take and still stands there
  core::Amount suspense_disputed = 0;   // of that, in open disputes
  core::Amount suspense_refunded = 0;   // gone from there, by refunds that are not failed
  core::Amount suspense_lost = 0;       // in disputes
  core::Amount suspense_explained = 0;  // by whoever resolved its break
  BreakKey suspense_break;              // the last one over what stands there
  core::Amount topped_up = 0;           // of a top-up, all of it: what a wallet has got
  core::Amount top_up_disputed = 0;     // of that, in open disputes
  core::Amount top_up_lost = 0;         // in disputes
  Party* wallet = nullptr;              // whose wallet gives what is captured or held; null: the channel
  std::unique_ptr<Charge> charge;       // null: the source gives the payment's own currency
  std::int64_t declines = 0;
  core::Time at;
  std::uint64_t authorised_by = 0;             // seq of the record that held it; 0: it never was a hold
  core::Time expires_at;                       // of a hold
  std::vector<PaymentAllocation> allocations;  // captured or held, or asked for while it waits
  std::string instrument;                      // token; may be empty
  std::vector<Dispute*> disputes;              // open or not
  Wait* waiting = nullptr;
  Wait* doubt = nullptr;   // of a fact: its review that is open, rejected or expired (doubt.hpp)
  Party* purse = nullptr;  // of a top-up: whose wallet has it
  std::optional<core::Label> label;
  core::Time touched;  // by the last record that changed it or began to point to it

  core::Amount authorised() const { return sum_of(&PaymentAllocation::held); }
  core::Amount captured() const {
    return suspense + suspense_refunded + suspense_lost + suspense_explained + topped_up +
           sum_of(&PaymentAllocation::captured);
  }
  core::Amount suspense_free() const { return suspense - suspense_disputed; }
  core::Amount top_up_left() const { return topped_up - top_up_disputed - top_up_lost; }  // to dispute

 private:
  core::Amount sum_of(core::Amount PaymentAllocation::* part) const {
    core::Amount sum = 0;
    for (const PaymentAllocation& a : allocations) sum += a.*part;
    return sum;
  }
};

enum class RefundState : std::uint8_t { blocked, challenged, failed, held, rejected, sent, settled };
std::span<const core::EnumName<RefundState>> enum_names(RefundState);

struct Refund {
  std::string id;
  std::string content;  // marks of the request that made it
  RefundState state = RefundState::sent;
  Order* order = nullptr;
  Payment* payment = nullptr;  // where there is no order: of what stands in suspense of this
  core::Amount amount = 0;
  core::Amount from_split = 0;  // the rest came from the order's escrow
  core::Time at;
  std::vector<core::RefundSource> sources;
  std::vector<RefundedLine> lines;  // what of which lines it asks for; none of one that risk blocked
  bool lines_counted = false;       // on the order's: while it waits, and while it is sent or settled of the order
  Payment* to = nullptr;            // the one payment that it was to go back through; null: none was named
  std::uint64_t unplaced_by = 0;    // seq of the record that opened its breaks, where the order could not give it
  Wait* waiting = nullptr;
  core::Time touched;  // by the last record that changed it or began to point to it

  core::Currency currency() const { return order != nullptr ? order->currency : payment->currency; }
};

enum class LoginState : std::uint8_t { blocked, challenged, failed, succeeded };
std::span<const core::EnumName<LoginState>> enum_names(LoginState);

struct Login {
  std::string id;
  LoginState state = LoginState::succeeded;
  Party* user = nullptr;
  core::Time at;
  Wait* waiting = nullptr;
  std::optional<core::Label> label;
  core::Time touched;  // by the last record that changed it or began to point to it
};

enum class ApprovalState : std::uint8_t { approved, open, rejected, superseded };
std::span<const core::EnumName<ApprovalState>> enum_names(ApprovalState);

struct Approval {
  std::string id;         // "ap7"
  std::uint64_t seq = 0;  // of the record that asked
  core::Operation op = core::Operation::plan_put;
  ApprovalState state = ApprovalState::open;
  core::Time requested_at;
  std::string requested_by, decided_by;          // persons
  std::shared_ptr<const core::Command> command;  // null once decided
  std::string subject;                           // "plan:p1", "settings", "ruleset:default"
  core::Time touched;                            // by the last record that changed it or began to point to it
};

// The tenant's settings with the values they have before anyone changes them.
struct Settings {
  std::int64_t version = 0;
  std::int64_t challenge_expires_s = 900;
  std::int64_t review_expires_s = 259'200;
  std::int64_t commission_levels_max = 2;
  std::int64_t upline_depth_max = 10;
  core::Verdict fallback_outcome = core::Verdict::review;
  std::vector<std::string> four_eyes = {"limits", "plans", "rulesets", "settings"};
  std::optional<std::int64_t> order_expires_s, order_release_after_s;  // of orders that do not say
  std::optional<core::OnLate> order_on_late;
  BusinessDays business;
  PayoutSettings payouts;
  std::optional<bool> period_close;
  std::vector<core::Channel> recon_channels;  // whose statements are awaited
  std::optional<std::int64_t> recon_grace_s;
  std::optional<std::int64_t> ship_grace_s;  // none, or -1: goods are not compared with money
};

}  // namespace tallygate::ledger
