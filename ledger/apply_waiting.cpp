#include <memory>
#include <string>
#include <utility>

#include "core/body_codec.hpp"
#include "core/check.hpp"
#include "ledger/apply.hpp"
#include "ledger/doubt.hpp"

namespace tallygate::ledger {
namespace {

constexpr std::string_view kReviewPrefix = "rv";

Wait& wait_of(const Applying& a) {
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  TALLYGATE_CHECK(effect.id.has_value(), "an answer names what it answers");
  Wait* wait = touched(a, a.state.waits, *effect.id);
  TALLYGATE_CHECK(wait != nullptr && (wait->state == WaitState::open || doubts_a_fact(*wait)),
                  "what is answered is open");
  return *wait;
}

Expiry expiry_of(const Wait& wait) {
  return {wait.expires_at, wait.kind, wait.seq};
}

void list_review(const Applying& a, const Wait& wait) {
  a.journal.note(
      a.state, wait.seq, +[](State& s, const std::uint64_t& seq) {
        s.reviews.erase(seq);
        s.open_reviews.erase(seq);
      });
  a.state.reviews.emplace(wait.seq, &wait);
  a.state.open_reviews.insert(wait.seq);
}

// What the log gives back. A challenged command that a review follows is recorded by who answered the challenge, and
// without a key: its own answered the first time.
std::shared_ptr<const core::Command> as_recorded(const core::Record& record) {
  if (record.command->actor == record.actor && record.command->key == record.key) return record.command;
  auto again = std::make_shared<core::Command>(*record.command);
  again->actor = record.actor;
  again->key = record.key;
  core::finish_command(*again);
  return again;
}

// One that was rejected or expired. It may have left the lists with memory.
void release_after_all(const Applying& a, Wait& review) {
  a.journal.set(review.state, WaitState::released);
  a.journal.set(review.closed_at, a.record.at);
  if (a.state.reviews.emplace(review.seq, &review).second)
    a.journal.note(a.state, review.seq, +[](State& s, const std::uint64_t& seq) { s.reviews.erase(seq); });
}

}  // namespace

Wait* open_wait(const Applying& a, const std::optional<core::Waiting>& waiting, std::string subject,
                WaitingObject object) {
  if (!waiting) return nullptr;
  Wait& wait = made(a, a.state.waits, waiting->id);
  wait.kind = waiting->id.starts_with(kReviewPrefix) ? WaitKind::review : WaitKind::challenge;
  wait.seq = a.record.seq;
  wait.opened_at = a.record.at;
  wait.expires_at = waiting->expires_at;
  wait.subject = std::move(subject);
  wait.object = object;
  wait.command = as_recorded(a.record);
  if (a.record.assessment)
    for (const core::Reason& reason : a.record.assessment->reasons) wait.reasons.push_back(reason.code);
  a.state.expiries.add(expiry_of(wait), a.journal);
  if (wait.kind == WaitKind::review) list_review(a, wait);
  return &wait;
}

void close_wait(const Applying& a, Wait& wait, WaitState as) {
  if (wait.state != WaitState::open) return;
  a.state.expiries.remove(expiry_of(wait), a.journal);
  if (wait.kind == WaitKind::review) {
    a.journal.note(a.state, wait.seq, +[](State& s, const std::uint64_t& seq) { s.open_reviews.insert(seq); });
    a.state.open_reviews.erase(wait.seq);
  }
  a.journal.set(wait.state, as);
  a.journal.set(wait.closed_at, a.record.at);
  a.journal.replace(wait.command, std::shared_ptr<const core::Command>());
}

void apply_review_resolved(const Applying& a) {
  const auto& body = core::body_as<core::ReviewResolve>(*a.record.command);
  Wait& review = wait_of(a);
  const bool released = body.outcome == core::ReviewOutcome::release;
  a.journal.set(review.case_label, std::optional(body.case_label));
  if (review.state == WaitState::open) {
    close_wait(a, review, released ? WaitState::released : WaitState::rejected);
  } else {
    release_after_all(a, review);
  }
  if (released && doubts_a_fact(review)) end_doubt(a, review);
}

void apply_challenge_passed(const Applying& a) {
  close_wait(a, wait_of(a), WaitState::passed);
}

void apply_challenge_failed(const Applying& a) {
  Wait& challenge = wait_of(a);
  a.journal.set(challenge.tries, challenge.tries + 1);
  if (challenge.tries < kChallengeTriesMax) return;
  if (auto* const* login = std::get_if<Login*>(&challenge.object)) {
    a.journal.set((*login)->waiting, nullptr);
    a.journal.set((*login)->state, LoginState::failed);
  }
  close_wait(a, challenge, WaitState::failed);
}

void apply_wait_expired(const Applying& a) {
  Wait& wait = wait_of(a);
  if (auto* const* login = std::get_if<Login*>(&wait.object)) {
    a.journal.set((*login)->waiting, nullptr);
    a.journal.set((*login)->state, LoginState::failed);
  }
  close_wait(a, wait, WaitState::expired);
}

}  // namespace tallygate::ledger
