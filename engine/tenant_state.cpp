#include "engine/tenant_state.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "core/bytes.hpp"
#include "core/check.hpp"
#include "engine/activities.hpp"
#include "engine/key_runs.hpp"

namespace tallygate::engine {

namespace {
constexpr int kReleasedAtOnce = 8;  // between two looks at the clock
}

core::Hash16 content_of(const core::Record& record) {
  core::Hash16 content = record.command->body_hash;
  if (record.command->op != core::Operation::batch_atomic) return content;
  const auto* effect = std::get_if<core::ObjectEffect>(&record.effect);
  const auto lines = effect && effect->id ? core::from_hex(*effect->id) : std::nullopt;
  if (lines && lines->size() == content.size()) std::copy(lines->begin(), lines->end(), content.begin());
  return content;
}

TenantState::TenantState(std::string tenant, FindRuleset find_ruleset)
    : tenant_(std::move(tenant)), find_ruleset_(std::move(find_ruleset)) {}

core::Result<std::optional<KnownKey>> TenantState::find_key(const core::Hash16& key) const {
  if (const auto* known = keys_.find(key)) return std::optional(*known);
  return find_in_runs(*cold_.keys, key);
}

void TenantState::set_cold(ColdState cold, std::vector<ledger::ColdTaken> taken) {
  TALLYGATE_CHECK(cold.position <= next_seq_, "a state checkpoint holds no more than the state");
  cold_ = std::move(cold);
  taken_.insert(taken_.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  objects_.set(cold_.objects);
  const core::ColdStore* store = cold_.objects->runs().empty() ? nullptr : &objects_;
  ledger_.use(store);
  subject_counts_.use(store);
}

// Whatever is older than the position of cold_ stands in its runs: first the parts of the key table, then what was
// taken, from the back of the list.
std::size_t TenantState::release_memory(std::size_t from, std::chrono::microseconds slice) {
  const auto end = std::chrono::steady_clock::now() + slice;
  while (from < KeyTable::kParts && std::chrono::steady_clock::now() < end) keys_.drop_before(cold_.position, from++);
  if (from < KeyTable::kParts) return from;
  while (!taken_.empty() && std::chrono::steady_clock::now() < end) {
    for (int i = 0; i < kReleasedAtOnce && !taken_.back().names.empty(); ++i) release_one(taken_.back());
    if (taken_.back().names.empty()) taken_.pop_back();
  }
  return taken_.empty() ? kReleased : from;
}

void TenantState::release_one(ledger::ColdTaken& taken) {
  auto& names = taken.names;
  if (names.back().kind == SubjectCounts::kKind) {
    subject_counts_.let_go(names.back().id, taken.rule);
    names.pop_back();
    return;
  }
  auto first = names.size() - 1;
  while (names[first].continues) --first;
  (void)ledger_.let_go(std::span(names).subspan(first), taken.rule);
  names.resize(first);
}

ledger::ColdTaken TenantState::take_cold(core::Duration after, const core::PutCold& put) {
  ledger::ColdTaken taken{{last_at_, after}, {}};
  taken.names = ledger_.take_cold(taken.rule, put);
  subject_counts_.take_cold(taken.rule, put, taken.names);
  return taken;
}

void TenantState::apply_new(core::Record& record, core::UndoJournal& journal, const risk::Activity* activity) {
  names_.clear();
  ledger_.subjects(record, names_);
  record.subjects.clear();
  record.subjects.reserve(names_.size());
  for (auto& name : names_) {
    const auto n = subject_counts_.next(name, record.at, journal);
    record.subjects.push_back({std::move(name), n});
  }
  apply_counted(record, journal, activity);
}

void TenantState::apply(const core::Record& record, core::UndoJournal& journal) {
  for (const auto& subject : record.subjects) subject_counts_.set(subject.name, subject.n, record.at, journal);
  apply_counted(record, journal, nullptr);
}

void TenantState::apply_counted(const core::Record& record, core::UndoJournal& journal,
                                const risk::Activity* activity) {
  TALLYGATE_CHECK(record.seq == next_seq_, "records are applied in order");
  // A released or approved command was counted when it was attempted: each attempt counts once, at its own position.
  if (record.command && !record.cause) {
    if (activity) {
      risk_.observe(record.type, *activity, journal);
    } else {
      risk_.observe(record.type, make_activity(*record.command, ledger_, record.at), journal);
    }
  }
  ledger_.apply(record, journal);
  apply_own(record, journal);
  journal.set(next_seq_, record.seq + 1);
  journal.set(last_at_, record.at);
}

void TenantState::apply_own(const core::Record& record, core::UndoJournal& journal) {
  if (!record.key.empty() && record.command) {
    const auto& hash = record.command->key_hash;
    const auto content = content_of(record);
    if (keeps_keys_) {
      journal.note(keys_, hash, +[](KeyTable& keys, const core::Hash16& h) { keys.erase(h); });
      TALLYGATE_CHECK(keys_.insert(hash, {content, record.seq}), "an idempotency key answers once");
    }
    KeySum sum = key_sum_;
    sum.add(hash, content, record.seq);
    journal.set(key_sum_, sum);
  }
  switch (record.type) {
    case core::RecordType::log_opened:
      journal.replace(opened_, core::effect_as<core::LogOpened>(record));
      journal.set(replay_clock_, opened_.clock == "replay");
      name_key(record.seq, opened_.public_key, journal);
      break;
    case core::RecordType::key_rotated:
      name_key(record.seq, core::effect_as<core::KeyRotated>(record).public_key, journal);
      break;
    case core::RecordType::epoch_opened: {
      const auto& epoch = core::effect_as<core::EpochOpened>(record);
      core::LogOpened now = opened_;
      now.epoch = epoch.epoch;
      now.origin = epoch.origin;
      journal.replace(opened_, std::move(now));
      name_key(record.seq, epoch.public_key, journal);
      break;
    }
    case core::RecordType::clock_live:
      journal.set(replay_clock_, false);
      break;
    case core::RecordType::client_added: {
      const auto& c = core::body_as<core::ClientAdd>(*record.command);
      auto& client = clients_[c.client_id];
      journal.replace(client, Client{c.client_id, c.name, c.person, c.secret_sha256, c.scope, false});
      break;
    }
    case core::RecordType::client_revoked: {
      const auto it = clients_.find(core::body_as<core::ClientRevoke>(*record.command).client_id);
      if (it != clients_.end()) journal.set(it->second.revoked, true);
      break;
    }
    case core::RecordType::ruleset_activated:
      activate_ruleset(record, journal);
      break;
    default:
      break;
  }
}

void TenantState::name_key(std::uint64_t seq, const std::string& vkey, core::UndoJournal& journal) {
  core::LogOpened now = opened_;
  now.public_key = vkey;
  journal.replace(opened_, std::move(now));
  auto seqs = key_records_;
  seqs.push_back(seq);
  journal.replace(key_records_, std::move(seqs));
}

void TenantState::activate_ruleset(const core::Record& record, core::UndoJournal& journal) {
  const auto hash = core::digest_from_hex(core::body_as<core::RulesetPut>(*record.command).toml_sha256);
  TALLYGATE_CHECK(hash.has_value(), "a recorded rule set has a hash");
  auto ruleset = find_ruleset_(*hash);
  TALLYGATE_CHECK(ruleset != nullptr, "a recorded rule set is a blob of the log and compiles");
  risk_.activate(std::move(ruleset), journal);
}

core::Digest TenantState::digest() const {
  return digest_of(ledger_.digest(), risk_.digest());
}

std::vector<core::HeldPart> TenantState::held_memory(const core::BlockBytes& block) const {
  auto parts = ledger_.held_memory(block);
  parts.push_back(subject_counts_.held_memory(block));
  const auto windows = risk_.held_memory(block);
  parts.insert(parts.end(), windows.begin(), windows.end());
  return parts;
}

TenantInfo TenantState::info() const {
  TenantInfo info{tenant_, opened_.origin, opened_.public_key, opened_.log_id, replay_clock_, {}, {}, key_records_};
  for (const auto& [id, client] : clients_)
    if (!client.client_id.empty()) info.clients.push_back(client);
  if (const auto* ruleset = risk_.active()) info.ruleset = ruleset->hash();
  return info;
}

}  // namespace tallygate::engine
