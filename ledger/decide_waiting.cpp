// review.resolve, challenge.answer, and what expires: the waiting command is decided again, now, or rejected.
#include <utility>

#include "ledger/account_state.hpp"
#include "ledger/decide.hpp"
#include "ledger/doubt.hpp"
#include "ledger/payout_terms.hpp"
#include "ledger/reserved_goods.hpp"

namespace tallygate::ledger {
namespace {

using core::Code;
using core::RecordType;

std::optional<RecordType> rejected_type(const Wait& wait) {
  if (doubts_a_fact(wait)) return std::nullopt;  // it happened: nothing is taken back
  if (std::holds_alternative<Order*>(wait.object)) return RecordType::order_rejected;
  if (std::holds_alternative<Payment*>(wait.object)) return RecordType::payment_rejected;
  if (std::holds_alternative<Refund*>(wait.object)) return RecordType::refund_rejected;
  if (std::holds_alternative<Payout*>(wait.object)) return RecordType::payout_rejected;
  return std::nullopt;  // a login that was not confirmed simply did not succeed
}

core::ObjectEffect effect_of(const Wait& wait) {
  core::ObjectEffect out = object_effect(wait.subject);
  out.id = wait.id;
  return out;
}

// Of the record that rejects what waited.
core::Effect rejection(const Wait& wait) {
  if (const auto* payout = std::get_if<Payout*>(&wait.object)) return payout_effect(**payout);
  core::ObjectEffect out = effect_of(wait);
  if (const auto* order = std::get_if<Order*>(&wait.object)) out.subjects = left_by(**order);
  return out;
}

// Money that was reported for an order while it waited goes back when the order is rejected.
void give_back_what_was_reported(const State& state, const Wait& wait, std::uint64_t seq, core::Time now,
                                 Decision& out) {
  if (const auto* order = std::get_if<Order*>(&wait.object)) let_all_go(state, **order, seq, now, out);
}

// The object of a review or challenge that ends without it going ahead. The record carries no command: nothing is asked
// again.
void reject(const State& state, const Wait& wait, std::uint64_t seq, core::Time now, Decision& out) {
  const auto type = rejected_type(wait);
  if (!type) return;
  core::Record record = record_after(*type, wait.seq);
  record.effect = rejection(wait);
  out.records.push_back(std::move(record));
  give_back_what_was_reported(state, wait, seq, now, out);
}

// Why it could not go ahead, with the decision that says so.
void reject_because(const Asked& asked, const Wait& wait, core::Refusal why, const core::Assessment* assessment,
                    Decision& out) {
  const auto type = rejected_type(wait);
  if (!type) return;
  core::Record record = record_after(*type, wait.seq);
  record.effect = rejection(wait);
  record.refusal = std::move(why);
  record.command = wait.command;
  if (assessment != nullptr) record.assessment = *assessment;
  out.records.push_back(std::move(record));
  give_back_what_was_reported(asked.state, wait, asked.seq, asked.now, out);
}

Decision decide_again(const Asked& again) {
  switch (again.command->op) {
    case core::Operation::order_place:
      return decide_order_place(again);
    case core::Operation::payment_put:
    case core::Operation::order_pay:
      return decide_payment_put(again);
    case core::Operation::order_refund:
      return decide_order_refund(again);
    case core::Operation::payout_request:
    case core::Operation::wallet_withdraw:
      return decide_payout_request(again);
    case core::Operation::login_attempt:
      return decide_login_attempt(again);
    default:
      break;
  }
  TALLYGATE_CHECK(false, "only what can be held or challenged waits");
  return {};
}

// Adds what the waiting command becomes now: its object goes ahead, waits for a review after its challenge, or is
// rejected.
void go_ahead(const Asked& asked, const Wait& wait, const core::Assessment* released, Decision& out) {
  if (doubts_a_fact(wait)) return;
  const bool login = std::holds_alternative<Login*>(wait.object);
  if (released != nullptr && released->outcome == core::Verdict::block && !login)
    return reject_because(asked, wait, blocked_by_risk(), released, out);
  const Asked again{asked.state, wait.command, released, asked.now, asked.seq + out.records.size(), &wait};
  Decision decided = decide_again(again);
  if (!decided.refusal && !opens_what_is_closed(*wait.command)) decided.refusal = not_postable(asked.state, decided);
  if (decided.refusal) return reject_because(asked, wait, std::move(*decided.refusal), released, out);
  for (core::Record& record : decided.records) out.records.push_back(std::move(record));
}

const Wait* find_wait(const State& state, std::string_view id, WaitKind kind) {
  const Wait* wait = state.waits.find(id);
  return wait != nullptr && wait->kind == kind ? wait : nullptr;
}

core::Record answer_record(const Asked& asked, RecordType type, const Wait& wait) {
  core::Record record = record_for(asked, type);
  record.effect = effect_of(wait);
  return record;
}

}  // namespace

Decision decide_review_resolve(const Asked& asked, const core::Assessment* released) {
  const auto& answer = core::body_as<core::ReviewResolve>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Wait* review = find_wait(asked.state, id, WaitKind::review);
  if (review == nullptr) return refused(Code::review_not_found, "", "there is no review " + id);
  const bool after_all = answer.outcome == core::ReviewOutcome::release && doubts_a_fact(*review);
  if (review->state != WaitState::open && !after_all)
    return refused(Code::review_not_open, "", "review " + id + " is " + std::string(core::name_of(review->state)));

  Decision out = recorded(answer_record(asked, RecordType::review_resolved, *review));
  if (answer.outcome == core::ReviewOutcome::release) {
    go_ahead(asked, *review, released, out);
  } else {
    reject(asked.state, *review, asked.seq, asked.now, out);
  }
  return out;
}

Decision decide_challenge_answer(const Asked& asked, const core::Assessment* released) {
  const auto& answer = core::body_as<core::ChallengeAnswer>(*asked.command);
  const std::string& id = asked.command->path_id;
  const Wait* challenge = find_wait(asked.state, id, WaitKind::challenge);
  if (challenge == nullptr) return refused(Code::challenge_not_found, "", "there is no challenge " + id);
  if (challenge->state == WaitState::expired)
    return refused(Code::challenge_expired, "",
                   "challenge " + id + " expired at " + core::format_time(challenge->expires_at));
  if (challenge->state != WaitState::open)
    return refused(Code::challenge_not_open, "",
                   "challenge " + id + " is " + std::string(core::name_of(challenge->state)));
  if (answer.method != core::ChallengeMethod::platform)
    return refused(Code::not_supported, "/method", "challenge " + id + " offers only the method platform");
  if (answer.passed) {
    Decision out = recorded(answer_record(asked, RecordType::challenge_passed, *challenge));
    go_ahead(asked, *challenge, released, out);
    return out;
  }
  Decision out = recorded(answer_record(asked, RecordType::challenge_failed, *challenge));
  if (challenge->tries + 1 >= kChallengeTriesMax) reject(asked.state, *challenge, asked.seq, asked.now, out);
  return out;
}

Decision decide_expiry(const State& state, const Wait& wait, std::uint64_t seq, core::Time now) {
  core::Record expired = record_after(
      wait.kind == WaitKind::review ? RecordType::review_expired : RecordType::challenge_expired, wait.seq);
  expired.effect = effect_of(wait);
  Decision out = recorded(std::move(expired));
  reject(state, wait, seq, now, out);
  return out;
}

}  // namespace tallygate::ledger
