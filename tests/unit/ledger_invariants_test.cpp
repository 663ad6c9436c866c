// Every invariant fires on the decision that it is there for: right decisions, made wrong in one place.
#include <gtest/gtest.h>

#include "ledger/invariants/frozen_adds_up.hpp"
#include "tests/support/accounts.hpp"
#include "tests/support/commissions.hpp"
#include "tests/support/conversions.hpp"
#include "tests/support/decided.hpp"
#include "tests/support/limits.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/periods.hpp"
#include "tests/support/reconciliation.hpp"
#include "tests/support/scenario.hpp"
#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

using core::Code;

// All that is owed there.
core::Money money_of(Scenario& s, const std::string& account) {
  return cny(-s.world().balance(account));
}

Scenario& with_paid_order(Scenario& s) {
  return s.given(plan(500, {500, 200}))
      .given(distributor("d2"))
      .given(distributor("d1", "d2"))
      .given(order("o1").referred_by("d1").paid());
}

TEST(Invariants, PostingsBalance) {
  Scenario s;
  Decided d(with_paid_order(s), complete_order("o1"));
  expect_holds(s, d);
  const_cast<core::Posting&>(d.record().postings.all()[0]).amount += 1;  // no builder makes this
  expect_fires(s, d, "postings_balance");
}

TEST(Invariants, OnlyKnownAccountsArePosted) {
  Scenario s;
  Decided d(with_paid_order(s), deliver_order("o1"));
  expect_holds(s, d);
  d.record().postings =
      postings({{"liabilities:slush", 1, currency("CNY")}, {"income:platform_fee", -1, currency("CNY")}});
  expect_fires(s, d, "known_accounts");
}

TEST(Invariants, RefusalsMoveNothing) {
  Scenario s;
  Decided d(with_paid_order(s), complete_order("o1"));
  d.record().refusal = core::Refusal{Code::risk_blocked, "", ""};
  expect_fires(s, d, "refusals_move_nothing");
  Decided both(s, complete_order("o1"));
  both.decision.refusal = core::Refusal{Code::order_held, "", ""};
  expect_fires(s, both, "refusals_move_nothing");
  both.decision.records.clear();
  expect_holds(s, both);
  both.decision.refusal.reset();
  expect_fires(s, both, "refusals_move_nothing");
}

TEST(Invariants, FactsAreRecorded) {
  Scenario s;
  with_paid_order(s);
  Decided unknown(s, deliver_order("nowhere"));
  expect_holds(s, unknown);
  unknown.decision.refusal->code = Code::account_limit;
  expect_fires(s, unknown, "facts_are_recorded");
  Decided reported(s, report_payment("o1", "p9", cny(5)));
  expect_holds(s, reported);
  reported.record().refusal = core::Refusal{Code::risk_blocked, "", ""};
  reported.record().postings = {};
  expect_fires(s, reported, "facts_are_recorded");
}

