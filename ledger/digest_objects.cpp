// The digests of what may leave memory, one an object, and the set of them all. The fields are written apart from those
// that are saved (save_fields.hpp), so that a field which one of the two forgets is a digest that differs after
// loading.
#include <string>
#include <variant>

#include "core/hash.hpp"
#include "ledger/digest_commission.hpp"
#include "ledger/digest_writer.hpp"
#include "ledger/families.hpp"
#include "ledger/state.hpp"

namespace tallygate::ledger {
namespace {

void write(DigestWriter& w, const Group& g) {
  w.choice(g.state);
  w.id(g.leader);
  w.id(g.merchant);
  w.text(g.currency.code());
  w.number(g.size);
  w.number(g.seq);
  for (const core::Time at : {g.opened_at, g.closes_at, g.closed_at}) w.time(at);
  w.number(g.orders.size());
  for (const std::string& order : g.orders) w.text(order);
  w.number(g.members.size());
  for (const Order* order : g.members) w.id(order);
  w.time(g.touched);
}

void write_goods(DigestWriter& w, const Order& o) {
  w.number(o.stock.size());
  for (const StockOfOrder& s : o.stock) {
    w.id(s.stock);
    w.number(s.quantity);
    w.number(s.sale);
    w.number(s.counted);
  }
  w.id(o.coupon);
  w.number(o.coupon_counted);
  w.choice(o.coupon_funded_by);
  for (const core::Amount amount : {o.discount, o.promoted, o.promotion_back}) w.number(amount);
  w.text(o.group);
  w.choice(o.group_state);
  w.time(o.group_closes);
  w.number(o.group_closed_by);
}

void write_order_lists(DigestWriter& w, const Order& o) {
  w.number(o.chain.size());
  for (const Party* party : o.chain) w.id(party);
  w.number(o.captures.size());
  for (const Capture& c : o.captures) {
    w.id(c.payment);
    w.number(c.captured);
    w.number(c.refunded);
    w.number(c.disputed);
  }
  w.number(o.holds.size());
  for (const Payment* payment : o.holds) w.id(payment);
  w.number(o.parts.size());
  for (const PaidPart& part : o.parts) {
    w.text(part.account);
    w.number(part.paid);
    w.number(part.given_back);
    w.number(part.frozen);
    w.number(part.kept);
    w.number(part.matures_on ? part.matures_on->days_since_epoch : -1);
  }
  write(w, o.counted);
  w.number(o.refunds.size());
  for (const Refund* refund : o.refunds) w.id(refund);
  w.number(o.disputes.size());
  for (const Dispute* dispute : o.disputes) w.id(dispute);
  w.number(o.shipments.size());
  for (const Shipment& s : o.shipments) {
    w.text(s.waybill);
    w.text(s.carrier);
    w.time(s.at);
    w.number(s.goods.size());
    for (const ShippedGoods& g : s.goods) {
      w.number(g.line);
      w.number(g.quantity);
    }
    w.number(s.in_part);
    w.number(s.delivered);
  }
  w.number(o.lines.size());
  for (const Line& line : o.lines) {
    w.text(line.id);
    w.number(line.amount);
    w.number(line.quantity);
    w.number(line.refunded);
    w.number(line.refunded_quantity);
    w.choice(line.kind);
    w.number(line.shipped);
  }
}

void write(DigestWriter& w, const UsedId& u) {
  w.choice(u.code);
  w.time(u.touched);
}

void write(DigestWriter& w, const Order& o) {
  w.text(o.content);
  w.number(o.overridden_by);
  w.time(o.override_ends);
  w.number(o.escrow_left_by);
  w.choice(o.state);
  w.number(o.delivered);
  w.text(o.currency.code());
  for (const core::Amount amount : {o.amount, o.reduced, o.captured, o.refunded, o.reserved, o.escrow, o.held,
                                    o.split_base, o.split_refunded, o.disputed, o.lost, o.frozen_escrow})
    w.number(amount);
  w.time(o.placed_at);
  w.time(o.completed_at);
  w.time(o.delivered_at);
  w.number(o.delivered_seq);
  w.number(o.placed_seq);
  w.time(o.terms.expires_at);
  w.time(o.terms.deliver_by);
  w.number(o.terms.release_after_s);
  w.choice(o.terms.on_late);
  w.number(o.terms.late);
  w.id(o.buyer);
  w.id(o.merchant);
  w.id(o.creator);
  w.id(o.partner);
  w.id(o.supplier);
  w.id(o.plan == nullptr ? nullptr : o.plan->plan);
  w.number(o.plan == nullptr ? 0 : o.plan->version);
  w.id(o.waiting);
  write_order_lists(w, o);
  write_goods(w, o);
  w.text(o.payer);
  w.text(o.device);
  w.text(o.ip);
  w.choice(o.label);
  w.time(o.touched);
}

void write(DigestWriter& w, const Charge* charge) {
  w.number(charge != nullptr);
  if (charge == nullptr) return;
  for (const core::Amount amount : {charge->amount, charge->rate.num, charge->rate.den, charge->returned})
    w.number(amount);
  w.text(charge->currency.code());
  w.text(charge->source);
}

void write(DigestWriter& w, const std::optional<core::ChargedAmount>& charged) {
  w.number(charged ? charged->amount : -1);
  w.text(charged ? charged->currency.code() : std::string_view());
}

void write(DigestWriter& w, const Payment& p) {
  w.text(p.content);
  w.choice(p.state);
  w.number(p.reported);
  w.choice(p.channel);
  w.text(p.currency.code());
  w.number(p.amount);
  w.number(p.suspense);
  for (const core::Amount amount : {p.suspense_disputed, p.suspense_refunded, p.suspense_lost, p.suspense_explained,
                                    p.topped_up, p.top_up_disputed, p.top_up_lost})
    w.number(amount);
  w.number(p.suspense_break.seq);
  w.number(p.suspense_break.n);
  w.id(p.wallet);
  write(w, p.charge.get());
  w.number(p.declines);
  w.time(p.at);
  w.number(p.authorised_by);
  w.time(p.expires_at);
  w.number(p.allocations.size());
  for (const PaymentAllocation& a : p.allocations) {
    w.id(a.order);
    w.number(a.amount);
    w.number(a.held);
    w.number(a.captured);
  }
  w.text(p.instrument);
  w.number(p.disputes.size());
  for (const Dispute* dispute : p.disputes) w.id(dispute);
  w.id(p.waiting);
  w.id(p.doubt);
  w.id(p.purse);
  w.choice(p.label);
  w.time(p.touched);
}

void write(DigestWriter& w, const Refund& r) {
  w.text(r.content);
  w.choice(r.state);
  w.id(r.order);
  w.number(r.amount);
  w.number(r.from_split);
  w.time(r.at);
  w.number(r.sources.size());
  for (const core::RefundSource& s : r.sources) {
    w.text(s.payment.view());
    w.choice(s.channel);
    w.number(s.amount);
    w.text(s.wallet ? s.wallet->view() : std::string_view());
    write(w, s.charge);
  }
  w.number(r.lines.size());
  for (const RefundedLine& line : r.lines) {
    w.number(line.line);
    w.number(line.amount);
    w.number(line.quantity);
  }
  w.number(r.lines_counted);
  w.id(r.to);
  w.id(r.payment);
  w.number(r.unplaced_by);
  w.id(r.waiting);
  w.time(r.touched);
}

void write(DigestWriter& w, const Payout& p) {
  w.text(p.content);
  w.choice(p.state);
  w.id(p.party);
  w.text(p.account);
  w.text(p.currency.code());
  for (const core::Amount amount : {p.amount, p.net, p.tax}) w.number(amount);
  for (const std::string* text : {&p.to, &p.requested_by, &p.decided_by, &p.bank}) w.text(*text);
  w.number(p.asked_by);
  w.time(p.at);
  w.id(p.waiting);
  w.time(p.touched);
}

void write(DigestWriter& w, const Login& l) {
  w.choice(l.state);
  w.id(l.user);
  w.time(l.at);
  w.id(l.waiting);
  w.choice(l.label);
  w.time(l.touched);
}

void write_command(DigestWriter& w, const core::Command* command) {
  w.number(command != nullptr);
  if (command == nullptr) return;
  w.choice(command->op);
  w.text(command->actor.client);
  w.text(command->actor.person);
  w.text(command->key);
  w.text(command->path_id);
  w.text(command->request);
}

void write_held(DigestWriter& w, const WaitingObject& object) {
  w.number(object.index());
  std::visit(
      [&w](const auto& what) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(what)>, std::monostate>) w.id(what);
      },
      object);
}

