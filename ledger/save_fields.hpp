// The fields of each kind of object as a saved state has them, described once for both directions (save.hpp).
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <variant>

#include "ledger/save.hpp"
#include "ledger/save_books.hpp"
#include "ledger/save_values.hpp"

namespace tallygate::ledger {

// One pass over a state, in either direction: Io is BinaryWriter or BinaryReader, Links the pointers that go with it.
template <class Io, class Links>
class Passage : private ValuePassage<Io> {
 public:
  template <class T>
  using Ref = typename Io::template Ref<T>;

  Passage(Io& io, const Links& links) : ValuePassage<Io>(io), links_(links) {}

  void fields(Ref<Account> a) {
    io_.choice(a.state, AccountState::open);
    io_.number(a.reopened_by);
    chain(a.first, [this](Ref<Balance> b) {
      currency(b.currency);
      io_.number(b.posted);
      io_.number(b.held);
      io_.number(b.frozen);
      io_.number(b.month);
      io_.list(b.earlier, kNumberBytes, [this](Ref<MonthEnd> e) {
        io_.number(e.month);
        io_.number(e.posted);
      });
    });
  }

  void fields(Ref<Party> p) {
    io_.number(p.first_seen.us);
    io_.number(p.version);
    io_.number(p.changes);
    io_.list(p.roles, 1, [this](Ref<core::Role> role) { io_.choice(role, core::Role::supplier); });
    io_.list(p.aliases, 2 * kIdBytesMin, [this](Ref<core::Alias> alias) {
      io_.text(alias.id);
      io_.text(alias.platform);
    });
    links_.link(p.upline);
    label(p.label);
    io_.number(p.kyc_level);
    io_.list(p.payout_accounts, 2 * kIdBytesMin + kNumberBytes, [this](Ref<PayoutAccount> a) {
      io_.text(a.id);
      io_.choice(a.kind, core::PayoutAccountKind::wallet);
      io_.flag(a.closed);
      io_.text(a.token);
      io_.optional(a.currency, [this](Ref<core::Currency> c) { currency(c); });
      io_.number(a.changed_at.us);
      io_.number(a.changed_by);
    });
  }
  void volume(VolumeWindow& window) {
    chain(window.saved(), [this](Ref<VolumeWindow::OfCurrency> v) {
      currency(v.currency);
      io_.number(v.sum);
      io_.list(v.completions, 2 * kNumberBytes, [this](Ref<VolumeWindow::Completion> c) {
        io_.number(c.at.us);
        io_.number(c.amount);
      });
    });
  }

  void period_uses(PeriodUses& uses) {
    chain(uses.saved(), [this](Ref<PeriodUses::Use> use) {
      links_.link(use.key.plan);
      plan_part(use.key.part);
      currency(use.key.currency);
      calendar_period(use.period);
      io_.number(use.amount);
    });
  }

  void withheld(Withheld& withheld) {
    chain(withheld.saved(), [this](Ref<Withheld::Entry> entry) {
      io_.choice(entry.key.role, core::Role::supplier);
      currency(entry.key.currency);
      io_.choice(entry.key.period, core::TaxPeriod::year);
      io_.number(entry.begins.days_since_epoch);
      io_.number(entry.sum.gross);
      io_.number(entry.sum.tax);
    });
  }

