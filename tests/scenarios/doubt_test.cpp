// Money that risk control doubts, scene by scene.
#include <gtest/gtest.h>

#include "tests/support/settlements.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

// The channel reports 250.00 for an order, and risk control would not have let the payment be. The money is in the
// books all the same. The goods go out and arrive; by its terms the order would be split a week later, but the review
// is still open, so the merchant gets nothing yet. An analyst finds that the buyer is known and releases it: the
// order completes at once.
TEST(Doubt, KeepsTheMerchantWaitingUntilSomebodyHasLooked) {
  Scenario s;
  core::SettingsPut patient;
  patient.review_expires_s = 30 * 86'400;
  s.given(does(change_settings(patient))).given(plan(500, {}));
  s.given(order("o1").of(cny(25'000)).released_after(core::days(7)).placed());
  s.when(under(core::Verdict::block, report_payment("o1", "p1", cny(25'000))));
  s.then(holds("assets:channel:wechat_pay", cny(25'000))).then(owed("liabilities:escrow", cny(25'000)));
  s.given(ship("o1")).given(deliver("o1")).given(after(core::days(10))).then(order_is("o1", "delivered"));
  s.when(complete("o1")).then(refused(core::Code::review_open)).then(owed("liabilities:merchant:m1", cny(0)));
  const std::string reviews = s.world().ledger().reviews_json("open", "", 1, s.world().now());
  const std::size_t at = reviews.find("\"id\":\"") + 6;
  s.given(released(reviews.substr(at, reviews.find('"', at) - at))).given(after(core::seconds(1)));
  s.then(order_is("o1", "completed")).then(owed("liabilities:merchant:m1", cny(23'750)));
  s.then(owed("income:platform_fee", cny(1'250))).then(owed("liabilities:escrow", cny(0)));
}

// The same, but the card was stolen. Rejecting takes nothing back by itself: the platform cancels the order, and the
// money goes back to the card.
TEST(Doubt, EndsWithTheMoneyWhereItIsRejected) {
  Scenario s;
  s.given(order("o1").of(cny(25'000)).placed());
  s.given(under(core::Verdict::review, report_payment("o1", "p1", cny(25'000)))).given(rejected("rv2"));
  s.then(owed("liabilities:escrow", cny(25'000)));
  s.when(complete("o1")).then(refused(core::Code::payment_rejected));
  s.given(cancel("o1")).then(order_is("o1", "cancelled")).then(every_account_is_zero());
}

// 100.00 are put into a wallet that has 20.00, by a card that risk control blocks. Only the 20.00 can be spent. The
// review is rejected; the card's bank takes the money back, which an entry of two persons books against the wallet.
TEST(Doubt, LeavesAWalletWhatItHadBefore) {
  const std::string purse = "liabilities:wallet:b1", card = "assets:channel:card";
  Scenario s;
  s.given(does(top_up("b1", "t1", cny(2'000)))).given(under(core::Verdict::block, top_up("b1", "t2", cny(10'000))));
  s.then(owed(purse, cny(12'000))).then(available(purse, cny(2'000)));
  s.given(order("o1").of(cny(5'000)).placed());
  s.when(does(pay_from_wallet("o1", "p1", cny(5'000)))).then(refused(core::Code::insufficient_funds));
  s.given(rejected("rv2")).then(available(purse, cny(2'000)));
  s.given(entry(post_journal("taken-back", {debit(purse, cny(10'000)), credit(card, cny(10'000))})));
  s.given(released("rv2")).then(owed(purse, cny(2'000))).then(available(purse, cny(2'000)));
  s.then(holds(card, cny(2'000)));
}

}  // namespace
}  // namespace tallygate::tests
