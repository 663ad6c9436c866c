// Signals PAY and REF of the default rule set: each fires on its abuse and stays quiet just below it.
#include <gtest/gtest.h>

#include "tests/support/risk_scenes.hpp"

namespace tallygate::risk {
namespace {

using core::Verdict;
using support::Act;
using support::decline_of;
using support::order_by;
using support::payment_by;
using support::refund_by;
using support::Scene;
using support::with;

TEST(Signal, Pay01CardTestingByOneCard) {
  Scene scene;
  for (int i = 0; i < 4; ++i) scene.declined(decline_of("b1", "c1"));
  EXPECT_QUIET(scene.asked(with(payment_by("b1"), Field::card, "c1")), "PAY-01");
  scene.declined(decline_of("b1", "c1"));
  const auto a = scene.asked(with(payment_by("b1"), Field::card, "c1"));
  EXPECT_FIRES(a, "PAY-01");
  EXPECT_EQ(a.outcome, Verdict::review);
  EXPECT_QUIET(a, "PAY-01b");
  scene.pass(core::hours(1));
  EXPECT_QUIET(scene.asked(with(payment_by("b1"), Field::card, "c1")), "PAY-01");
}

TEST(Signal, Pay01CardTestingByManyCardsOfADevice) {
  Scene scene;
  for (const char* card : {"c1", "c2", "c3"}) {
    EXPECT_QUIET(scene.asked(with(payment_by("b9"), Field::device, "d1")), "PAY-01");
    scene.declined(with(decline_of(std::string("b-") + card, card), Field::device, "d1"));
  }
  EXPECT_FIRES(scene.asked(with(payment_by("b9"), Field::device, "d1")), "PAY-01");
}

TEST(Signal, Pay01bBlocksWhatIsBeyondDoubt) {
  Scene scene;
  for (int i = 0; i < 9; ++i) scene.declined(decline_of("b1", "c1"));
  EXPECT_EQ(scene.asked(with(payment_by("b2"), Field::card, "c1")).outcome, Verdict::review);
  scene.declined(decline_of("b1", "c1"));
  const auto a = scene.asked(with(payment_by("b2"), Field::card, "c1"));
  EXPECT_FIRES(a, "PAY-01b");
  EXPECT_EQ(a.outcome, Verdict::block);
  EXPECT_EQ(a.scores[static_cast<std::size_t>(core::AbuseKind::payment)], 100);
}

TEST(Signal, Pay02OneCardOfManyBuyers) {
  Scene scene;
  scene.paid(with(payment_by("b1"), Field::card, "c1"));
  EXPECT_QUIET(scene.asked(with(payment_by("b2"), Field::card, "c1")), "PAY-02");
  scene.paid(with(payment_by("b2"), Field::card, "c1"));
  EXPECT_QUIET(scene.asked(with(payment_by("b1"), Field::card, "c1")), "PAY-02");
  EXPECT_FIRES(scene.asked(with(payment_by("b3"), Field::card, "c1")), "PAY-02");
}

TEST(Signal, Pay02CountsCardsThatWereOnlyAuthorised) {
  Scene scene;
  scene.authorised(with(payment_by("b1"), Field::card, "c1"));
  scene.authorised(with(payment_by("b2"), Field::card, "c1"));
  EXPECT_QUIET(scene.asked(with(payment_by("b1"), Field::card, "c1")), "PAY-02");
  EXPECT_FIRES(scene.asked(with(payment_by("b3"), Field::card, "c1")), "PAY-02");
}

TEST(Signal, Pay04NewCardOfHighValue) {
  Scene scene;
  EXPECT_FIRES(scene.asked(with(payment_by("b1", 2'000'001), Field::card, "c1")), "PAY-04");
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 2'000'000), Field::card, "c1")), "PAY-04");
  EXPECT_QUIET(scene.asked(payment_by("b1", 2'000'001)), "PAY-04");
  scene.paid(with(payment_by("b1"), Field::card, "c1"));
  scene.pass(core::minutes(59));
  EXPECT_FIRES(scene.asked(with(payment_by("b1", 2'000'001), Field::card, "c1")), "PAY-04");
  scene.pass(core::minutes(1));
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 2'000'001), Field::card, "c1")), "PAY-04");
}

TEST(Signal, Pay05CountriesThatDiffer) {
  Scene scene;
  const auto paid_from = [](const char* card, const char* ip) {
    return with(with(payment_by("b1"), Field::card_country, card), Field::ip_country, ip);
  };
  EXPECT_FIRES(scene.asked(paid_from("GB", "RO")), "PAY-05");
  EXPECT_QUIET(scene.asked(paid_from("GB", "GB")), "PAY-05");
  EXPECT_EQ(scene.asked(paid_from("GB", "RO")).outcome, Verdict::allow) << "alone it only adds to the score";
  EXPECT_FIRES(scene.asked(with(with(order_by("b1"), Field::ship_country, "GB"), Field::ip_country, "RO")), "PAY-05");
}

