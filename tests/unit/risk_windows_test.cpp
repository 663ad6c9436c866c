// What a declared feature says, one claim each; the rule matches always, so that the assessment shows the value.
#include <gtest/gtest.h>

#include "tests/support/risk_world.hpp"

namespace tallygate::risk {
namespace {

using core::Operation;
using core::RecordType;
using support::Act;
using support::RiskWorld;

std::string ruleset_of(std::string_view features, std::string_view reads) {
  return "name = \"t\"\n[policy]\nfallback = \"review\"\n" + std::string(features) +
         "\n[[rule]]\ncode = \"PAY-01\"\nkind = \"payment\"\non = [\"order.place\", \"payment.put\", "
         "\"login.attempt\"]\nwhen = \"" +
         std::string(reads) + "\"\nverdict = \"allow\"\nweight = 0\ntext = \"Always.\"\non_error = \"review\"\n";
}
// One feature n; has(f.n) || !has(f.n) reads it and always matches.
std::string one(std::string_view lines) {
  return ruleset_of("[[feature]]\nname = \"n\"\n" + std::string(lines), "has(f.n) || !has(f.n)");
}

Act order(std::string_view buyer, std::int64_t amount = 100) {
  Act a(Operation::order_place);
  a.with(Field::buyer, buyer).with(Field::user, buyer).with(Field::amount, amount).with(Field::currency, "CNY");
  return a;
}

// The value of feature n; empty when it is absent.
std::optional<core::FeatureScalar> read(RiskWorld& world, Act act) {
  const core::Assessment a = world.assess(act);
  for (const auto& f : a.features)
    if (f.name == "n") return f.value;
  return std::nullopt;
}
std::optional<std::int64_t> number(RiskWorld& world, Act act) {
  const auto value = read(world, std::move(act));
  if (!value) return std::nullopt;
  return std::get<std::int64_t>(*value);
}
void place(RiskWorld& world, Act act) {
  world.count(RecordType::order_placed, act);
}

constexpr std::string_view kCount = "op = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"";

TEST(Window, CountsWhatIsInsideAndForgetsWhatLeavesIt) {
  RiskWorld world(one(kCount));
  EXPECT_EQ(number(world, order("b1")), 0);
  place(world, order("b1"));
  world.pass(core::minutes(30));
  place(world, order("b1"));
  EXPECT_EQ(number(world, order("b1")), 2);
  EXPECT_EQ(number(world, order("b2")), 0);
  world.pass(core::minutes(30));
  EXPECT_EQ(number(world, order("b1")), 1);
}

TEST(Window, IsOpenAtItsOldEndToTheMicrosecond) {
  RiskWorld world(one(kCount));
  place(world, order("b1"));
  world.pass({core::hours(1).us - 1});
  EXPECT_EQ(number(world, order("b1")), 1);
  world.pass({1});
  EXPECT_EQ(number(world, order("b1")), 0);
}

TEST(Window, CountsRecordsOfTheSameInstant) {
  RiskWorld world(one(kCount));
  place(world, order("b1"));
  place(world, order("b1"));
  EXPECT_EQ(number(world, order("b1")), 2);
}

TEST(Window, CountsOnlyTheRecordTypesItNames) {
  RiskWorld world(one(kCount));
  Act blocked = order("b1");
  world.count(RecordType::order_blocked, blocked);
  EXPECT_EQ(number(world, order("b1")), 0);
}

TEST(Window, IsAbsentWhereTheKeyIsAndCountsNothingThere) {
  RiskWorld world(one("op = \"count\"\nof = [\"order.placed\"]\nby = [\"device\"]\nover = \"1h\""));
  place(world, order("b1"));
  EXPECT_EQ(number(world, order("b1")), std::nullopt);
  EXPECT_EQ(number(world, std::move(order("b1").with(Field::device, "d1"))), 0);
}

TEST(Window, IncludesTheCurrentActivityOnlyWhenAsked) {
  RiskWorld world(one(std::string(kCount) + "\ninclude_current = true"));
  EXPECT_EQ(number(world, order("b1")), 1);
  place(world, order("b1"));
  EXPECT_EQ(number(world, order("b1")), 2);
}

TEST(Window, DoesNotIncludeACurrentActivityOfAnotherOperation) {
  RiskWorld world(one(std::string(kCount) + "\ninclude_current = true"));
  Act pay(Operation::payment_put);
  pay.with(Field::buyer, "b1");
  EXPECT_EQ(number(world, std::move(pay)), 0);
}

TEST(Window, CountsOnlyWhereTheConditionHolds) {
  RiskWorld world(one(std::string(kCount) + "\nwhere = \"amount > 100\""));
  place(world, order("b1", 100));
  place(world, order("b1", 101));
  EXPECT_EQ(number(world, order("b1")), 1);
}

TEST(Window, TakesAConditionThatCannotBeEvaluatedAsFalse) {
  RiskWorld world(one(std::string(kCount) + "\nwhere = \"coupon == 'c1'\""));
  place(world, order("b1"));
  place(world, std::move(order("b1").with(Field::coupon, "c1")));
  EXPECT_EQ(number(world, order("b1")), 1);
}

TEST(Window, SumsAmountsOfOneCurrency) {
  RiskWorld world(
      one("op = \"sum\"\nvalue = \"amount\"\ncurrency = \"CNY\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = "
          "\"1h\""));
  place(world, order("b1", 250));
  place(world, std::move(order("b1", 1000).with(Field::currency, "USD")));
  place(world, order("b1", 50));
  EXPECT_EQ(number(world, order("b1")), 300);
  world.pass(core::hours(1));
  EXPECT_EQ(number(world, order("b1")), 0);
}

TEST(Window, SumsEachCurrencyApartWhenItIsPartOfTheKey) {
  RiskWorld world(
      one("op = \"sum\"\nvalue = \"amount\"\nof = [\"order.placed\"]\nby = [\"buyer\", \"currency\"]\nover = \"1h\""));
  place(world, order("b1", 250));
  place(world, std::move(order("b1", 1000).with(Field::currency, "USD")));
  EXPECT_EQ(number(world, order("b1")), 250);
  EXPECT_EQ(number(world, std::move(order("b1").with(Field::currency, "USD"))), 1000);
}

TEST(Window, SumsExactlyNextToTheLargestAmount) {
  RiskWorld world(
      one("op = \"sum\"\nvalue = \"amount\"\ncurrency = \"CNY\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = "
          "\"1h\""));
  constexpr std::int64_t kLargest = (std::int64_t{1} << 53) - 1;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 1000; ++i) place(world, order("b1", kLargest));
    // Past what every JSON reader holds exactly, an integer stands as text.
    EXPECT_EQ(read(world, order("b1")), core::FeatureScalar(core::DoubleText{std::to_string(1000 * kLargest)}));
    world.pass(core::hours(1));  // the running total goes past 2^63; the window's own sum does not
  }
}

