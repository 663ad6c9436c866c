// What a channel says against the books, told as an accountant meets it.
#include "tests/support/reconciliation.hpp"

#include <gtest/gtest.h>

#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::StatementKind;
using enum core::RecordType;

// A week of a shop that is paid through WeChat Pay. Every evening its bill comes. On Tuesday the channel says a payment
// twice, on Wednesday one that is three yuan short, on Thursday a payment is not in the bill, and one is there that the
// shop never heard of. By Sunday all of it is explained: the channel takes the second row back, adds what was missing,
// says the late payment, and the shop books the one it had not heard of.
TEST(Reconciliation, OfAChannelsWeek) {
  Scenario s;
  s.given(plan(0, {})).given(reconciled());
  s.given(order("mon").of(cny(10'000)).paid()).given(states("bill-mon", {payment_row("mon.p1", cny(10'000))}));
  s.then(all_agrees());

  s.given(after(core::days(1))).given(order("tue").of(cny(5'990)).paid());
  s.given(states("bill-tue", {payment_row("tue.p1", cny(5'990)), payment_row("tue.p1", cny(5'990))}));
  s.then(differs("doubled", "payment:tue.p1 5990 11980;"));

  s.given(after(core::days(1))).given(order("wed").of(cny(12'500)).paid());
  s.given(states("bill-wed", {payment_row("wed.p1", cny(12'200))}));
  s.then(differs("different", "payment:wed.p1 12500 12200;"));

  s.given(after(core::days(1))).given(order("thu").of(cny(800)).paid());
  s.given(order("web").of(cny(4'000)).placed()).given(states("bill-thu", {payment_row("web.p1", cny(4'000))}));
  s.then(differs("missing_with_us", "payment:web.p1 0 4000;")).then(differs("missing_with_them", ""));

  // A day of grace, and the rest of the day in which it is over.
  s.given(after(core::days(2))).then(differs("missing_with_them", "payment:thu.p1 800 0;"));
  s.then(
      differs("", "payment:tue.p1 5990 11980;payment:wed.p1 12500 12200;payment:web.p1 0 4000;payment:thu.p1 800 0;"));

  // Sunday.
  s.given(states("bill-sun", {payment_row("tue.p1", cny(-5'990)), payment_row("wed.p1", cny(300)),
                              payment_row("thu.p1", cny(800))}));
  s.then(differs("", "payment:web.p1 0 4000;"));
  s.given(does(report_payment("web", "web.p1", cny(4'000)))).then(all_agrees());
  s.given(after(core::days(30))).then(all_agrees());
  EXPECT_EQ(s.world().balance("assets:channel:wechat_pay"), 10'000 + 5'990 + 12'500 + 800 + 4'000);
}

// The channel keeps three yuan that nobody can explain. The accountant books them as an adjustment, and resolves the
// break with the entry's record: that is the end of it, until the channel speaks of the payment again.
TEST(Reconciliation, OfWhatNobodyExplainsEndsWithAnEntry) {
  Scenario s;
  s.given(plan(0, {}))
      .given(order("o1").of(cny(12'500)).paid())
      .given(states("d1", {payment_row("o1.p1", cny(12'200))}));
  const std::string opened = "bk" + std::to_string(s.world().log().back().seq);
  s.given(entry(
      post_journal("lost", {debit("equity:adjustments", cny(300)), credit("assets:channel:wechat_pay", cny(300))})));
  s.given(does(resolve_break(opened, static_cast<std::int64_t>(s.world().log().back().seq)))).then(all_agrees());
  s.then(holds("assets:channel:wechat_pay", cny(12'200)));
  s.given(states("d2", {payment_row("o1.p1", cny(300))})).then(all_agrees());
}

// What is paid is to be sent within two days. One parcel leaves in time, one late, one order is given up, and one is
// marked as completed by hand though nobody says that it arrived.
TEST(Reconciliation, OfGoodsAndMoney) {
  Scenario s;
  s.given(plan(0, {})).given(goods_reconciled());
  for (const char* id : {"in-time", "late", "given-up", "by-hand"}) s.given(order(id).of(cny(1'000)).paid());
  s.given(after(core::days(1))).given(ship("in-time")).given(ship("by-hand"));
  s.given(after(core::days(2)));
  s.then(differs("payment_without_shipment", "order:given-up 1000 1000;order:late 1000 1000;"));
  s.given(ship("late")).given(cancel("given-up")).then(all_agrees());
  s.given(complete("by-hand")).then(differs("completion_without_delivery", "order:by-hand 1000 1000;"));
  s.given(deliver("by-hand")).then(all_agrees());
}

}  // namespace
}  // namespace tallygate::tests
