// What the platform's books must look like after a sequence of commands, in plain maps: written from docs/ and the
// promises alone, without ledger/ and risk/, so that the two can be compared. It says which refusals are justified and
// leaves their order to the product. A value: a copy is a snapshot.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/command.hpp"
#include "core/outcome.hpp"
#include "core/record_type.hpp"
#include "core/time.hpp"
#include "tests/simulation/model_matches.hpp"
#include "tests/simulation/model_objects.hpp"

namespace tallygate::simulation {

// What one command must be answered.
struct Expected {
  enum class Kind { recorded, replayed, reused, rejected };
  Kind kind = Kind::recorded;
  std::set<core::Code> codes;            // of a refusal: one of these; empty: not refused
  std::vector<core::RecordType> timers;  // that were due before it, in any order
  std::vector<core::RecordType> made;    // the records of the command itself, in order
  std::size_t failed_line = 0;           // of a refused atomic batch
};

enum class Fate { ordinary, meets_a_bug, quarantined };

using Code = core::Code;
using Codes = std::set<core::Code>;

class Model {
 public:
  // `opened`: at which time, with how many records; `east`: minutes of the tenant's time zone, absent where nobody
  // knows its calendar.
  Model(bool replay_clock, core::Time opened_at, std::uint64_t records, std::optional<std::int64_t> east);

  Expected run(const Shared& command, core::Time wall, Fate fate);
  Expected run_atomic(const Shared& batch, const std::vector<Shared>& lines, core::Time wall, Fate fate);
  std::vector<core::RecordType> run_timers(core::Time now);

  std::string currency_of(const ModelRefund& refund) const;  // model_refunds.cpp
  core::Amount held_for(const std::string& order) const;     // by all open holds (model_holds.cpp)

  using Account = std::pair<std::string, std::string>;  // name, currency
  // What open disputes freeze, by account; and what a request may still use, payouts that wait taken off, `but` for one
  // of them (model_frozen.cpp).
  std::map<Account, core::Amount> frozen() const;
  __int128 available(const Account& account, const std::string& but = {}) const;
  // What of a wallet is in doubt, and what it would give without that (model_doubt.cpp).
  __int128 doubtful(const Account& wallet) const;
  bool in_doubt(const ModelPayment& payment) const;
  __int128 without_doubt(const Account& account, const std::string& but = {}) const;
  // A break that a fact about a payout opened, and that nobody has explained (model_payouts.cpp).
  const ModelBreak* unexplained(const std::string& payout) const;
  // What of the limit is used now, `but` for one payment or payout (model_limits.cpp).
  core::Amount used(const ModelLimit& limit, const std::string& but = {}) const;
  std::map<Account, __int128> balances;  // debit positive
  std::map<Account, __int128> held;      // in the layer of that name
  std::map<std::string, ModelOrder> orders;
  std::map<std::string, ModelPayment> payments;
  std::map<std::string, ModelRefund> refunds;
  std::map<std::string, ModelLogin> logins;
  std::map<std::string, ModelWait> waits;
  std::map<std::string, ModelApproval> approvals;
  std::map<std::string, ModelParty> parties;
  std::map<std::string, ModelPayout> payouts;
  std::map<std::string, ModelDispute> disputes;
  std::map<std::string, ModelBreak> breaks;
  std::map<std::string, ModelStanding> standings;  // by account
  std::map<std::string, ModelLimit> limits;
  std::map<std::string, ModelStock> stock;
  std::map<std::string, ModelCoupon> coupons;
  std::map<std::string, ModelGroup> groups;
  std::int64_t paid_of(const ModelGroup& group) const;  // orders of it that are paid and have not ended
  static core::Amount discount_of(const core::CouponPut& coupon, const core::OrderPlace& body);
  std::map<std::string, std::pair<std::string, core::Amount>>
      period_used;                                      // by cap: the period, and what of it is used
  std::map<std::uint64_t, ModelEntry> entries;          // by seq
  std::set<std::uint64_t> conversions;                  // by seq
  std::map<std::string, ModelMatch> matches;            // by what they are about
  std::map<std::string, ModelSettled> channel_settled;  // by "CHANNEL:ID"
  std::map<std::string, ModelParcel> parcels;
  std::set<std::string> statements;                         // channel, id and piece
  std::map<std::string, ModelMonth> months;                 // the running one last
  std::map<std::string, std::vector<core::PlanPut>> plans;  // versions, oldest first
  std::map<std::string, std::string> keys;                  // client and key -> content
  std::map<std::string, bool> clients;                      // revoked?
  std::map<std::string, Shared> first_requests;             // "order:o1" -> what made it
  std::set<std::string> used_ids;                           // by refusals
  ModelSettings settings;
  std::set<std::string> met;  // what a campaign must come to
  std::string ruleset = "calm";
  bool replay_clock = false;
  std::optional<std::int64_t> east;
  core::Time last_at;
  std::uint64_t next_seq = 0;

