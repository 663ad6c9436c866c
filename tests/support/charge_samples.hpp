// Further samples, of payments in another currency: what is charged, captured, goes back, and is disputed. Included by
// later_samples.hpp.
#pragma once

#include <utility>
#include <vector>

#include "tests/support/sample_records.hpp"

namespace tallygate::support {

inline core::Record charge_sample(core::RecordType type, core::Effect effect) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"platform", "p-1"};
  r.key = "key-1";
  r.subjects = {{"order:o1", 3}, {"payment:p1", 2}};
  r.effect = std::move(effect);
  return r;
}

// 9,000 yuan for 1,260 dollars: captured at once; 3,333 of a hold; 1,000 refunded; 500 dollars disputed, 33 of them
// lost.
inline std::vector<core::Record> charge_samples() {
  using enum core::RecordType;
  const core::Currency dollars = *core::Currency::from_code("USD");
  core::PaymentEffect paid;
  paid.allocations = {{9'000, core::OrderId("o1")}};
  core::Record captured = charge_sample(payment_captured, paid);
  captured.command = sample_command(core::Operation::order_pay, "o1",
                                    R"({"amount":9000,"channel":"card","charge":{"amount":1260,"currency":"USD",
                                    "rate":{"den":100,"num":14},"source":"acquirer 2026-11-22"},"currency":"CNY",
                                    "payment_id":"p1"})",
                                    captured.actor);
  core::PostingsBuilder b;
  b.debit("assets:channel:card", {1'260, dollars}).credit("equity:conversion:USD", {1'260, dollars});
  b.debit("equity:conversion:CNY", cny(9'000)).credit("liabilities:escrow", cny(9'000));
  captured.postings = std::move(b).build();
  core::HoldEffect hold;
  hold.allocations = {{3'333, core::OrderId("o1")}};
  hold.captured = 3'333;
  hold.left = 5'667;
  hold.payment = core::PaymentId("p1");
  hold.charge = core::ChargedAmount{466, dollars};
  core::RefundEffect refund;
  refund.order = core::OrderId("o1");
  refund.refund = core::RefundId("r1");
  refund.amount = refund.refunded = 1'000;
  core::RefundSource source;
  source.amount = 1'000;
  source.channel = core::Channel::card;
  source.payment = core::PaymentId("p1");
  source.charge = core::ChargedAmount{140, dollars};
  refund.sources = {source};
  core::DisputeEffect opened;
  opened.allocations = {{3'571, core::OrderId("o1")}};
  opened.amount = 500;
  opened.channel = core::Channel::card;
  opened.currency = dollars;
  opened.dispute = core::DisputeId("x1");
  opened.payment = core::PaymentId("p1");
  opened.charge = core::ChargedAmount{500, dollars};
  core::DisputeEndEffect end;
  end.allocations = {{235, core::OrderId("o1")}};
  end.dispute = core::DisputeId("x1");
  end.payment = core::PaymentId("p1");
  end.lost = 33;
  end.won = 467;
  end.charge = core::ChargedAmount{33, dollars};
  std::vector<core::Record> out;
  out.push_back(std::move(captured));
  out.push_back(charge_sample(payment_hold_captured, std::move(hold)));
  out.push_back(charge_sample(refund_sent, std::move(refund)));
  out.push_back(charge_sample(dispute_opened, std::move(opened)));
  out.push_back(charge_sample(dispute_partly_lost, std::move(end)));
  return out;
}

}  // namespace tallygate::support
