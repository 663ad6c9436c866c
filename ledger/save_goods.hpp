// The fields of limited stock, coupons, groups, and what of orders is goods as a saved state has them: of
// save_fields.hpp, for who passes over a state.
#pragma once

#include "ledger/save_fields.hpp"

namespace tallygate::ledger {

template <class Io, class Links>
void Passage<Io, Links>::fields(Ref<Stock> s) {
  io_.number(s.version);
  io_.number(s.quantity);
  io_.number(s.per_buyer);
  io_.number(s.starts_at.us);
  io_.number(s.ends_at.us);
  io_.text(s.sale);
  io_.text(s.merchant);
  io_.number(s.sales);
  takings(s.takings);
}

template <class Io, class Links>
void Passage<Io, Links>::fields(Ref<Coupon> c) {
  io_.number(c.version);
  number(c.terms.amount);
  number(c.terms.bp);
  currency(c.terms.currency);
  io_.optional(c.terms.expires_at, [this](Ref<core::Time> at) { io_.number(at.us); });
  io_.choice(c.terms.funded_by, core::FundedBy::platform);
  number(c.terms.max);
  io_.optional(c.terms.merchant, [this](Ref<core::PartyId> party) {
    if constexpr (Io::kReads) {
      party = core::PartyId(std::string(io_.text()));
    } else {
      io_.text(party.view());
    }
  });
  number(c.terms.per_buyer);
  number(c.terms.uses);
  takings(c.takings);
}

template <class Io, class Links>
void Passage<Io, Links>::fields(Ref<Group> g) {
  io_.choice(g.state, GroupState::succeeded);
  links_.link(g.leader);
  links_.link(g.merchant);
  currency(g.currency);
  io_.number(g.size);
  io_.number(g.seq);
  io_.number(g.opened_at.us);
  io_.number(g.closes_at.us);
  io_.number(g.closed_at.us);
  io_.list(g.orders, kIdBytesMin, [this](Ref<std::string> id) { io_.text(id); });
  io_.list(g.members, kMemberBytesMin, [this](Ref<Order*> order) {
    links_.link(order);
    if constexpr (Io::kReads)
      if (order == nullptr) io_.fail("a group's member is no order");
  });
  io_.number(g.touched.us);
}

template <class Io, class Links>
void Passage<Io, Links>::lines_and_shipments_of(Ref<Order> o) {
  io_.list(o.shipments, 3 * kIdBytesMin + kNumberBytes, [this](Ref<Shipment> s) {
    io_.text(s.waybill);
    io_.text(s.carrier);
    io_.number(s.at.us);
    io_.list(s.goods, kObjectBytesMin + kNumberBytes, [this](Ref<ShippedGoods> g) {
      io_.number(g.line);
      io_.number(g.quantity);
    });
    io_.flag(s.in_part);
    io_.flag(s.delivered);
  });
  io_.list(o.lines, kIdBytesMin + 5 * kNumberBytes, [this](Ref<Line> line) {
    io_.text(line.id);
    io_.number(line.amount);
    io_.number(line.quantity);
    io_.number(line.refunded);
    io_.number(line.refunded_quantity);
    io_.choice(line.kind, core::LineKind::tax);
    io_.number(line.shipped);
  });
}

template <class Io, class Links>
void Passage<Io, Links>::goods_of(Ref<Order> o) {
  io_.list(o.stock, kMemberBytesMin + 2 * kNumberBytes, [this](Ref<StockOfOrder> s) {
    links_.link(s.stock);
    io_.number(s.quantity);
    io_.number(s.sale);
    io_.flag(s.counted);
  });
  links_.link(o.coupon);
  io_.flag(o.coupon_counted);
  io_.choice(o.coupon_funded_by, core::FundedBy::platform);
  io_.number(o.discount);
  io_.number(o.promoted);
  io_.number(o.promotion_back);
  io_.text(o.group);
  io_.choice(o.group_state, GroupState::succeeded);
  io_.number(o.group_closes.us);
  io_.number(o.group_closed_by);
}

template <class Io, class Links>
void Passage<Io, Links>::takings(Ref<Takings> t) {
  if constexpr (Io::kReads) {
    io_.number(t.saved_taken());
    for (auto left = io_.count(kMemberBytesMin + kNumberBytes); left > 0 && io_.ok(); --left) {
      Party* buyer = nullptr;
      std::int64_t quantity = 0;
      links_.link(buyer);
      io_.number(quantity);
      if (buyer == nullptr) io_.fail("what was taken is of no buyer");
      if (io_.ok()) t.saved_buyers().emplace(buyer, quantity);
    }
  } else {
    io_.number(t.taken());
    io_.count(t.buyers().size(), kMemberBytesMin + kNumberBytes);
    for (const auto& [buyer, quantity] : t.buyers()) {
      links_.link(buyer);
      io_.number(quantity);
    }
  }
}

}  // namespace tallygate::ledger
