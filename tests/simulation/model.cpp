#include "tests/simulation/model.hpp"

#include <algorithm>

#include "core/hash.hpp"

namespace tallygate::simulation {

using core::Code;
using core::Operation;
using Kind = Expected::Kind;

namespace {

std::string key_of(const core::Command& c) {
  return c.actor.client + "|" + c.key;
}

// The same call, path and body is the same content.
std::string content_of(const core::Command& c) {
  std::string out(core::traits(c.op).name);
  out.append("|").append(c.path_id).append("|").append(c.request);
  if (c.op == Operation::batch_atomic) out.append(c.body_hash.begin(), c.body_hash.end());  // over its lines
  return out;
}

}  // namespace

Model::Model(bool replay, core::Time opened_at, std::uint64_t records, std::optional<std::int64_t> zone)
    : replay_clock(replay), east(zone), last_at(opened_at), next_seq(records) {}

bool Model::time_of(const core::Command& command, core::Time wall, core::Time& now, Expected& out) const {
  out.kind = Kind::rejected;
  if (!replay_clock) {
    if (command.at) {
      out.codes = {Code::at_not_allowed};
      return false;
    }
    now = std::max(last_at, wall);
  } else {
    now = command.at.value_or(last_at);
    if (now < last_at) {
      out.codes = {Code::at_backwards};
      return false;
    }
  }
  out.kind = Kind::recorded;
  return true;
}

Expected Model::run(const Shared& command, core::Time wall, Fate fate) {
  Expected out;
  if (const auto known = keys.find(key_of(*command)); known != keys.end()) {
    out.kind = known->second == content_of(*command) ? Kind::replayed : Kind::reused;
    return out;
  }
  if (fate == Fate::quarantined) {
    out.kind = Kind::rejected;
    out.codes = {Code::quarantined};
    return out;
  }
  core::Time now;
  if (!time_of(*command, wall, now, out)) return out;
  out.timers = run_timers(now);
  if (fate == Fate::meets_a_bug) {
    out.kind = Kind::rejected;
    out.codes = {Code::internal_error};
    return out;
  }
  last_at = now;
  auto made = decide(command, now);
  out.codes = std::move(made.codes);
  out.made = std::move(made.types);
  return out;
}

Expected Model::run_atomic(const Shared& batch, const std::vector<Shared>& lines, core::Time wall, Fate fate) {
  Expected out;
  if (const auto known = keys.find(key_of(*batch)); known != keys.end()) {
    out.kind = known->second == content_of(*batch) ? Kind::replayed : Kind::reused;
    return out;
  }
  if (fate == Fate::quarantined) {
    out.kind = Kind::rejected;
    out.codes = {Code::quarantined};
    return out;
  }
  core::Time now;
  if (!time_of(*batch, wall, now, out)) return out;
  out.timers = run_timers(now);
  last_at = now;
  keys[key_of(*batch)] = content_of(*batch);
  Model overlay = *this;
  overlay.next_seq += 1;
  out.made = {Type::batch_applied};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Made made;
    if (overlay.keys.contains(key_of(*lines[i]))) {
      made.codes = {Code::key_reused};
    } else {
      made = overlay.decide(lines[i], now);
    }
    if (!made.codes.empty()) {
      out.codes = made.codes;
      out.failed_line = i;
      out.made = {Type::batch_refused};
      next_seq += 1;
      return out;
    }
    out.made.insert(out.made.end(), made.types.begin(), made.types.end());
  }
  *this = std::move(overlay);
  return out;
}

namespace {

// What ends an order, or gives its money back, opens closed accounts as facts do.
bool opens_accounts(Operation op) {
  return op == Operation::order_complete || op == Operation::order_cancel || op == Operation::order_refund ||
         op == Operation::payment_allocate || op == Operation::payment_refund || op == Operation::review_resolve ||
         op == Operation::challenge_answer;
}

}  // namespace

