// What a decided command does beyond its postings: the facts that `apply` needs and that an answer shows, as they stand
// in the record under "effect".
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/commands/dispute.hpp"
#include "core/commands/goods.hpp"
#include "core/commands/order.hpp"
#include "core/commands/payment.hpp"
#include "core/commands/payout.hpp"
#include "core/commands/plan.hpp"
#include "core/found_effect.hpp"
#include "core/log_effects.hpp"
#include "core/period_effect.hpp"
#include "core/time.hpp"

namespace tallygate::core {

// A held or challenged object waits; release or an answered challenge decides it again.
struct Waiting {
  Time expires_at;
  std::string id;  // "rv<seq>" of a review, "ch<seq>" of a challenge
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("expires_at", s.expires_at);
    v("id", s.id);
  }
};

struct PinnedTerms {               // of an order, when it is placed; absent: time does nothing about it
  std::optional<Time> deliver_by;  // beside on_late
  std::optional<Time> expires_at;
  std::optional<OnLate> on_late;
  std::optional<std::int64_t> release_after_s;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("deliver_by", s.deliver_by);
    v("expires_at", s.expires_at);
    v("on_late", s.on_late);
    v("release_after_s", s.release_after_s);
  }
};

struct StockTaken {  // by an order, of a sku whose stock is limited
  std::int64_t quantity = 0;
  std::string sku;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("quantity", s.quantity, at_least(1));
    v("sku", s.sku, text(64));
  }
};

constexpr std::size_t kStockTakenMax = 32;  // skus of limited stock in one order

struct CouponTaken {  // one use, by an order
  OtherId coupon;
  Amount discount = 0;  // off the order's amount
  FundedBy funded_by = FundedBy::merchant;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("coupon", s.coupon);
    v("discount", s.discount, at_least(0));
    v("funded_by", s.funded_by);
  }
};

struct OrderEffect {           // order.placed, held, challenged, blocked
  std::vector<PartyId> chain;  // resolved upline, level 1 first; pinned
  std::optional<PlanId> plan;  // pinned with its version
  std::optional<std::int64_t> plan_version;
  std::optional<Waiting> waiting;
  std::optional<PinnedTerms> terms;   // of an order that is placed
  std::optional<CouponTaken> coupon;  // reserved with this record
  std::optional<OtherId> group;       // of an order that is placed: it is one of this group's
  std::vector<StockTaken> stock;      // reserved with this record
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("chain", s.chain, items(10));
    v("coupon", s.coupon);
    v("group", s.group);
    v("plan", s.plan);
    v("plan_version", s.plan_version);
    v("stock", s.stock, items(kStockTakenMax));
    v("terms", s.terms);
    v("waiting", s.waiting);
  }
};

struct PaymentEffect {                  // payment.captured, held, challenged, blocked
  std::vector<Allocation> allocations;  // what went to each order
  Amount suspense = 0;                  // what a fact could not place
  std::optional<Waiting> waiting;
  std::optional<PartyId> wallet = std::nullopt;             // captured: whose wallet gave it; absent: the channel
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("closed_period", s.closed_period, text(7));
    v("suspense", s.suspense, at_least(0));
    v("waiting", s.waiting);
    v("wallet", s.wallet);
  }
};

// Of the currency that a payment's instrument is charged in, where that is another than the payment's.
struct ChargedAmount {
  Amount amount = 0;
  Currency currency;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("currency", s.currency);
  }
  bool operator==(const ChargedAmount&) const = default;
};

struct AuthorisedEffect {               // payment.authorised: PaymentEffect's bytes are frozen, so it is another
  std::vector<Allocation> allocations;  // what is held for each order
  Time expires_at;                      // from then on it is released
  std::optional<PartyId> wallet = std::nullopt;  // in whose wallet it is held; absent: by the channel
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("expires_at", s.expires_at);
    v("wallet", s.wallet);
  }
};

