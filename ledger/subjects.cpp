// The subjects of a record: what an auditor can ask for whole. From the record alone, so that verify finds the same.
#include <algorithm>
#include <utility>

#include "ledger/account_names.hpp"
#include "ledger/bookings.hpp"
#include "ledger/ledger.hpp"
#include "ledger/matches.hpp"

namespace tallygate::ledger {
namespace {

class Subjects {
 public:
  explicit Subjects(std::vector<std::string>& out) : out_(out) {}

  void add(std::string_view kind, std::string_view id) {
    if (id.empty()) return;
    std::string name;
    name.reserve(kind.size() + id.size());
    name.append(kind).append(id);
    if (std::ranges::find(out_, name) == out_.end()) out_.push_back(std::move(name));
  }
  void order(std::string_view id) { add("order:", id); }
  void payment(std::string_view id) { add("payment:", id); }
  void refund(std::string_view id) { add("refund:", id); }
  void payout(std::string_view id) { add("payout:", id); }
  void dispute(std::string_view id) { add("dispute:", id); }
  void party(std::string_view id) { add("party:", id); }
  // A subject as an effect or a label names it; of the kinds that are counted.
  void named(std::string_view subject) {
    for (const std::string_view kind : {"order:", "payment:", "refund:", "payout:", "party:", "dispute:", "settlement:",
                                        "journal:", "stock:", "coupon:", "group:", "conversion:", "period:"})
      if (subject.starts_with(kind)) add(kind, subject.substr(kind.size()));
  }