TEST(Window, AveragesAsADoubleAndIsAbsentOverNothing) {
  RiskWorld world(
      one("op = \"avg\"\nvalue = \"amount\"\ncurrency = \"CNY\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = "
          "\"1h\""));
  EXPECT_EQ(read(world, order("b1")), std::nullopt);
  place(world, order("b1", 1));
  place(world, order("b1", 2));
  EXPECT_EQ(read(world, order("b1")), core::FeatureScalar(core::DoubleText{"1.5"}));
}

TEST(Window, KnowsTheSmallestAndTheLargest) {
  const std::string tail =
      "\"\nvalue = \"amount\"\ncurrency = \"CNY\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"";
  RiskWorld low(one("op = \"min" + tail)), high(one("op = \"max" + tail));
  for (RiskWorld* world : {&low, &high}) {
    EXPECT_EQ(number(*world, order("b1")), std::nullopt);
    for (const std::int64_t amount : {500, 200, 900, 300}) {
      place(*world, order("b1", amount));
      world->pass(core::minutes(15));
    }
  }
  EXPECT_EQ(number(low, order("b1")), 200);  // the first of 500 is just out
  EXPECT_EQ(number(high, order("b1")), 900);
  low.pass(core::minutes(15));
  high.pass(core::minutes(30));
  EXPECT_EQ(number(low, order("b1")), 300);
  EXPECT_EQ(number(high, order("b1")), 300);
}

