// A ledger with what the engine does around it (timers, decide, check, header, apply), for tests of what the ledger
// decides. No clock: time passes when a test says so. Constructors of commands in the words of the domain.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/record.hpp"
#include "ledger/ledger.hpp"
#include "tests/support/map_store.hpp"

namespace tallygate::tests {

inline constexpr core::Time kStart{1'767'225'600'000'000};  // 2026-01-01T00:00:00Z

core::Currency currency(std::string_view code);
inline core::Money cny(core::Amount amount) {
  return {amount, currency("CNY")};
}
inline core::Money usd(core::Amount amount) {
  return {amount, currency("USD")};
}

// Commands, complete and as the edge would hand them over.
core::Command command(core::Operation op, core::Body body, std::string path_id = {});
core::Command place_order(std::string id, core::Money total);  // buyer b1, merchant m1
core::Command pay_order(std::string order, std::string payment, core::Money money,
                        core::Channel channel = core::Channel::wechat_pay);
core::Command report_payment(std::string order, std::string payment, core::Money money);
core::Command hold_payment(std::string order, std::string payment, core::Money money,
                           std::optional<core::Duration> expires_in = {});
core::Command capture_payment(std::string payment, std::optional<core::Amount> amount = {}, bool is_final = false);
core::Command void_payment(std::string payment);
core::Command complete_order(std::string order);
core::Command cancel_order(std::string order);
core::Command ship_order(std::string order, std::string waybill);
core::Command deliver_order(std::string order);
core::Command refund_order(std::string order, std::string refund, core::Money money);
core::Command settle_refund(std::string refund);
core::Command fail_refund(std::string refund);
core::Command dispute_payment(std::string payment, std::string dispute, std::optional<core::Money> money = {});
core::Command add_evidence(std::string dispute);
core::Command resolve_dispute(std::string dispute, core::DisputeOutcome outcome,
                              std::optional<core::Amount> lost = {});  // of a partial one
core::Command resolve_break(std::string id, std::optional<std::int64_t> journal = {});
core::Command put_party(std::string id, std::optional<std::string> upline = {});
core::Command log_in(std::string login, std::string user, bool success);
core::Command resolve_review(std::string review, core::ReviewOutcome outcome);
core::Command answer_challenge(std::string challenge, bool passed);
core::Command decide_approval(std::string approval, bool approve, std::string person);
core::Command change_settings(core::SettingsPut settings);

// A plan in CNY: a fee, and one rate a level.
core::PlanPut plan_terms(std::int64_t fee_bp, std::vector<std::int64_t> level_bps);
core::Command publish_plan(std::string id, core::PlanPut terms);  // by the system: live at once
core::Command as_person(core::Command command, std::string person);

core::Assessment assessment(core::Verdict outcome);

class LedgerWorld {
 public:
  LedgerWorld();

  // What became of a command: its records as they were applied (a refusal becomes none), or the refusal.
  struct Outcome {
    std::vector<core::Record> records;
    std::optional<core::Refusal> refusal;  // the ledger's, or the one a blocked record carries
    core::RecordType first() const {
      return records.empty() ? core::RecordType::command_refused : records.front().type;
    }
  };
  Outcome run(core::Command command, core::Verdict verdict = core::Verdict::allow);
  // As run(), and then all of it is rolled back.
  Outcome dry_run(core::Command command, core::Verdict verdict = core::Verdict::allow);
  void release_verdict(core::Verdict verdict) {
    released_ = verdict;
  }  // what assessing a released command again will say

  // The tenant's first record: its calendar is that of this time zone. Before anything else.
  void open_in(std::string time_zone);

  // From now on refusals are recorded as the engine does: an id that one of them brought is used up.
  void record_refusals() { records_refusals_ = true; }

  void pass(core::Duration time);  // fires the timers on the way, each at its own instant
  core::Time now() const { return now_; }

  // Lets everything go that did not change for `after`: it is then only in a map beside the ledger.
  void let_go(core::Duration after);
  std::size_t ever_let_go() const { return store_.size(); }
  std::size_t asked_of_store() const { return store_.asked(); }

  const ledger::Ledger& ledger() const { return ledger_; }
  core::Digest digest() const { return ledger_.digest(); }
  core::Digest digest_from_the_log() const;  // of a ledger that reads all records back from their bytes
  const std::vector<core::Record>& log() const { return log_; }
  // Of an account, debit positive; 0 where nothing was posted.
  core::Amount balance(std::string_view account, std::string_view currency_code = "CNY") const;
  core::Amount held(std::string_view account) const;    // in CNY, in the held layer
  core::Amount frozen(std::string_view account) const;  // in CNY, by open disputes
  bool every_account_is_zero() const;
  std::string state_of_order(std::string_view id) const;

 private:
  Outcome decide_and_apply(core::Command command, core::Verdict verdict);
  void fire_timers(core::Time until);
  void apply(std::vector<core::Record>& records, const core::Command* command, core::Time at);

  ledger::Ledger ledger_;
  MapStore store_;
  core::UndoJournal journal_;
  core::Time now_ = kStart;
  core::Verdict released_ = core::Verdict::allow;
  std::uint64_t next_seq_ = 1;
  bool records_refusals_ = false;
  std::vector<core::Record> log_;
};

}  // namespace tallygate::tests
