// Further samples, of refunds that were settled out of turn: given by their order, and unplaced. Included by
// book_samples.hpp.
#pragma once

#include <utility>
#include <vector>

#include "tests/support/sample_records.hpp"

namespace tallygate::support {

inline core::Record sample_refund_fact(core::RecordType type, core::Operation op, const char* body,
                                       core::RefundEffect effect) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"platform", ""};
  r.key = "key-1";
  r.subjects = {{"refund:r1", 2}, {"order:o1", 5}};
  r.command = sample_command(op, "r1", body, r.actor);
  r.effect = std::move(effect);
  return r;
}

// 5,000 of a split; 5,000 that the order no longer had, in dollars, and that came back.
inline std::vector<core::Record> sample_late_refunds() {
  using enum core::RecordType;
  core::RefundEffect given;
  given.order = core::OrderId("o1");
  given.refund = core::RefundId("r1");
  given.amount = given.refunded = 5'000;
  given.parts = {{"liabilities:merchant:m1", 5'000, 0}};
  given.settled = true;
  given.sources = {{5'000, core::Channel::card, core::PaymentId("p1")}};
  core::RefundEffect unplaced = given;
  unplaced.parts.clear();
  unplaced.refunded = 9'000;
  unplaced.unplaced = true;
  unplaced.sources[0].charge = core::ChargedAmount{700, *core::Currency::from_code("USD")};
  core::RefundEffect back = unplaced;
  back.settled.reset();
  const auto dollars = [](core::Amount amount) {
    const core::Money money{amount, *core::Currency::from_code("USD")};
    core::PostingsBuilder b;
    return std::move(b.debit("liabilities:suspense:card", money).credit("assets:channel:card", money)).build();
  };
  std::vector<core::Record> out;
  out.push_back(sample_refund_fact(refund_settled, core::Operation::refund_settle, "{}", std::move(given)));
  core::PostingsBuilder b;
  b.debit("liabilities:merchant:m1", cny(5'000)).credit("assets:channel:card", cny(5'000));
  out.back().postings = std::move(b).build();
  out.push_back(sample_refund_fact(refund_settled, core::Operation::refund_settle, "{}", std::move(unplaced)));
  out.back().postings = dollars(700);
  out.push_back(sample_refund_fact(refund_failed, core::Operation::refund_fail, R"({"reason":"account closed"})",
                                   std::move(back)));
  out.back().postings = dollars(-700);
  return out;
}

// A payout that failed after it was settled.
inline core::Record sample_late_failure() {
  core::Record r;
  r.type = core::RecordType::payout_returned;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"platform", ""};
  r.key = "key-1";
  r.subjects = {{"payout:y1", 4}};
  r.command = sample_command(core::Operation::payout_fail, "y1", R"({"reason":"no such account"})", r.actor);
  core::PayoutEffect effect;
  effect.account = "liabilities:merchant:m1";
  effect.amount = effect.net = 9'000;
  effect.bank = core::OtherId("main");
  effect.bank_amount = 9'000;
  effect.currency = *core::Currency::from_code("CNY");
  effect.party = core::PartyId("m1");
  effect.payout = core::PayoutId("y1");
  r.effect = std::move(effect);
  core::PostingsBuilder b;
  r.postings = std::move(b.debit("assets:bank:main", cny(9'000)).credit("liabilities:merchant:m1", cny(9'000))).build();
  return r;
}

}  // namespace tallygate::support