  void fields(Ref<PlanVersion> v) {
    io_.number(v.version);
    io_.number(v.published_at.us);
    auto& t = v.terms;
    io_.optional(t.base, [this](Ref<core::PlanBase> base) { io_.choice(base, core::PlanBase::net_of_fee); });
    number(t.cap);
    currency(t.currency);
    io_.list(t.levels, 2 * kNumberBytes, [this](Ref<core::PlanLevel> level) {
      io_.number(level.level);
      io_.list(level.tiers, 2 * kNumberBytes, [this](Ref<core::PlanTier> tier) {
        io_.number(tier.bp);
        io_.number(tier.from_gmv);
      });
    });
    number(t.matures_after_s);
    io_.optional(t.occurred_at, [this](Ref<core::Time> at) { io_.number(at.us); });
    io_.list(t.period_caps, kNumberBytes, [this](Ref<core::PlanPeriodCap> cap) {
      io_.number(cap.amount);
      number(cap.level);
      io_.choice(cap.period, core::PlanPeriod::month);
      io_.optional(cap.role, [this](Ref<core::Role> role) { io_.choice(role, core::Role::supplier); });
    });
    io_.number(t.platform_fee_bp);
    io_.list(t.shares, kNumberBytes + 1, [this](Ref<core::PlanShare> share) {
      io_.number(share.bp);
      io_.choice(share.role, core::Role::supplier);
    });
  }

  void fields(Ref<UsedId> u) {
    auto code = static_cast<std::uint16_t>(u.code);
    io_.number(code);
    if constexpr (Io::kReads) u.code = static_cast<core::Code>(code);
    io_.number(u.touched.us);
  }

  void fields(Ref<Order> o) {
    io_.text(o.content);
    io_.number(o.overridden_by);
    io_.number(o.override_ends.us);
    io_.number(o.escrow_left_by);
    io_.choice(o.state, OrderState::shipped);
    io_.flag(o.delivered);
    currency(o.currency);
    io_.number(o.amount);
    io_.number(o.captured);
    io_.number(o.reduced);
    io_.number(o.refunded);
    io_.number(o.reserved);
    io_.number(o.escrow);
    io_.number(o.held);
    io_.number(o.split_base);
    io_.number(o.split_refunded);
    io_.number(o.disputed);
    io_.number(o.lost);
    io_.number(o.frozen_escrow);
    io_.number(o.placed_at.us);
    io_.number(o.completed_at.us);
    io_.number(o.delivered_at.us);
    io_.number(o.delivered_seq);
    io_.number(o.placed_seq);
    io_.number(o.terms.expires_at.us);
    io_.number(o.terms.deliver_by.us);
    io_.number(o.terms.release_after_s);
    io_.choice(o.terms.on_late, core::OnLate::none);
    io_.flag(o.terms.late);
    links_.link(o.buyer);
    links_.link(o.merchant);
    links_.link(o.creator);
    links_.link(o.partner);
    links_.link(o.supplier);
    pinned(o.plan);
    links_.link(o.waiting);
    io_.list(o.chain, kObjectBytesMin, [this](Ref<Party*> party) { links_.link(party); });
    io_.list(o.captures, kObjectBytesMin + 3 * kNumberBytes, [this](Ref<Capture> c) {
      links_.link(c.payment);
      io_.number(c.captured);
      io_.number(c.refunded);
      io_.number(c.disputed);
    });
    io_.list(o.holds, kObjectBytesMin, [this](Ref<Payment*> payment) { links_.link(payment); });
    io_.list(o.parts, kIdBytesMin + 4 * kNumberBytes, [this](Ref<PaidPart> part) {
      io_.text(part.account);
      io_.number(part.paid);
      io_.number(part.given_back);
      io_.number(part.frozen);
      io_.number(part.kept);
      io_.optional(part.matures_on, [this](Ref<core::Date> date) { io_.number(date.days_since_epoch); });
    });
    io_.list(o.counted, kNumberBytes, [this](Ref<CountedPeriod> counted) {
      io_.number(counted.part);
      links_.link(counted.payee);
      plan_part(counted.which);
      calendar_period(counted.period);
    });
    io_.list(o.refunds, kObjectBytesMin, [this](Ref<Refund*> refund) { links_.link(refund); });
    io_.list(o.disputes, kMemberBytesMin, [this](Ref<Dispute*> dispute) { links_.link(dispute); });
    lines_and_shipments_of(o);
    goods_of(o);
    io_.text(o.payer);
    io_.text(o.device);
    io_.text(o.ip);
    label(o.label);
    io_.number(o.touched.us);
  }

