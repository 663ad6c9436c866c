// A tenant's state as bytes and back: the ledger and the windows each write their own part, the rest is here.
#include <algorithm>

#include "core/check.hpp"
#include "engine/tenant_state.hpp"

namespace tallygate::engine {
namespace {

constexpr std::size_t kTextBytesMin = 4;
constexpr std::size_t kHashedAtOnce = 1 << 20;

template <class Io>
void opened_fields(Io& io, typename Io::template Ref<core::LogOpened> o) {
  io.text(o.clock);
  io.list(o.currencies, kTextBytesMin, [&](typename Io::template Ref<core::OpenedCurrency> c) {
    io.text(c.code);
    io.number(c.exponent);
  });
  io.number(o.epoch);
  io.text(o.log_id);
  io.text(o.origin);
  io.optional(o.predecessor, [&](typename Io::template Ref<std::string> p) { io.text(p); });
  io.text(o.public_key);
  io.text(o.recovery_public_key);
  io.number(o.sem);
  io.text(o.tenant);
  io.text(o.time_zone);
}

template <class Io>
void client_fields(Io& io, typename Io::template Ref<Client> c) {
  io.text(c.client_id);
  io.text(c.name);
  io.text(c.person);
  io.text(c.secret_sha256);
  io.list(c.scope, kTextBytesMin, [&](typename Io::template Ref<std::string> s) { io.text(s); });
  io.flag(c.revoked);
}

template <class Io>
void key_sum_fields(Io& io, typename Io::template Ref<KeySum> sum) {
  io.number(sum.low);
  io.number(sum.high);
  io.number(sum.count);
}

}  // namespace

// What stands beside ledger and windows is hashed as it is saved, so nothing of it can be forgotten in one of the two.
core::Digest TenantState::digest_of(const core::Digest& ledger, const core::Digest& risk,
                                    const SubjectCounts& counts) const {
  core::Digest digest = core::sha256({core::view(ledger), core::view(risk)});
  core::BinaryWriter own([&digest](std::string_view piece) {
    digest = core::sha256({core::view(digest), piece});
    return true;
  });
  opened_fields(own, opened_);
  own.flag(replay_clock_);
  own.number(next_seq_);
  own.number(last_at_.us);
  key_sum_fields(own, key_sum_);
  for (const auto& [id, client] : clients_) {
    if (!client.client_id.empty()) client_fields(own, client);
  }
  own.flush();
  std::string names;
  for (const SubjectCount* count : counts) {
    names.append(count->id).push_back('\n');
    names.append(reinterpret_cast<const char*>(&count->n), sizeof count->n);
    if (names.size() < kHashedAtOnce) continue;
    digest = core::sha256({core::view(digest), names});
    names.clear();
  }
  return core::sha256({core::view(digest), names});
}

core::Digest TenantState::save(core::BinaryWriter& out) const {
  opened_fields(out, opened_);
  out.flag(replay_clock_);
  out.number(next_seq_);
  out.number(last_at_.us);
  key_sum_fields(out, key_sum_);
  const auto is_known = [](const auto& entry) { return !entry.second.client_id.empty(); };  // not rolled back
  out.count(static_cast<std::size_t>(std::ranges::count_if(clients_, is_known)), kTextBytesMin);
  for (const auto& entry : clients_) {
    if (is_known(entry)) client_fields(out, entry.second);
  }
  const SubjectCounts counts = subject_counts_.sorted();
  out.count(counts.size(), kTextBytesMin + sizeof(std::uint64_t));
  for (const SubjectCount* count : counts) {
    out.text(count->id);
    out.number(count->n);
  }
  const auto ledger = ledger_.save(out);
  return digest_of(ledger, risk_.save(out), counts);
}

core::Digest TenantState::load(core::BinaryReader& in) {
  TALLYGATE_CHECK(next_seq_ == 0, "a state is loaded when it is new");
  opened_fields(in, opened_);
  in.flag(replay_clock_);
  in.number(next_seq_);
  in.number(last_at_.us);
  key_sum_fields(in, key_sum_);
  for (auto left = in.count(kTextBytesMin); left > 0 && in.ok(); --left) {
    Client client;
    client_fields(in, client);
    const auto id = client.client_id;
    clients_.insert_or_assign(id, std::move(client));
  }
  SubjectCounts counts;
  const std::size_t n = in.count(kTextBytesMin + sizeof(std::uint64_t));
  subject_counts_.reserve(n);
  counts.reserve(n);
  for (std::size_t i = 0; i < n && in.ok(); ++i) {
    auto count = std::make_unique<SubjectCount>();
    in.text(count->id);
    in.number(count->n);
    if (!counts.empty() && count->id <= counts.back()->id) in.fail("subjects are not in order");
    if (in.ok()) counts.push_back(subject_counts_.load(std::move(count)));
  }
  const auto ledger = ledger_.load(in);
  const auto risk = risk_.load(in, find_ruleset_);
  return in.ok() ? digest_of(ledger, risk, counts) : core::Digest{};
}

}  // namespace tallygate::engine