 private:
  std::vector<std::string>& out_;
};

void of_body(const core::Command& c, const core::OrderPlace& body, Subjects& out) {
  (void)c;
  out.order(body.order_id.view());
  out.party(body.buyer.view());
  out.party(body.merchant.view());
  if (body.referrer) out.party(body.referrer->view());
  if (body.creator) out.party(body.creator->view());
  if (body.partner) out.party(body.partner->view());
  if (body.supplier) out.party(body.supplier->view());
  if (body.group && body.group->leader) out.party(body.group->leader->view());
}

void of_body(const core::Command& c, const core::PaymentPut& body, Subjects& out) {
  out.payment(body.payment_id.view());
  out.order(c.path_id);  // of order.pay
  for (const core::Allocation& a : body.allocations) out.order(a.order.view());
}

void of_body(const core::Command& c, const core::PaymentDecline& body, Subjects& out) {
  out.payment(c.path_id);
  if (body.order) out.order(body.order->view());
  if (body.buyer) out.party(body.buyer->view());
}

void of_body(const core::Command& c, const core::PaymentCapture& body, Subjects& out) {
  out.payment(c.path_id);
  for (const core::Allocation& a : body.allocations) out.order(a.order.view());
}
void of_body(const core::Command& c, const core::PaymentVoid&, Subjects& out) {
  out.payment(c.path_id);
}

void of_body(const core::Command& c, const core::PaymentAllocate& body, Subjects& out) {
  out.payment(c.path_id);
  for (const core::Allocation& a : body.allocations) out.order(a.order.view());
}
void of_body(const core::Command& c, const core::PaymentRefund& body, Subjects& out) {
  out.refund(body.refund_id.view());
  out.payment(c.path_id);
}
void of_body(const core::Command& c, const core::OrderReduce&, Subjects& out) {
  out.order(c.path_id);
}

void of_body(const core::Command& c, const core::PaymentDispute& body, Subjects& out) {
  out.dispute(body.dispute_id.view());
  out.payment(c.path_id);
  if (body.order) out.order(body.order->view());
}
void of_body(const core::Command& c, const core::DisputeEvidence&, Subjects& out) {
  out.dispute(c.path_id);
}
void of_body(const core::Command& c, const core::DisputeResolve&, Subjects& out) {
  out.dispute(c.path_id);
}

void of_body(const core::Command& c, const core::OrderRefund& body, Subjects& out) {
  out.refund(body.refund_id.view());
  out.order(c.path_id);
}

void of_body(const core::Command&, const core::LoginAttempt& body, Subjects& out) {
  out.party(body.user.view());
}
void of_body(const core::Command&, const core::LabelPut& body, Subjects& out) {
  out.named(body.subject);
}
void of_body(const core::Command& c, const core::OrderShip&, Subjects& out) {
  out.order(c.path_id);
}
void of_body(const core::Command& c, const core::OrderDeliver&, Subjects& out) {
  out.order(c.path_id);
}
void of_body(const core::Command& c, const core::OrderComplete&, Subjects& out) {
  out.order(c.path_id);
}
void of_body(const core::Command& c, const core::OrderCancel&, Subjects& out) {
  out.order(c.path_id);
}
void of_body(const core::Command& c, const core::OrderOverride&, Subjects& out) {
  out.order(c.path_id);
}
void of_body(const core::Command& c, const core::StockPut&, Subjects& out) {
  out.add("stock:", c.path_id);
}
void of_body(const core::Command& c, const core::CouponPut&, Subjects& out) {
  out.add("coupon:", c.path_id);
}
void of_body(const core::Command& c, const core::RefundSettle&, Subjects& out) {
  out.refund(c.path_id);
}
void of_body(const core::Command& c, const core::RefundFail&, Subjects& out) {
  out.refund(c.path_id);
}
void of_body(const core::Command&, const core::PayoutRequest& body, Subjects& out) {
  out.payout(body.payout_id.view());
  out.party(body.party.view());
}
void of_body(const core::Command& c, const core::WalletWithdraw& body, Subjects& out) {
  out.payout(body.payout_id.view());
  out.party(c.path_id);
}
void of_body(const core::Command& c, const core::WalletTopup& body, Subjects& out) {
  out.payment(body.payment_id.view());
  out.party(c.path_id);
}
void of_body(const core::Command& c, const core::PayoutApprove&, Subjects& out) {
  out.payout(c.path_id);
}
void of_body(const core::Command& c, const core::PayoutSettle&, Subjects& out) {
  out.payout(c.path_id);
}
void of_body(const core::Command& c, const core::PayoutFail&, Subjects& out) {
  out.payout(c.path_id);
}
void of_body(const core::Command& c, const core::PayoutReturn&, Subjects& out) {
  out.payout(c.path_id);
}
void of_body(const core::Command& c, const core::PayoutAccountPut&, Subjects& out) {
  out.party(c.path_id);
}
void of_body(const core::Command& c, const core::PartyKyc&, Subjects& out) {
  out.party(c.path_id);
}
void of_body(const core::Command& c, const core::ChannelSettle& body, Subjects& out) {
  out.named(settlement_subject(c.path_id, body.settlement_id.view()));
}
void of_body(const core::Command& c, const core::ChannelStatement& body, Subjects& out) {
  const auto channel = channel_called(c.path_id);
  if (!channel) return;
  for (const core::StatementRow& row : body.rows) {
    const std::string match = match_of_row(row, *channel);
    out.named(std::string_view(match).substr(0, match.find('@')));
  }
}
void of_body(const core::Command&, const core::JournalPost& body, Subjects& out) {
  out.named(entry_subject(body.entry_id.view()));
}
void of_body(const core::Command& c, const core::PeriodClose&, Subjects& out) {
  out.add("period:", c.path_id);
}
void of_body(const core::Command&, const core::ConversionPost& body, Subjects& out) {
  out.named(conversion_subject(body.conversion_id.view()));
}
void of_body(const core::Command& c, const core::AccountChange&, Subjects& out) {
  if (account_traits(c.path_id)) out.add("account:", c.path_id);
}
void of_body(const core::Command&, const core::LimitPut& body, Subjects& out) {
  if (body.party) out.party(body.party->view());
  if (body.account && account_traits(*body.account)) out.add("account:", *body.account);
}
void of_body(const core::Command& c, const core::PartyChange&, Subjects& out) {
  out.party(c.path_id);
}
void of_body(const core::Command& c, const core::PartyPut& body, Subjects& out) {
  out.party(c.path_id);
  if (body.upline) out.party(body.upline->view());
}

template <class T>
void of_body(const core::Command&, const T&, Subjects&) {}  // governance touches no order, party or account

void of_effect(const core::OrderEffect& effect, Subjects& out) {
  for (const core::PartyId& party : effect.chain) out.party(party.view());
  for (const core::StockTaken& taken : effect.stock) out.add("stock:", taken.sku);
  if (effect.coupon) out.add("coupon:", effect.coupon->coupon.view());
  if (effect.group) out.add("group:", effect.group->view());
}
void of_effect(const core::PaymentEffect& effect, Subjects& out) {
  for (const core::Allocation& a : effect.allocations) out.order(a.order.view());
}
void of_effect(const core::AuthorisedEffect& effect, Subjects& out) {
  for (const core::Allocation& a : effect.allocations) out.order(a.order.view());
}
void of_effect(const core::HoldEffect& effect, Subjects& out) {
  out.payment(effect.payment.view());
  for (const core::Allocation& a : effect.allocations) out.order(a.order.view());
  for (const core::Allocation& a : effect.released) out.order(a.order.view());
}
void of_effect(const core::SplitEffect& effect, Subjects& out) {
  if (effect.order) out.order(effect.order->view());
  for (const core::SplitPart& part : effect.parts)
    if (part.payee) out.party(part.payee->view());
}
void of_effect(const core::RefundEffect& effect, Subjects& out) {
  out.refund(effect.refund.view());
  if (effect.order) out.order(effect.order->view());
  if (effect.payment) out.payment(effect.payment->view());
  for (const core::RefundSource& source : effect.sources) out.payment(source.payment.view());
}
void of_effect(const core::PayoutEffect& effect, Subjects& out) {
  out.payout(effect.payout.view());
  if (effect.party) out.party(effect.party->view());
}
void of_effect(const core::DisputeEffect& effect, Subjects& out) {
  for (const core::Allocation& a : effect.allocations) out.order(a.order.view());
}
void of_effect(const core::DisputeEndEffect& effect, Subjects& out) {
  out.payment(effect.payment.view());
  for (const core::Allocation& a : effect.allocations) out.order(a.order.view());
}
void of_effect(const core::ClawBackEffect& effect, Subjects& out) {
  out.dispute(effect.dispute.view());
  out.order(effect.order.view());
}
void of_effect(const core::PeriodEffect& effect, Subjects& out) {
  out.add("period:", effect.month);
}
void of_effect(const core::FoundEffect& effect, Subjects& out) {
  for (const core::FoundBreak& found : effect.breaks) out.named(found.subject);
}
void of_effect(const core::ObjectEffect& effect, Subjects& out) {
  if (effect.subject) out.named(*effect.subject);
  for (const std::string& also : effect.subjects) out.named(also);
}
template <class T>
void of_effect(const T&, Subjects&) {}

}  // namespace

void Ledger::subjects(const core::Record& record, std::vector<std::string>& out) const {
  out.clear();
  Subjects subjects(out);
  if (record.command)
    std::visit([&](const auto& body) { of_body(*record.command, body, subjects); }, record.command->body);
  std::visit(
      [&](const auto& effect) {
        of_effect(effect, subjects);
        if constexpr (requires { effect.closed_period; })
          if (effect.closed_period) subjects.add("period:", *effect.closed_period);
      },
      record.effect);
  for (const core::Posting& posting : record.postings.all()) subjects.add("account:", posting.account);
}

}  // namespace tallygate::ledger