TEST(Signal, Pay06ProbeThenLarge) {
  Scene scene;
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 50'001), Field::card, "c1")), "PAY-06");
  scene.paid(with(payment_by("b1", 499), Field::card, "c1"));
  EXPECT_FIRES(scene.asked(with(payment_by("b1", 50'001), Field::card, "c1")), "PAY-06");
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 50'000), Field::card, "c1")), "PAY-06");
}

TEST(Signal, Pay06DoesNotTakeTheSmallPartOfALargeOrderForAProbe) {
  Scene scene;
  scene.paid(with(with(payment_by("b1", 499), Field::card, "c1"), Field::order_amount, 90'000));
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 89'501), Field::card, "c1")), "PAY-06");
}

TEST(Signal, Pay07SpendOfADay) {
  Scene scene;
  scene.paid(payment_by("b1", 17'000'000));
  EXPECT_QUIET(scene.asked(payment_by("b1", 3'000'000)), "PAY-07");
  EXPECT_FIRES(scene.asked(payment_by("b1", 3'000'001)), "PAY-07");
  EXPECT_QUIET(scene.asked(with(payment_by("b1", 3'000'001), Field::currency, "GBP")), "PAY-07");
  scene.pass(core::hours(24));
  EXPECT_QUIET(scene.asked(payment_by("b1", 3'000'001)), "PAY-07");
}

TEST(Signal, Pay08ManyBuyersOfOneAddress) {
  Scene scene;
  for (const char* buyer : {"b1", "b2", "b3"}) {
    EXPECT_QUIET(scene.asked(with(order_by(buyer), Field::ship_address, "a1")), "PAY-08");
    scene.placed(with(order_by(buyer), Field::ship_address, "a1"));
  }
  EXPECT_FIRES(scene.asked(with(order_by("b4"), Field::ship_address, "a1")), "PAY-08");
}

TEST(Signal, Pay48ManySmallPayments) {
  Scene scene;
  for (int i = 0; i < 9; ++i) scene.paid(payment_by("b1", 200));
  EXPECT_QUIET(scene.asked(payment_by("b1", 200)), "PAY-48");
  scene.paid(payment_by("b1", 200));
  EXPECT_FIRES(scene.asked(payment_by("b1", 200)), "PAY-48");
}

TEST(Signal, Pay48ManySmallPaymentsOverADay) {
  Scene scene;
  for (int i = 0; i < 30; ++i) {
    EXPECT_QUIET(scene.asked(payment_by("b1", 200)), "PAY-48");
    scene.paid(payment_by("b1", 200));
    scene.pass(core::minutes(20));
  }
  EXPECT_FIRES(scene.asked(payment_by("b1", 200)), "PAY-48");
}

std::string numbered(const char* prefix, int i) {
  return prefix + std::to_string(i);
}

TEST(Signal, Ref39SerialRefunder) {
  Scene scene;
  for (int i = 0; i < 9; ++i) scene.placed(order_by("b1", 10'000));
  for (int i = 0; i < 4; ++i) scene.refunded(refund_by("b1", 8'000, numbered("o", i)));
  EXPECT_QUIET(scene.asked(refund_by("b1")), "REF-39");
  scene.refunded(refund_by("b1", 8'000, "o4"));
  EXPECT_FIRES(scene.asked(refund_by("b1")), "REF-39");
  scene.placed(order_by("b1"));  // five of ten is not more than half
  EXPECT_QUIET(scene.asked(refund_by("b1")), "REF-39");
}

TEST(Signal, Ref39LetsAWholesalerSendBackTheOddBrokenCup) {
  Scene scene;
  for (int i = 0; i < 9; ++i) scene.placed(order_by("b1", 10'000));
  for (int i = 0; i < 8; ++i) scene.refunded(refund_by("b1", 500, numbered("o", i)));
  EXPECT_QUIET(scene.asked(refund_by("b1", 500)), "REF-39");
}

TEST(Signal, RefundingOneOrderAUnitAtATimeIsOneRefund) {
  Scene scene;
  scene.placed(order_by("b1", 100));
  for (int i = 0; i < 100; ++i) {
    const auto a = scene.asked(with(refund_by("b1", 1), Field::order_age_s, i));
    ASSERT_EQ(a.outcome, Verdict::allow) << i << " " << support::reasons(a);
    scene.refunded(with(refund_by("b1", 1), Field::order_age_s, i));
  }
}

TEST(Signal, Ref40OtherInstrumentAfterAChange) {
  Scene scene;
  const auto elsewhere = [] { return with(refund_by("b1"), Field::refund_other_instrument, true); };
  EXPECT_QUIET(scene.asked(elsewhere()), "REF-40");
  EXPECT_FIRES(scene.asked(elsewhere()), "REF-40b");
  scene.changed(support::change_of("b1", "payee"));
  scene.pass(core::hours(23));
  const auto a = scene.asked(elsewhere());
  EXPECT_FIRES(a, "REF-40");
  EXPECT_EQ(a.outcome, Verdict::review);
  EXPECT_QUIET(scene.asked(refund_by("b1")), "REF-40");
  scene.pass(core::hours(1));
  EXPECT_QUIET(scene.asked(elsewhere()), "REF-40");
}

TEST(Signal, Ref41InstantRefunds) {
  Scene scene;
  const auto instant = [](const std::string& order) {
    return with(refund_by("b1", 1'000, order), Field::order_age_s, 599);
  };
  for (int i = 0; i < 3; ++i) {
    EXPECT_QUIET(scene.asked(instant("next")), "REF-41");
    scene.refunded(refund_by("b1", 1'000, numbered("late", i)));
    scene.refunded(instant(numbered("o", i)));
    scene.refunded(instant(numbered("o", i)));
  }
  EXPECT_FIRES(scene.asked(instant("next")), "REF-41");
}

}  // namespace
}  // namespace tallygate::risk
