// A tenant's state as bytes and back: the ledger and the windows each write their own part, the rest is here.
#include <algorithm>

#include "core/check.hpp"
#include "engine/tenant_state.hpp"

namespace tallygate::engine {
namespace {

constexpr std::size_t kTextBytesMin = 4;

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
core::Digest TenantState::digest_of(const core::Digest& ledger, const core::Digest& risk) const {
  core::Digest digest = core::sha256({core::view(ledger), core::view(risk)});
  core::BinaryWriter own([&digest](std::string_view piece) {
    digest = core::sha256({core::view(digest), piece});
    return true;
  });
  opened_fields(own, opened_);
  own.list(key_records_, sizeof(std::uint64_t), [&own](std::uint64_t seq) { own.number(seq); });
  own.flag(replay_clock_);
  own.number(next_seq_);
  own.number(last_at_.us);
  key_sum_fields(own, key_sum_);
  for (const auto& [id, client] : clients_) {
    if (!client.client_id.empty()) client_fields(own, client);
  }
  subject_counts_.digest().save(own);
  own.flush();
  return digest;
}

core::Digest TenantState::save(core::BinaryWriter& out) const {
  opened_fields(out, opened_);
  out.list(key_records_, sizeof(std::uint64_t), [&out](std::uint64_t seq) { out.number(seq); });
  out.flag(replay_clock_);
  out.number(next_seq_);
  out.number(last_at_.us);
  key_sum_fields(out, key_sum_);
  const auto is_known = [](const auto& entry) { return !entry.second.client_id.empty(); };  // not rolled back
  out.count(static_cast<std::size_t>(std::ranges::count_if(clients_, is_known)), kTextBytesMin);
  for (const auto& entry : clients_) {
    if (is_known(entry)) client_fields(out, entry.second);
  }
  subject_counts_.save(out);
  const auto ledger = ledger_.save(out);
  return digest_of(ledger, risk_.save(out));
}

core::Digest TenantState::load(core::BinaryReader& in) {
  TALLYGATE_CHECK(next_seq_ == 0, "a state is loaded when it is new");
  opened_fields(in, opened_);
  in.list(key_records_, sizeof(std::uint64_t), [&in](std::uint64_t& seq) { in.number(seq); });
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
  subject_counts_.load(in);
  const auto ledger = ledger_.load(in);
  const auto risk = risk_.load(in, find_ruleset_);
  return in.ok() ? digest_of(ledger, risk) : core::Digest{};
}

}  // namespace tallygate::engine
