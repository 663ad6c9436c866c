// Records of the books as such, from fixed inputs, for the golden bytes (sample_records.hpp has most): months, wallets,
// conversions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/late_refund_samples.hpp"
#include "tests/support/sample_records.hpp"
#include "tests/support/suspense_samples.hpp"

namespace tallygate::support {

inline core::Record book_sample(core::RecordType type) {
  core::Record r;
  r.type = type;
  r.seq = 7;
  r.at = *core::parse_time("2026-11-22T06:17:14.000001Z");
  r.actor = {"system", ""};
  r.subjects = {{"order:o1", 1}, {"party:b1", 2}};
  return r;
}
inline core::Record book_sample(core::RecordType type, core::Operation op, std::string path, std::string_view json) {
  core::Record r = book_sample(type);
  r.actor = {"platform", "p-1"};
  r.key = "key-1";
  r.command = sample_command(op, std::move(path), json, r.actor);
  return r;
}

inline std::vector<core::Record> sample_months() {
  core::Record ended = book_sample(core::RecordType::period_ended);
  core::PeriodEffect month;
  month.begins = *core::parse_time("2026-10-31T16:00:00Z");
  month.ends = *core::parse_time("2026-11-30T16:00:00Z");
  month.month = "2026-11";
  ended.effect = month;
  core::Record closed = book_sample(core::RecordType::period_closed, core::Operation::period_close, "2026-11",
                                    R"({"note":"November","occurred_at":"2026-12-05T06:17:13Z"})");
  month.position = 7;
  month.count = 2;
  month.balances = std::string(64, 'a');
  month.totals = {{9'946, *core::Currency::from_code("CNY"), 1, 54, 200, 9'799}};
  closed.effect = month;
  return {std::move(ended), std::move(closed)};
}

inline core::Record sample_topup() {
  core::Record topped = book_sample(
      core::RecordType::wallet_topped_up, core::Operation::wallet_topup, "b1",
      R"({"amount":9000,"channel":"card","currency":"CNY","instrument":{"token":"tok-1"},"occurred_at":"2026-11-22T06:17:13Z","payment_id":"t1"})");
  topped.effect = core::ObjectEffect{"t1", "payment:t1", {}, {}};
  core::PostingsBuilder b;
  topped.postings =
      std::move(b.debit("assets:channel:card", cny(9'000)).credit("liabilities:wallet:b1", cny(9'000))).build();
  return topped;
}

inline core::Record sample_conversion() {
  core::Record converted = book_sample(
      core::RecordType::conversion_posted, core::Operation::conversion_post, "",
      R"({"conversion_id":"c1","from":{"account":"liabilities:merchant:m1","amount":7000,"currency":"CNY"},"occurred_at":"2026-11-22T06:17:13Z",
          "rate":{"den":100,"num":14},"source":"ECB 2026-11-20","to":{"account":"liabilities:merchant:m1","amount":980,"currency":"USD"}})");
  converted.effect = core::ObjectEffect{"c1", "conversion:c1", {}, {}};
  const core::Money dollars{980, *core::Currency::from_code("USD")};
  core::PostingsBuilder b;
  b.debit("liabilities:merchant:m1", cny(7'000)).credit("equity:conversion:CNY", cny(7'000));
  b.debit("equity:conversion:USD", dollars).credit("liabilities:merchant:m1", dollars);
  converted.postings = std::move(b).build();
  return converted;
}

// Facts that risk did not allow, each with the review of its money.
inline std::vector<core::Record> sample_doubts() {
  const core::Waiting review{*core::parse_time("2026-11-25T06:17:14.000001Z"), "rv7"};
  core::Record topped = sample_topup();
  std::get<core::ObjectEffect>(topped.effect).waiting = review;
  core::Record paid = book_sample(
      core::RecordType::payment_captured, core::Operation::order_pay, "o1",
      R"({"amount":9000,"channel":"card","currency":"CNY","occurred_at":"2026-11-22T06:17:13Z","payment_id":"p1","reported":true})");
  core::PaymentEffect effect;
  effect.allocations = {{9'000, core::OrderId("o1")}};
  effect.waiting = review;
  paid.effect = std::move(effect);
  core::PostingsBuilder b;
  paid.postings =
      std::move(b.debit("assets:channel:card", cny(9'000)).credit("liabilities:escrow", cny(9'000))).build();
  for (core::Record* r : {&topped, &paid}) r->assessment = sample_assessment(core::Verdict::review);
  return {std::move(topped), std::move(paid)};
}

inline std::vector<core::Record> book_samples() {
  std::vector<core::Record> out = sample_months();
  out.push_back(sample_topup());
  out.push_back(sample_conversion());
  for (core::Record& doubted : sample_doubts()) out.push_back(std::move(doubted));
  for (core::Record& late : sample_late_refunds()) out.push_back(std::move(late));
  out.push_back(sample_late_failure());
  for (core::Record& moved : sample_suspense()) out.push_back(std::move(moved));
  return out;
}

}  // namespace tallygate::support