  void fields(Ref<Stock> s);
  void fields(Ref<Coupon> c);
  void fields(Ref<Group> g);

  void fields(Ref<Payment> p) {
    io_.text(p.content);
    io_.choice(p.state, PaymentState::voided);
    io_.flag(p.reported);
    io_.optional(p.channel, [this](Ref<core::Channel> c) { channel(c); });
    currency(p.currency);
    io_.number(p.amount);
    suspense(p);
    io_.number(p.topped_up);
    io_.number(p.top_up_disputed);
    io_.number(p.top_up_lost);
    links_.link(p.wallet);
    charge(p);
    io_.number(p.declines);
    io_.number(p.at.us);
    io_.number(p.authorised_by);
    io_.number(p.expires_at.us);
    io_.list(p.allocations, kObjectBytesMin + 3 * kNumberBytes, [this](Ref<PaymentAllocation> a) {
      links_.link(a.order);
      io_.number(a.amount);
      io_.number(a.held);
      io_.number(a.captured);
    });
    io_.text(p.instrument);
    io_.list(p.disputes, kMemberBytesMin, [this](Ref<Dispute*> dispute) { links_.link(dispute); });
    links_.link(p.waiting);
    links_.link(p.doubt);
    links_.link(p.purse);
    label(p.label);
    io_.number(p.touched.us);
  }

  void fields(Ref<Refund> r) {
    io_.text(r.content);
    io_.choice(r.state, RefundState::settled);
    links_.link(r.order);
    links_.link(r.payment);
    io_.number(r.amount);
    io_.number(r.from_split);
    io_.number(r.at.us);
    io_.list(r.sources, kNumberBytes + 1 + kIdBytesMin, [this](Ref<core::RefundSource> s) {
      io_.number(s.amount);
      channel(s.channel);
      if constexpr (Io::kReads) {
        s.payment = core::PaymentId(std::string(io_.text()));
      } else {
        io_.text(s.payment.view());
      }
      io_.optional(s.wallet, [this](Ref<core::PartyId> party) {
        if constexpr (Io::kReads) {
          party = core::PartyId(std::string(io_.text()));
        } else {
          io_.text(party.view());
        }
      });
      charged(s.charge);
    });
    io_.list(r.lines, 2 * kNumberBytes, [this](Ref<RefundedLine> line) {
      io_.number(line.line);
      io_.number(line.amount);
      io_.number(line.quantity);
    });
    io_.flag(r.lines_counted);
    links_.link(r.to);
    io_.number(r.unplaced_by);
    links_.link(r.waiting);
    io_.number(r.touched.us);
  }

  void fields(Ref<Login> l) {
    io_.choice(l.state, LoginState::succeeded);
    links_.link(l.user);
    io_.number(l.at.us);
    links_.link(l.waiting);
    label(l.label);
    io_.number(l.touched.us);
  }

  void fields(Ref<Wait> w) {
    io_.number(w.seq);
    io_.choice(w.kind, WaitKind::review);
    io_.choice(w.state, WaitState::released);
    io_.number(w.tries);
    io_.number(w.opened_at.us);
    io_.number(w.expires_at.us);
    io_.number(w.closed_at.us);
    io_.text(w.subject);
    held(w.object);
    io_.list(w.reasons, kIdBytesMin, [this](Ref<std::string> code) { io_.text(code); });
    io_.optional(w.case_label, [this](Ref<core::CaseLabel> c) { io_.choice(c, core::CaseLabel::valuable_alert); });
    command(w.command);
    io_.number(w.touched.us);
  }

