#include "engine/reads.hpp"

#include <utility>

namespace tallygate::engine {
namespace {

PendingAnswer found_or(std::string json, core::Code missing, std::string_view what) {
  PendingAnswer answer;
  if (json.empty()) {
    answer.code = missing;
    answer.detail = "there is no such " + std::string(what);
    return answer;
  }
  answer.kind = Answer::Kind::read;
  answer.json = std::move(json);
  return answer;
}

PendingAnswer read(const Ticket& t, const TenantState& state, core::Time now) {
  using Kind = Ticket::Kind;
  using core::Code;
  const auto& ledger = state.ledger();
  switch (t.kind) {
    case Kind::order:
      return found_or(ledger.order_json(t.id), Code::not_found, "order");
    case Kind::payment:
      return found_or(ledger.payment_json(t.id), Code::not_found, "payment");
    case Kind::refund:
      return found_or(ledger.refund_json(t.id), Code::not_found, "refund");
    case Kind::payout:
      return found_or(ledger.payout_json(t.id), Code::not_found, "payout");
    case Kind::party:
      return found_or(ledger.party_json(t.id), Code::not_found, "party");
    case Kind::plan:
      return found_or(ledger.plan_json(t.id), Code::not_found, "plan");
    case Kind::account:
      return found_or(ledger.account_json(t.id, now), Code::not_found, "account");
    case Kind::review:
      return found_or(ledger.review_json(t.id), Code::not_found, "review");
    case Kind::approval:
      return found_or(ledger.approval_json(t.id), Code::not_found, "approval");
    case Kind::approvals:
      return found_or(ledger.approvals_json(t.cursor, t.limit), Code::invalid_query, "cursor");
    case Kind::dispute:
      return found_or(ledger.dispute_json(t.id), Code::not_found, "dispute");
    case Kind::a_break:
      return found_or(ledger.break_json(t.id, now), Code::not_found, "break");
    case Kind::stock:
      return found_or(ledger.stock_json(t.id), Code::not_found, "stock");
    case Kind::coupon:
      return found_or(ledger.coupon_json(t.id), Code::not_found, "coupon");
    case Kind::group:
      return found_or(ledger.group_json(t.id), Code::not_found, "group");
    case Kind::breaks:
      return found_or(ledger.breaks_json({t.state, t.break_kind}, t.cursor, t.limit, now), Code::invalid_query,
                      "state, kind or cursor");
    case Kind::periods:
      return found_or(ledger.periods_json(t.cursor, t.limit), Code::not_found, "list");
    case Kind::limit:
      return found_or(ledger.limit_json(t.id, now), Code::not_found, "limit");
    case Kind::settings:
      return found_or(ledger.settings_json(), Code::not_found, "settings");
    case Kind::reviews:
      return found_or(ledger.reviews_json(t.state, t.cursor, t.limit, now), Code::invalid_query, "state or cursor");
    case Kind::preview: {
      if (t.commands.empty()) break;
      auto preview = ledger.preview(t.id, core::body_as<core::OrderPlace>(*t.commands.front()), now);
      if (!preview.refusal) return found_or(std::move(preview.json), Code::plan_not_found, "plan");
      PendingAnswer refused;
      refused.code = preview.refusal->code;
      refused.pointer = std::move(preview.refusal->pointer);
      refused.detail = std::move(preview.refusal->detail);
      return refused;
    }
    case Kind::command:
    case Kind::atomic_batch:
      break;
  }
  PendingAnswer none;
  none.code = Code::not_found;
  return none;
}

}  // namespace

PendingAnswer answer_read(const Ticket& ticket, const TenantState& state, core::Time now) {
  auto answer = read(ticket, state, now);
  answer.as_of = state.next_seq();
  if (ticket.kind == Ticket::Kind::account && answer.kind == Answer::Kind::read) {
    // {"account":…,"as_of":…,"balances":…}: names hold no quotes, so the first `,"balances"` is the member.
    const auto at = answer.json.find(",\"balances\"");
    if (at != std::string::npos) answer.json.insert(at, ",\"as_of\":" + std::to_string(answer.as_of));
  }
  return answer;
}

}  // namespace tallygate::engine
