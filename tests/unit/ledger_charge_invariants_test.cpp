// charges_keep_rates: a test in which it holds, and in which each of its sentences fires.
#include <gtest/gtest.h>

#include "tests/support/charges.hpp"
#include "tests/support/decided.hpp"

namespace tallygate::tests {
namespace {

constexpr const char* kRates = "charges_keep_rates";
const std::string kDollarChannel = "assets:channel:wechat_pay";

// o1 is paid with 140 dollars for 1,000 yuan, o2 held with as much.
Scenario& with_charges(Scenario& s) {
  s.given(plan(0, {})).given(order("o1").of(cny(1'000)).placed()).given(order("o2").of(cny(1'000)).placed());
  s.given(order("o3").of(cny(1'000)).placed());
  s.given(does(in_dollars(pay_order("o1", "p1", cny(1'000)))));
  return s.given(does(in_dollars(hold_payment("o2", "h1", cny(1'000)))));
}

// The record's postings with another amount of dollars.
core::Postings with_dollars_of(const core::Record& record, core::Amount more) {
  std::vector<core::Posting> list(record.postings.all().begin(), record.postings.all().end());
  for (core::Posting& p : list)
    if (p.currency.code() == "USD") p.amount += p.amount > 0 ? more : -more;
  return postings(std::move(list));
}

// The record's postings with what stands on a conversion account elsewhere.
core::Postings adjusted(const core::Record& record) {
  std::vector<core::Posting> list(record.postings.all().begin(), record.postings.all().end());
  for (core::Posting& p : list)
    if (p.account.starts_with("equity:conversion:")) p.account = "equity:adjustments";
  return postings(std::move(list));
}

TEST(ChargeInvariants, WhatIsTakenIsWhatTheRateSays) {
  Scenario s;
  with_charges(s);
  const std::vector<core::Command> all = {in_dollars(pay_order("o3", "p3", cny(1'000))),
                                          in_dollars(hold_payment("o3", "h3", cny(1'000))), capture_payment("h1", 507),
                                          void_payment("h1"), refund_order("o1", "r1", cny(507))};
  for (const core::Command& command : all) {
    Decided d(s, command);
    expect_holds(s, d);
    d.record().postings = with_dollars_of(d.record(), 1);
    expect_fires(s, d, kRates);
  }
  Decided unsaid(s, pay_order("o3", "p3", cny(1'000)));
  expect_holds(s, unsaid);
  unsaid.record().postings = Decided(s, all[0]).record().postings;
  expect_fires(s, unsaid, kRates);
}

TEST(ChargeInvariants, WhatGoesBackIsWhatItsPaymentGot) {
  Scenario s;
  with_charges(s);
  Decided refund(s, refund_order("o1", "r1", cny(507)));
  expect_holds(s, refund);
  auto& source = std::get<core::RefundEffect>(refund.record().effect).sources.at(0);
  source.charge->amount += 1;
  expect_fires(s, refund, kRates);
  source.charge.reset();
  expect_fires(s, refund, kRates);
  Decided opened(s, dispute_payment("p1", "d1", usd(140)));
  expect_holds(s, opened);
  auto& effect = std::get<core::DisputeEffect>(opened.record().effect);
  effect.amount = effect.charge->amount = 139;  // of all that the order got
  opened.record().postings = with_dollars_of(opened.record(), -1);
  expect_fires(s, opened, kRates);
  effect.charge.reset();
  effect.amount = 1'000;
  effect.currency = currency("CNY");
  opened.record().postings =
      postings({{"assets:disputed:wechat_pay", 1'000, currency("CNY")}, {kDollarChannel, -1'000, currency("CNY")}});
  expect_fires(s, opened, kRates);
}

TEST(ChargeInvariants, WhatIsLostIsInBothCurrencies) {
  Scenario s;
  with_charges(s).given(dispute("p1", "d1", usd(70)));
  Decided lost(s, resolve_dispute("d1", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  lost.record().postings = adjusted(lost.record());
  expect_fires(s, lost, kRates);
  Decided partly(s, resolve_dispute("d1", core::DisputeOutcome::partial, 30));
  expect_holds(s, partly);
  core::Record& claw_back = partly.decision.records.at(1);
  claw_back.postings = adjusted(claw_back);
  expect_fires(s, partly, kRates);
}

}  // namespace
}  // namespace tallygate::tests
