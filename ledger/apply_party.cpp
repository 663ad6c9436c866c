#include <string>
#include <utility>

#include "ledger/apply.hpp"
#include "ledger/downlines.hpp"

namespace tallygate::ledger {

Party& party_seen(const Applying& a, std::string_view id) {
  if (Party* known = a.state.parties.find(id)) return *known;
  Party& party = a.state.parties.create(id, a.journal);
  party.first_seen = a.record.at;
  return party;
}

void apply_party_put(const Applying& a) {
  const auto& body = core::body_as<core::PartyPut>(*a.record.command);
  Party& party = party_seen(a, a.record.command->path_id);
  a.journal.set(party.version, party.version + 1);
  set_upline(a, party, body.upline ? &party_seen(a, body.upline->view()) : nullptr);
  a.journal.replace(party.roles, body.roles);
  a.journal.replace(party.aliases, body.aliases);
}

void apply_party_changed(const Applying& a) {
  Party& party = party_seen(a, a.record.command->path_id);
  a.journal.set(party.changes, party.changes + 1);
}

void apply_login(const Applying& a, LoginState asked) {
  const auto& body = core::body_as<core::LoginAttempt>(*a.record.command);
  const auto& effect = core::effect_as<core::ObjectEffect>(a.record);
  Login* known = touched(a, a.state.logins, body.login_id.view());
  Login& login = known != nullptr ? *known : made(a, a.state.logins, body.login_id.view());
  if (login.waiting != nullptr) close_wait(a, *login.waiting, WaitState::closed);
  a.journal.set(login.waiting, nullptr);
  a.journal.set(login.user, &party_seen(a, body.user.view()));
  a.journal.set(login.at, a.record.at);
  a.journal.set(login.state, asked);
  if (effect.waiting) a.journal.set(login.waiting, open_wait(a, effect.waiting, "login:" + login.id, &login));
}

}  // namespace tallygate::ledger
