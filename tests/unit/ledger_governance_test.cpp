// Parties and their uplines, plans and the law, settings, and four eyes.
#include <gtest/gtest.h>

#include "tests/support/commissions.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/scenario.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

core::Command plan_by(std::string person, core::PlanPut terms) {
  return as_person(command(core::Operation::plan_put, std::move(terms), "default"), std::move(person));
}

TEST(Parties, AnUplineNeverLeadsBackToTheParty) {
  Scenario s;
  s.given(distributor("a")).given(distributor("b", "a")).given(distributor("c", "b"));
  s.when(distributor("a", "c")).then(refused_at(Code::upline_cycle, "/upline"));
  s.when(distributor("a", "a")).then(refused(Code::upline_cycle));
  s.when(distributor("a", "stranger")).then(recorded({party_put}));
}

TEST(Parties, AnUplineIsAtMostAsDeepAsTheSettingSays) {
  core::SettingsPut settings;
  settings.upline_depth_max = 3;
  Scenario s;
  s.given(does(change_settings(settings)));
  s.given(distributor("a")).given(distributor("b", "a")).given(distributor("c", "b")).given(distributor("d", "c"));
  s.when(distributor("e", "d")).then(refused_at(Code::upline_too_deep, "/upline"));
  EXPECT_EQ(s.world().ledger().upline_chain("d", 10), (std::vector<std::string_view>{"d", "c", "b", "a"}));
}

TEST(Parties, AChainIsAsDeepWhicheverEndIsPutFirst) {
  core::SettingsPut settings;
  settings.upline_depth_max = 3;
  Scenario s;
  s.given(does(change_settings(settings)));
  s.given(distributor("d", "c")).given(distributor("c", "b")).given(distributor("b", "a"));
  s.when(distributor("a", "top")).then(refused_at(Code::upline_too_deep, "/upline"));
  EXPECT_NE(s.last().refusal->detail.find("3 below it"), std::string::npos) << s.last().refusal->detail;
  // Whoever leaves takes what is below with it, and there is room again.
  s.when(distributor("c")).then(recorded({party_put}));
  s.when(distributor("a", "top")).then(recorded({party_put}));
  s.when(distributor("c", "b")).then(refused_at(Code::upline_too_deep, "/upline"));
  s.when(distributor("c", "a")).then(recorded({party_put}));
}

TEST(Parties, AreRecordedWhateverRiskSays) {
  Scenario s;
  s.when(under(core::Verdict::block, put_party("a"))).then(recorded({party_put}));
  EXPECT_FALSE(s.last().refusal);
  EXPECT_EQ(s.world().ledger().first_seen("a"), kStart);
}

TEST(Parties, AreFirstSeenWhenAnyRecordNamesThem) {
  Scenario s;
  s.given(order("o1").by("b7").referred_by("d7").placed()).given(after(core::days(1))).given(distributor("b7"));
  EXPECT_EQ(s.world().ledger().first_seen("b7"), kStart);
  EXPECT_FALSE(s.world().ledger().first_seen("nobody"));
}

TEST(Plans, MoreLevelsThanTheLawAllowsAreRefusedCitingTheSetting) {
  Scenario s;
  s.when(plan(0, {100, 100, 100})).then(refused_at(Code::levels_over_legal_cap, "/levels"));
  EXPECT_NE(s.last().refusal->detail.find("commission_levels_max"), std::string::npos);
}