void write(DigestWriter& w, const Wait& wait) {
  w.number(wait.seq);
  w.choice(wait.kind);
  w.choice(wait.state);
  w.number(wait.tries);
  w.time(wait.opened_at);
  w.time(wait.expires_at);
  w.time(wait.closed_at);
  w.text(wait.subject);
  write_held(w, wait.object);
  w.number(wait.reasons.size());
  for (const std::string& code : wait.reasons) w.text(code);
  w.choice(wait.case_label);
  write_command(w, wait.command.get());
  w.time(wait.touched);
}

void write(DigestWriter& w, const Approval& a) {
  w.number(a.seq);
  w.choice(a.op);
  w.choice(a.state);
  w.time(a.requested_at);
  w.text(a.requested_by);
  w.text(a.decided_by);
  w.text(a.subject);
  write_command(w, a.command.get());
  w.time(a.touched);
}

void write(DigestWriter& w, const Dispute& d) {
  w.text(d.content);
  w.number(d.seq);
  w.choice(d.state);
  w.id(d.payment);
  w.id(d.wallet);
  w.text(d.payment_id);
  w.choice(d.channel);
  w.text(d.currency.code());
  for (const core::Amount amount :
       {d.amount, d.unplaced, d.lost, d.top_up, d.top_up_lost, d.suspense, d.suspense_lost, d.charge_lost})
    w.number(amount);
  write(w, d.charge);
  w.text(d.reason);
  w.time(d.at);
  w.time(d.resolved_at);
  w.number(d.respond_by ? d.respond_by->us : -1);
  w.number(d.parts.size());
  for (const DisputePart& part : d.parts) {
    w.id(part.order);
    w.number(part.amount);
    w.number(part.lost);
    w.number(part.from_split);
  }
  w.number(d.evidence.size());
  for (const Evidence& e : d.evidence) {
    w.text(e.kind);
    w.text(e.sha256);
    w.text(e.note);
    w.time(e.at);
  }
  w.number(d.break_seq);
  w.time(d.touched);
}

