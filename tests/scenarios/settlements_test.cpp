// How the platform's books meet the bank's, scene by scene.
#include "tests/support/settlements.hpp"

#include <gtest/gtest.h>

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

// A channel takes 200.00 for two orders and pays the bank two days later, less six in a thousand. Someone keys the fee
// with a digit too many: the settlement is taken back whole by an entry that another person approves, and reported
// again under another id. What the bank has is what its statement says.
TEST(Settlements, ThatWereKeyedWrongAreTakenBackAndReportedAgain) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).completed()).given(order("o2").of(cny(10'000)).completed());
  s.given(after(core::days(2))).given(settlement("2026-01-03", cny(20'000), 1'200));
  const auto wrong = static_cast<std::int64_t>(s.world().log().back().seq);
  s.then(holds("assets:bank:main", cny(18'800))).then(holds("assets:channel:wechat_pay", cny(0)));
  s.given(entry(post_journal("fix-1",
                             {debit("assets:channel:wechat_pay", cny(20'000)), credit("assets:bank:main", cny(18'800)),
                              credit("expenses:channel_fee:wechat_pay", cny(1'200))},
                             wrong)));
  s.given(settlement("2026-01-03.corrected", cny(20'000), 120));
  s.then(holds("assets:bank:main", cny(19'880)))
      .then(holds("expenses:channel_fee:wechat_pay", cny(120)))
      .then(holds("assets:channel:wechat_pay", cny(0)));
}

// A buyer pays twice for one order. The second payment is in suspense, and a break; the buyer sends a note, and the
// money goes back by a bank transfer: an entry from suspense to the bank clears both, and the break names it.
TEST(Breaks, AreClearedByAnEntryThatTheyName) {
  Scenario s;
  s.given(plan(0, {})).given(order("o1").of(cny(10'000)).paid());
  s.given(does(report_payment("o1", "again", cny(10'000)))).then(owed("liabilities:suspense:wechat_pay", cny(10'000)));
  const std::string opened = "bk" + std::to_string(s.world().log().back().seq);
  s.given(entry(post_journal("back-to-the-buyer", {debit("liabilities:suspense:wechat_pay", cny(10'000)),
                                                   credit("assets:bank:main", cny(10'000))})));
  const auto entered = static_cast<std::int64_t>(s.world().log().back().seq);
  s.given(does(resolve_break(opened, entered))).then(owed("liabilities:suspense:wechat_pay", cny(0)));
}

// The tax that was withheld from a merchant is paid to the tax office.
TEST(Taxes, ThatWereWithheldArePaidByAnEntry) {
  core::SettingsPut settings;
  settings.payout_tax = std::vector<core::PayoutTax>{{1'000, currency("CNY"), 0, core::Role::merchant}};
  Scenario s;
  s.given(plan(0, {})).given(does(change_settings(settings))).given(order("o1").of(cny(10'000)).completed());
  core::PayoutRequest payout;
  payout.payout_id = core::PayoutId("w1");
  payout.party = core::PartyId("m1");
  payout.amount = 10'000;
  payout.currency = currency("CNY");
  s.given(does(command(core::Operation::payout_request, payout))).then(owed("liabilities:tax:withheld", cny(1'000)));
  s.given(entry(post_journal("tax-2026-01",
                             {debit("liabilities:tax:withheld", cny(1'000)), credit("assets:bank:main", cny(1'000))})));
  s.then(owed("liabilities:tax:withheld", cny(0))).then(holds("assets:bank:main", cny(-1'000)));
}

}  // namespace
}  // namespace tallygate::tests