 private:
  struct Made {
    Codes codes;
    std::vector<core::RecordType> types;
  };
  using Type = core::RecordType;

  // model.cpp
  bool time_of(const core::Command& command, core::Time wall, core::Time& now, Expected& out) const;
  Made decide(const Shared& command, core::Time now);  // and do it
  Made done(const Shared& command);
  void see(const std::string& party);
  void post(const std::string& account, const std::string& currency, core::Amount amount);
  void hold(const std::string& account, const std::string& currency, core::Amount amount);
  bool fits(const std::map<Account, __int128>& postings) const;

  // model_ids.cpp
  Code taken(const std::string& subject, Code plain, const core::Command& command) const;
  void use_up(const core::Command& command);
  Made override_order(const core::Command& command);

  // model_timers.cpp
  struct Due {
    core::Time at;
    int rank = 0;  // of what is due at one instant
    std::uint64_t seq = 0;
    std::string id;
    std::int64_t day = 0;
  };
  enum Rank {
    kMonths,
    kChallenges,
    kReviews,
    kHolds,
    kSucceed,
    kFail,
    kExpire,
    kLate,
    kComplete,
    kFall,
    kCommissions,
    kFound
  };
  std::optional<Due> next_due() const;
  void add_terms(const ModelOrder& order, std::vector<Due>& out) const;
  void pin_terms(ModelOrder& order, const core::OrderPlace& body) const;
  void mature(std::int64_t day, core::Time due, std::vector<Type>& out);

  // model_shipments.cpp
  Made ship(const core::Command& command, ModelOrder& order);
  Made deliver(const core::Command& command, ModelOrder& order);

  // model_orders.cpp
  Made place(const Shared& command, const ModelWait* answered);
  Made step(const core::Command& command);
  Made cancel(const core::Command& command);
  std::vector<Type> end_order(ModelOrder& order, const std::string& as);  // what is left of it goes back
  void give_back(ModelOrder& order);
  void complete(ModelOrder& order, std::vector<ModelPart> parts);
  struct Terms {
    std::string plan;
    std::int64_t version = 0;
    std::vector<std::string> chain;
  };
  Terms terms_of(const core::OrderPlace& order, Codes& why) const;
  Codes closed(const ModelOrder& order) const;

  // model_split.cpp
  std::vector<ModelPart> split(const ModelOrder& order) const;
  __int128 volume_of(const std::string& party, const std::string& currency) const;
  core::Amount commission_base(const ModelOrder& order, const core::PlanPut& plan, core::Amount fee) const;
  std::string period_of(core::PlanPeriod kind, core::Time at) const;  // in the tenant's calendar
  void count_periods(const ModelPart& part, core::Amount amount);
  Codes no_plan(const core::PlanPut& plan) const;

  // model_goods.cpp
  Made put_goods(const core::Command& command);
  Codes no_goods(const core::OrderPlace& body) const;
  void reserve_goods(ModelOrder& order, const core::OrderPlace& body);
  void give_back_goods(ModelOrder& order);

  // model_reconciliation.cpp
  using Difference = std::optional<ModelDifference>;
  Made report(const core::Command& command);  // a piece of a channel's statement
  Difference difference_of(const std::string& subject) const;
  Difference channel_difference(const std::string& subject, const std::vector<core::StatementRow>& rows) const;
  bool awaits(const std::string& channel) const;
  void compare_sides(const std::string& subject, bool after_row);
  void open_difference(const std::string& subject, const std::string& break_id, const ModelDifference& difference);
  void find_breaks(std::int64_t day);