void write(DigestWriter& w, const Break& b) {
  w.number(b.key.seq);
  w.number(b.key.n);
  w.choice(b.kind);
  w.choice(b.state);
  w.text(b.subject);
  w.text(b.account);
  w.number(b.amount);
  w.text(b.currency.code());
  w.time(b.opened_at);
  w.time(b.resolved_at);
  w.number(b.closed_by);
  w.text(b.resolved_by);
  w.text(b.resolution);
  w.number(b.journal);
  w.text(b.match);
  w.number(b.ours);
  w.number(b.theirs);
  w.time(b.since);
  w.time(b.touched);
}

void write(DigestWriter& w, const Match& m) {
  w.choice(m.channel);
  w.text(m.currency.code());
  for (const core::Amount amount : {m.theirs, m.fee, m.first}) w.number(amount);
  w.number(m.rows);
  w.number(m.fee_said);
  w.number(m.mixed);
  w.number(m.shipped);
  w.choice(m.event);
  w.number(m.seq);
  w.time(m.since);
  w.time(m.due);
  w.number(m.open.seq);
  w.number(m.open.n);
  w.time(m.touched);
}

// One writer for all: it keeps its room.
template <class T>
core::Digest object_digest(DigestWriter& w, char kind, const T& object) {
  w.number(kind);
  w.text(object.id);
  write(w, object);
  return w.object();
}

template <class T>
core::Digest object_digest(char kind, const T& object) {
  DigestWriter w;
  return object_digest(w, kind, object);
}

}  // namespace

core::Digest digest_of(const Order& order) {
  return object_digest('o', order);
}
core::Digest digest_of(const Payment& payment) {
  return object_digest('p', payment);
}
core::Digest digest_of(const Refund& refund) {
  return object_digest('r', refund);
}
core::Digest digest_of(const Login& login) {
  return object_digest('l', login);
}
core::Digest digest_of(const Wait& wait) {
  return object_digest('w', wait);
}
core::Digest digest_of(const Approval& approval) {
  return object_digest('a', approval);
}
core::Digest digest_of(const Payout& payout) {
  return object_digest('y', payout);
}

core::Digest digest_of(const Dispute& dispute) {
  return object_digest('d', dispute);
}
core::Digest digest_of(const Break& a_break) {
  return object_digest('b', a_break);
}

core::Digest digest_of(const Match& match) {
  return object_digest('m', match);
}

core::Digest digest_of(const UsedId& used) {
  return object_digest('u', used);
}

core::Digest digest_of(const Group& group) {
  return object_digest('g', group);
}

core::SetHash objects_in(const State& state) {
  core::SetHash all = state.let_go;
  DigestWriter w;
  Family none;
  each_kind(none, state, [&](char kind, const auto&, const auto& table) {
    table.each([&](const auto& object) { all.add(object_digest(w, kind, object)); });
  });
  return all;
}

}  // namespace tallygate::ledger
