#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/check.hpp"
#include "core/currency.hpp"
#include "core/effects.hpp"
#include "core/operation.hpp"
#include "core/outcome.hpp"
#include "core/record_type.hpp"

namespace tallygate::core {
namespace {

TEST(OutcomeCodes, StandInOrderAndAreFoundByNumberAndName) {
  int last = 0;
  for (const auto& c : codes()) {
    EXPECT_GT(static_cast<int>(c.code), last);
    last = static_cast<int>(c.code);
    EXPECT_EQ(traits(c.code).name, c.name);
    EXPECT_EQ(code_named(c.name), c.code);
    EXPECT_TRUE(c.title.ends_with('.')) << c.name;
  }
  EXPECT_FALSE(code_named("no_such_code"));
}

TEST(OutcomeCodes, AreGroupedByConsequence) {
  for (const auto& c : codes()) {
    const int group = static_cast<int>(c.code) / 100;
    const bool recorded_group = group <= 3 && c.code != Code::batch_aborted;  // its line uses up neither key nor id
    EXPECT_EQ(c.recorded, recorded_group) << c.name;
    if (group == 1) EXPECT_TRUE(c.status == 200 || c.status == 201 || c.status == 202) << c.name;
    if (group == 2) EXPECT_TRUE(c.status == 404 || c.status == 409) << c.name;
    const bool id_taken = c.name.starts_with("exists_with_different_");  // in a range of their own: one a member
    if (group == 3) EXPECT_EQ(c.status, id_taken ? 409 : 422) << c.name;
    if (group == 4) EXPECT_TRUE(c.status >= 400 && c.status < 500) << c.name;
    if (group == 5) EXPECT_TRUE(c.status >= 500 || c.status == 429) << c.name;
    if (c.recorded) EXPECT_NE(c.retry, Retry::same_key) << c.name;  // the same key gets the same answer for ever
  }
}

TEST(OutcomeCodes, ANumberThatIsNoCodeIsABug) {
  EXPECT_THROW(static_cast<void>(traits(static_cast<Code>(299))), CheckFailure);
  EXPECT_THROW(static_cast<void>(traits(static_cast<Code>(60'000))), CheckFailure);
}

TEST(Operations, StandInOrderAndAreFoundByNumberAndName) {
  int last = 0;
  for (const auto& o : operations()) {
    EXPECT_GT(static_cast<int>(o.op), last);
    last = static_cast<int>(o.op);
    EXPECT_EQ(traits(o.op).name, o.name);
    EXPECT_EQ(operation_named(o.name), o.op);
  }
  EXPECT_FALSE(operation_named("order.eat"));
  EXPECT_THROW(static_cast<void>(traits(static_cast<Operation>(99))), CheckFailure);
}

TEST(Operations, FactsNeedTheFactsScope) {
  for (const auto& o : operations()) EXPECT_EQ(o.fact, o.scope == "facts:write") << o.name;
}

TEST(Operations, WhatGovernsIsNeverALineOfABatch) {
  for (const auto& o : operations())
    if (o.scope == "admin" || o.scope == "settings:write") EXPECT_FALSE(o.in_batches) << o.name;
}

TEST(RecordTypes, StandInOrderAndAreFoundByNumberAndName) {
  int last = 0;
  for (const auto& t : record_types()) {
    EXPECT_GT(static_cast<int>(t.type), last);
    last = static_cast<int>(t.type);
    EXPECT_EQ(name_of(t.type), t.name);
    EXPECT_EQ(effect_kind(t.type), t.effect);
    EXPECT_EQ(record_type_named(t.name), t.type);
  }
  EXPECT_THROW(static_cast<void>(name_of(static_cast<RecordType>(999))), CheckFailure);
}

TEST(RecordTypes, EffectKindsAreTheAlternativesOfEffect) {
  const auto index = [](const Effect& e) { return static_cast<EffectKind>(e.index()); };
  EXPECT_EQ(index(Effect{}), EffectKind::none);
  EXPECT_EQ(index(OrderEffect{}), EffectKind::order);
  EXPECT_EQ(index(PaymentEffect{}), EffectKind::payment);
  EXPECT_EQ(index(SplitEffect{}), EffectKind::split);
  EXPECT_EQ(index(RefundEffect{}), EffectKind::refund);
  EXPECT_EQ(index(MaturedEffect{}), EffectKind::matured);
  EXPECT_EQ(index(ObjectEffect{}), EffectKind::object);
  EXPECT_EQ(index(LogOpened{}), EffectKind::opened);
  EXPECT_EQ(index(EpochOpened{}), EffectKind::epoch);
  EXPECT_EQ(index(KeyRotated{}), EffectKind::rotation);
  EXPECT_EQ(index(AuthorisedEffect{}), EffectKind::authorised);
  EXPECT_EQ(index(HoldEffect{}), EffectKind::hold);
  EXPECT_EQ(index(PayoutEffect{}), EffectKind::payout);
  EXPECT_EQ(index(DisputeEffect{}), EffectKind::dispute);
  EXPECT_EQ(index(DisputeEndEffect{}), EffectKind::dispute_end);
  EXPECT_EQ(index(ClawBackEffect{}), EffectKind::claw_back);
  EXPECT_EQ(index(FoundEffect{}), EffectKind::found);
}

TEST(Currencies, AreSortedAndHaveTheirExponents) {
  EXPECT_TRUE(std::ranges::is_sorted(currency_table(), {}, &CurrencyEntry::code));
  EXPECT_EQ(std::ranges::adjacent_find(currency_table(), {}, &CurrencyEntry::code), currency_table().end());
  for (const auto& c : currency_table()) {
    const auto currency = Currency::from_code(c.code);
    ASSERT_TRUE(currency) << c.code;
    EXPECT_EQ(currency->code(), c.code);
    EXPECT_EQ(currency->exponent(), c.exponent);
    EXPECT_TRUE(c.exponent == 0 || c.exponent == 2 || c.exponent == 3) << c.code;
  }
  EXPECT_EQ(Currency::from_code("JPY")->exponent(), 0);
  EXPECT_EQ(Currency::from_code("CNY")->exponent(), 2);
  EXPECT_EQ(Currency::from_code("KWD")->exponent(), 3);
}

TEST(Currencies, WhatIsNotListedIsNone) {
  for (const char* code : {"", "CN", "CNYY", "cny", "XXX", "AAA", "ZZZ", "XAU", "C1Y", "\xff\xff\xff"})
    EXPECT_FALSE(Currency::from_code(code)) << code;
  EXPECT_EQ(Currency().code(), "XXX");
  EXPECT_EQ(Currency().exponent(), 0);
}

}  // namespace
}  // namespace tallygate::core