struct HoldEffect {                     // payment.hold_captured, voided, hold_expired
  std::vector<Allocation> allocations;  // what went to each order now: no longer held, but posted
  Amount captured = 0;                  // of the payment in all, after this record
  Amount left = 0;                      // of the hold, after this record
  PaymentId payment;
  std::vector<Allocation> released;                    // what is neither held for an order any more nor captured
  std::optional<ChargedAmount> charge = std::nullopt;  // of a capture: what it takes of the instrument
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("captured", s.captured, at_least(0));
    v("charge", s.charge);
    v("left", s.left, at_least(0));
    v("payment", s.payment);
    v("released", s.released, items(kAllocationsMax));
  }
};

enum class PartKind { fee, level, merchant, share };
std::span<const EnumName<PartKind>> enum_names(PartKind);

// One calendar period whose cap a part counts against.
struct SplitPeriodCap {
  Amount cap = 0;
  std::string period;  // "2026-11", or of one day "2026-11-22"
  Amount used = 0;     // by the payee before this part
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("cap", s.cap, at_least(0));
    v("period", s.period, text(10));
    v("used", s.used);
  }
};

// What commissions are a share of, where the plan's base is another than gross, and how it was found.
struct SplitBase {
  Amount amount = 0;
  std::optional<Amount> discounts;  // of what is left of the order's lines: discount lines, without their sign
  std::optional<Amount> fee;        // the platform's
  std::optional<Amount> goods;      // of what is left of the order's lines: goods lines
  PlanBase kind = PlanBase::gross;
  std::optional<Amount> lines;  // what is left of all lines of the order; absent: it was placed without
  Amount of = 0;                // what is split
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(0));
    v("discounts", s.discounts);
    v("fee", s.fee);
    v("goods", s.goods);
    v("kind", s.kind);
    v("lines", s.lines);
    v("of", s.of);
  }
};

// One part of a split, with all that explains its units. Parts stand in declaration order, the merchant last.
struct SplitPart {
  std::string account;
  Amount amount = 0;
  std::optional<Amount> base;  // absent for the merchant, who takes what is left
  std::optional<std::int64_t> bp;
  std::optional<Amount> cap;            // present where the cap cut the part
  std::optional<std::int64_t> dropped;  // by floor: ten-thousandths of a unit, 1 to 9,999; absent: none
  PartKind kind = PartKind::merchant;
  std::optional<std::int64_t> level;
  std::optional<std::string> matures_on;  // date; present where the amount is unmatured
  std::optional<PartyId> payee;
  std::vector<SplitPeriodCap> period_caps;  // cut it to the least that is left of them
  std::optional<Role> role;                 // of a share
  std::optional<Amount> tier;               // from_gmv of the tier that held
  std::optional<Amount> volume;             // the payee's 30-day volume that chose the tier
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, text(160));
    v("amount", s.amount, at_least(0));
    v("base", s.base);
    v("bp", s.bp);
    v("cap", s.cap);
    v("dropped", s.dropped);
    v("kind", s.kind);
    v("level", s.level);
    v("matures_on", s.matures_on);
    v("payee", s.payee);
    v("period_caps", s.period_caps, items(2));
    v("role", s.role);
    v("tier", s.tier);
    v("volume", s.volume);
  }
};

struct SplitEffect {  // order.completed
  std::vector<SplitPart> parts;
  std::optional<PlanId> plan;
  std::optional<std::int64_t> plan_version;
  std::string split;                               // "floor-remainder/1"
  std::optional<OrderId> order = std::nullopt;     // where a timer completed it
  std::optional<SplitBase> base = std::nullopt;    // present where it is not gross
  std::optional<Amount> promotion = std::nullopt;  // of what was split: the platform's, for a coupon that it funds
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("base", s.base);
    v("order", s.order);
    v("parts", s.parts, items(32));
    v("plan", s.plan);
    v("plan_version", s.plan_version);
    v("promotion", s.promotion);
    v("split", s.split);
  }
};

struct RefundSource {  // which payment's channel the money goes back through
  Amount amount = 0;
  Channel channel = Channel::wechat_pay;
  PaymentId payment;
  std::optional<PartyId> wallet = std::nullopt;        // whose wallet it goes back to; absent: through the channel
  std::optional<ChargedAmount> charge = std::nullopt;  // what goes back of a payment in another currency
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount, at_least(1));
    v("channel", s.channel);
    v("charge", s.charge);
    v("payment", s.payment);
    v("wallet", s.wallet);
  }
};