TEST(Window, CountsDistinctValuesByWhenEachWasLastSeen) {
  RiskWorld world(one("op = \"distinct\"\nvalue = \"card\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""));
  const auto with_card = [](const char* card) { return std::move(order("b1").with(Field::card, card)); };
  place(world, with_card("c1"));
  place(world, with_card("c2"));
  world.pass(core::minutes(40));
  place(world, with_card("c1"));
  EXPECT_EQ(number(world, order("b1")), 2);
  world.pass(core::minutes(40));
  EXPECT_EQ(number(world, order("b1")), 1);
}

TEST(Window, DistinctStaysAtItsCapAndSaysSo) {
  RiskWorld world(
      one("op = \"distinct\"\ncap = 3\nvalue = \"card\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\""));
  for (int i = 0; i < 5; ++i) {
    place(world, std::move(order("b1").with(Field::card, "c" + std::to_string(i))));
    world.pass(core::minutes(10));
  }
  EXPECT_EQ(number(world, order("b1")), 3);
  Act now = order("b1");
  const auto features = world.assess(now).features;
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(features[1].name, "n.capped");
  world.pass(core::minutes(31));  // the first three are out, so the two that are left count exactly
  EXPECT_EQ(number(world, order("b1")), 2);
}

TEST(Window, DistinctWithTheCurrentCountsARepeatedValueOnce) {
  RiskWorld world(
      one("op = \"distinct\"\nvalue = \"buyer\"\nof = [\"order.placed\"]\nby = [\"device\"]\nover = "
          "\"1h\"\ninclude_current = true"));
  const auto on_device = [](std::string_view buyer) { return std::move(order(buyer).with(Field::device, "d1")); };
  place(world, on_device("b1"));
  EXPECT_EQ(number(world, on_device("b1")), 1);
  EXPECT_EQ(number(world, on_device("b2")), 2);
}

TEST(Window, StreakIsBrokenByWhatDoesNotMatch) {
  RiskWorld world(
      one("op = \"streak\"\nof = [\"login.failed\", \"login.succeeded\"]\nby = [\"user\"]\nwhere = \"!success\"\nover "
          "= \"10m\""));
  const auto login = [](bool success) {
    Act a(Operation::login_attempt);
    a.with(Field::user, "u1").with(Field::success, success);
    return a;
  };
  const auto happens = [&](bool success) {
    Act a = login(success);
    world.count(success ? RecordType::login_succeeded : RecordType::login_failed, a);
  };
  happens(false);
  happens(false);
  EXPECT_EQ(number(world, login(true)), 2);
  happens(true);
  EXPECT_EQ(number(world, login(true)), 0);
  happens(false);
  EXPECT_EQ(number(world, login(true)), 1);
  world.pass(core::minutes(10));
  EXPECT_EQ(number(world, login(true)), 0);
}

TEST(Window, FirstSeenAgeIsAbsentForWhatIsNewAndGrows) {
  RiskWorld world(one("op = \"first_seen_age\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nhorizon = \"30d\""));
  EXPECT_EQ(number(world, order("b1")), std::nullopt);
  place(world, order("b1"));
  world.pass(core::days(20));
  place(world, order("b1"));
  world.pass(core::days(20));
  EXPECT_EQ(number(world, order("b1")), 40 * 86'400);
  world.pass(core::days(10));  // idle for the horizon
  EXPECT_EQ(number(world, order("b1")), std::nullopt);
  place(world, order("b1"));
  world.pass(core::seconds(5));
  EXPECT_EQ(number(world, order("b1")), 5);
}

TEST(Window, LastKeepsTheNewestValueAndItsAge) {
  RiskWorld last(one("op = \"last\"\nvalue = \"ip.country\"\nof = [\"order.placed\"]\nby = [\"buyer\"]"));
  RiskWorld age(one("op = \"last_age\"\nof = [\"order.placed\"]\nby = [\"buyer\"]"));
  for (RiskWorld* world : {&last, &age}) {
    place(*world, std::move(order("b1").with(Field::ip_country, "GB")));
    world->pass(core::seconds(30));
    place(*world, std::move(order("b1").with(Field::ip_country, "FR")));
    world->pass(core::seconds(12));
  }
  EXPECT_EQ(read(last, order("b1")), core::FeatureScalar(std::string("FR")));
  EXPECT_EQ(read(last, order("b2")), std::nullopt);
  EXPECT_EQ(number(age, order("b1")), 12);
}

TEST(Window, ReadsByOtherFieldsThanItCounts) {
  RiskWorld world(
      one("op = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\", \"device\"]\nread_by = [\"upline1\", "
          "\"device\"]\nover = \"1h\""));
  place(world, std::move(order("distributor").with(Field::device, "d1")));
  EXPECT_EQ(number(world, std::move(order("b1").with(Field::upline1, "distributor").with(Field::device, "d1"))), 1);
  EXPECT_EQ(number(world, std::move(order("b1").with(Field::upline1, "distributor").with(Field::device, "d2"))), 0);
  EXPECT_EQ(number(world, order("b1")), std::nullopt);
}

TEST(Window, TakesTheFirstFieldOfAKeyThatIsThere) {
  RiskWorld world(one("op = \"count\"\nof = [\"order.placed\"]\nby = [\"payer|buyer\"]\nover = \"1h\""));
  place(world, std::move(order("b1").with(Field::payer, "p1")));
  EXPECT_EQ(number(world, order("p1")), 1);
  EXPECT_EQ(number(world, order("b1")), 0);
}

TEST(Window, RatioIsOneFeatureOverAnother) {
  RiskWorld world(ruleset_of(
      "[[feature]]\nname = \"small\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\nwhere "
      "= \"amount < 10\"\n"
      "[[feature]]\nname = \"every\"\nop = \"count\"\nof = [\"order.placed\"]\nby = [\"buyer\"]\nover = \"1h\"\n"
      "[[feature]]\nname = \"n\"\nop = \"ratio\"\na = \"small\"\nb = \"every\"\n",
      "has(f.n) || !has(f.n)"));
  EXPECT_EQ(read(world, order("b1")), std::nullopt);
  place(world, order("b1", 5));
  for (int i = 0; i < 3; ++i) place(world, order("b1", 50));
  EXPECT_EQ(read(world, order("b1")), core::FeatureScalar(core::DoubleText{"0.25"}));
}

TEST(Window, KeysThatFallIdleLeaveMemory) {
  RiskWorld world(one(kCount));
  for (int i = 0; i < 20'000; ++i) {
    place(world, order("b" + std::to_string(i)));
    world.pass(core::seconds(1));
  }
  const std::size_t early = world.risk().bytes();
  for (int i = 0; i < 60'000; ++i) {
    place(world, order("c" + std::to_string(i)));
    world.pass(core::seconds(1));
  }
  EXPECT_LT(world.risk().bytes(), early * 2) << "3,600 keys are inside an hour, however long the log is";
}

TEST(Window, KeepsAnHourOfABusyKeyNotItsHistory) {
  RiskWorld world(one(kCount));
  for (int i = 0; i < 50'000; ++i) {
    place(world, order("b1"));
    world.pass(core::seconds(1));
  }
  EXPECT_EQ(number(world, order("b1")), 3599);
  EXPECT_LT(world.risk().bytes(), 256 * 1024U) << "50,000 entries would be 800 KB";
}

}  // namespace
}  // namespace tallygate::risk
