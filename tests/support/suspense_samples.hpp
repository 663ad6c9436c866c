// Further samples: what stood in suspense of a payment, brought to an order, sent back and lost, and an order that is
// reduced. Included by book_samples.hpp.
#pragma once

#include <utility>
#include <vector>

#include "tests/support/late_refund_samples.hpp"

namespace tallygate::support {

inline core::Record sample_of_suspense(core::RecordType type, core::Operation op, const char* id, const char* body,
                                       core::Effect effect) {
  core::Record r;
  r.type = type;
  r.seq = 8;
  r.at = *core::parse_time("2026-11-23T06:17:14.000001Z");
  r.actor = {"platform", ""};
  r.key = "key-1";
  r.subjects = {{"payment:p1", 2}, {"order:o1", 5}};
  r.command = sample_command(op, id, body, r.actor);
  r.effect = std::move(effect);
  return r;
}

inline std::vector<core::Record> sample_suspense() {
  using enum core::RecordType;
  const auto posted = [](const char* debit, const char* credit, core::Amount amount) {
    core::PostingsBuilder b;
    return std::move(b.debit(debit, cny(amount)).credit(credit, cny(amount))).build();
  };
  std::vector<core::Record> out;
  core::PaymentEffect brought;
  brought.allocations = {{3'000, core::OrderId("o1")}};
  out.push_back(sample_of_suspense(payment_allocated, core::Operation::payment_allocate, "p1",
                                   R"({"allocations":[{"amount":3000,"order":"o1"}]})", std::move(brought)));
  out.back().postings = posted("liabilities:suspense:card", "liabilities:escrow", 3'000);

  core::RefundEffect back;
  back.amount = back.refunded = 2'000;
  back.payment = core::PaymentId("p1");
  back.refund = core::RefundId("r1");
  back.settled = false;
  back.sources = {{2'000, core::Channel::card, core::PaymentId("p1")}};
  out.push_back(sample_of_suspense(refund_sent, core::Operation::payment_refund, "p1",
                                   R"({"amount":2000,"currency":"CNY","reason":"paid twice","refund_id":"r1"})",
                                   std::move(back)));
  out.back().postings = posted("liabilities:suspense:card", "assets:channel:card", 2'000);

  core::DisputeEffect disputed;
  disputed.amount = 900;
  disputed.channel = core::Channel::card;
  disputed.currency = *core::Currency::from_code("CNY");
  disputed.dispute = core::DisputeId("d1");
  disputed.payment = core::PaymentId("p1");
  disputed.suspense = 900;
  out.push_back(sample_of_suspense(dispute_opened, core::Operation::payment_dispute, "p1",
                                   R"({"amount":900,"currency":"CNY","dispute_id":"d1","reason":"unknown"})",
                                   std::move(disputed)));
  out.back().postings = posted("assets:disputed:card", "assets:channel:card", 900);
  core::DisputeEndEffect lost;
  lost.dispute = core::DisputeId("d1");
  lost.payment = core::PaymentId("p1");
  lost.lost = 900;
  lost.suspense = 900;
  out.push_back(sample_of_suspense(dispute_lost, core::Operation::dispute_resolve, "d1", R"({"outcome":"lost"})",
                                   std::move(lost)));
  out.back().postings = posted("liabilities:suspense:card", "assets:disputed:card", 900);

  core::ObjectEffect reduced;
  reduced.subject = "order:o1";
  reduced.state = "paid";
  out.push_back(sample_of_suspense(
      order_reduced, core::Operation::order_reduce, "o1",
      R"({"amount":100,"currency":"CNY","lines":[{"amount":100,"line_id":"1"}],"reason":"900 g of 1 kg"})",
      std::move(reduced)));
  return out;
}

}  // namespace tallygate::support