// A request that would post on a closed account is undone.
Model::Made Model::decide(const Shared& command, core::Time now) {
  last_at = now;
  const auto* payment = std::get_if<core::PaymentPut>(&command->body);
  may_be_refused_ = !core::traits(command->op).fact && !(payment != nullptr && payment->reported.value_or(false));
  keeps_closed_ = may_be_refused_ && !opens_accounts(command->op);
  met_closed_ = false;
  record_ = 0;
  begun_.clear();
  begun_for_.clear();
  std::optional<Model> before;
  if (keeps_closed_ && any_closed()) before = *this;
  const auto dated = occurred_at(*command);
  const std::string month = dated ? closed_month_of(*dated) : "";
  const bool too_late = may_be_refused_ && !month.empty();
  Made made = too_late ? Made{{Code::period_closed}, {}} : done(command);
  if (!too_late && !month.empty() && made.codes.empty()) months.at(month).late += 1;
  if (keeps_closed_ && met_closed_) {
    *this = *std::move(before);
    made = {{Code::account_closed}, {}};
  }
  if (made.types.empty()) {
    made.types = {Type::command_refused};
    use_up(*command);
  }
  recount();
  // Objects name the record that opened them, so the position moves last.
  next_seq += made.types.size();
  keys[key_of(*command)] = content_of(*command);
  return made;
}

Model::Made Model::done(const Shared& command) {
  Made made;
  switch (command->op) {
    case Operation::party_put:
    case Operation::party_change:
      made = put_party(*command);
      break;
    case Operation::order_place:
      made = place(command, nullptr);
      break;
    case Operation::order_ship:
    case Operation::order_deliver:
    case Operation::order_complete:
      made = step(*command);
      break;
    case Operation::order_cancel:
      made = cancel(*command);
      break;
    case Operation::order_override:
      made = override_order(*command);
      break;
    case Operation::order_refund:
      made = refund(command, nullptr);
      break;
    case Operation::order_reduce:
      made = reduce(*command);
      break;
    case Operation::payment_allocate:
      made = allocate(*command);
      break;
    case Operation::payment_refund:
      made = refund_suspense(command);
      break;
    case Operation::payment_put:
    case Operation::order_pay:
      made = pay(command, nullptr);
      break;
    case Operation::payment_decline:
      made = decline(*command);
      break;
    case Operation::payment_capture:
      made = take(*command);
      break;
    case Operation::payment_void:
      made = give_up(*command);
      break;
    case Operation::refund_settle:
    case Operation::refund_fail:
      made = settle_or_fail(*command);
      break;
    case Operation::payment_dispute:
      made = dispute(command);
      break;
    case Operation::dispute_evidence:
      made = add_evidence(*command);
      break;
    case Operation::dispute_resolve:
      made = end_dispute(*command);
      break;
    case Operation::break_resolve:
      made = resolve_break(*command);
      break;
    case Operation::payout_request:
    case Operation::wallet_withdraw:
      made = pay_out(command, nullptr);
      break;
    case Operation::payout_approve:
      made = decide_payout(*command);
      break;
    case Operation::payout_settle:
    case Operation::payout_fail:
    case Operation::payout_return:
      made = bank_fact(*command);
      break;
    case Operation::channel_settle:
      made = settle_channel(command);
      break;
    case Operation::channel_statement:
      made = report(*command);
      break;
    case Operation::logistics_event:
      made = hear_carrier(*command);
      break;
    case Operation::wallet_topup:
      made = top_up(command);
      break;
    case Operation::payout_account_put:
      made = put_payout_account(*command);
      break;
    case Operation::stock_put:
      made = put_goods(*command);
      break;
    case Operation::party_kyc:
      made = put_kyc(*command);
      break;
    case Operation::login_attempt:
      made = log_in(command, nullptr);
      break;
    case Operation::challenge_answer:
      made = answer(*command);
      break;
    case Operation::review_resolve:
      made = resolve(*command);
      break;
    case Operation::label_put:
      made = label(*command);
      break;
    case Operation::approval_decide:
      made = approve(*command);
      break;
    default:
      made = govern(command);
      break;
  }
  return made;
}

void Model::see(const std::string& party) {
  if (const auto [it, fresh] = parties.try_emplace(party); fresh) it->second.first_seen = last_at;
}

void Model::post(const std::string& account, const std::string& currency, core::Amount amount) {
  if (amount == 0) return;  // an account is there once something was posted
  touch(account);
  balances[{account, currency}] += amount;
}

void Model::hold(const std::string& account, const std::string& currency, core::Amount amount) {
  if (amount == 0) return;
  touch(account);
  held[{account, currency}] += amount;
}

bool Model::fits(const std::map<Account, __int128>& postings) const {
  return std::ranges::all_of(postings, [this](const auto& posting) {
    if (posting.second == 0) return true;
    const auto it = balances.find(posting.first);
    const auto pending = held.find(posting.first);
    const __int128 after =
        (it == balances.end() ? 0 : it->second) + (pending == held.end() ? 0 : pending->second) + posting.second;
    return after <= core::kAmountMax && after >= -core::kAmountMax;
  });
}

}  // namespace tallygate::simulation
