// Reviews and challenges: what waits is decided again when it is released, rejected by people or by time.
#include <gtest/gtest.h>

#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

TEST(Reviews, AReleasedOrderGoesAheadWithItsCauseNamed) {
  Scenario s;
  s.given(order("o1").held()).then(recorded({order_held})).then(order_is("o1", "held"));
  s.when(released("rv1")).then(recorded({review_resolved, order_placed})).then(order_is("o1", "placed"));
  EXPECT_EQ(s.last().records.at(1).cause, 1U);
  s.when(released("rv1")).then(refused(Code::review_not_open));
  s.when(released("rv9")).then(refused(Code::review_not_found));
  s.when(released("ch1")).then(refused(Code::review_not_found));
}

TEST(Reviews, TheHumanOverridesAReviewButNotABlock) {
  Scenario s;
  s.given(order("o1").held()).given(order("o2").held());
  s.world().release_verdict(core::Verdict::review);
  s.when(released("rv1")).then(recorded({review_resolved, order_placed}));
  s.world().release_verdict(core::Verdict::block);
  s.when(released("rv2")).then(recorded({review_resolved, order_rejected})).then(order_is("o2", "rejected"));
  EXPECT_EQ(s.last().records.at(1).refusal->code, Code::risk_blocked);
}

TEST(Reviews, ARejectedOrderStaysRejected) {
  Scenario s;
  s.given(order("o1").held());
  s.when(rejected("rv1")).then(recorded({review_resolved, order_rejected})).then(order_is("o1", "rejected"));
  s.when(pay("o1", cny(1))).then(refused(Code::order_not_open));
}

TEST(Reviews, AReleaseThatTheLedgerCannotFollowIsARejection) {
  Scenario s;
  s.given(order("o1").of(cny(100)).placed());
  s.given(under(core::Verdict::review, pay_order("o1", "p1", cny(100)))).given(pay("o1", cny(60)));
  s.when(released("rv2")).then(recorded({review_resolved, payment_rejected}));
  EXPECT_EQ(s.last().records.at(1).refusal->code, Code::exceeds_payable);
}

TEST(Reviews, AHeldRefundReservesItsAmountUntilItIsDecided) {
  Scenario s;
  s.given(order("o1").of(cny(100)).paid());
  s.given(under(core::Verdict::review, refund_order("o1", "r1", cny(80))));
  s.when(refund("o1", cny(21))).then(refused(Code::exceeds_refundable));
  s.when(released("rv3")).then(recorded({review_resolved, refund_sent})).then(owed("liabilities:escrow", cny(20)));
  s.given(refund("o1", cny(20))).then(every_account_is_zero());
}

TEST(Reviews, ExpireIntoRejectionAfterThreeDays) {
  Scenario s;
  s.given(order("o1").of(cny(100)).held()).given(after(core::seconds(259'200 - 1))).then(order_is("o1", "held"));
  s.when(after(core::seconds(1))).then(order_is("o1", "rejected"));
  const auto& log = s.world().log();
  ASSERT_EQ(log.size(), 3U);
  EXPECT_EQ(log[1].type, review_expired);
  EXPECT_EQ(log[2].type, order_rejected);
  EXPECT_EQ(log[1].at, kStart + core::hours(72));
}

TEST(Challenges, APassedOneLetsTheOrderGoAhead) {
  Scenario s;
  s.given(order("o1").challenged()).then(recorded({order_challenged})).then(order_is("o1", "challenged"));
  s.world().release_verdict(core::Verdict::challenge);
  s.when(answered("ch1", true)).then(recorded({challenge_passed, order_placed})).then(order_is("o1", "placed"));
  s.when(answered("ch1", true)).then(refused(Code::challenge_not_open));
}

TEST(Challenges, PassingOneDoesNotAnswerAReview) {
  Scenario s;
  s.given(order("o1").challenged());
  s.world().release_verdict(core::Verdict::review);
  s.when(answered("ch1", true)).then(recorded({challenge_passed, order_held})).then(order_is("o1", "held"));
  s.when(released("rv3")).then(order_is("o1", "placed"));
}

// The command of such a review was live with the key and the person of who placed the order, in the log with those of
// who answered the challenge.
TEST(Challenges, AReviewThatFollowsOneIsTheSameFromTheLog) {
  Scenario s;
  core::Command order = place_order("o1", cny(100));
  order.key = "k1";
  s.given(under(core::Verdict::challenge, as_person(std::move(order), "buyer")));
  s.world().release_verdict(core::Verdict::review);
  s.when(answered("ch1", true)).then(recorded({challenge_passed, order_held}));
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(Challenges, TheThirdFailureRejects) {
  Scenario s;
  s.given(order("o1").challenged())
      .given(answered("ch1", false))
      .given(answered("ch1", false))
      .then(order_is("o1", "challenged"));
  s.when(answered("ch1", false)).then(recorded({challenge_failed, order_rejected})).then(order_is("o1", "rejected"));
  s.when(answered("ch1", true)).then(refused(Code::challenge_not_open));
}

TEST(Challenges, ExpireAfterAQuarterOfAnHour) {
  Scenario s;
  s.given(order("o1").challenged()).given(after(core::minutes(15))).then(order_is("o1", "rejected"));
  s.when(answered("ch1", true)).then(refused(Code::challenge_expired));
}

TEST(Logins, AreAnsweredNeverRefused) {
  Scenario s;
  s.when(does(log_in("l1", "u1", true))).then(recorded({login_succeeded}));
  s.when(does(log_in("l2", "u1", false))).then(recorded({login_failed}));
  s.when(under(core::Verdict::challenge, log_in("l3", "u1", false))).then(recorded({login_failed}));
  s.when(under(core::Verdict::block, log_in("l4", "u1", true))).then(recorded({login_blocked}));
  EXPECT_FALSE(s.last().refusal);
  s.when(does(log_in("l1", "u1", true))).then(refused(Code::login_exists));
}

TEST(Logins, AChallengedOneSucceedsWithItsChallenge) {
  Scenario s;
  s.when(under(core::Verdict::challenge, log_in("l1", "u1", true))).then(recorded({login_challenged}));
  s.world().release_verdict(core::Verdict::challenge);
  s.when(answered("ch1", true)).then(recorded({challenge_passed, login_succeeded}));
  s.when(under(core::Verdict::review, log_in("l2", "u1", true))).then(recorded({login_challenged}));
  s.given(after(core::minutes(15)));
  EXPECT_EQ(s.world().log().back().type, challenge_expired);
}

TEST(Timers, FireInTheOrderInWhichTheyAreDue) {
  core::SettingsPut settings;
  settings.review_expires_s = 900;  // as long as a challenge
  Scenario s;
  s.given(does(change_settings(settings))).given(order("o1").held()).given(order("o2").challenged());
  s.given(after(core::seconds(1))).given(order("o3").challenged());
  s.given(after(core::hours(1)));
  std::vector<core::RecordType> fired;
  for (const auto& record : s.world().log())
    if (!record.command) fired.push_back(record.type);
  EXPECT_EQ(fired, (std::vector{challenge_expired, order_rejected, review_expired, order_rejected, challenge_expired,
                                order_rejected}));
}

}  // namespace
}  // namespace tallygate::tests
