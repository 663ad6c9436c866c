// The split and the refund formula by themselves.
#include <gtest/gtest.h>

#include <random>

#include "ledger/account_names.hpp"
#include "ledger/refund_shares.hpp"
#include "ledger/split.hpp"
#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {
namespace {

struct Published {
  ledger::Plan plan;
  ledger::PlanVersion version;
  explicit Published(core::PlanPut terms) {
    plan.id = "p";
    version.plan = &plan;
    version.version = 3;
    version.terms = std::move(terms);
  }
};

core::SplitEffect split_of(const Published& plan, core::Amount base, std::vector<ledger::Payee> chain,
                           std::string_view creator = {}) {
  std::vector<ledger::RolePayee> roles;
  if (!creator.empty()) roles.push_back({core::Role::creator, {creator, nullptr}});
  ledger::SplitInput in;
  in.amount = base;
  in.currency = currency("CNY");
  in.plan = &plan.version;
  in.chain = chain;
  in.roles = roles;
  in.merchant = "m1";
  in.at = kStart;
  return ledger::split(in);
}

std::vector<core::Amount> amounts(const core::SplitEffect& effect) {
  std::vector<core::Amount> out;
  for (const auto& part : effect.parts) out.push_back(part.amount);
  return out;
}

TEST(Split, ExplainsEveryUnit) {
  core::PlanPut terms = plan_terms(500, {});
  terms.levels = {{1, {{500, 0}, {700, 1'000'000}}}, {2, {{200, 0}}}};
  terms.matures_after_s = 86'400;
  const auto effect = split_of(Published(terms), 10'000, {{"d1", nullptr}, {"d2", nullptr}});
  EXPECT_EQ(effect.split, "floor-remainder/1");
  EXPECT_EQ(effect.plan_version, 3);
  EXPECT_EQ(amounts(effect), (std::vector<core::Amount>{500, 500, 200, 8'800}));
  const auto& level1 = effect.parts[1];
  EXPECT_EQ(level1.account, "liabilities:distributor:d1:unmatured");
  EXPECT_EQ(level1.base, 10'000);
  EXPECT_EQ(level1.bp, 500);
  EXPECT_EQ(level1.tier, 0);
  EXPECT_EQ(level1.volume, 0);
  EXPECT_EQ(level1.matures_on, "2026-01-02");
  EXPECT_FALSE(effect.parts[2].tier) << "one tier explains itself";
  EXPECT_EQ(effect.parts[0].account, "income:platform_fee");
  EXPECT_FALSE(effect.parts[0].matures_on);
}

TEST(Split, GivesTheRemainderToTheMerchant) {
  const auto effect = split_of(Published(plan_terms(3'333, {3'333})), 10, {{"d1", nullptr}});
  EXPECT_EQ(amounts(effect), (std::vector<core::Amount>{3, 3, 4}));
}

TEST(Split, LeavesOutAPartWithoutAPayee) {
  core::PlanPut terms = plan_terms(500, {500, 200});
  terms.shares = {{1'000, core::Role::creator}, {1'000, core::Role::partner}};
  EXPECT_EQ(amounts(split_of(Published(terms), 10'000, {{"d1", nullptr}})),
            (std::vector<core::Amount>{500, 500, 9'000}));
  EXPECT_EQ(amounts(split_of(Published(terms), 10'000, {}, "c1")), (std::vector<core::Amount>{500, 1'000, 8'500}));
}

TEST(Split, CapsCommissionsButNotTheFee) {
  core::PlanPut terms = plan_terms(5'000, {3'000, 10});
  terms.cap = 100;
  const auto effect = split_of(Published(terms), 10'000, {{"d1", nullptr}, {"d2", nullptr}});
  EXPECT_EQ(amounts(effect), (std::vector<core::Amount>{5'000, 100, 10, 4'890}));
  EXPECT_EQ(effect.parts[1].cap, 100);
  EXPECT_FALSE(effect.parts[2].cap) << "only where it cut";
}

TEST(Split, NeverLosesAMinorUnit) {
  std::mt19937_64 random(20'260'101);
  for (int i = 0; i < 20'000; ++i) {
    const auto bp = [&](std::int64_t max) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(max + 1));
    };
    const core::Amount base = static_cast<core::Amount>(random() >> (11 + random() % 50));
    const std::int64_t fee = bp(4'000), first = bp(3'000), second = bp(3'000);
    const auto effect = split_of(Published(plan_terms(fee, {first, second})), base, {{"d1", nullptr}, {"d2", nullptr}});
    core::Amount sum = 0;
    for (const core::Amount amount : amounts(effect)) {
      EXPECT_GE(amount, 0);
      sum += amount;
    }
    ASSERT_EQ(sum, base) << "run " << i;
  }
}

TEST(Split, TheTierIsTheLastOneThatTheVolumeReaches) {
  const core::PlanLevel level{1, {{100, 0}, {200, 1'000}, {300, 5'000}}};
  EXPECT_EQ(ledger::tier_for(level, 0).bp, 100);
  EXPECT_EQ(ledger::tier_for(level, 999).bp, 100);
  EXPECT_EQ(ledger::tier_for(level, 1'000).bp, 200);
  EXPECT_EQ(ledger::tier_for(level, 4'999).bp, 200);
  EXPECT_EQ(ledger::tier_for(level, core::kAmountMax).bp, 300);
}

ledger::PaidPart part(std::string account, core::Amount paid) {
  ledger::PaidPart out;
  out.account = std::move(account);
  out.paid = paid;
  return out;
}

std::vector<ledger::PaidPart> the_example() {
  return {part("income:platform_fee", 500), part("liabilities:distributor:d1:payable", 500),
          part("liabilities:distributor:d2:payable", 200), part("liabilities:merchant:m1", 8'800)};
}

TEST(RefundShares, AreWhatTheFormulaSaysAfterEveryRefund) {
  auto parts = the_example();
  std::mt19937_64 random(7);
  core::Amount refunded = 0;
  while (refunded < 10'000) {
    const core::Amount amount =
        std::min<core::Amount>(1 + static_cast<core::Amount>(random() % 700), 10'000 - refunded);
    refunded += amount;
    core::Amount given = 0;
    for (const auto& g : ledger::give_back(parts, 10'000, refunded, kStart)) {
      parts[static_cast<std::size_t>(g.part)].given_back += g.amount;
      given += g.amount;
    }
    ASSERT_EQ(given, amount);
    EXPECT_EQ(parts[0].given_back, 500 * refunded / 10'000);
    EXPECT_EQ(parts[2].given_back, 200 * refunded / 10'000);
  }
  for (const auto& p : parts) EXPECT_EQ(p.given_back, p.paid) << p.account;
}

TEST(RefundShares, AFailureTakesBackWhatTheFormulaNoLongerAsks) {
  auto parts = the_example();
  const auto apply = [&](core::Amount refunded) {
    for (const auto& g : ledger::give_back(parts, 10'000, refunded, kStart))
      parts[static_cast<std::size_t>(g.part)].given_back += g.amount;
  };
  apply(3'333);
  const core::Amount merchant = parts[3].given_back;
  apply(9'999);
  apply(3'333);
  EXPECT_EQ(parts[3].given_back, merchant);
  apply(0);
  for (const auto& p : parts) EXPECT_EQ(p.given_back, 0) << p.account;
}

TEST(RefundShares, ComeFromThePayableAccountOnceThePartMatured) {
  auto parts = std::vector{part("liabilities:distributor:d1:unmatured", 100), part("liabilities:merchant:m1", 0)};
  parts[0].matures_on = core::parse_date("2026-01-08");
  const core::Time due = ledger::due_of(*parts[0].matures_on);
  EXPECT_EQ(ledger::give_back(parts, 100, 50, core::Time{due.us - 1}).front().account,
            "liabilities:distributor:d1:unmatured");
  EXPECT_EQ(ledger::give_back(parts, 100, 50, due).front().account, "liabilities:distributor:d1:payable");
}

TEST(VolumeWindow, CountsTheLast30DaysExactly) {
  ledger::VolumeWindow window;
  core::UndoJournal journal;
  const core::Currency cny_code = currency("CNY");
  window.add(cny_code, kStart, 100, journal);
  window.add(cny_code, kStart + core::days(1), 10, journal);
  window.add(currency("USD"), kStart + core::days(1), 7, journal);
  EXPECT_EQ(window.volume(cny_code, kStart + core::days(30) - core::Duration{1}), 110);
  EXPECT_EQ(window.volume(cny_code, kStart + core::days(30)), 10);
  EXPECT_EQ(window.volume(cny_code, kStart + core::days(31)), 0);
  EXPECT_EQ(window.volume(currency("USD"), kStart + core::days(2)), 7);
  EXPECT_EQ(window.volume(currency("EUR"), kStart), 0);
  const auto mark = journal.mark();
  window.add(cny_code, kStart + core::days(40), 5, journal);
  EXPECT_EQ(window.first()->completions.size(), 1U) << "what left the window is forgotten";
  journal.rollback(mark);
  EXPECT_EQ(window.volume(cny_code, kStart + core::days(29)), 110);
}

TEST(VolumeWindow, CountsOfACompletionWhatHasNotGoneBack) {
  ledger::VolumeWindow window;
  core::UndoJournal journal;
  const core::Currency cny_code = currency("CNY");
  const core::Time later = kStart + core::days(1);
  for (const core::Amount amount : {100, 70, 100}) window.add(cny_code, later, amount, journal);
  window.change(cny_code, later, 70, 20, journal);
  EXPECT_EQ(window.volume(cny_code, later), 220);
  window.change(cny_code, later, 100, 0, journal);
  EXPECT_EQ(window.volume(cny_code, later), 120);
  const auto mark = journal.mark();
  window.change(cny_code, later, 0, 100, journal);
  EXPECT_EQ(window.volume(cny_code, later), 220) << "the refund failed";
  window.add(cny_code, kStart + core::days(40), 5, journal);
  window.change(cny_code, later, 100, 0, journal);
  EXPECT_EQ(window.volume(cny_code, kStart + core::days(40)), 5) << "what left the window changes nothing";
  journal.rollback(mark);
  EXPECT_EQ(window.volume(cny_code, later), 120);
}

TEST(AccountNames, AreOnlyThoseOfTheLedger) {
  const char* known[] = {"assets:channel:card",
                         "assets:bank:icbc",
                         "liabilities:escrow",
                         "liabilities:merchant:m7",
                         "liabilities:distributor:d3:unmatured",
                         "liabilities:creator:c1:payable",
                         "liabilities:partner:p1:unmatured",
                         "liabilities:supplier:s1:payable",
                         "liabilities:suspense:wechat_pay",
                         "income:platform_fee"};
  for (const char* name : known) EXPECT_TRUE(ledger::account_traits(name)) << name;
  const char* unknown[] = {"",
                           "assets:channel:cash",
                           "liabilities:merchant:",
                           "liabilities:merchant:a:b",
                           "liabilities:distributor:d3",
                           "liabilities:distributor::payable",
                           "liabilities:partner:p1",
                           "equity:opening",
                           "liabilities:escrow ",
                           "income:platform_fee:x"};
  for (const char* name : unknown) EXPECT_FALSE(ledger::account_traits(name)) << name;
}

}  // namespace
}  // namespace tallygate::tests