  // model_goods_breaks.cpp
  Made hear_carrier(const core::Command& command);
  bool compares_goods() const;
  Difference goods_difference(const ModelOrder& order) const;
  Difference parcel_difference(const std::string& waybill) const;
  void goods_changed(const std::string& order);

  // model_groups.cpp
  Codes no_group(const core::OrderPlace& body) const;
  void join_group(ModelOrder& order, const core::OrderPlace& body);
  Codes kept_by_group(const ModelOrder& order) const;
  bool falls_with_group(const ModelOrder& order) const;
  void add_groups(std::vector<Due>& out) const;

  // model_accounts.cpp
  bool any_closed() const;
  void touch(const std::string& account);
  bool stands(const std::string& account, std::string_view state) const;
  Codes gives_nothing(const std::string& account) const;
  Codes no_change_of_account(const core::Command& command) const;
  Type change_account(const core::Command& command);

  // model_limits.cpp
  bool is_over(const ModelLimit& limit, core::Time since) const;
  void recount();
  core::Amount spent(const ModelPayment& payment, const std::string& holder) const;
  static core::Amount paid_out(const ModelPayout& payout);
  Codes over_limit(const std::string& payment, const std::vector<std::pair<std::string, core::Amount>>& asked,
                   const std::string& currency, const std::string& wallet) const;
  Codes over_limit(const ModelPayout& payout) const;
  core::Amount credit_of(const Account& account) const;
  Codes no_limit(const core::Command& command) const;
  void put_limit(const core::Command& command);

  // model_payments.cpp
  Codes takes_no_request(const std::string& order_id, core::Amount amount, const std::string& currency,
                         const std::string& payment) const;
  static Codes not_to_pay(const ModelOrder& order);
  static void reach(ModelOrder& order);
  Made pay(const Shared& command, const ModelWait* answered);
  Made decline(const core::Command& command);
  void capture(ModelPayment& payment);

  // model_holds.cpp
  void authorise(ModelPayment& payment, const core::PaymentPut& body);
  Made take(const core::Command& command);
  Made give_up(const core::Command& command);
  void move_hold(ModelPayment& payment, const std::string& order, core::Amount captured, core::Amount released,
                 const std::string& ends_as);
  void release(ModelPayment& payment, const std::string& ends_as);
  std::vector<Type> release_for(const std::string& order);
  std::size_t holds_of(const std::string& order) const;
  core::Amount can_take(const ModelPayment& payment, const std::string& order) const;
  Codes no_hold(const std::string& payment) const;

  // model_refunds.cpp
  Made refund(const Shared& command, const ModelWait* answered);
  void send(ModelRefund& refund, std::vector<ModelCapture> sources, bool settled);
  void move(ModelRefund& refund, int direction);
  void refund_changed(const ModelRefund& refund);

  // model_refund_facts.cpp
  Made settle_or_fail(const core::Command& command);
  void settle_late(ModelRefund& refund);
  static bool can_give(const ModelOrder& order, core::Amount amount, const std::vector<ModelCapture>& sources);
  void suspend(ModelRefund& refund, int direction);

  // model_lines.cpp
  static std::vector<ModelLine> lines_of(const std::vector<core::RefundLine>& asked, core::Amount amount,
                                         const ModelOrder& order, const ModelRefund* again, Codes& why);
  void count_lines(ModelRefund& refund, bool count);
  bool lines_fit(const ModelRefund& refund) const;

  // model_reductions.cpp
  Made reduce(const core::Command& command);

  // model_suspense.cpp
  Made allocate(const core::Command& command);
  Made refund_suspense(const Shared& command);
  void move_suspense(ModelRefund& refund, int direction);
  void follow_suspense(ModelPayment& payment, bool grew);
  void explain_suspense(const std::string& subject);

  // model_disputes.cpp
  Made dispute(const Shared& command);
  Made add_evidence(const core::Command& command);
  bool settle_parts(ModelOrder& order, bool ends_dispute);

