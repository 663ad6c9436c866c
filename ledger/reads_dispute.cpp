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

constexpr std::size_t kBreaksMax = 1'000;       // of one page
constexpr std::size_t kBreaksScanned = 10'000;  // for one page

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

void suspense_member(JsonWriter& json, const Dispute& dispute) {
  if (dispute.suspense == 0) return;
  json.key("suspense");
  json.begin_object();
  json.member("amount", dispute.suspense);
  json.member("lost", dispute.suspense_lost);
  json.end_object();
}

void top_up_member(JsonWriter& json, const Dispute& dispute) {
  if (dispute.top_up == 0) return;
  json.key("top_up");
  json.begin_object();
  json.member("amount", dispute.top_up);
  json.member("lost", dispute.top_up_lost);
  json.end_object();
}

void break_object(JsonWriter& json, const Break& b, core::Time now) {
  const bool open = b.state == BreakState::open;
  json.begin_object();
  const bool over_money = !b.account.empty();  // not of a parcel
  if (over_money) json.member("account", b.account);
  json.member("age_s", ((open ? now : b.resolved_at) - b.opened_at).us / 1'000'000);
  if (over_money) json.member("amount", b.amount);
  if (!open) json.member("closed_by", b.closed_by);
  if (over_money) json.member("currency", b.currency.code());
  json.member("id", b.id);
  if (b.journal != 0) json.member("journal", b.journal);
  json.member("kind", core::name_of(b.kind));
  json.member("opened_at", core::format_time(b.opened_at));
  if (!b.match.empty() && over_money) json.member("ours", b.ours);
  json.member("record", b.key.seq);
  if (!b.resolution.empty()) json.member("resolution", b.resolution);
  if (!open) json.member("resolved_at", core::format_time(b.resolved_at));
  if (!b.resolved_by.empty()) json.member("resolved_by", b.resolved_by);
  if (!b.match.empty()) json.member("since", core::format_time(b.since));
  json.member("state", core::name_of(b.state));
  json.member("subject", b.subject);
  if (!b.match.empty() && over_money) json.member("theirs", b.theirs);
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

struct BreakPage {
  std::vector<const Break*> items;
  bool last = true;
  BreakKey at;  // the last that was looked at
};

template <class E>
bool read_name(std::string_view name, std::optional<E>& out) {
  for (const auto& n : enum_names(E{}))
    if (n.name == name) out = n.value;
  return name.empty() || out.has_value();
}

// Oldest first. At most kBreaksScanned are looked at for a page.
class BreakPager {
 public:
  BreakPager(const State& state, core::Time now, std::optional<BreakState> in_state, std::optional<BreakKind> of_kind)
      : state_(state), now_(now), in_state_(in_state), of_kind_(of_kind) {}

  BreakPage page(BreakKey after, std::size_t limit) const {
    BreakPage out;
    std::size_t scanned = 0;
    const auto take = [&](BreakKey key) {
      if (scanned++ == kBreaksScanned || out.items.size() == limit) return out.last = false;
      out.at = key;
      const Break& b = *state_.listed_breaks.at(key);
      if (wanted(b)) out.items.push_back(&b);
      return true;
    };
    if (in_state_ == BreakState::open) {
      for (auto it = state_.open_breaks.upper_bound(after); it != state_.open_breaks.end() && take(*it);) ++it;
    } else {
      for (auto it = state_.listed_breaks.upper_bound(after); it != state_.listed_breaks.end() && take(it->first);)
        ++it;
    }
    return out;
  }

 private:
  bool wanted(const Break& b) const {
    return (!of_kind_ || b.kind == *of_kind_) && (!in_state_ || b.state == *in_state_) && listed(b, now_);
  }
  const State& state_;
  core::Time now_;
  std::optional<BreakState> in_state_;
  std::optional<BreakKind> of_kind_;
};

std::string break_id_of(BreakKey key) {
  return "bk" + std::to_string(key.seq) + (key.n > 0 ? "." + std::to_string(key.n) : std::string());
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
  if (dispute->break_seq > 0) json.member("break_id", "bk" + std::to_string(dispute->break_seq));
  json.member("channel", core::name_of(dispute->channel));
  charge_member(json, dispute->charge, dispute->charge_lost);
  json.member("currency", dispute->currency.code());
  json.member("dispute_id", dispute->id);
  evidence(json, *dispute);
  json.member("lost", dispute->lost);
  json.member("payment", dispute->payment_id);
  json.member("reason", dispute->reason);
  if (dispute->state != DisputeState::open) json.member("resolved_at", core::format_time(dispute->resolved_at));
  if (dispute->respond_by) json.member("respond_by", core::format_time(*dispute->respond_by));
  json.member("state", core::name_of(dispute->state));
  suspense_member(json, *dispute);
  top_up_member(json, *dispute);
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

std::string Ledger::breaks_json(const WantedBreaks& wanted, std::string_view after, std::size_t limit,
                                core::Time now) const {
  std::string out;
  std::optional<BreakState> state;
  std::optional<BreakKind> kind;
  if (!read_name(wanted.state, state) || !read_name(wanted.kind, kind)) return out;
  if (!after.empty() && key_of(after) == BreakKey{}) return out;
  const auto page =
      BreakPager(*state_, now, state, kind).page(key_of(after), std::clamp<std::size_t>(limit, 1, kBreaksMax));
  JsonWriter json(out);
  json.begin_object();
  json.key("items");
  json.begin_array();
  for (const Break* b : page.items) break_object(json, *b, now);
  json.end_array();
  json.key("next_cursor");
  if (page.last) {
    json.null();
  } else {
    json.string(break_id_of(page.at));
  }
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
