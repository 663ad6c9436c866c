// The objects of the model, as the docs tell of them: plain values.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/command.hpp"
#include "core/time.hpp"

namespace tallygate::simulation {

using Shared = std::shared_ptr<const core::Command>;

// The account that a payment's money comes from, and goes back to.
inline std::string source_of(const std::string& channel, const std::string& wallet) {
  return wallet.empty() ? "assets:channel:" + channel : "liabilities:wallet:" + wallet;
}
struct ModelCapture {
  std::string payment, channel, wallet;  // as of the payment
  core::Amount captured = 0, refunded = 0, disputed = 0, lost = 0;
  core::Amount charge = 0;  // of a refund's source: what of the payment's charge goes back
  core::Amount left() const { return captured - refunded - disputed - lost; }
};
struct ModelPart {
  std::string account;  // as credited at completion
  core::Amount paid = 0, given_back = 0;
  std::optional<std::int64_t> matures_on = {};                    // day since 1970
  bool matured = false;                                           // that day is over
  core::Amount kept = 0;                                          // then unmatured still, being frozen
  std::vector<std::pair<std::string, std::string>> counted = {};  // towards which caps, in which period
};
struct ModelLine {
  std::string id;
  core::LineKind kind = core::LineKind::goods;
  core::Amount amount = 0, refunded = 0;
  std::optional<std::int64_t> quantity;
  std::int64_t returned = 0, shipped = 0;
  std::int64_t left_to_ship() const;  // of goods
};
struct ModelShipment {
  std::string at, carrier, waybill;
  std::vector<std::pair<std::string, std::int64_t>> lines;  // how much of each
  bool delivered = false;
};
struct ModelOrder {
  std::string id, state, currency, buyer, merchant, creator, partner, supplier, plan, label, waiting;
  core::Amount amount = 0, reduced = 0, captured = 0, refunded = 0, reserved = 0, escrow = 0, split_base = 0,
               split_refunded = 0;
  std::int64_t plan_version = 0;
  std::uint64_t overridden_by = 0;  // of a blocked one that may return
  std::optional<core::Time> override_ends;
  bool delivered = false, late = false;
  std::string group;                       // that it is one of
  bool left_group = false;                 // it ended before its group did
  bool in_parts = false;                   // a shipment of it said which lines
  std::optional<core::Time> delivered_at;  // log time of the first delivery
  std::uint64_t placed_seq = 0;
  struct Terms {  // as pinned when it was placed
    std::optional<core::Time> deliver_by, expires_at;
    std::string on_late;
    std::optional<std::int64_t> release_after_s;
  } terms;
  core::Time placed_at, completed_at;
  std::vector<std::string> chain, refunds, disputes;
  std::vector<ModelCapture> captures;
  std::vector<ModelPart> parts;
  std::vector<ModelShipment> shipments;
  std::vector<ModelLine> lines;
  struct Taken {  // of a sku whose stock is limited, in which of its sales
    std::string sku;
    std::int64_t quantity = 0, sale = 0;
    bool counted = false;  // for the buyer too
  };
  std::vector<Taken> stock;
  std::string coupon;
  bool coupon_counted = false;
  core::Amount subsidy = 0;       // what of the discount the platform funds
  core::Amount subsidy_back = 0;  // and of that, what has gone back
  core::Amount split_escrow = 0;  // of the buyers' money, what was split
  std::string escrow_break;       // the last over what came back after it had ended
  bool ended() const {
    return state == "cancelled" || state == "completed" || state == "expired" || state == "rejected";
  }
  core::Amount disputed() const { return sum(&ModelCapture::disputed); }
  core::Amount lost() const { return sum(&ModelCapture::lost); }
  bool all_shipped() const;
  core::Amount price() const { return amount - reduced; }  // what its captures must reach
  core::Amount kept() const { return captured - refunded - lost(); }
  bool all_went_back() const { return captured > 0 && kept() <= 0; }
  // What a refund may still ask for.
  core::Amount refundable() const { return captured - refunded - reserved - disputed() - lost(); }