struct GiveBack {  // what part k of the recorded split gives back now
  std::string account;
  Amount amount = 0;
  std::int64_t part = 0;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, text(160));
    v("amount", s.amount);
    v("part", s.part);
  }
};

struct RefundEffect {  // refund.sent, held, challenged, blocked, settled, failed
  Amount amount = 0;
  std::optional<OrderId> order;  // absent: of what stands in suspense of `payment`
  std::vector<GiveBack> parts;   // empty before completion: the escrow gives all
  RefundId refund;
  Amount refunded = 0;  // of this order, or of this payment's suspense, after this refund
  std::optional<bool> settled;
  std::vector<RefundSource> sources;
  std::optional<Waiting> waiting;
  std::optional<Amount> promotion;  // what the platform gets back of what it funded; negative: pays again
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  std::optional<bool> unplaced = std::nullopt;  // true: the order could not give it; it is in suspense, or leaves it
  std::optional<PaymentId> payment = std::nullopt;  // where there is no order
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount);
    v("closed_period", s.closed_period, text(7));
    v("order", s.order);
    v("parts", s.parts, items(32));
    v("payment", s.payment);
    v("promotion", s.promotion);
    v("refund", s.refund);
    v("refunded", s.refunded);
    v("settled", s.settled);
    v("sources", s.sources, items(kAllocationsMax));
    v("unplaced", s.unplaced);
    v("waiting", s.waiting);
  }
};

// payout.requested, held, challenged, blocked, rejected, approved, settled, failed, returned: the payout as it stands,
// and what the bank did. amount = net + tax.
struct PayoutEffect {
  std::optional<std::string> account;  // the party's, which pays
  Amount amount = 0;
  std::optional<OtherId> bank;        // settled and returned: ours
  std::optional<Amount> bank_amount;  // that left or came, in `currency`
  Currency currency;
  std::optional<bool> misplaced;  // a fact that fits no such payout in its state: the payout stays as it is
  Amount net = 0;
  std::optional<PartyId> party;
  PayoutId payout;
  std::optional<Amount> suspense;  // debited to (negative: credited) liabilities:suspense:payouts
  Amount tax = 0;
  std::optional<Amount> tax_before;        // withheld of the others that count in `tax_period`
  std::optional<std::int64_t> tax_bp;      // present where a rule applied
  std::optional<Amount> tax_from;          //
  std::optional<Amount> tax_gross_before;  // of the others that count in `tax_period`
  std::optional<std::string> tax_period;   // "2026-11", "2026"; where the rule is of a period
  std::optional<OtherId> to;
  std::optional<Waiting> waiting;
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, text(160));
    v("amount", s.amount, at_least(0));
    v("bank", s.bank);
    v("bank_amount", s.bank_amount, at_least(0));
    v("closed_period", s.closed_period, text(7));
    v("currency", s.currency);
    v("misplaced", s.misplaced);
    v("net", s.net, at_least(0));
    v("party", s.party);
    v("payout", s.payout);
    v("suspense", s.suspense);
    v("tax", s.tax, at_least(0));
    v("tax_before", s.tax_before);
    v("tax_bp", s.tax_bp);
    v("tax_from", s.tax_from);
    v("tax_gross_before", s.tax_gross_before);
    v("tax_period", s.tax_period, text(10));
    v("to", s.to);
    v("waiting", s.waiting);
  }
};

struct MaturedEffect {  // commission.matured: one an account and day
  std::string account;
  Amount amount = 0;
  Currency currency;
  std::string date;
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("account", s.account, text(160));
    v("amount", s.amount);
    v("currency", s.currency);
    v("date", s.date);
  }
};

