// The JSON of disputes and breaks.
#include <algorithm>
#include <charconv>
#include <string>

#include "core/canonical_json.hpp"
#include "ledger/ledger.hpp"
#include "ledger/reads.hpp"

namespace tallygate::ledger {
namespace {

using core::JsonWriter;

constexpr std::size_t kBreaksMax = 1'000;  // of one page

void evidence(JsonWriter& json, const Dispute& dispute) {
  json.key("evidence");
  json.begin_array();
  for (const Evidence& e : dispute.evidence) {
    json.begin_object();
    json.member("at", core::format_time(e.at));
    json.member("kind", e.kind);
    if (!e.note.empty()) json.member("note", e.note);
    json.member("sha256", e.sha256);
    json.end_object();
  }
  json.end_array();
}

void disputed_orders(JsonWriter& json, const Dispute& dispute) {
  json.key("allocations");
  json.begin_array();
  for (const DisputePart& part : dispute.parts) {
    json.begin_object();
    json.member("amount", part.amount);
    json.member("lost", part.lost);
    json.member("order", part.order->id);
    json.end_object();
  }
  json.end_array();
}

void break_object(JsonWriter& json, const Break& b, core::Time now) {
  const bool open = b.state == BreakState::open;
  json.begin_object();
  json.member("account", b.account);
  json.member("age_s", ((open ? now : b.resolved_at) - b.opened_at).us / 1'000'000);
  json.member("amount", b.amount);
  if (!open) json.member("closed_by", b.closed_by);
  json.member("currency", b.currency.code());
  json.member("id", b.id);
  if (b.journal != 0) json.member("journal", b.journal);
  json.member("kind", core::name_of(b.kind));
  json.member("opened_at", core::format_time(b.opened_at));
  json.member("record", b.key.seq);
  if (!b.resolution.empty()) json.member("resolution", b.resolution);
  if (!open) json.member("resolved_at", core::format_time(b.resolved_at));
  if (!b.resolved_by.empty()) json.member("resolved_by", b.resolved_by);
  json.member("state", core::name_of(b.state));
  json.member("subject", b.subject);
  json.end_object();
}

// What "bk12" or "bk12.1" names; the first of all where it names none: a list then starts at its beginning.
BreakKey key_of(std::string_view id) {
  BreakKey key;
  if (id.starts_with("bk")) id.remove_prefix(2);
  const char* end = id.data() + id.size();
  const auto seq = std::from_chars(id.data(), end, key.seq);
  if (seq.ec != std::errc()) return {};
  if (seq.ptr == end) return key;
  const auto n = *seq.ptr == '.' ? std::from_chars(seq.ptr + 1, end, key.n) : seq;
  return n.ec == std::errc() && n.ptr == end ? key : BreakKey{};
}

// Up to limit + 1 breaks after `after`, oldest first: the one over says that there are more.
std::vector<const Break*> breaks_after(const State& state, std::optional<BreakState> wanted, BreakKey after,
                                       std::size_t limit, core::Time now) {
  std::vector<const Break*> out;
  if (wanted == BreakState::open) {
    for (auto it = state.open_breaks.upper_bound(after); it != state.open_breaks.end() && out.size() <= limit; ++it)
      out.push_back(state.listed_breaks.at(*it));
    return out;
  }
  for (auto it = state.listed_breaks.upper_bound(after); it != state.listed_breaks.end() && out.size() <= limit; ++it)
    if ((!wanted || it->second->state == *wanted) && listed(*it->second, now)) out.push_back(it->second);
  return out;
}

}  // namespace

void disputes_member(JsonWriter& json, const std::vector<Dispute*>& disputes) {
  if (disputes.empty()) return;
  json.key("disputes");
  json.begin_array();
  for (const Dispute* dispute : disputes) json.string(dispute->id);
  json.end_array();
}

std::string Ledger::dispute_json(std::string_view id) const {
  std::string out;
  const Dispute* dispute = state_->disputes.find(id);
  if (dispute == nullptr) return out;
  JsonWriter json(out);
  json.begin_object();
  disputed_orders(json, *dispute);
  json.member("amount", dispute->amount);
  json.member("at", core::format_time(dispute->at));
  if (dispute->unplaced > 0) json.member("break_id", "bk" + std::to_string(dispute->seq));
  json.member("channel", core::name_of(dispute->channel));
  json.member("currency", dispute->currency.code());
  json.member("dispute_id", dispute->id);
  evidence(json, *dispute);
  json.member("lost", dispute->lost);
  json.member("payment", dispute->payment_id);
  json.member("reason", dispute->reason);
  if (dispute->state != DisputeState::open) json.member("resolved_at", core::format_time(dispute->resolved_at));
  if (dispute->respond_by) json.member("respond_by", core::format_time(*dispute->respond_by));
  json.member("state", core::name_of(dispute->state));
  json.member("unplaced", dispute->unplaced);
  json.end_object();
  return out;
}

std::string Ledger::break_json(std::string_view id, core::Time now) const {
  std::string out;
  const Break* b = state_->breaks.find(id);
  if (b == nullptr) return out;
  JsonWriter json(out);
  break_object(json, *b, now);
  return out;
}

std::string Ledger::breaks_json(std::string_view state, std::string_view after, std::size_t limit,
                                core::Time now) const {
  std::string out;
  std::optional<BreakState> wanted;
  if (!state.empty()) {
    for (const auto& n : enum_names(BreakState{}))
      if (n.name == state) wanted = n.value;
    if (!wanted) return out;
  }
  limit = std::clamp<std::size_t>(limit, 1, kBreaksMax);
  const auto page = breaks_after(*state_, wanted, key_of(after), limit, now);
  JsonWriter json(out);
  json.begin_object();
  json.key("items");
  json.begin_array();
  for (std::size_t i = 0; i < std::min(page.size(), limit); ++i) break_object(json, *page[i], now);
  json.end_array();
  json.key("next_cursor");
  if (page.size() > limit) {
    json.string(page[limit - 1]->id);
  } else {
    json.null();
  }
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
