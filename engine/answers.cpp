#include "engine/answers.hpp"

#include <algorithm>
#include <optional>

#include "core/canonical_json.hpp"
#include "core/check.hpp"
#include "engine/answer_decision.hpp"
#include "engine/answer_states.hpp"

namespace tallygate::engine {
namespace {

using core::JsonWriter;
using core::Record;
using core::RecordType;

// What an answer stands on: a record, or the size of the log on which a dry run was decided.
struct Ground {
  const core::Digest* leaf = nullptr;
  std::optional<std::uint64_t> dry_run;
};

void write_record(JsonWriter& w, const Record& record, const Ground& ground) {
  if (ground.leaf == nullptr) return;
  w.key("record");
  w.begin_object();
  w.member("leaf", core::to_hex(core::view(*ground.leaf)));
  w.member("seq", record.seq);
  w.end_object();
}

const core::Waiting* waiting_of(const Record& r) {
  const std::optional<core::Waiting>* waiting = nullptr;
  if (const auto* order = std::get_if<core::OrderEffect>(&r.effect)) waiting = &order->waiting;
  if (const auto* payment = std::get_if<core::PaymentEffect>(&r.effect)) waiting = &payment->waiting;
  if (const auto* refund = std::get_if<core::RefundEffect>(&r.effect)) waiting = &refund->waiting;
  if (const auto* payout = std::get_if<core::PayoutEffect>(&r.effect)) waiting = &payout->waiting;
  if (const auto* object = std::get_if<core::ObjectEffect>(&r.effect)) waiting = &object->waiting;
  return waiting && *waiting ? &**waiting : nullptr;
}

// Of a fact that is dated into a closed month.
std::optional<std::string> closed_period_of(const Record& r) {
  return std::visit(
      [](const auto& effect) -> std::optional<std::string> {
        if constexpr (requires { effect.closed_period; }) return effect.closed_period;
        return std::nullopt;
      },
      r.effect);
}

// The names of the object, from the command: what the caller called it.
struct Names {
  std::string_view account, conversion, limit, period, order, payment, refund, dispute, break_id, login, party, plan,
      review, challenge, approval, settlement, statement, entry, sku, coupon;
};

Names names_of(const Record& r) {
  Names n;
  if (!r.command) return n;
  const auto& c = *r.command;
  const std::string_view path = c.path_id;
  switch (c.op) {
    case core::Operation::order_place:
      n.order = core::body_as<core::OrderPlace>(c).order_id.view();
      break;
    case core::Operation::payment_put:
      n.payment = core::body_as<core::PaymentPut>(c).payment_id.view();
      break;
    case core::Operation::order_pay:
      n.order = path, n.payment = core::body_as<core::PaymentPut>(c).payment_id.view();
      break;
    case core::Operation::payment_decline:
    case core::Operation::payment_capture:
    case core::Operation::payment_void:
    case core::Operation::payment_allocate:
      n.payment = path;
      break;
    case core::Operation::order_refund:
      n.order = path, n.refund = core::body_as<core::OrderRefund>(c).refund_id.view();
      break;
    case core::Operation::payment_refund:
      n.payment = path, n.refund = core::body_as<core::PaymentRefund>(c).refund_id.view();
      break;
    case core::Operation::refund_settle:
    case core::Operation::refund_fail:
      n.refund = path;
      break;
    case core::Operation::payment_dispute:
      n.dispute = core::body_as<core::PaymentDispute>(c).dispute_id.view(), n.payment = path;
      break;
    case core::Operation::dispute_evidence:
    case core::Operation::dispute_resolve:
      n.dispute = path;
      break;
    case core::Operation::break_resolve:
      n.break_id = path;
      break;
    case core::Operation::channel_settle:
      n.settlement = core::body_as<core::ChannelSettle>(c).settlement_id.view();
      break;
    case core::Operation::channel_statement:
      n.statement = core::body_as<core::ChannelStatement>(c).statement_id.view();
      break;
    case core::Operation::journal_post:
      n.entry = core::body_as<core::JournalPost>(c).entry_id.view();
      break;
    case core::Operation::account_freeze:
    case core::Operation::account_unfreeze:
    case core::Operation::account_close:
      n.account = path;
      break;
    case core::Operation::limit_put:
      n.limit = path;
      break;
    case core::Operation::period_close:
      n.period = path;
      break;
    case core::Operation::wallet_topup:
      n.payment = core::body_as<core::WalletTopup>(c).payment_id.view(), n.party = path;
      break;
    case core::Operation::conversion_post:
      n.conversion = core::body_as<core::ConversionPost>(c).conversion_id.view();
      break;
    case core::Operation::login_attempt:
      n.login = core::body_as<core::LoginAttempt>(c).login_id.view();
      break;
    case core::Operation::party_put:
    case core::Operation::payout_account_put:
    case core::Operation::party_kyc:
    case core::Operation::party_change:
      n.party = path;
      break;
    case core::Operation::plan_put:
      n.plan = path;
      break;
    case core::Operation::stock_put:
      n.sku = path;
      break;
    case core::Operation::coupon_put:
      n.coupon = path;
      break;
    case core::Operation::review_resolve:
      n.review = path;
      break;
    case core::Operation::challenge_answer:
      n.challenge = path;
      break;
    case core::Operation::approval_decide:
      n.approval = path;
      break;
    case core::Operation::order_ship:
    case core::Operation::order_deliver:
    case core::Operation::order_complete:
    case core::Operation::order_cancel:
    case core::Operation::order_override:
    case core::Operation::order_reduce:
      n.order = path;
      break;
    default:
      break;
  }
  return n;
}

// What of a payout stands behind the names' place in the alphabet.
void write_bank(JsonWriter& w, const core::PayoutEffect& payout) {
  if (payout.bank) w.member("bank", payout.bank->str());
  if (payout.bank_amount) w.member("bank_amount", *payout.bank_amount);
}

void member_if(JsonWriter& w, std::string_view name, std::string_view value) {
  if (!value.empty()) w.member(name, value);
}

void write_allocations(JsonWriter& w, const std::vector<core::Allocation>& allocations,
                       std::string_view name = "allocations") {
  w.key(name);
  w.begin_array();
  for (const auto& a : allocations) {
    w.begin_object();
    w.member("amount", a.amount);
    w.member("order", a.order.str());
    w.end_object();
  }
  w.end_array();
}

void write_charge(JsonWriter& w, const std::optional<core::ChargedAmount>& charge) {
  if (!charge) return;
  w.key("charge");
  w.begin_object();
  w.member("amount", charge->amount);
  w.member("currency", charge->currency.code());
  w.end_object();
}

// What goes back through which payment, where one of them is in another currency: who sends it must know the figures.
void write_sources(JsonWriter& w, const core::RefundEffect& refund) {
  if (!std::ranges::any_of(refund.sources, [](const core::RefundSource& s) { return s.charge.has_value(); })) return;
  w.key("sources");
  w.begin_array();
  for (const core::RefundSource& s : refund.sources) {
    w.begin_object();
    w.member("amount", s.amount);
    w.member("channel", core::name_of(s.channel));
    write_charge(w, s.charge);
    w.member("payment", s.payment.view());
    if (s.wallet) w.member("wallet", s.wallet->view());
    w.end_object();
  }
  w.end_array();
}

void write_challenge(JsonWriter& w, const core::Waiting& waiting, const Ground& ground) {
  w.key("challenge");
  w.begin_object();
  w.member("expires_at", core::format_time(waiting.expires_at));
  if (!ground.dry_run) w.member("id", waiting.id);
  w.key("methods");
  w.begin_array();
  w.string("platform");
  w.end_array();
  w.end_object();
}

void write_split(JsonWriter& w, const core::SplitEffect& split) {
  w.key("split");
  w.begin_array();
  for (const auto& part : split.parts) {
    w.begin_object();
    w.member("account", part.account);
    w.member("amount", part.amount);
    w.member("kind", core::name_of(part.kind));
    if (part.level) w.member("level", *part.level);
    if (part.payee) w.member("payee", part.payee->str());
    w.end_object();
  }
  w.end_array();
}

bool is_challenge(std::string_view waiting_id) {
  return waiting_id.starts_with("ch");
}

// Members in canonical order, each where the record has it.
void write_members(JsonWriter& w, const Record& r, const Ground& ground) {
  const auto names = names_of(r);
  const auto* waiting = waiting_of(r);
  const auto* payment = std::get_if<core::PaymentEffect>(&r.effect);
  const auto* refund = std::get_if<core::RefundEffect>(&r.effect);
  const auto* split = std::get_if<core::SplitEffect>(&r.effect);
  const auto* object = std::get_if<core::ObjectEffect>(&r.effect);
  const auto* authorised = std::get_if<core::AuthorisedEffect>(&r.effect);
  const auto* hold = std::get_if<core::HoldEffect>(&r.effect);
  const auto* dispute = std::get_if<core::DisputeEffect>(&r.effect);
  const auto* dispute_end = std::get_if<core::DisputeEndEffect>(&r.effect);
  member_if(w, "account", names.account);
  if (payment) write_allocations(w, payment->allocations);
  if (authorised) write_allocations(w, authorised->allocations);
  if (hold) write_allocations(w, hold->allocations);
  if (dispute) write_allocations(w, dispute->allocations);
  if (dispute_end) write_allocations(w, dispute_end->allocations);
  if (dispute) w.member("amount", dispute->amount);
  if (refund) w.member("amount", refund->amount);
  const auto* payout = std::get_if<core::PayoutEffect>(&r.effect);
  if (payout) w.member("amount", payout->amount);
  if (r.type == RecordType::approval_requested && object && object->id) {
    w.key("approval");
    w.begin_object();
    if (!ground.dry_run) w.member("id", *object->id);
    w.end_object();
  } else {
    member_if(w, "approval_id", names.approval);
  }
  if (ground.dry_run) w.member("as_of", *ground.dry_run);
  if (hold) w.member("authorised", hold->left);
  if (payout) write_bank(w, *payout);
  member_if(w, "break_id", names.break_id);
  if (dispute && dispute->unplaced > 0 && !ground.dry_run) w.member("break_id", "bk" + std::to_string(r.seq));
  if (hold) w.member("captured", hold->captured);
  if (waiting && is_challenge(waiting->id)) write_challenge(w, *waiting, ground);
  member_if(w, "challenge_id", names.challenge);
  if (hold) write_charge(w, hold->charge);
  if (dispute) write_charge(w, dispute->charge);
  if (dispute_end) write_charge(w, dispute_end->charge);
  if (const auto month = closed_period_of(r)) w.member("closed_period", *month);
  member_if(w, "conversion_id", names.conversion);
  member_if(w, "coupon_id", names.coupon);
  if (payout) w.member("currency", payout->currency.code());
  if (r.assessment) {
    w.key("decision");
    write_decision(w, *r.assessment, !ground.dry_run);
  }
  member_if(w, "dispute_id", names.dispute);
  if (ground.dry_run) w.member("dry_run", true);
  member_if(w, "entry_id", names.entry);
  if (authorised) w.member("expires_at", core::format_time(authorised->expires_at));
  member_if(w, "limit_id", names.limit);
  member_if(w, "login_id", names.login);
  if (dispute_end) w.member("lost", dispute_end->lost);
  if (payout && payout->misplaced) w.member("misplaced", *payout->misplaced);
  if (payout) w.member("net", payout->net);
  member_if(w, "order_id", refund && refund->order && names.order.empty() ? refund->order->view() : names.order);
  if (!names.login.empty() && r.assessment) w.member("outcome", core::name_of(r.assessment->outcome));
  member_if(w, "party_id", payout && payout->party ? payout->party->view() : names.party);
  member_if(w, "payment_id", refund && refund->payment ? refund->payment->view() : names.payment);
  if (r.type == RecordType::payout_account_put && object && object->id) w.member("payout_account", *object->id);
  if (payout) w.member("payout_id", payout->payout.view());
  member_if(w, "period_id", names.period);
  member_if(w, "plan_id", names.plan);
  write_record(w, r, ground);
  member_if(w, "refund_id", refund && names.refund.empty() ? refund->refund.view() : names.refund);
  if (refund) w.member("refunded", refund->refunded);
  if (hold) write_allocations(w, hold->released, "released");
  if (waiting && !is_challenge(waiting->id)) {
    w.key("review");
    w.begin_object();
    w.member("expires_at", core::format_time(waiting->expires_at));
    if (!ground.dry_run) w.member("id", waiting->id);
    w.end_object();
  }
  member_if(w, "review_id", names.review);
  member_if(w, "settlement_id", names.settlement);
  member_if(w, "sku", names.sku);
  if (refund) write_sources(w, *refund);
  if (split) write_split(w, *split);
  member_if(w, "state", state_in(r));
  member_if(w, "statement_id", names.statement);
  if (payment && payment->suspense != 0) w.member("suspense", payment->suspense);
  if (dispute && dispute->suspense) w.member("suspense", *dispute->suspense);
  if (dispute_end && dispute_end->suspense) w.member("suspense", *dispute_end->suspense);
  if (payout && payout->suspense) w.member("suspense", *payout->suspense);
  if (payout) w.member("tax", payout->tax);
  if (payout && payout->to) w.member("to", payout->to->view());
  if (dispute && dispute->top_up) w.member("top_up", *dispute->top_up);
  if (dispute_end && dispute_end->top_up) w.member("top_up", *dispute_end->top_up);
  if (dispute) w.member("unplaced", dispute->unplaced);
  if (dispute_end) w.member("unplaced", dispute_end->unplaced);
  if (refund && refund->unplaced) w.member("unplaced", *refund->unplaced);
  if (object && object->version) w.member("version", *object->version);
  if (dispute_end) w.member("won", dispute_end->won);
}

struct ProblemParts {
  const core::CodeTraits& code;
  std::string_view detail;
  const Record* record = nullptr;
  Ground ground;
};

void write_errors(JsonWriter& w, std::span<const core::FieldError> errors) {
  if (errors.empty()) return;
  w.key("errors");
  w.begin_array();
  for (const auto& e : errors) {
    w.begin_object();
    w.member("code", e.code);
    w.member("detail", e.detail);
    w.member("pointer", e.pointer);
    w.end_object();
  }
  w.end_array();
}

Rendered render(const ProblemParts& parts, std::span<const core::FieldError> errors) {
  Rendered out{parts.code.status, true, {}};
  out.body.reserve(256);
  JsonWriter w(out.body);
  w.begin_object();
  if (parts.ground.dry_run) w.member("as_of", *parts.ground.dry_run);
  w.member("code", parts.code.name);
  if (parts.record && parts.record->assessment) {
    w.key("decision");
    write_decision(w, *parts.record->assessment, !parts.ground.dry_run);
  }
  w.member("detail", parts.detail);
  if (parts.ground.dry_run) w.member("dry_run", true);
  write_errors(w, errors);
  if (parts.record) write_record(w, *parts.record, parts.ground);
  w.member("retry", core::retry_name(parts.code.retry));
  w.member("status", parts.code.status);
  w.member("title", parts.code.title);
  w.member("type", "urn:tallygate:problem:" + std::string(parts.code.name));
  w.end_object();
  return out;
}

Rendered render(const Record& record, const Ground& ground) {
  if (record.refusal) {
    const auto& refusal = *record.refusal;
    const auto& code = core::traits(refusal.code);
    const core::FieldError error{refusal.pointer, std::string(code.name), refusal.detail};
    return render({code, refusal.detail, &record, ground},
                  refusal.pointer.empty() ? std::span<const core::FieldError>() : std::span(&error, 1));
  }
  Rendered out{status_of(record), false, {}};
  out.body.reserve(512);
  JsonWriter w(out.body);
  w.begin_object();
  write_members(w, record, ground);
  w.end_object();
  return out;
}

constexpr std::string_view kAnotherLine = "another line of the batch was refused, so none was applied";

// The record's pointer begins with the line's number.
Rendered line_of_batch(core::Code code, const Record& refused, const Ground& ground) {
  TALLYGATE_CHECK(refused.refusal.has_value(), "a refused batch says why");
  const core::Refusal& refusal = *refused.refusal;
  const core::CodeTraits& traits = core::traits(code);
  if (refusal.code != code) return render({traits, kAnotherLine, nullptr, ground}, {});
  const std::size_t end = refusal.pointer.find('/', 1);
  if (end == std::string::npos) return render({traits, refusal.detail, nullptr, ground}, {});
  const core::FieldError error{refusal.pointer.substr(end), std::string(traits.name), refusal.detail};
  return render({traits, refusal.detail, nullptr, ground}, std::span(&error, 1));
}

}  // namespace

Rendered render_answer(const Record& record, const core::Digest& leaf) {
  return render(record, Ground{&leaf, {}});
}

Rendered render_dry_run(const Record& record, std::uint64_t as_of) {
  return render(record, Ground{nullptr, as_of});
}

Rendered render_dry_run_line(core::Code code, const Record& refused, std::uint64_t as_of) {
  return line_of_batch(code, refused, Ground{nullptr, as_of});
}

Rendered render_batch_line(core::Code code, const Record& refused) {
  return line_of_batch(code, refused, {});
}

Rendered render_problem(core::Code code, std::string_view detail, std::span<const core::FieldError> errors) {
  return render({core::traits(code), detail, nullptr, {}}, errors);
}

}  // namespace tallygate::engine
