#include "tests/support/ledger_world.hpp"

#include <algorithm>
#include <utility>

#include "core/body_codec.hpp"
#include "core/check.hpp"
#include "core/record_codec.hpp"

namespace tallygate::tests {

core::Currency currency(std::string_view code) {
  return core::Currency::from_code(code).value();
}

core::Command command(core::Operation op, core::Body body, std::string path_id) {
  core::Command c;
  c.op = op;
  c.actor = {"platform", ""};
  c.path_id = std::move(path_id);
  c.body = std::move(body);
  return c;
}

core::Command place_order(std::string id, core::Money total) {
  core::OrderPlace body;
  body.order_id = core::OrderId(std::move(id));
  body.buyer = core::PartyId("b1");
  body.merchant = core::PartyId("m1");
  body.amount = total.amount;
  body.currency = total.currency;
  return command(core::Operation::order_place, std::move(body));
}

core::Command pay_order(std::string order, std::string payment, core::Money money, core::Channel channel) {
  core::PaymentPut body;
  body.payment_id = core::PaymentId(std::move(payment));
  body.amount = money.amount;
  body.currency = money.currency;
  body.channel = channel;
  return command(core::Operation::order_pay, std::move(body), std::move(order));
}

core::Command report_payment(std::string order, std::string payment, core::Money money) {
  core::Command c = pay_order(std::move(order), std::move(payment), money);
  std::get<core::PaymentPut>(c.body).reported = true;
  return c;
}

core::Command hold_payment(std::string order, std::string payment, core::Money money,
                           std::optional<core::Duration> expires_in) {
  core::Command c = pay_order(std::move(order), std::move(payment), money);
  auto& body = std::get<core::PaymentPut>(c.body);
  body.capture = false;
  if (expires_in) body.expires_in = expires_in->us / 1'000'000;
  return c;
}

core::Command capture_payment(std::string payment, std::optional<core::Amount> amount, bool is_final) {
  core::PaymentCapture body;
  body.amount = amount;
  if (is_final) body.is_final = true;
  return command(core::Operation::payment_capture, std::move(body), std::move(payment));
}
core::Command void_payment(std::string payment) {
  return command(core::Operation::payment_void, core::PaymentVoid{}, std::move(payment));
}

core::Command complete_order(std::string order) {
  return command(core::Operation::order_complete, core::OrderComplete{}, std::move(order));
}
core::Command cancel_order(std::string order) {
  return command(core::Operation::order_cancel, core::OrderCancel{}, std::move(order));
}
core::Command ship_order(std::string order, std::string waybill) {
  core::OrderShip body;
  body.waybill = std::move(waybill);
  return command(core::Operation::order_ship, std::move(body), std::move(order));
}
core::Command deliver_order(std::string order) {
  return command(core::Operation::order_deliver, core::OrderDeliver{}, std::move(order));
}

core::Command refund_order(std::string order, std::string refund, core::Money money) {
  core::OrderRefund body;
  body.refund_id = core::RefundId(std::move(refund));
  body.amount = money.amount;
  body.currency = money.currency;
  return command(core::Operation::order_refund, std::move(body), std::move(order));
}
core::Command settle_refund(std::string refund) {
  return command(core::Operation::refund_settle, core::RefundSettle{}, std::move(refund));
}
core::Command fail_refund(std::string refund) {
  return command(core::Operation::refund_fail, core::RefundFail{}, std::move(refund));
}

core::Command dispute_payment(std::string payment, std::string dispute, std::optional<core::Money> money) {
  core::PaymentDispute body;
  body.dispute_id = core::DisputeId(std::move(dispute));
  body.reason = "goods not received";
  if (money) {
    body.amount = money->amount;
    body.currency = money->currency;
  }
  return command(core::Operation::payment_dispute, std::move(body), std::move(payment));
}
core::Command add_evidence(std::string dispute) {
  core::DisputeEvidence body;
  body.kind = "delivery_proof";
  body.sha256 = std::string(64, 'a');
  return command(core::Operation::dispute_evidence, std::move(body), std::move(dispute));
}
core::Command resolve_dispute(std::string dispute, core::DisputeOutcome outcome, std::optional<core::Amount> lost) {
  core::DisputeResolve body;
  body.outcome = outcome;
  body.amount = lost;
  return command(core::Operation::dispute_resolve, std::move(body), std::move(dispute));
}
core::Command resolve_break(std::string id, std::optional<std::int64_t> journal) {
  core::BreakResolve body;
  body.resolution = "found";
  body.journal = journal;
  return command(core::Operation::break_resolve, std::move(body), std::move(id));
}

core::Command put_party(std::string id, std::optional<std::string> upline) {
  core::PartyPut body;
  body.roles = {core::Role::distributor};
  if (upline) body.upline = core::PartyId(*std::move(upline));
  return command(core::Operation::party_put, std::move(body), std::move(id));
}

core::Command log_in(std::string login, std::string user, bool success) {
  core::LoginAttempt body;
  body.login_id = core::LoginId(std::move(login));
  body.user = core::PartyId(std::move(user));
  body.success = success;
  return command(core::Operation::login_attempt, std::move(body));
}

core::Command resolve_review(std::string review, core::ReviewOutcome outcome) {
  core::ReviewResolve body;
  body.outcome = outcome;
  return as_person(command(core::Operation::review_resolve, std::move(body), std::move(review)), "ann");
}

core::Command answer_challenge(std::string challenge, bool passed) {
  core::ChallengeAnswer body;
  body.passed = passed;
  return command(core::Operation::challenge_answer, std::move(body), std::move(challenge));
}

core::Command decide_approval(std::string approval, bool approve, std::string person) {
  core::ApprovalDecide body;
  body.approve = approve;
  return as_person(command(core::Operation::approval_decide, std::move(body), std::move(approval)), std::move(person));
}

core::Command change_settings(core::SettingsPut settings) {
  core::Command c = command(core::Operation::settings_put, std::move(settings));
  c.actor = {"system", ""};
  return c;
}

core::PlanPut plan_terms(std::int64_t fee_bp, std::vector<std::int64_t> level_bps) {
  core::PlanPut terms;
  terms.currency = currency("CNY");
  terms.platform_fee_bp = fee_bp;
  for (std::size_t i = 0; i < level_bps.size(); ++i)
    terms.levels.push_back({static_cast<std::int64_t>(i) + 1, {{level_bps[i], 0}}});
  return terms;
}

core::Command publish_plan(std::string id, core::PlanPut terms) {
  core::Command c = command(core::Operation::plan_put, std::move(terms), std::move(id));
  c.actor = {"system", ""};
  return c;
}

core::Command as_person(core::Command c, std::string person) {
  c.actor = {"console", std::move(person)};
  return c;
}

core::Assessment assessment(core::Verdict outcome) {
  core::Assessment a;
  a.outcome = outcome;
  a.decision = "d0";
  if (outcome != core::Verdict::allow) a.reasons.push_back({"TST-01", 40, 1, ""});
  return a;
}

LedgerWorld::LedgerWorld() = default;

void LedgerWorld::open_in(std::string time_zone) {
  TALLYGATE_CHECK(log_.empty(), "a log is opened once");
  core::LogOpened opened;
  opened.tenant = "t1";
  opened.clock = "replay";
  opened.time_zone = std::move(time_zone);
  std::vector<core::Record> records(1);
  records[0].type = core::RecordType::log_opened;
  records[0].effect = std::move(opened);
  next_seq_ = 0;
  apply(records, nullptr, now_);
  journal_.commit();
}

LedgerWorld::Outcome LedgerWorld::run(core::Command command, core::Verdict verdict) {
  constexpr std::size_t kLookedAtKept = 2;
  Outcome out = decide_and_apply(std::move(command), verdict);
  journal_.commit();
  ledger_.tidy(kLookedAtKept);
  return out;
}

LedgerWorld::Outcome LedgerWorld::dry_run(core::Command command, core::Verdict verdict) {
  const auto mark = journal_.mark();
  const auto log_before = log_.size();
  const auto seq_before = next_seq_;
  Outcome out = decide_and_apply(std::move(command), verdict);
  journal_.rollback(mark);
  log_.resize(log_before);
  next_seq_ = seq_before;
  return out;
}

void LedgerWorld::pass(core::Duration time) {
  fire_timers(now_ + time);
  now_ = now_ + time;
}

void LedgerWorld::let_go(core::Duration after) {
  const ledger::ColdRule rule{now_, after};
  ledger_.take_cold(rule, store_.put());
  ledger_.use(&store_);
}

core::Amount LedgerWorld::balance(std::string_view account, std::string_view currency_code) const {
  for (const auto& b : ledger_.balances())
    if (b.account == account && b.currency == currency(currency_code)) return b.posted;
  return 0;
}

core::Amount LedgerWorld::held(std::string_view account) const {
  for (const auto& b : ledger_.balances())
    if (b.account == account && b.currency == currency("CNY")) return b.held;
  return 0;
}

core::Amount LedgerWorld::frozen(std::string_view account) const {
  for (const auto& b : ledger_.balances())
    if (b.account == account && b.currency == currency("CNY")) return b.frozen;
  return 0;
}

bool LedgerWorld::every_account_is_zero() const {
  return std::ranges::all_of(ledger_.balances(),
                             [](const auto& b) { return b.posted == 0 && b.held == 0 && b.frozen == 0; });
}

std::string LedgerWorld::state_of_order(std::string_view id) const {
  const auto order = ledger_.order(id);
  return order ? std::string(order->state) : std::string();
}

LedgerWorld::Outcome LedgerWorld::decide_and_apply(core::Command command, core::Verdict verdict) {
  command.key = "k" + std::to_string(next_seq_);
  core::finish_command(command);
  const auto shared = std::make_shared<const core::Command>(std::move(command));
  const core::Assessment fresh = assessment(verdict);
  const core::Assessment again = assessment(released_);
  const bool scored = core::traits(shared->op).scored;
  auto decision = ledger_.decide(shared, scored ? &fresh : nullptr, {now_, next_seq_, &again});
  ledger_.check(decision, shared.get(), now_);
  Outcome out;
  out.refusal = decision.refusal;
  if (out.refusal && records_refusals_) {
    core::Record refused;
    refused.type = core::RecordType::command_refused;
    refused.command = shared;
    refused.refusal = out.refusal;
    decision.records.push_back(std::move(refused));
    apply(decision.records, shared.get(), now_);
  } else if (!out.refusal) {
    apply(decision.records, shared.get(), now_);
    out.refusal = decision.records.front().refusal;
    out.records = std::move(decision.records);
  }
  return out;
}

void LedgerWorld::fire_timers(core::Time until) {
  for (auto due = ledger_.next_due(); due && *due <= until; due = ledger_.next_due()) {
    const core::Time at = std::max(*due, now_);
    auto decision = ledger_.decide_due({at, next_seq_, nullptr});
    ledger_.check(decision, nullptr, at);
    apply(decision.records, nullptr, at);
    journal_.commit();
  }
}

core::Digest LedgerWorld::digest_from_the_log() const {
  core::RecordDecoder decoder;
  ledger::Ledger replayed;
  core::UndoJournal journal;
  for (const core::Record& record : log_) {
    std::string bytes;
    core::encode_record(bytes, record, {});
    const auto decoded = decoder.decode(bytes);
    TALLYGATE_CHECK(decoded.ok(), "what was encoded is decoded");
    replayed.apply(decoded->record, journal);
    journal.commit();
  }
  return replayed.digest();
}

void LedgerWorld::apply(std::vector<core::Record>& records, const core::Command* command, core::Time at) {
  const std::uint64_t first = next_seq_;
  for (std::size_t i = 0; i < records.size(); ++i) {
    core::Record& record = records[i];
    record.seq = next_seq_++;
    record.at = at;
    record.actor = command != nullptr ? command->actor : core::Actor{"system", ""};
    if (i == 0 && command != nullptr) record.key = command->key;
    if (records.size() > 1) record.group = core::Group{first, records.size()};
    if (record.assessment) record.assessment->decision = "d" + std::to_string(record.seq);
    ledger_.apply(record, journal_);
    log_.push_back(record);
  }
}

}  // namespace tallygate::tests
