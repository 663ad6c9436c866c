// login.attempt: always answered, never refused but for an id used before; a blocked login is a record, not a refusal.
#include <utility>

#include "ledger/decide.hpp"

namespace tallygate::ledger {

Decision decide_login_attempt(const Asked& asked) {
  const auto& login = core::body_as<core::LoginAttempt>(*asked.command);
  if (asked.answered == nullptr && asked.state.logins.find(login.login_id.view()) != nullptr)
    return refused(core::Code::login_exists, "/login_id", "login " + login.login_id.str() + " exists");

  const core::Verdict verdict = verdict_of(asked);
  core::ObjectEffect effect = object_effect("login:" + login.login_id.str());
  core::RecordType type = core::RecordType::login_succeeded;
  if (verdict == core::Verdict::block) {
    type = core::RecordType::login_blocked;
  } else if (!login.success) {
    type = core::RecordType::login_failed;
  } else if (verdict != core::Verdict::allow && asked.answered == nullptr) {
    type = core::RecordType::login_challenged;  // nobody reviews a login: a second factor stands for both verdicts
    effect.waiting = challenge_at(asked.state, asked.seq, asked.now);
  }
  core::Record record = record_for(asked, type);
  record.effect = std::move(effect);
  return recorded(std::move(record));
}

}  // namespace tallygate::ledger