  void fields(Ref<Approval> a) {
    io_.number(a.seq);
    if constexpr (Io::kReads) {
      const auto op = core::operation_named(io_.text());
      if (!op) io_.fail("an operation has no such name");
      if (op) a.op = *op;
    } else {
      io_.text(core::traits(a.op).name);
    }
    io_.choice(a.state, ApprovalState::superseded);
    io_.number(a.requested_at.us);
    io_.text(a.requested_by);
    io_.text(a.decided_by);
    io_.text(a.subject);
    command(a.command);
    io_.number(a.touched.us);
  }

  void fields(Ref<Payout> p) {
    io_.text(p.content);
    io_.choice(p.state, PayoutState::settled);
    links_.link(p.party);
    io_.text(p.account);
    currency(p.currency);
    io_.number(p.amount);
    io_.number(p.net);
    io_.number(p.tax);
    io_.text(p.to);
    io_.text(p.requested_by);
    io_.text(p.decided_by);
    io_.text(p.bank);
    io_.number(p.asked_by);
    io_.number(p.at.us);
    links_.link(p.waiting);
    io_.number(p.touched.us);
  }

  void fields(Ref<Dispute> d) {
    io_.text(d.content);
    io_.number(d.seq);
    io_.choice(d.state, DisputeState::won);
    links_.link(d.payment);
    links_.link(d.wallet);
    io_.text(d.payment_id);
    channel(d.channel);
    currency(d.currency);
    io_.number(d.amount);
    io_.number(d.unplaced);
    io_.number(d.lost);
    io_.number(d.top_up);
    io_.number(d.top_up_lost);
    io_.number(d.suspense);
    io_.number(d.suspense_lost);
    charged(d.charge);
    io_.number(d.charge_lost);
    io_.text(d.reason);
    io_.number(d.at.us);
    io_.number(d.resolved_at.us);
    io_.optional(d.respond_by, [this](Ref<core::Time> at) { io_.number(at.us); });
    io_.list(d.parts, kMemberBytesMin + 3 * kNumberBytes, [this](Ref<DisputePart> part) {
      links_.link(part.order);
      io_.number(part.amount);
      io_.number(part.lost);
      io_.number(part.from_split);
    });
    io_.list(d.evidence, 3 * kIdBytesMin + kNumberBytes, [this](Ref<Evidence> e) {
      io_.text(e.kind);
      io_.text(e.sha256);
      io_.text(e.note);
      io_.number(e.at.us);
    });
    io_.number(d.break_seq);
    io_.number(d.touched.us);
  }

  void fields(Ref<Break> b);  // save_match.hpp, as the next
  void fields(Ref<Match> m);

  void fields(Ref<Booking> booking) { BookPassage<Io>(io_).fields(booking); }
  void fields(Ref<Limit> limit) { BookPassage<Io>(io_).fields(limit); }
  void fields(Ref<Period> period) { BookPassage<Io>(io_).fields(period); }

  void fields(Ref<Settings> s) {
    io_.number(s.version);
    io_.number(s.challenge_expires_s);
    io_.number(s.review_expires_s);
    io_.number(s.commission_levels_max);
    io_.number(s.upline_depth_max);
    io_.choice(s.fallback_outcome, core::Verdict::block);
    io_.list(s.four_eyes, kIdBytesMin, [this](Ref<std::string> what) { io_.text(what); });
    io_.number(s.payouts.cool_off_s);
    io_.number(s.payouts.kyc_level);
    io_.flag(s.payouts.registered_only);
    io_.list(s.payouts.minimum, kNumberBytes, [this](Ref<core::PayoutMinimum> least) {
      io_.number(least.amount);
      currency(least.currency);
    });
    io_.list(s.payouts.tax, kNumberBytes, [this](Ref<core::PayoutTax> tax) {
      io_.number(tax.bp);
      io_.optional(tax.currency, [this](Ref<core::Currency> c) { currency(c); });
      number(tax.from);
      io_.optional(tax.period, [this](Ref<core::TaxPeriod> period) { io_.choice(period, core::TaxPeriod::year); });
      io_.choice(tax.role, core::Role::supplier);
    });
    number(s.order_expires_s);
    number(s.order_release_after_s);
    io_.optional(s.order_on_late, [this](Ref<core::OnLate> value) { io_.choice(value, core::OnLate::none); });
    io_.list(s.business.closed_weekdays, 1, [this](Ref<core::Weekday> day) { io_.choice(day, core::Weekday::sunday); });
    io_.list(s.business.holidays, kMemberBytesMin, [this](Ref<core::Date> day) { io_.number(day.days_since_epoch); });
    io_.list(s.payouts.schedule, kMemberBytesMin, [this](Ref<core::PayoutSchedule> days) {
      io_.choice(days.every, core::PayoutEvery::month);
      number(days.on);
      io_.choice(days.role, core::Role::supplier);
    });
    io_.optional(s.period_close, [this](Ref<bool> keep) { io_.flag(keep); });
    io_.list(s.recon_channels, 1, [this](Ref<core::Channel> c) { channel(c); });
    number(s.recon_grace_s);
    number(s.ship_grace_s);
  }