  // model_dispute_ends.cpp
  struct Loss {  // what is lost of a dispute: of each of its orders, of the rest
    std::vector<core::Amount> of_orders;
    core::Amount charge = 0, top_up = 0, suspense = 0, unplaced = 0;
  };
  Made end_dispute(const core::Command& command);
  static Loss loss_of(const ModelDispute& dispute, core::Amount lost);
  bool fits_again(const ModelDispute& dispute, const Loss& after) const;
  bool charge_fits_again(const ModelDispute& dispute, const Loss& after) const;
  void post_end(const ModelDispute& dispute, core::Amount lost, const Loss& after);
  bool take_loss(const ModelDispute& dispute, ModelDispute::Placed& of, core::Amount more);
  void follow_loss(ModelDispute& dispute, core::Amount unplaced, bool again);

  // model_breaks.cpp
  std::string open_break(const std::string& kind, const std::string& subject, const Account& account,
                         core::Amount amount);
  ModelBreak* find_open(const std::string& id);
  void close_break(ModelBreak& open);
  Made resolve_break(const core::Command& command);
  void follow_escrow(ModelOrder& order, bool came_back);

  // model_payouts.cpp
  Made pay_out(const Shared& command, const ModelWait* answered);
  Made decide_payout(const core::Command& command);
  Made bank_fact(const core::Command& command);
  void give_up_payout(ModelPayout& payout, const std::string& as);
  std::optional<std::string> paying_account(const ModelWithdrawal& asked) const;

  // model_payout_days.cpp
  bool is_payout_day(core::Role role) const;
  void withhold(ModelPayout& payout) const;

  // model_entries.cpp
  Made settle_channel(const Shared& command);
  Codes no_entry(const core::Command& command) const;
  void post_entry(const Shared& command, std::uint64_t seq);

  // model_conversions.cpp
  Made convert(const Shared& command);
  Codes no_conversion(const core::Command& command) const;
  Codes no_conversion(const core::ConversionPost& body) const;
  static std::map<Account, __int128> conversion_postings(const core::ConversionPost& body);

  // model_wallets.cpp
  Made top_up(const Shared& command);
  Codes wallet_gives_not(const std::string& buyer, const std::vector<std::pair<std::string, core::Amount>>& asked,
                         const std::pair<std::string, core::Amount>& money) const;

  // model_doubt.cpp
  bool is_of_fact(const ModelWait& wait) const;
  void doubt(ModelPayment& payment, const Shared& command);
  Codes kept_by_doubt(const ModelOrder& order) const;

  // model_charges.cpp
  enum class Layer { posted, held };
  core::Amount gone_of(const ModelPayment& payment) const;
  core::Amount charge_back(const ModelPayment& payment, core::Amount amount) const;
  void give(const ModelPayment& payment, core::Amount amount, core::Amount charge, Layer layer);
  core::Amount place_charge(const ModelPayment& payment, ModelDispute& dispute, core::Amount left) const;

  // model_periods.cpp
  void begin_month(core::Time at);
  void keep_months(bool kept);
  void end_month(const std::string& id);
  std::string closed_month_of(core::Time at) const;
  Codes no_close(const std::string& id) const;
  void close_month(const std::string& id);

  // model_payout_accounts.cpp
  Made put_payout_account(const core::Command& command);
  Made put_kyc(const core::Command& command);
  Codes no_payee(const std::string& party, const std::string& to, const std::string& currency,
                 bool registered_only) const;
  bool was_put_since(const ModelPayout& payout);
  std::vector<ModelCapture> sources_of(const ModelOrder& order, core::Amount amount) const;

  // model_waiting.cpp
  Made log_in(const Shared& command, const ModelWait* answered);
  Made resolve(const core::Command& command);
  Made answer(const core::Command& command);
  std::vector<Type> go_ahead(ModelWait wait);
  std::string open(const std::string& kind, const std::string& object, const std::string& id, const Shared& command);
  void close(const std::string& wait, const std::string& as);
  std::vector<Type> reject(const ModelWait& wait);
  std::string& waiting_of(const ModelWait& wait);
  core::Verdict verdict(const core::Command& command, const ModelWait* answered) const;
  core::Verdict outcome(const core::Command& command) const;

