// The JSON of reviews and approvals.
#include <algorithm>
#include <charconv>
#include <string>

#include "core/canonical_json.hpp"
#include "ledger/ledger.hpp"
#include "ledger/reads.hpp"

namespace tallygate::ledger {
namespace {

using core::JsonWriter;

constexpr std::size_t kReviewsMax = 1'000;  // of one page
constexpr std::size_t kApprovalsMax = 1'000;

void review_object(JsonWriter& json, const Wait& review) {
  json.begin_object();
  if (review.case_label) json.member("case", core::name_of(*review.case_label));
  if (review.state != WaitState::open) json.member("closed_at", core::format_time(review.closed_at));
  json.member("expires_at", core::format_time(review.expires_at));
  json.member("id", review.id);
  json.member("opened_at", core::format_time(review.opened_at));
  json.key("reasons");
  json.begin_array();
  for (const std::string& code : review.reasons) json.string(code);
  json.end_array();
  json.member("record", review.seq);
  json.member("state", core::name_of(review.state));
  json.member("subject", review.subject);
  json.end_object();
}

// The seq in "rv12" or "ap12"; 0 where it names none.
std::uint64_t seq_of(std::string_view id) {
  std::uint64_t seq = 0;
  if (id.starts_with("rv") || id.starts_with("ap")) id.remove_prefix(2);
  const auto read = std::from_chars(id.data(), id.data() + id.size(), seq);
  return read.ec == std::errc() && read.ptr == id.data() + id.size() ? seq : 0;
}

// Up to limit + 1 reviews after `after`, oldest first: the one over says that there are more.
std::vector<const Wait*> page_of(const State& state, std::optional<WaitState> wanted, std::uint64_t after,
                                 std::size_t limit, core::Time now) {
  std::vector<const Wait*> out;
  if (wanted == WaitState::open) {  // few of many: by their own index
    for (auto it = state.open_reviews.upper_bound(after); it != state.open_reviews.end() && out.size() <= limit; ++it)
      out.push_back(state.reviews.at(*it));
    return out;
  }
  for (auto it = state.reviews.upper_bound(after); it != state.reviews.end() && out.size() <= limit; ++it)
    if ((!wanted || it->second->state == *wanted) && listed(*it->second, now)) out.push_back(it->second);
  return out;
}

}  // namespace

std::string Ledger::review_json(std::string_view id) const {
  std::string out;
  const Wait* review = state_->waits.find(id);
  if (review == nullptr || review->kind != WaitKind::review) return out;
  JsonWriter json(out);
  review_object(json, *review);
  return out;
}

std::string Ledger::reviews_json(std::string_view state, std::string_view after, std::size_t limit,
                                 core::Time now) const {
  std::string out;
  std::optional<WaitState> wanted;
  if (!state.empty()) {
    for (const auto& n : enum_names(WaitState{}))
      if (n.name == state) wanted = n.value;
    if (!wanted) return out;
  }
  if (!after.empty() && seq_of(after) == 0) return out;
  limit = std::clamp<std::size_t>(limit, 1, kReviewsMax);
  const auto page = page_of(*state_, wanted, seq_of(after), limit, now);
  const std::size_t shown_here = std::min(page.size(), limit);
  JsonWriter json(out);
  json.begin_object();
  json.key("items");
  json.begin_array();
  for (std::size_t i = 0; i < shown_here; ++i) review_object(json, *page[i]);
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

namespace {

void approval_object(JsonWriter& json, const Approval& approval) {
  json.begin_object();
  if (!approval.decided_by.empty()) json.member("decided_by", approval.decided_by);
  json.member("id", approval.id);
  json.member("op", core::traits(approval.op).name);
  json.member("record", approval.seq);
  if (approval.command != nullptr) {
    json.key("request");
    json.raw(approval.command->request);
  }
  json.member("requested_at", core::format_time(approval.requested_at));
  if (!approval.requested_by.empty()) json.member("requested_by", approval.requested_by);
  json.member("state", core::name_of(approval.state));
  json.member("subject", approval.subject);
  json.end_object();
}

}  // namespace

std::string Ledger::approval_json(std::string_view id) const {
  std::string out;
  const Approval* approval = state_->approvals.find(id);
  if (approval == nullptr) return out;
  JsonWriter json(out);
  approval_object(json, *approval);
  return out;
}

std::string Ledger::approvals_json(std::string_view after, std::size_t limit) const {
  std::string out;
  if (!after.empty() && seq_of(after) == 0) return out;
  limit = std::clamp<std::size_t>(limit, 1, kApprovalsMax);
  JsonWriter json(out);
  json.begin_object();
  json.key("items");
  json.begin_array();
  const Approval* last = nullptr;
  auto at = state_->open_approvals.upper_bound(seq_of(after));
  for (std::size_t n = 0; at != state_->open_approvals.end() && n < limit; ++at, ++n) {
    approval_object(json, *at->second);
    last = at->second;
  }
  json.end_array();
  json.key("next_cursor");
  if (at == state_->open_approvals.end()) {
    json.null();
  } else {
    json.string(last->id);
  }
  json.end_object();
  return out;
}

}  // namespace tallygate::ledger
