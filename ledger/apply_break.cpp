#include <string>
#include <utility>

#include "core/check.hpp"
#include "ledger/breaks.hpp"
#include "ledger/suspense.hpp"

namespace tallygate::ledger {
namespace {

std::string break_id(BreakKey key) {
  std::string id = "bk" + std::to_string(key.seq);
  if (key.n > 0) id.append(".").append(std::to_string(key.n));
  return id;
}

void close_break(const Applying& a, Break& b) {
  a.journal.note(a.state, b.key, +[](State& s, const BreakKey& key) { s.open_breaks.insert(key); });
  a.state.open_breaks.erase(b.key);
  a.journal.set(b.state, BreakState::resolved);
  a.journal.set(b.resolved_at, a.record.at);
  a.journal.set(b.closed_by, a.record.seq);
}

}  // namespace

void open_break(const Applying& a, BreakOpening opening) {
  const BreakKey key{a.record.seq, opening.n};
  Break& made_now = made(a, a.state.breaks, break_id(key));
  made_now.key = key;
  made_now.kind = opening.kind;
  made_now.subject = std::move(opening.subject);
  made_now.account = std::move(opening.account);
  made_now.amount = opening.amount;
  made_now.currency = opening.currency;
  made_now.opened_at = a.record.at;
  a.journal.note(
      a.state, key, +[](State& s, const BreakKey& k) {
        s.listed_breaks.erase(k);
        s.open_breaks.erase(k);
      });
  a.state.listed_breaks.emplace(key, &made_now);
  a.state.open_breaks.insert(key);
}

BreakKey open_difference(const Applying& a, const Match& match, const Difference& difference, std::uint32_t n) {
  open_break(a, {difference.kind, std::string(match.subject()), difference.account, difference.amount,
                 difference.currency, n});
  const BreakKey key{a.record.seq, n};
  Break& opened = *a.state.breaks.find(break_id(key));
  opened.match = match.id;
  opened.ours = difference.ours;
  opened.theirs = difference.theirs;
  opened.since = match.since;
  return key;
}

void amend_break(const Applying& a, BreakKey key, const Difference& difference) {
  Break* b = touched(a, a.state.breaks, break_id(key));
  TALLYGATE_CHECK(b != nullptr && b->state == BreakState::open, "a match's open break is there");
  a.journal.set(b->kind, difference.kind);
  a.journal.replace(b->account, difference.account);
  a.journal.set(b->amount, difference.amount);
  a.journal.set(b->currency, difference.currency);
  a.journal.set(b->ours, difference.ours);
  a.journal.set(b->theirs, difference.theirs);
}

void close_break(const Applying& a, BreakKey key) {
  Break* b = touched(a, a.state.breaks, break_id(key));
  TALLYGATE_CHECK(b != nullptr && b->state == BreakState::open, "a match's open break is there");
  close_break(a, *b);
}

const Break* open_break_of(const State& state, BreakKind kind, std::string_view subject) {
  for (const BreakKey& key : state.open_breaks) {
    const Break* b = state.listed_breaks.at(key);
    if (b->kind == kind && b->subject == subject) return b;
  }
  return nullptr;
}

bool break_is_open(const State& state, std::uint64_t seq) {
  return state.open_breaks.contains({seq, 0});
}

void settle_break(const Applying& a, BreakKey key, std::string account, core::Amount left) {
  if (!a.state.open_breaks.contains(key)) return;
  Break* b = touched(a, a.state.breaks, break_id(key));
  TALLYGATE_CHECK(b != nullptr && b->state == BreakState::open, "what is listed as open is there");
  if (left == 0) return close_break(a, *b);
  a.journal.set(b->amount, left);
  a.journal.replace(b->account, std::move(account));
}

void apply_break_resolved(const Applying& a) {
  const auto& body = core::body_as<core::BreakResolve>(*a.record.command);
  Break* b = touched(a, a.state.breaks, a.record.command->path_id);
  TALLYGATE_CHECK(b != nullptr && b->state == BreakState::open, "what is resolved is open");
  a.journal.replace(b->resolution, body.resolution);
  const core::Actor& actor = a.record.actor;
  a.journal.replace(b->resolved_by, actor.person.empty() ? actor.client : actor.person);
  a.journal.set(b->journal, static_cast<std::uint64_t>(body.journal.value_or(0)));
  if (!b->match.empty()) {
    Match* match = touched(a, a.state.matches.all, b->match);
    TALLYGATE_CHECK(match != nullptr && match->open == b->key, "a match knows its open break");
    a.journal.set(match->open, BreakKey{});
  }
  if (b->kind == BreakKind::payment_unplaced) suspense_is_explained(a, *b);
  close_break(a, *b);
}

}  // namespace tallygate::ledger