  // Of the command or timer that is being done: whether it may be kept out of closed accounts, and was; which of its
  // records it is about.
  bool may_be_refused_ = false;                     // it is no fact
  bool keeps_closed_ = false, met_closed_ = false;  // what would post on a closed account is undone
  std::uint64_t record_ = 0;
  std::pair<std::uint64_t, std::uint64_t> breaks_of_ = {0, 0};  // a record, and how many breaks it opened so far
  std::string next_break();
  std::set<std::string> begun_;  // "payment:y1": what by it got a record that can begin to count towards limits
  std::set<std::pair<std::string, std::string>> begun_for_;  // payment, buyer: likewise, for this one alone
  std::map<std::string, core::Time> began_;                  // and since when what did before, with whose payment it is

  // model_governance.cpp
  Made put_party(const core::Command& command);
  std::int64_t depth_below(const std::string& party) const;  // of its tree, in parties
  Made govern(const Shared& command);
  Made put_live(const Shared& command);
  Codes not_live(const core::Command& command) const;
  Made approve(const core::Command& command);
  void supersede(const ModelApproval& approved);
  Made label(const core::Command& command);
};

// What each part must have given back once `refunded` of the split went back.
std::vector<core::Amount> given_back_at(const ModelOrder& order, core::Amount refunded);
// What the platform adds to what is split now, by a coupon; and what of it went back with so much of the buyers' money.
core::Amount subsidy_of(const ModelOrder& order);
core::Amount subsidy_back_at(const ModelOrder& order, core::Amount refunded);
core::Amount paid_for(const ModelOrder& order, const ModelLine& line);
struct Frozen {
  core::Amount escrow = 0;
  std::vector<core::Amount> parts;
};
Frozen frozen_of(const ModelOrder& order);
std::string payable_of(const std::string& unmatured);  // the account's name

// Whose account it is, empty: nobody's; absent: it takes no journal entries, and can be neither frozen nor closed.
std::optional<std::string> owner_of(std::string_view account);
std::string payable_account(core::Role role, const std::string& party);
core::Role role_of(const std::string& payable_account);
bool is_wallet(std::string_view account);
std::pair<core::Amount, core::Amount> lost_of_charge(const ModelDispute& dispute, core::Amount placed,
                                                     core::Amount lost);
ModelWithdrawal withdrawal_of(const core::Command& command);  // of payout.request and wallet.withdraw
bool is_debit(std::string_view account);                      // in its normal sign

std::optional<core::Time> occurred_at(const core::Command& command);

core::Time end_of_day(std::int64_t day);  // days since 1970; when what matures on it becomes payable

// The rule sets of a simulation: an amount (of a login: its rtt_ms) decides by its remainder, so that the test does.
std::string ruleset_toml(const std::string& name);  // "calm", "strict" or "lenient"
core::Verdict ruleset_outcome(const std::string& name, std::int64_t amount);
std::string ruleset_reason(std::int64_t amount);  // the code of the rule that matches, where one does

constexpr std::size_t kPaymentsOfAnOrder = 20;

core::Amount sum_of(const std::map<std::string, core::Amount>& amounts);

// The objects as a read must answer them.
std::string order_json(const Model& model, const ModelOrder& order);
std::string payment_json(const Model& model, const ModelPayment& payment);
std::string refund_json(const Model& model, const ModelRefund& refund);
std::string payout_json(const Model& model, const ModelPayout& payout);
std::string dispute_json(const Model& model, const ModelDispute& dispute);
std::string break_json(const Model& model, const ModelBreak& open);
std::string limit_json(const Model& model, const ModelLimit& limit);
std::string group_json(const Model& model, const ModelGroup& group);
std::string account_json(const Model& model, const std::string& account,
                         const std::map<Model::Account, core::Amount>& frozen);
std::string party_json(const Model& model, const std::string& id);
std::string review_json(const Model& model, const ModelWait& review);
std::string approval_json(const Model& model, const ModelApproval& approval);
std::string settings_json(const Model& model);
std::string periods_json(const Model& model);

}  // namespace tallygate::simulation
