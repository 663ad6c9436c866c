// The figures of closed months made again from postings: what agrees, and what each lie is told.
#include <gtest/gtest.h>

#include "audit/period_sums.hpp"
#include "core/hash.hpp"

namespace tallygate::audit {
namespace {

core::Currency cny() {
  return *core::Currency::from_code("CNY");
}

core::Record moved(core::Amount amount) {
  core::Record out;
  out.type = core::RecordType::channel_settled;
  core::PostingsBuilder b;
  b.debit("assets:bank:main", {amount, cny()}).credit("assets:channel:card", {amount, cny()});
  out.postings = std::move(b).build();
  return out;
}

core::Record ended(std::uint64_t seq) {
  core::Record out;
  out.type = core::RecordType::period_ended;
  out.seq = seq;
  core::PeriodEffect effect;
  effect.month = "2026-01";
  effect.ends = out.at = core::start_of(*core::parse_date("2026-02-01"));
  effect.begins = core::start_of(*core::parse_date("2026-01-01"));
  out.effect = effect;
  return out;
}

core::Record closed() {
  core::Record out;
  out.type = core::RecordType::period_closed;
  core::PeriodEffect effect = core::effect_as<core::PeriodEffect>(ended(1));
  effect.position = 1;
  effect.count = 2;
  effect.balances = core::to_hex(
      core::view(core::sha256(std::string_view("assets:bank:main CNY 70\nassets:channel:card CNY -70\n"))));
  core::PeriodTotal total;
  total.currency = cny();
  effect.totals = {total};
  out.effect = effect;
  return out;
}

TEST(PeriodSums, AgreeWithAMonthThatWasClosedAsItWas) {
  PeriodSums sums;
  EXPECT_EQ(sums.take(moved(70)), std::nullopt);
  EXPECT_EQ(sums.take(ended(1)), std::nullopt);
  EXPECT_EQ(sums.take(moved(5)), std::nullopt);  // the next month's
  EXPECT_EQ(sums.take(closed()), std::nullopt);
  EXPECT_EQ(sums.held(), 1U);
  EXPECT_NE(sums.take(closed()), std::nullopt) << "it is closed already";
}

TEST(PeriodSums, FindEachFigureThatIsNotThePostings) {
  using Change = void (*)(core::PeriodEffect&);
  const std::pair<const char*, Change> changes[] = {
      {"digest", [](core::PeriodEffect& e) { (*e.balances)[0] ^= 1; }},
      {"count", [](core::PeriodEffect& e) { e.count = 3; }},
      {"position", [](core::PeriodEffect& e) { e.position = 2; }},
      {"assets", [](core::PeriodEffect& e) { e.totals[0].assets = 1; }},
      {"equity", [](core::PeriodEffect& e) { e.totals[0].equity = 1; }},
      {"a currency left out", [](core::PeriodEffect& e) { e.totals.clear(); }},
      {"month", [](core::PeriodEffect& e) { e.month = "2026-02"; }},
  };
  for (const auto& [name, change] : changes) {
    PeriodSums sums;
    (void)sums.take(moved(70));
    (void)sums.take(ended(1));
    core::Record wrong = closed();
    change(std::get<core::PeriodEffect>(wrong.effect));
    EXPECT_NE(sums.take(wrong), std::nullopt) << name;
    EXPECT_EQ(sums.held(), 0U) << name;
  }
}

TEST(PeriodSums, FindAMonthThatEndsOutOfTurn) {
  PeriodSums sums;
  EXPECT_EQ(sums.take(ended(1)), std::nullopt);
  EXPECT_NE(sums.take(ended(2)), std::nullopt);
  core::Record early = ended(1);
  early.at = early.at - core::Duration{1};
  EXPECT_NE(PeriodSums().take(early), std::nullopt);
}

}  // namespace
}  // namespace tallygate::audit