 private:
  void lines_and_shipments_of(Ref<Order> o);
  void goods_of(Ref<Order> o);  // these are save_goods.hpp's
  void takings(Ref<Takings> t);
  using Values = ValuePassage<Io>;
  using Values::calendar_period;
  using Values::channel;
  using Values::command;
  using Values::currency;
  using Values::io_;
  using Values::label;
  using Values::number;
  using Values::plan_part;

  void suspense(Ref<Payment> p);
  void charge(Ref<Payment> p);  // these three in save_charge.hpp
  void charged(Ref<std::optional<core::ChargedAmount>> charged);

  void pinned(Ref<const PlanVersion*> version) {
    if constexpr (Io::kReads) {
      const Plan* plan = nullptr;
      std::int64_t number = 0;
      links_.link(plan);
      io_.number(number);
      const auto at = static_cast<std::uint64_t>(number) - 1;
      if (plan == nullptr ? number != 0 : at >= plan->versions.size()) io_.fail("a plan has no such version");
      version = plan != nullptr && io_.ok() ? plan->versions[at].get() : nullptr;
    } else {
      links_.link(version == nullptr ? nullptr : version->plan);
      io_.number(version == nullptr ? std::int64_t{0} : version->version);
    }
  }
  void held(Ref<WaitingObject> object) {
    if constexpr (Io::kReads) {
      std::uint8_t kind = 0;
      io_.number(kind);
      switch (kind) {
        case 0:
          return;
        case 1:
          return links_.link(object.template emplace<Order*>(nullptr));
        case 2:
          return links_.link(object.template emplace<Payment*>(nullptr));
        case 3:
          return links_.link(object.template emplace<Refund*>(nullptr));
        case 4:
          return links_.link(object.template emplace<Login*>(nullptr));
        case 5:
          return links_.link(object.template emplace<Payout*>(nullptr));
        default:
          return io_.fail("what waits is of no kind");
      }
    } else {
      io_.number(static_cast<std::uint8_t>(object.index()));
      std::visit(
          [this](const auto& what) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(what)>, std::monostate>) links_.link(what);
          },
          object);
    }
  }
  // A list of few, each owning the next.
  template <class Owner, class Each>
  void chain(Owner& first, Each each) {
    if constexpr (Io::kReads) {
      auto* at = &first;
      for (auto left = io_.count(3); left > 0 && io_.ok(); --left) {
        *at = std::make_unique<typename Owner::element_type>();
        each(**at);
        at = &(*at)->next;
      }
    } else {
      std::size_t n = 0;
      for (auto* at = first.get(); at != nullptr; at = at->next.get()) ++n;
      io_.count(n, 3);
      for (auto* at = first.get(); at != nullptr; at = at->next.get()) each(*at);
    }
  }

  const Links& links_;
};

}  // namespace tallygate::ledger