struct ObjectEffect {  // the rest: which object, and its new version or what waits
  std::optional<std::string> id;
  std::optional<std::string> subject;  // "order:o1", "payment:p1", "refund:r1", "login:l1" …
  std::optional<std::int64_t> version;
  std::optional<Waiting> waiting;
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  std::optional<std::string> state = std::nullopt;  // of a delivery or decline: where it is not what the type says
  std::vector<std::string> subjects = {};           // what else it changes: "coupon:c1", "group:g1", "stock:s1"
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("closed_period", s.closed_period, text(7));
    v("id", s.id);
    v("state", s.state, text(16));
    v("subject", s.subject, text(160));
    v("subjects", s.subjects, items(kStockTakenMax + 2));
    v("version", s.version);
    v("waiting", s.waiting);
  }
};

struct DisputeEffect {                  // dispute.opened
  std::vector<Allocation> allocations;  // what of it is money of each order
  Amount amount = 0;                    // in all
  Channel channel = Channel::wechat_pay;
  Currency currency;
  DisputeId dispute;
  PaymentId payment;
  Amount unplaced = 0;                                      // what is no order's: the record opens a break over it
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  std::optional<ChargedAmount> charge = std::nullopt;       // of a payment in another currency: what is placed of it
  std::optional<Amount> top_up = std::nullopt;              // what of it is money of the top-up that is disputed
  std::optional<Amount> suspense = std::nullopt;            // what of it is money of the payment in suspense
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("amount", s.amount, at_least(1));
    v("channel", s.channel);
    v("charge", s.charge);
    v("closed_period", s.closed_period, text(7));
    v("currency", s.currency);
    v("dispute", s.dispute);
    v("payment", s.payment);
    v("suspense", s.suspense, at_least(1));
    v("top_up", s.top_up, at_least(1));
    v("unplaced", s.unplaced, at_least(0));
  }
};

struct DisputeEndEffect {               // dispute.won, lost, partly_lost: what is lost and what is won add up to it
  std::vector<Allocation> allocations;  // lost, of each order; their claw-backs follow in the group
  DisputeId dispute;
  Amount lost = 0;  // in all
  PaymentId payment;
  Amount unplaced = 0;                                      // of what is lost, what is no order's: taken from suspense
  Amount won = 0;                                           // back at the channel
  std::optional<std::string> closed_period = std::nullopt;  // of a fact: the closed month that it is dated into
  std::optional<ChargedAmount> charge = std::nullopt;       // where the dispute has one: what of it is lost
  std::optional<Amount> top_up = std::nullopt;              // where the dispute has one: what of it is lost
  std::optional<Amount> suspense = std::nullopt;            // likewise
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("allocations", s.allocations, items(kAllocationsMax));
    v("charge", s.charge);
    v("closed_period", s.closed_period, text(7));
    v("dispute", s.dispute);
    v("lost", s.lost, at_least(0));
    v("payment", s.payment);
    v("suspense", s.suspense, at_least(0));
    v("top_up", s.top_up, at_least(0));
    v("unplaced", s.unplaced, at_least(0));
    v("won", s.won, at_least(0));
  }
};

struct ClawBackEffect {  // dispute.clawed_back, thawed: one an order, after the end of a dispute
  Amount amount = 0;     // lost of this order; 0 where it is only thawed; below 0 where an end changed and it is back
  DisputeId dispute;
  std::vector<GiveBack> matured;  // what was frozen, is no more, and would have matured meanwhile
  OrderId order;
  std::vector<GiveBack> parts;      // what each part gives back; the rest of the amount is the escrow's
  std::optional<Amount> promotion;  // of that, back to the platform, which funded it
  template <class V, class S>
  static void describe(V& v, S& s) {
    v("amount", s.amount);
    v("dispute", s.dispute);
    v("matured", s.matured, items(32));
    v("order", s.order);
    v("parts", s.parts, items(64));
    v("promotion", s.promotion);
  }
};

using Effect = std::variant<std::monostate, OrderEffect, PaymentEffect, SplitEffect, RefundEffect, MaturedEffect,
                            ObjectEffect, LogOpened, EpochOpened, KeyRotated, AuthorisedEffect, HoldEffect,
                            PayoutEffect, DisputeEffect, DisputeEndEffect, ClawBackEffect, PeriodEffect, FoundEffect>;

}  // namespace tallygate::core