 private:
  core::Amount sum(core::Amount ModelCapture::* of) const {
    core::Amount out = 0;
    for (const auto& c : captures) out += c.*of;
    return out;
  }
};
struct ModelCharge {  // of a payment, in another currency
  std::string currency, source;
  core::Amount amount = 0, returned = 0;
  std::int64_t num = 1, den = 1;
};
struct ModelPayment {
  std::string id, state, channel, currency, label, waiting;
  std::string wallet;                // whose wallet gives the money; empty: the channel
  std::string topped_up_of, review;  // whose wallet; of a fact that risk did not allow
  core::Amount amount = 0, topped_up = 0;
  core::Amount suspense = 0;  // captured, and for no order; of that
  core::Amount suspense_refunded = 0, suspense_disputed = 0, suspense_lost = 0, suspense_explained = 0;
  std::string suspense_break;  // the last over what stands there
  core::Amount in_suspense() const { return suspense - suspense_refunded - suspense_lost - suspense_explained; }
  core::Amount free_suspense() const { return in_suspense() - suspense_disputed; }
  std::int64_t declines = 0;
  bool reported = false;
  core::Time at;
  std::vector<std::pair<std::string, core::Amount>> allocations;
  std::map<std::string, core::Amount> held, taken;  // by order: left of the hold, and captured
  std::uint64_t authorised_seq = 0;
  std::optional<core::Time> expires_at;  // of what was authorised
  std::vector<std::string> disputes;
  std::optional<ModelCharge> charge;
  core::Amount top_up_disputed = 0, top_up_lost = 0;  // of what topped up a wallet
  core::Amount left_of_top_up() const { return topped_up - top_up_disputed - top_up_lost; }
  core::Amount captured() const;
  core::Amount charged(core::Amount of) const;
  core::Amount charge_held() const;
};
struct ModelRefund {
  std::string id, state, order, waiting;
  std::string payment;  // of what stands in suspense of it: then it has no order
  std::string to;       // the payment that was named
  core::Amount amount = 0, from_split = 0;
  core::Time at;
  std::vector<ModelCapture> sources;  // captured: the amount
  std::vector<ModelLine> lines;       // what it takes of each: refunded and returned
  bool counts_lines = false;          // they are in what went back of the order's
  bool unplaced = false;              // the order could not give it: it is in suspense, while it is settled
  std::vector<std::string> breaks;    // over that
};
struct ModelPayout {
  std::string id, state, party, account, currency, to, bank, waiting, requested_by, decided_by;
  core::Amount amount = 0, net = 0, tax = 0;
  core::Time at;
  std::uint64_t asked_seq = 0, let_go_seq = 0;  // first asked for; requested, perhaps by a release
};
struct ModelDisputeCharge {
  std::string currency;
  core::Amount amount = 0, lost = 0;
};
struct ModelDispute {
  std::string id, payment, channel, currency, state = "open", reason;
  std::string wallet;  // that gave the money, and has it back meanwhile; empty: the channel
  core::Amount amount = 0, unplaced = 0, lost = 0;
  core::Amount lost_unplaced = 0;                // of what is lost
  core::Amount top_up = 0, top_up_lost = 0;      // money of the top-up that is disputed
  core::Amount suspense = 0, suspense_lost = 0;  // money of the payment in suspense
  struct Placed {
    std::string order;
    core::Amount amount = 0, lost = 0, from_split = 0;  // of what is lost, what the order's split gave
  };
  std::vector<Placed> allocations;
  std::string break_id;                                      // the last over what is unplaced of it
  std::optional<ModelDisputeCharge> charge;                  // where the payment has one and something is placed
  std::vector<std::pair<core::Time, std::string>> evidence;  // when, of which kind
  std::uint64_t seq = 0;
  core::Time opened_at, closed_at;
  std::optional<core::Time> respond_by;
};
struct ModelStock {
  std::int64_t quantity = 0, taken = 0, sales = 0;
  std::optional<std::int64_t> per_buyer;
  std::string sale, merchant;
  std::optional<core::Time> starts_at, ends_at;
  std::map<std::string, std::int64_t> by_buyer;
};
struct ModelCoupon {
  core::CouponPut terms;
  std::int64_t used = 0;
  std::map<std::string, std::int64_t> by_buyer;
};
struct ModelGroup {
  std::string id, leader, merchant, currency, state = "open";
  std::int64_t size = 0;
  core::Time closes_at, opened_at, closed_at;
  std::uint64_t opened_seq = 0;
  std::vector<std::string> joined;  // orders, as they came
};
struct ModelStanding {  // of an account that was ever frozen or closed
  std::string state = "open";
  std::optional<std::uint64_t> reopened_by;
};
struct ModelLimit {
  std::string id, kind, party, account, currency;
  std::optional<core::Amount> amount;  // absent: it holds no more
  std::int64_t period_s = 0, version = 0;
  std::optional<core::PlanPeriod> period;  // of the calendar; else period_s, rolling
  struct Entry {
    core::Time since;
    core::Amount amount = 0;
    bool out = false;  // of a period that has grown since
  };
  std::map<std::string, Entry> entries;  // by payment or payout: what began to count since it was put
};
struct ModelWithdrawal {  // what a payout asks for, from whatever it was earned of, or out of a wallet
  std::string id, party, to;
  core::Amount amount = 0;
  core::Currency currency;
  std::optional<core::Role> role;
  bool from_wallet = false;
};
struct ModelEntry {  // a settlement, or a journal entry that was posted
  std::map<std::pair<std::string, std::string>, core::Amount> postings;  // by account and currency, none of 0
  std::optional<std::uint64_t> reverses, reversed_by;                    // by seq
};
struct ModelBreak {
  std::string id, kind, account, currency, subject, state = "open", resolution, resolved_by;
  core::Amount amount = 0;
  std::optional<std::int64_t> journal;
  std::uint64_t seq = 0, closed_by = 0;
  core::Time opened_at, closed_at;
  std::optional<core::Time> since;  // of one over a difference
  core::Amount ours = 0, theirs = 0;
  bool over_no_amount = false;
};
struct ModelMonth {
  std::string id, state = "running", balances, totals;  // totals: a line a currency and kind of account
  core::Time begins, ends, closed_at;
  std::uint64_t position = 0, record = 0, late = 0, count = 0;
};
struct ModelLogin {
  std::string state, waiting;
};
struct ModelWait {
  std::string id, kind, state = "open", object, object_id, case_label;  // kind: review or challenge
  std::vector<std::string> reasons;
  std::uint64_t seq = 0;
  int tries = 0;
  core::Time opened_at, expires_at, closed_at;
  Shared command;
};
struct ModelApproval {
  std::string id, state = "open", requested_by, decided_by, subject;
  std::uint64_t seq = 0;
  core::Time requested_at;
  Shared command;
};
struct ModelPayoutAccount {
  std::string id, kind, token, currency;
  bool closed = false;
  core::Time changed_at;
  std::uint64_t changed_seq = 0;
};
struct ModelParty {
  std::string upline, label;
  std::int64_t version = 0;
  core::Time first_seen;
  std::vector<core::Role> roles;
  std::vector<ModelPayoutAccount> payout_accounts;
  std::int64_t kyc_level = 0;
};
struct ModelSettings {
  std::int64_t version = 0, challenge_expires_s = 900, review_expires_s = 259'200, commission_levels_max = 2,
               upline_depth_max = 10;
  std::string fallback_outcome = "review";
  std::vector<std::string> four_eyes = {"limits", "plans", "rulesets", "settings"};
  std::optional<std::int64_t> order_expires_s, order_release_after_s;
  std::optional<core::OnLate> order_on_late;
  std::optional<std::int64_t> payout_cool_off_s, payout_kyc_level;  // as put, if ever
  std::optional<bool> payout_registered_only;
  std::optional<std::vector<core::PayoutMinimum>> payout_minimum;
  std::optional<std::vector<core::PayoutTax>> payout_tax;
  std::optional<std::vector<core::PayoutSchedule>> payout_schedule;
  std::optional<std::vector<core::Weekday>> closed_weekdays;
  std::optional<std::vector<std::string>> holidays;
  std::optional<std::vector<core::Channel>> recon_channels;
  std::optional<std::int64_t> recon_grace_s, ship_grace_s;
  std::optional<bool> period_close;
};

}  // namespace tallygate::simulation
