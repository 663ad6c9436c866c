#include "ledger/asked.hpp"

#include <utility>

namespace tallygate::ledger {

core::Verdict verdict_of(const Asked& asked) {
  using enum core::Verdict;
  const core::Verdict verdict = asked.assessment == nullptr ? allow : asked.assessment->outcome;
  if (asked.answered == nullptr || verdict == block) return verdict;
  if (asked.answered->kind == WaitKind::review) return allow;
  return verdict == challenge ? allow : verdict;
}

core::Refusal refusal(core::Code code, std::string pointer, std::string detail) {
  return {code, std::move(pointer), std::move(detail)};
}

Decision refused(core::Refusal why) {
  Decision out;
  out.refusal = std::move(why);
  return out;
}

Decision refused(core::Code code, std::string pointer, std::string detail) {
  return refused(refusal(code, std::move(pointer), std::move(detail)));
}

core::Refusal blocked_by_risk() {
  return refusal(core::Code::risk_blocked, "", "risk control blocked it; the decision names the rules");
}

core::Record record_for(const Asked& asked, core::RecordType type) {
  core::Record out;
  out.type = type;
  out.command = asked.command;
  if (asked.assessment != nullptr) out.assessment = *asked.assessment;
  if (asked.answered != nullptr) out.cause = asked.answered->seq;
  return out;
}

core::Record record_after(core::RecordType type, std::uint64_t cause) {
  core::Record out;
  out.type = type;
  out.cause = cause;
  return out;
}

Decision recorded(core::Record record) {
  Decision out;
  out.records.push_back(std::move(record));
  return out;
}

core::Waiting review_at(const State& state, std::uint64_t seq, core::Time now) {
  core::Waiting out;
  out.id = "rv" + std::to_string(seq);
  out.expires_at = now + core::seconds(state.settings.review_expires_s);
  return out;
}

core::Waiting challenge_at(const State& state, std::uint64_t seq, core::Time now) {
  core::Waiting out;
  out.id = "ch" + std::to_string(seq);
  out.expires_at = now + core::seconds(state.settings.challenge_expires_s);
  return out;
}

core::ObjectEffect object_effect(std::string subject) {
  core::ObjectEffect out;
  out.subject = std::move(subject);
  return out;
}

std::string money_text(core::Amount amount, core::Currency currency) {
  return std::to_string(amount).append(" ").append(currency.code());
}

}  // namespace tallygate::ledger
