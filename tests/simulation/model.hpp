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

using Shared = std::shared_ptr<const core::Command>;
using Code = core::Code;
using Codes = std::set<core::Code>;

struct ModelCapture {
  std::string payment, channel;
  core::Amount captured = 0, refunded = 0;
};
struct ModelPart {
  std::string account;  // as credited at completion
  core::Amount paid = 0, given_back = 0;
  std::optional<std::int64_t> matures_on;  // day since 1970
};
struct ModelShipment {
  std::string at, carrier, waybill;
};
struct ModelOrder {
  std::string id, state, currency, buyer, merchant, creator, plan, label, waiting;
  core::Amount amount = 0, captured = 0, refunded = 0, reserved = 0, escrow = 0, split_base = 0, split_refunded = 0;
  std::int64_t plan_version = 0;
  std::uint64_t overridden_by = 0;  // of a blocked one that may return
  std::optional<core::Time> override_ends;
  bool delivered = false;
  core::Time placed_at, completed_at;
  std::vector<std::string> chain, refunds;
  std::vector<ModelCapture> captures;
  std::vector<ModelPart> parts;
  std::vector<ModelShipment> shipments;
};
struct ModelPayment {
  std::string id, state, channel, currency, label, waiting;
  core::Amount amount = 0, suspense = 0;
  std::int64_t declines = 0;
  bool reported = false;
  core::Time at;
  std::vector<std::pair<std::string, core::Amount>> allocations;
  std::map<std::string, core::Amount> held, taken;  // by order: left of the hold, and captured
  std::optional<core::Time> expires_at;             // of what was authorised
};
struct ModelRefund {
  std::string id, state, order, waiting;
  core::Amount amount = 0, from_split = 0;
  core::Time at;
  std::vector<ModelCapture> sources;  // captured: the amount
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
struct ModelParty {
  std::string upline, label;
  std::int64_t version = 0;
  core::Time first_seen;
  std::vector<core::Role> roles;
  std::vector<std::pair<core::Time, std::pair<std::string, core::Amount>>> volume;  // completions in its chain
};
struct ModelSettings {
  std::int64_t version = 0, challenge_expires_s = 900, review_expires_s = 259'200, commission_levels_max = 2,
               upline_depth_max = 10;
  std::string fallback_outcome = "review";
  std::vector<std::string> four_eyes = {"limits", "plans", "rulesets", "settings"};
};

class Model {
 public:
  // `opened`: at which time, with how many records.
  Model(bool replay_clock, core::Time opened_at, std::uint64_t records);

  Expected run(const Shared& command, core::Time wall, Fate fate);
  Expected run_atomic(const Shared& batch, const std::vector<Shared>& lines, core::Time wall, Fate fate);
  std::vector<core::RecordType> run_timers(core::Time now);

  core::Amount held_for(const std::string& order) const;  // by all open holds (model_holds.cpp)

  using Account = std::pair<std::string, std::string>;  // name, currency
  std::map<Account, __int128> balances;                 // debit positive
  std::map<Account, __int128> held;                     // in the layer of that name
  std::map<std::string, ModelOrder> orders;
  std::map<std::string, ModelPayment> payments;
  std::map<std::string, ModelRefund> refunds;
  std::map<std::string, ModelLogin> logins;
  std::map<std::string, ModelWait> waits;
  std::map<std::string, ModelApproval> approvals;
  std::map<std::string, ModelParty> parties;
  std::map<std::string, std::vector<core::PlanPut>> plans;                               // versions, oldest first
  std::map<std::string, std::string> keys;                                               // client and key -> content
  std::map<std::tuple<std::int64_t, std::string, std::string>, core::Amount> unmatured;  // by day, account, currency
  std::map<std::string, bool> clients;                                                   // revoked?
  std::map<std::string, Shared> first_requests;                                          // "order:o1" -> what made it
  std::set<std::string> used_ids;                                                        // by refusals
  ModelSettings settings;
  std::string ruleset = "calm";
  bool replay_clock = false;
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
  void see(const std::string& party);
  void post(const std::string& account, const std::string& currency, core::Amount amount);
  bool fits(const std::map<Account, __int128>& postings) const;

  // model_ids.cpp
  Code taken(const std::string& subject, Code plain, const core::Command& command) const;
  void use_up(const core::Command& command);
  Made override_order(const core::Command& command);

  // model_orders.cpp
  Made place(const Shared& command, const ModelWait* answered);
  Made step(const core::Command& command);
  Made cancel(const core::Command& command);
  struct Terms {
    std::string plan;
    std::int64_t version = 0;
    std::vector<std::string> chain;
  };
  Terms terms_of(const core::OrderPlace& order, Codes& why) const;
  std::vector<ModelPart> split(const ModelOrder& order) const;
  Codes closed(const ModelOrder& order) const;

  // model_payments.cpp
  Made pay(const Shared& command, const ModelWait* answered);
  Made decline(const core::Command& command);
  void capture(const ModelPayment& payment);

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
  Made settle_or_fail(const core::Command& command);
  void send(ModelRefund& refund, std::vector<ModelCapture> sources, bool settled);
  void move(ModelRefund& refund, int direction);
  std::vector<ModelCapture> sources_of(const ModelOrder& order, core::Amount amount) const;

  // model_waiting.cpp
  Made log_in(const Shared& command, const ModelWait* answered);
  Made resolve(const core::Command& command);
  Made answer(const core::Command& command);
  Type go_ahead(ModelWait wait);
  std::string open(const std::string& kind, const std::string& object, const std::string& id, const Shared& command);
  void close(const std::string& wait, const std::string& as);
  std::optional<Type> reject(const ModelWait& wait);
  std::string& waiting_of(const ModelWait& wait);
  core::Verdict verdict(const core::Command& command, const ModelWait* answered) const;
  core::Verdict outcome(const core::Command& command) const;

  // model_governance.cpp
  Made put_party(const core::Command& command);
  Made govern(const Shared& command);
  Made put_live(const Shared& command);
  Codes not_live(const core::Command& command) const;
  Made approve(const core::Command& command);
  Made label(const core::Command& command);
};

core::Time end_of_day(std::int64_t day);  // days since 1970; when what matures on it becomes payable

// The rule sets of a simulation: an amount (of a login: its rtt_ms) decides by its remainder, so that the test does.
std::string ruleset_toml(const std::string& name);  // "calm", "strict" or "lenient"
core::Verdict ruleset_outcome(const std::string& name, std::int64_t amount);
std::string ruleset_reason(std::int64_t amount);  // the code of the rule that matches, where one does

core::Amount sum_of(const std::map<std::string, core::Amount>& amounts);

// The objects as a read must answer them.
std::string order_json(const Model& model, const ModelOrder& order);
std::string payment_json(const Model& model, const ModelPayment& payment);
std::string refund_json(const Model& model, const ModelRefund& refund);
std::string party_json(const Model& model, const std::string& id);
std::string review_json(const Model& model, const ModelWait& review);
std::string approval_json(const Model& model, const ModelApproval& approval);
std::string settings_json(const Model& model);

}  // namespace tallygate::simulation