TEST(Invariants, EscrowCoversWhatIsTakenFromIt) {
  Scenario s;
  Decided d(with_paid_order(s), refund_order("o1", "r1", cny(10'000)));
  expect_holds(s, d);
  std::get<core::RefundEffect>(d.record().effect).amount = 10'001;
  expect_fires(s, d, "escrow_covers");
  Decided not_posted(s, refund_order("o1", "r1", cny(10)));
  not_posted.record().postings = {};
  expect_fires(s, not_posted, "escrow_covers");
  Decided ghost(s, report_payment("o1", "p9", cny(5)));
  std::get<core::PaymentEffect>(ghost.record().effect).allocations.push_back({1, core::OrderId("nowhere")});
  expect_fires(s, ghost, "escrow_covers");
}

TEST(Invariants, WhatIsOnTheDisputedAccountsIsInOpenDisputes) {
  Scenario s;
  with_paid_order(s);
  Decided d(s, dispute_payment("o1.p1", "d1", cny(60)));
  expect_holds(s, d);
  d.record().postings = {};
  expect_fires(s, d, "disputed_is_open_disputes");
  s.given(complete("o1")).given(dispute("o1.p1", "d1"));
  Decided lost(s, resolve_dispute("d1", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  lost.decision.records.pop_back();
  expect_fires(s, lost, "disputed_is_open_disputes");
}

TEST(Invariants, DisputesAndRefundsStayWithinWhatWasCapturedOrAreMarked) {
  Scenario s;
  with_paid_order(s);
  Decided d(s, dispute_payment("o1.p1", "d1", cny(10'001)));
  expect_holds(s, d);
  auto& placed = std::get<core::DisputeEffect>(d.record().effect);
  placed.allocations.at(0).amount += 1;
  expect_fires(s, d, "disputes_within_captured");
  placed.unplaced = 0;
  expect_fires(s, d, "disputes_within_captured");
  s.given(dispute("o1.p1", "d1", cny(6'000)));
  Decided won(s, resolve_dispute("d1", core::DisputeOutcome::won));
  expect_holds(s, won);
  std::get<core::DisputeEndEffect>(won.record().effect).lost = 1;
  expect_fires(s, won, "disputes_within_captured");
  Decided more(s, refund_order("o1", "r1", cny(4'000)));
  expect_holds(s, more);
  std::get<core::RefundEffect>(more.record().effect).amount += 1;
  std::get<core::RefundEffect>(more.record().effect).sources.at(0).amount += 1;
  more.record().postings = postings(
      {{"liabilities:escrow", 4'001, currency("CNY")}, {"assets:channel:wechat_pay", -4'001, currency("CNY")}});
  expect_fires(s, more, "refunds_within_captured");
}

TEST(Invariants, OnlyWhatWasFrozenIsThawed) {
  Scenario s;
  core::PlanPut terms = plan_terms(500, {500});
  terms.matures_after_s = 86'400;
  s.given(plan_of(terms)).given(distributor("d1")).given(order("o1").referred_by("d1").completed());
  s.given(dispute("o1.p1", "d1", cny(6'000))).given(after(core::days(3)));
  Decided won(s, resolve_dispute("d1", core::DisputeOutcome::won));
  expect_holds(s, won);
  auto& thawed = std::get<core::ClawBackEffect>(won.decision.records.at(1).effect);
  ASSERT_FALSE(thawed.matured.empty());
  thawed.matured.front().amount += 1;
  expect_fires(s, won, "frozen_adds_up");
}

TEST(Invariants, WhatIsFrozenIsWhatIsInDispute) {
  core::UndoJournal journal;
  ledger::State state;
  ledger::Order& order = state.orders.create("o1", journal);
  ledger::Dispute& dispute = state.disputes.create("d1", journal);
  dispute.parts.push_back({&order, 5, 0});
  order.disputed = order.frozen_escrow = 5;
  ledger::Decision decision;
  decision.records.emplace_back().effect = core::DisputeEndEffect{{}, core::DisputeId("d1"), 0, {}, 0, 5};
  const ledger::invariants::Examined examined{state, decision, nullptr, {}};
  EXPECT_FALSE(ledger::invariants::FrozenAddsUp::violation(examined));
  order.frozen_escrow = 4;
  EXPECT_TRUE(ledger::invariants::FrozenAddsUp::violation(examined));
}

TEST(Invariants, NoPartPassesItsCapOfAPeriod) {
  Scenario s;
  core::PlanPut terms = plan_terms(500, {500});
  terms.period_caps = {cap_of_level(1, 600, core::PlanPeriod::month)};
  s.given(plan_of(terms)).given(order("o1").referred_by("d1").completed()).given(order("o2").referred_by("d1").paid());
  const auto split = [](Decided& d) -> core::SplitEffect& { return std::get<core::SplitEffect>(d.record().effect); };
  Decided d(s, complete_order("o2"));
  expect_holds(s, d);
  ASSERT_EQ(split(d).parts[1].period_caps.at(0).used, 500);
  split(d).parts[1].period_caps[0].used = 400;
  expect_fires(s, d, "period_caps_hold");
  Decided over(s, complete_order("o2"));
  ASSERT_EQ(split(over).parts[1].amount, 100);
  split(over).parts[1].amount += 1;
  split(over).parts[2].amount -= 1;
  over.record().postings = postings({{"liabilities:escrow", 10'000, currency("CNY")},
                                     {"income:platform_fee", -500, currency("CNY")},
                                     {"liabilities:distributor:d1:payable", -101, currency("CNY")},
                                     {"liabilities:merchant:m1", -9'399, currency("CNY")}});
  expect_fires(s, over, "period_caps_hold");
}

TEST(Invariants, ALostDisputeTakesNoMoreThanWasPaid) {
  Scenario s;
  with_paid_order(s).given(complete("o1")).given(dispute("o1.p1", "d1"));
  Decided lost(s, resolve_dispute("d1", core::DisputeOutcome::lost));
  expect_holds(s, lost);
  auto& effect = std::get<core::ClawBackEffect>(lost.decision.records.at(1).effect);
  effect.parts.at(0).amount -= 1;
  effect.parts.back().amount += 1;
  expect_fires(s, lost, "give_back_within_paid");
}

TEST(Invariants, WhatIsHeldIsWhatOpenHoldsHaveLeft) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  Decided d(s, hold_payment("o1", "h1", cny(60)));
  expect_holds(s, d);
  d.record().postings = {};
  expect_fires(s, d, "held_is_open_holds");
  s.given(hold("o1", "h1", cny(60)));
  Decided voided(s, void_payment("h1"));
  expect_holds(s, voided);
  std::get<core::HoldEffect>(voided.record().effect).left = 1;
  expect_fires(s, voided, "held_is_open_holds");
  Decided taken(s, capture_payment("h1", 20));
  expect_holds(s, taken);
  const auto posted = taken.record().postings.all();
  taken.record().postings = postings({posted[0], posted[1]});  // and held as before
  expect_fires(s, taken, "held_is_open_holds");
  Decided replaced(s, report_payment("o1", "h1", cny(100)));
  expect_holds(s, replaced);
  replaced.record().postings =
      postings({{"assets:channel:wechat_pay", 100, currency("CNY")}, {"liabilities:escrow", -100, currency("CNY")}});
  expect_fires(s, replaced, "held_is_open_holds");
}

TEST(Invariants, AHoldCapturesNoMoreThanItAuthorised) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed()).given(order("o2").placed()).given(hold("o1", "h1", cny(60)));
  const auto capturing = [&](std::string of, core::Amount amount, core::Amount held) {
    Decided d(s, capture_payment("h1", 20));
    auto& effect = std::get<core::HoldEffect>(d.record().effect);
    effect.allocations = {{amount, core::OrderId(std::move(of))}};
    effect.left = 60 - amount;
    d.record().postings = postings({{"assets:channel:wechat_pay", amount, currency("CNY")},
                                    {"liabilities:escrow", -amount, currency("CNY")},
                                    {"assets:channel:wechat_pay", -held, currency("CNY"), core::Layer::held},
                                    {"liabilities:escrow", held, currency("CNY"), core::Layer::held}});
    return d;
  };
  expect_holds(s, capturing("o1", 60, 60));
  expect_fires(s, capturing("o1", 61, 61), "captures_within_hold");
  expect_fires(s, capturing("o2", 10, 10), "captures_within_hold");
  s.given(does(report_payment("o1", "fact", cny(50))));
  expect_holds(s, capturing("o1", 50, 50));
  expect_fires(s, capturing("o1", 51, 51), "captures_within_hold");
  Decided late(s, void_payment("h1"));
  s.given(void_hold("h1"));
  expect_fires(s, late, "captures_within_hold");
}

TEST(Invariants, TheSplitAddsUp) {
  Scenario s;
  Decided d(with_paid_order(s), complete_order("o1"));
  auto& parts = std::get<core::SplitEffect>(d.record().effect).parts;
  parts[0].amount += 1;
  parts[3].amount -= 1;
  expect_fires(s, d, "split_adds_up");
  Decided short_of(s, complete_order("o1"));
  auto& effect = std::get<core::SplitEffect>(short_of.record().effect);
  effect.parts[3].amount -= 1;
  short_of.record().postings = postings({{"liabilities:escrow", 9'999, currency("CNY")},
                                         {"income:platform_fee", -500, currency("CNY")},
                                         {"liabilities:distributor:d1:payable", -500, currency("CNY")},
                                         {"liabilities:distributor:d2:payable", -200, currency("CNY")},
                                         {"liabilities:merchant:m1", -8'799, currency("CNY")}});
  expect_fires(s, short_of, "split_adds_up");
}

TEST(Invariants, RefundsStayWithinWhatWasCaptured) {
  Scenario s;
  with_paid_order(s).given(complete("o1")).given(settled_refund("o1", cny(9'000)));
  Decided d(s, refund_order("o1", "r9", cny(1'000)));
  expect_holds(s, d);
  auto& effect = std::get<core::RefundEffect>(d.record().effect);
  effect.sources[0].amount -= 1;
  expect_fires(s, d, "refunds_within_captured");
  effect.sources[0].amount += 1;
  effect.amount += 1;
  effect.parts[0].amount += 1;  // so that escrow is not what stops it
  expect_fires(s, d, "refunds_within_captured");
}

TEST(Invariants, NoPartGivesBackMoreThanItWasPaid) {
  Scenario s;
  with_paid_order(s).given(complete("o1"));
  Decided d(s, refund_order("o1", "r1", cny(10'000)));
  expect_holds(s, d);
  auto& parts = std::get<core::RefundEffect>(d.record().effect).parts;
  parts[1].amount += 1;
  parts[3].amount -= 1;
  expect_fires(s, d, "give_back_within_paid");
  Decided partly(s, refund_order("o1", "r1", cny(100)));
  std::get<core::RefundEffect>(partly.record().effect).parts[0].part = 9;
  expect_fires(s, partly, "give_back_within_paid");
}

TEST(Invariants, AnEntryPostsWhereEntriesMayAndTakesNoMoreThanIsAvailable) {
  const std::string shop = "liabilities:merchant:m1", adjusted = "equity:adjustments";
  Scenario s;
  with_paid_order(s).given(complete("o1"));
  s.given(does(post_journal("e1", {debit(shop, cny(100)), credit(adjusted, cny(100))})));
  Decided d(s, decide_approval("ap" + std::to_string(s.world().log().back().seq), true, "carl"));
  expect_holds(s, d);
  core::Record& entered = d.decision.records.at(1);
  entered.postings = postings({{shop, 10'001, currency("CNY")}, {adjusted, -10'001, currency("CNY")}});
  expect_fires(s, d, "entries_within_available");
  entered.postings =
      postings({{"liabilities:creator:c1:unmatured", 1, currency("CNY")}, {adjusted, -1, currency("CNY")}});
  expect_fires(s, d, "entries_within_available");
}

TEST(Invariants, ClosedAccountsRestAndFrozenOnesGiveNothing) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  with_paid_order(s).given(complete("o1")).given(order("o2").paid());
  Decided paid_out(s, ask_payout("y1", "m1", cny(100)));
  Decided completed(s, complete_order("o2"));
  s.given(order("o3").placed());
  Decided paid(s, pay_order("o3", "p3", cny(100), core::Channel::card));
  Decided closed(s, close_account("assets:bank:spare"));
  expect_holds(s, paid_out);
  expect_holds(s, completed);
  expect_holds(s, closed);
  std::get<core::ObjectEffect>(closed.record().effect).subject = "account:" + shop;
  expect_fires(s, closed, "closed_accounts_rest");
  s.given(does(freeze_account(shop)));
  expect_holds(s, completed);
  expect_fires(s, paid_out, "closed_accounts_rest");
  s.given(does(unfreeze_account(shop))).given(payout("y2", "m1", money_of(s, shop))).given(does(close_account(shop)));
  expect_holds(s, completed);
  s.given(does(close_account("assets:channel:card")));
  expect_fires(s, paid, "closed_accounts_rest");
}

TEST(Invariants, ConversionsKeepTheirRates) {
  const std::string shop = "liabilities:merchant:m1";
  Scenario s;
  with_paid_order(s).given(complete("o1"));
  Decided d(s, convert("c1", side(shop, cny(700)), side(shop, usd(98)), rate_of(14, 100)));
  expect_holds(s, d);
  auto other = std::make_shared<core::Command>(*d.record().command);
  std::get<core::ConversionPost>(other->body).rate.num = 15;
  d.record().command = other;
  expect_fires(s, d, "conversions_keep_rates");
  Decided paid_out(s, ask_payout("y1", "m1", cny(100)));
  expect_holds(s, paid_out);
  Decided entered(s, ship_order("o1", "w1"));
  entered.decision = {};
  entered.decision.records.push_back(paid_out.record());
  entered.record().type = core::RecordType::order_shipped;
  entered.record().effect = core::ObjectEffect{};
  entered.record().postings =
      postings({{"equity:conversion:CNY", 1, currency("CNY")}, {"equity:adjustments", -1, currency("CNY")}});
  expect_fires(s, entered, "conversions_keep_rates");
}

TEST(Invariants, WalletsPayWhatTheyHaveForTheirOwn) {
  Scenario s;
  with_paid_order(s).given(does(top_up("b1", "t1", cny(500)))).given(order("o2").of(cny(900)).placed());
  s.given(order("o3").by("b2").of(cny(900)).placed());
  Decided paid(s, pay_from_wallet("o2", "p9", cny(500)));
  core::Command hold = hold_payment("o2", "h9", cny(500));
  std::get<core::PaymentPut>(hold.body).channel = core::Channel::wallet;
  Decided held(s, hold);
  for (Decided* d : {&paid, &held}) expect_holds(s, *d);
  Decided anothers(s, pay_from_wallet("o2", "p9", cny(500)));
  std::get<core::PaymentEffect>(anothers.record().effect).allocations.front().order = core::OrderId("o3");
  expect_fires(s, anothers, "wallets_pay_what_they_have");
  s.given(does(pay_from_wallet("o2", "p8", cny(1))));
  for (Decided* d : {&paid, &held}) expect_fires(s, *d, "wallets_pay_what_they_have");
}

TEST(Invariants, PeriodsStayClosed) {
  Scenario s;
  s.given(does(keep_months(true)));
  with_paid_order(s).given(until("2026-03-02T00:00:00Z"));
  Decided closed(s, close_month("2026-01")), unbalanced(s, close_month("2026-01")), second(s, close_month("2026-01"));
  Decided shipped(s, dated(ship_order("o1", "w1"), instant("2026-01-05T00:00:00Z")));
  Decided reported(s, dated(report_payment("o1", "p9", cny(5)), instant("2026-01-05T00:00:00Z")));
  for (Decided* d : {&closed, &shipped, &reported}) expect_holds(s, *d);
  std::get<core::PeriodEffect>(unbalanced.record().effect).totals.at(0).assets += 1;
  expect_fires(s, unbalanced, "periods_stay_closed");
  std::get<core::PeriodEffect>(second.record().effect).month = "2026-02";
  expect_fires(s, second, "periods_stay_closed");
  s.given(does(close_month("2026-01")));
  expect_fires(s, shipped, "periods_stay_closed");
  expect_fires(s, closed, "periods_stay_closed");
  expect_holds(s, reported);
}

TEST(Invariants, LimitsAreKept) {
  Scenario s;
  with_paid_order(s).given(complete("o1")).given(order("o2").of(cny(900)).placed());
  s.given(does(spending_limit("L1", "b1", cny(500)))).given(does(payout_limit("P1", "m1", cny(500))));
  Decided spent(s, pay_order("o2", "p9", cny(500)));
  Decided held(s, hold_payment("o2", "h9", cny(500)));
  Decided paid_out(s, ask_payout("y1", "m1", cny(500)));
  for (Decided* d : {&spent, &held, &paid_out}) expect_holds(s, *d);
  s.given(does(spending_limit("L1", "b1", cny(499)))).given(does(payout_limit("P1", "m1", cny(499))));
  for (Decided* d : {&spent, &held, &paid_out}) expect_fires(s, *d, "limits_are_kept");
}

TEST(Invariants, APayoutTakesNoMoreThanIsAvailable) {
  Scenario s;
  Decided d(with_paid_order(s).given(complete("o1")), ask_payout("y1", "m1", cny(1'000)));
  expect_holds(s, d);
  auto& effect = std::get<core::PayoutEffect>(d.record().effect);
  effect.amount = effect.net = 10'001;
  expect_fires(s, d, "payouts_within_available");
}

TEST(Invariants, WhatIsToBePaidIsWhatOpenPayoutsSay) {
  Scenario s;
  Decided d(with_paid_order(s).given(complete("o1")), ask_payout("y1", "m1", cny(1'000)));
  expect_holds(s, d);
  std::get<core::PayoutEffect>(d.record().effect).tax = 1;
  expect_fires(s, d, "payouts_are_open_payouts");
  Decided not_posted(s, ask_payout("y1", "m1", cny(1'000)));
  not_posted.record().postings = {};
  expect_fires(s, not_posted, "payouts_are_open_payouts");
  Decided misplaced(s, settle_payout("nobody's", cny(5)));
  expect_holds(s, misplaced);
  misplaced.record().postings =
      postings({{"liabilities:merchant:m1", 5, currency("CNY")}, {"assets:bank:main", -5, currency("CNY")}});
  expect_fires(s, misplaced, "payouts_are_open_payouts");
  Decided other(s, deliver_order("o1"));
  expect_holds(s, other);
  other.record().postings =
      postings({{"liabilities:payouts", 1, currency("CNY")}, {"income:platform_fee", -1, currency("CNY")}});
  expect_fires(s, other, "payouts_are_open_payouts");
}

// What is due now, as decide makes it.
Decided due_now(Scenario& s) {
  const auto& world = s.world();
  Decided d(s, deliver_order("o1"));
  d.command.reset();
  d.decision = world.ledger().decide_due({*world.ledger().next_due(), world.log().size() + 1, nullptr});
  return d;
}

TEST(Invariants, TermsAreKept) {
  Scenario s;
  s.given(order("o1").of(cny(100)).expiring_in(core::hours(1)).to_deliver_by(kStart, core::OnLate::mark).placed());
  s.given(pay("o1", cny(40))).given(hold("o1", "h1", cny(10)));
  s.given(after(core::Duration{0}));  // marked late
  Decided d = due_now(s);
  expect_holds(s, d);
  ASSERT_EQ(d.decision.records.size(), 3U);
  Decided keeps = due_now(s);
  keeps.decision.records.pop_back();
  expect_fires(s, keeps, "terms_are_kept");
  Decided holds_on = due_now(s);
  holds_on.decision.records.erase(holds_on.decision.records.begin() + 1);
  expect_fires(s, holds_on, "terms_are_kept");
  for (const auto type : {core::RecordType::order_late, core::RecordType::order_cancelled}) {
    Decided other = due_now(s);
    other.record().type = type;
    expect_fires(s, other, "terms_are_kept");
  }
  s.given(pay("o1", cny(50))).given(capture_rest("h1"));
  d.decision.records.resize(1);
  expect_fires(s, d, "terms_are_kept");  // it is paid, and expires no more
  Decided cancelled(s, cancel_order("o1"));
  expect_holds(s, cancelled);
  cancelled.decision.records.pop_back();
  expect_fires(s, cancelled, "terms_are_kept");
}

TEST(Invariants, WhatIsFoundMissingWasAwaited) {
  Scenario s;
  s.given(reconciled()).given(order("o1").of(cny(100)).paid());
  Decided d = due_now(s);
  expect_holds(s, d);
  ASSERT_EQ(d.record().type, core::RecordType::breaks_found);
  for (const auto& spoil :
       {+[](core::FoundEffect& e) { e.breaks.clear(); }, +[](core::FoundEffect& e) { e.breaks[0].amount = 99; },
        +[](core::FoundEffect& e) { e.breaks[0].subject = "payment:o2.p1"; },
        +[](core::FoundEffect& e) { e.breaks.push_back(e.breaks[0]); }}) {
    Decided wrong = due_now(s);
    spoil(std::get<core::FoundEffect>(wrong.record().effect));
    expect_fires(s, wrong, "found_was_awaited");
  }
}

TEST(Invariants, TermsReleaseWhatIsDelivered) {
  Scenario s;
  s.given(order("o1").released_after(core::hours(1)).delivered());
  Decided d = due_now(s);
  expect_holds(s, d);
  std::get<core::SplitEffect>(d.record().effect).order = core::OrderId("o2");
  expect_fires(s, d, "escrow_covers");
  s.given(order("o2").paid());
  d = due_now(s);
  std::get<core::SplitEffect>(d.record().effect).order = core::OrderId("o2");
  expect_fires(s, d, "terms_are_kept");
}

}  // namespace
}  // namespace tallygate::tests