TEST(Plans, WhosePartsCanExceedTheAmountAreRefused) {
  core::PlanPut terms = plan_terms(5'000, {4'000});
  terms.levels[0].tiers.push_back({5'001, 10});
  Scenario s;
  s.when(plan_of(terms)).then(refused(Code::plan_exceeds_amount));
  terms.levels[0].tiers[1].bp = 5'000;
  s.when(plan_of(terms)).then(recorded({plan_published}));
}

TEST(Plans, LevelsAndTiersAreListedInOrder) {
  struct Case {
    const char* name;
    std::vector<core::PlanLevel> levels;
    const char* pointer;
  };
  const Case cases[] = {
      {"level 2 alone", {{2, {{1, 0}}}}, "/levels/0/level"},
      {"level 1 twice", {{1, {{1, 0}}}, {1, {{1, 0}}}}, "/levels/1/level"},
      {"no tier", {{1, {}}}, "/levels/0/tiers"},
      {"no tier from 0", {{1, {{1, 5}}}}, "/levels/0/tiers"},
      {"tiers not ascending", {{1, {{1, 0}, {2, 9}, {3, 9}}}}, "/levels/0/tiers"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    core::PlanPut terms = plan_terms(0, {});
    terms.levels = c.levels;
    Scenario s;
    s.when(plan_of(terms)).then(refused_at(Code::not_supported, c.pointer));
  }
}

TEST(Plans, SharesAreOfRolesThatAnOrderNames) {
  for (const core::Role role : {core::Role::buyer, core::Role::merchant, core::Role::distributor}) {
    core::PlanPut terms = plan_terms(0, {});
    terms.shares = {{100, core::Role::creator}, {100, role}};
    Scenario s;
    s.when(plan_of(terms)).then(refused_at(Code::share_without_payee, "/shares/1/role"));
  }
}

TEST(Plans, CapsOfPeriodsAreOfPartsThatThePlanHas) {
  core::PlanPut terms = plan_terms(0, {100});
  terms.shares = {{100, core::Role::partner}};
  terms.period_caps = {cap_of_level(1, 5, core::PlanPeriod::day),
                       cap_of_role(core::Role::partner, 5, core::PlanPeriod::day)};
  Scenario s;
  s.when(plan_of(terms)).then(recorded({plan_published}));
  terms.period_caps[0].level = 2;
  s.when(plan_of(terms)).then(refused_at(Code::period_cap_of_no_part, "/period_caps/0"));
  terms.period_caps[0].level = 1;
  terms.period_caps[1].role = core::Role::supplier;
  s.when(plan_of(terms)).then(refused_at(Code::period_cap_of_no_part, "/period_caps/1"));
}

TEST(Plans, CapsOfPeriodsNeedATimeZoneWithAKnownCalendar) {
  core::PlanPut terms = plan_terms(0, {100});
  Scenario s;
  s.world().open_in("Mars/Olympus");
  s.when(plan_of(terms)).then(recorded({plan_published}));
  terms.period_caps = {cap_of_level(1, 5, core::PlanPeriod::day)};
  s.when(plan_of(terms)).then(refused_at(Code::time_zone_unknown, "/period_caps"));
  EXPECT_NE(s.last().refusal->detail.find("Mars/Olympus"), std::string::npos);
}

TEST(FourEyes, APlanIsLiveOnceAnotherPersonApproves) {
  Scenario s;
  s.when(does(plan_by("ann", plan_terms(500, {})))).then(recorded({approval_requested}));
  EXPECT_EQ(s.world().ledger().plan_json("default"), "");
  s.when(does(decide_approval("ap1", true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval("ap1", true, ""))).then(refused(Code::four_eyes));
  s.when(does(decide_approval("ap9", true, "bob"))).then(refused(Code::approval_not_found));
  s.when(does(decide_approval("ap1", true, "bob"))).then(recorded({approval_decided, plan_published}));
  EXPECT_EQ(s.last().records.at(1).cause, 1U);
  EXPECT_NE(s.world().ledger().plan_json("default").find("\"version\":1"), std::string::npos);
  s.when(does(decide_approval("ap1", true, "bob"))).then(refused(Code::approval_not_open));
}

TEST(FourEyes, ADeclinedPlanIsNeverLive) {
  Scenario s;
  s.given(does(plan_by("ann", plan_terms(500, {})))).when(does(decide_approval("ap1", false, "ann")));
  s.then(recorded({approval_decided}));
  EXPECT_EQ(s.world().ledger().plan_json("default"), "");
  EXPECT_NE(s.world().ledger().approval_json("ap1").find("\"state\":\"rejected\""), std::string::npos);
}

TEST(FourEyes, WhatBecameWrongMeanwhileIsNotApproved) {
  core::SettingsPut law;
  law.commission_levels_max = 1;
  Scenario s;
  s.given(does(plan_by("ann", plan_terms(0, {100, 100})))).given(does(change_settings(law)));
  s.when(does(decide_approval("ap1", true, "bob"))).then(refused(Code::levels_over_legal_cap));
}

TEST(FourEyes, WatchCouponsWhereTheSettingSaysSo) {
  core::SettingsPut settings;
  settings.four_eyes = {"coupons"};
  core::CouponPut free_money;
  free_money.funded_by = core::FundedBy::platform;
  free_money.bp = 10'000;
  free_money.currency = currency("CNY");
  const auto put = [&] { return as_person(command(core::Operation::coupon_put, free_money, "k1"), "ann"); };
  Scenario s;
  s.when(does(put())).then(recorded({coupon_put}));
  s.given(does(change_settings(settings)));
  free_money.bp = 5'000;
  s.when(does(put())).then(recorded({approval_requested}));
  EXPECT_NE(s.world().ledger().coupon_json("k1").find("\"bp\":10000"), std::string::npos) << "as it was";
  const std::string approval = "ap" + std::to_string(s.world().log().back().seq);
  s.when(does(decide_approval(approval, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, "bob"))).then(recorded({approval_decided, coupon_put}));
  EXPECT_NE(s.world().ledger().coupon_json("k1").find("\"bp\":5000"), std::string::npos);
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
}

TEST(FourEyes, SettingsSayWhatNeedsThem) {
  core::SettingsPut settings;
  settings.four_eyes = {"settings"};
  Scenario s;
  s.given(does(change_settings(settings)));
  s.when(does(plan_by("ann", plan_terms(500, {})))).then(recorded({plan_published}));
  core::Command c = command(core::Operation::settings_put, core::SettingsPut{});
  s.when(does(as_person(std::move(c), "ann"))).then(recorded({approval_requested}));
  settings.four_eyes = {"everything"};
  s.when(does(change_settings(settings))).then(refused_at(Code::not_supported, "/four_eyes/0"));
}

TEST(Settings, TheLegalCapIsNotLoweredUnderALivePlan) {
  core::SettingsPut settings;
  settings.commission_levels_max = 1;
  Scenario s;
  s.given(plan(0, {100, 100}));
  s.when(does(change_settings(settings))).then(refused_at(Code::levels_over_legal_cap, "/commission_levels_max"));
  EXPECT_EQ(s.last().refusal->detail, "plan default has 2 levels");
  s.given(plan(0, {100}));  // a new version of it
  s.given(does(change_settings(settings)));
}

TEST(Settings, WhatIsAbsentKeepsItsValue) {
  core::SettingsPut settings;
  settings.review_expires_s = 60;
  Scenario s;
  s.given(does(change_settings(settings)));
  EXPECT_EQ(
      s.world().ledger().settings_json(),
      R"({"challenge_expires_s":900,"commission_levels_max":2,"fallback_outcome":"review",)"
      R"("four_eyes":["limits","plans","rulesets","settings"],"review_expires_s":60,"upline_depth_max":10,"version":1})");
}

TEST(Labels, StandOnWhatTheyAreAbout) {
  core::LabelPut label;
  label.subject = "order:o1";
  label.label = core::Label::fraud;
  Scenario s;
  s.given(order("o1").placed()).given(does(command(core::Operation::label_put, label)));
  EXPECT_NE(s.world().ledger().order_json("o1").find("\"label\":\"fraud\""), std::string::npos);
  label.subject = "order:unknown";
  s.when(does(command(core::Operation::label_put, label))).then(recorded({label_put}));
  label.subject = "planet:mars";
  s.when(does(command(core::Operation::label_put, label))).then(refused_at(Code::not_supported, "/subject"));
}

TEST(FourEyes, WhatIsNewerIsNotUndoneByWhatIsOlder) {
  Scenario s;
  s.given(does(plan_by("alice", plan_terms(100, {})))).given(does(plan_by("alice", plan_terms(200, {}))));
  const std::uint64_t first = s.world().log().front().seq;
  const std::string older = "ap" + std::to_string(first), newer = "ap" + std::to_string(first + 1);
  const auto listed = [&] {
    const std::string json = s.world().ledger().approvals_json("", 10);
    return std::pair(json.find('"' + older + '"') != std::string::npos,
                     json.find('"' + newer + '"') != std::string::npos);
  };
  EXPECT_EQ(listed(), std::pair(true, true));
  EXPECT_NE(s.world().ledger().approvals_json("", 1).find("\"next_cursor\":\"" + older), std::string::npos);
  EXPECT_EQ(s.world().ledger().approvals_json(older, 1).find(older), std::string::npos);
  s.given(does(decide_approval(newer, true, "bob")));
  EXPECT_EQ(listed(), std::pair(false, false));
  EXPECT_NE(s.world().ledger().approval_json(older).find(R"("state":"superseded")"), std::string::npos);
  s.when(does(decide_approval(older, true, "bob"))).then(refused(Code::approval_not_open));
  s.given(does(plan_by("alice", plan_terms(300, {}))));
  const std::string third = "ap" + std::to_string(s.world().log().back().seq);
  s.given(does(decide_approval(third, false, "bob")));  // a refused one leaves the others alone
  EXPECT_EQ(s.world().digest_from_the_log(), s.world().digest());
  EXPECT_EQ(saved_and_loaded(s.world())->approvals_json("", 10), s.world().ledger().approvals_json("", 10));
}

TEST(FourEyes, ANewerRuleSetIsNotUndoneByAnOlderOneOfAnotherName) {
  const auto named = [](std::string name) {
    core::RulesetPut put;
    put.name = std::move(name);
    put.toml_sha256 = std::string(64, 'a');
    return as_person(command(core::Operation::ruleset_put, std::move(put)), "alice");
  };
  Scenario s;
  s.given(does(named("a"))).given(does(named("b")));
  const std::uint64_t first = s.world().log().front().seq;
  s.given(does(decide_approval("ap" + std::to_string(first + 1), true, "bob")));
  s.when(does(decide_approval("ap" + std::to_string(first), true, "bob"))).then(refused(Code::approval_not_open));
}

TEST(FourEyes, OlderRequestsAreApprovedBesideNewerOnes) {
  Scenario s;
  s.given(does(plan_by("alice", plan_terms(100, {})))).given(does(plan_by("alice", plan_terms(200, {}))));
  const std::uint64_t first = s.world().log().front().seq;
  s.given(does(decide_approval("ap" + std::to_string(first), true, "bob")));
  s.given(does(decide_approval("ap" + std::to_string(first + 1), true, "bob")));
}

}  // namespace
}  // namespace tallygate::tests
