// What channels settle to the bank, and correcting entries: where they post, who lets them, what takes them back.
#include <gtest/gtest.h>

#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

using core::Code;
using enum core::RecordType;

const std::string kWechat = "assets:channel:wechat_pay";
const std::string kWechatFee = "expenses:channel_fee:wechat_pay";
const std::string kBank = "assets:bank:main";
const std::string kAdjusted = "equity:adjustments";
const std::string kShop = "liabilities:merchant:m1";

// m1 has earned 10,000, which the channel holds.
Scenario& with_sales(Scenario& s) {
  return s.given(plan(0, {})).given(order("o1").completed());
}

std::int64_t last_seq(Scenario& s) {
  return static_cast<std::int64_t>(s.world().log().back().seq);
}

TEST(Settlements, BringTheNetToTheBankAndTheFeeToExpenses) {
  Scenario s;
  with_sales(s);
  s.when(settlement("s1", cny(9'000), 54)).then(recorded({channel_settled}));
  s.then(holds(kBank, cny(8'946))).then(holds(kWechatFee, cny(54))).then(holds(kWechat, cny(1'000)));
  const auto& effect = core::effect_as<core::ObjectEffect>(s.world().log().back());
  EXPECT_EQ(*effect.subject, "settlement:wechat_pay:s1");
}

TEST(Settlements, AreBookedOnceAnIdOfTheirChannel) {
  Scenario s;
  with_sales(s).given(settlement("s1", cny(9'000), 54));
  s.when(settlement("s1", cny(1'000), 0)).then(refused_at(Code::exists_with_different_content, "/fee"));
  s.then(holds(kBank, cny(8'946)));
  s.given(does(settle_channel("s1", cny(5), 0, "card"))).then(holds("assets:channel:card", cny(-5)));
  core::Command of_a_bank = settle_channel("s3", cny(5), 0, "card");
  std::get<core::ChannelSettle>(of_a_bank.body).bank = core::OtherId("icbc");
  s.given(does(of_a_bank));
  s.when(does(settle_channel("s3", cny(5), 0, "card"))).then(refused(Code::exists_with_different_content));
  s.when(does(settle_channel("s2", cny(5), 0, "paper"))).then(refused(Code::channel_not_found));
}

TEST(Settlements, OfADayWithMoreRefundsThanSalesTakeFromTheBank) {
  Scenario s;
  with_sales(s).given(settlement("s1", cny(-700), 3)).then(holds(kBank, cny(-703))).then(holds(kWechatFee, cny(3)));
  s.then(holds(kWechat, cny(10'700)));
  s.given(settlement("s2", cny(0), 0)).then(holds(kBank, cny(-703)));
}

TEST(Settlements, GoToTheBankThatIsNamed) {
  Scenario s;
  core::Command c = settle_channel("s1", usd(100), 1);
  std::get<core::ChannelSettle>(c.body).bank = core::OtherId("icbc");
  s.given(does(std::move(c)));
  EXPECT_EQ(s.world().balance("assets:bank:icbc", "USD"), 99);
}

TEST(Journal, StandsInTheBooksWhenAnotherPersonApproves) {
  Scenario s;
  with_sales(s);
  const core::Command asked = post_journal("e1", {debit(kShop, cny(300)), credit(kAdjusted, cny(300))});
  s.when(does(asked)).then(recorded({approval_requested})).then(owed(kShop, cny(10'000)));
  const std::string approval = "ap" + std::to_string(last_seq(s));
  s.when(does(decide_approval(approval, true, "ann"))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, ""))).then(refused(Code::four_eyes));
  s.when(does(decide_approval(approval, true, "carl"))).then(recorded({approval_decided, journal_posted}));
  s.then(owed(kShop, cny(9'700))).then(owed(kAdjusted, cny(300)));
  s.when(does(asked)).then(refused_at(Code::entry_exists, "/entry_id"));
  s.when(does(post_journal("e1", {debit(kShop, cny(301)), credit(kAdjusted, cny(301))})))
      .then(refused_at(Code::exists_with_different_content, "/postings"));
  s.given(does(post_journal("e2", {debit(kShop, cny(300)), credit(kAdjusted, cny(300))})));
  s.when(does(decide_approval("ap" + std::to_string(last_seq(s)), false, "ann"))).then(recorded({approval_decided}));
  s.then(owed(kShop, cny(9'700)));
}

TEST(Journal, WaitsForAPersonWhateverTheSettingSays) {
  core::SettingsPut settings;
  settings.four_eyes = std::vector<std::string>{};
  Scenario s;
  with_sales(s).given(does(change_settings(settings)));
  s.when(does(post_journal("e1", {debit(kBank, cny(1)), credit(kAdjusted, cny(1))})))
      .then(recorded({approval_requested}));
}

TEST(Journal, OfOneIdIsPostedOnceThoughTwoWait) {
  Scenario s;
  with_sales(s);
  const core::Command asked = post_journal("e1", {debit(kBank, cny(1)), credit(kAdjusted, cny(1))});
  s.given(does(asked));
  const std::string first = "ap" + std::to_string(last_seq(s));
  s.given(does(asked));
  const std::string second = "ap" + std::to_string(last_seq(s));
  s.given(does(decide_approval(second, true, "carl")));
  s.when(does(decide_approval(first, true, "carl"))).then(refused(Code::entry_exists)).then(holds(kBank, cny(1)));
}

TEST(Journal, SumsToZeroInEachCurrency) {
  Scenario s;
  with_sales(s);
  s.when(entry(post_journal("e1", {debit(kBank, cny(300)), credit(kAdjusted, cny(299))})))
      .then(refused_at(Code::amount_mismatch, "/postings"));
  EXPECT_EQ(s.last().refusal->detail, "debits of 300 CNY, credits of 299 CNY");
  s.when(entry(post_journal("e1", {debit(kBank, cny(300)), credit(kAdjusted, usd(300))})))
      .then(refused(Code::amount_mismatch));
  s.given(entry(post_journal(
      "e1", {debit(kBank, cny(300)), credit(kAdjusted, cny(300)), debit(kAdjusted, usd(2)), credit(kBank, usd(2))})));
  s.then(holds(kBank, cny(300)));
  EXPECT_EQ(s.world().balance(kBank, "USD"), -2);
}

TEST(Journal, PostsOnlyWhereNoObjectOfTheLedgerExplainsTheBalance) {
  Scenario s;
  with_sales(s).given(distributor("d1"));
  for (const std::string account :
       {"liabilities:escrow", "liabilities:payouts", "assets:disputed:card", "liabilities:distributor:d1:unmatured",
        "assets:channel:paper", "equity:retained", "assets:bank:a:b", "x"})
    s.when(entry(post_journal("e1", {debit(kAdjusted, cny(1)), credit(account, cny(1))})))
        .then(refused_at(Code::not_supported, "/postings/1/account"));
  for (const std::string account :
       {"liabilities:suspense:card", "liabilities:suspense:payouts", "liabilities:tax:withheld", "income:platform_fee",
        "liabilities:distributor:d1:payable", "liabilities:merchant:m1"})
    s.given(entry(post_journal("e." + account.substr(account.rfind(':') + 1) + std::to_string(account.size()),
                               {debit(kAdjusted, cny(1)), credit(account, cny(1))})));
  s.given(entry(post_journal("e9", {debit(kWechatFee, cny(1)), credit(kWechat, cny(1))})));
  s.when(entry(post_journal("e1", {debit(kAdjusted, cny(1)), credit("liabilities:merchant:nobody", cny(1))})))
      .then(refused_at(Code::party_not_found, "/postings/1/account"));
}

TEST(Journal, TakesFromAPartyNoMoreThanIsAvailable) {
  Scenario s;
  with_sales(s);
  s.when(entry(post_journal("e1", {credit(kAdjusted, cny(10'001)), debit(kShop, cny(10'001))})))
      .then(refused_at(Code::insufficient_funds, "/postings/1/amount"));
  EXPECT_EQ(s.last().refusal->detail, "10001 CNY asked, 10000 CNY available on liabilities:merchant:m1");
  s.given(does(post_journal("e1", {credit(kAdjusted, cny(8'000)), debit(kShop, cny(8'000))})));
  const std::string approval = "ap" + std::to_string(last_seq(s));
  s.given(does(post_journal("e2", {credit(kAdjusted, cny(8'000)), debit(kShop, cny(8'000))})));
  s.given(does(decide_approval("ap" + std::to_string(last_seq(s)), true, "carl"))).then(owed(kShop, cny(2'000)));
  s.when(does(decide_approval(approval, true, "carl"))).then(refused(Code::insufficient_funds));
  s.given(does(decide_approval(approval, false, "carl"))).then(owed(kShop, cny(2'000)));
  s.given(entry(post_journal("e3", {debit(kAdjusted, cny(50'000)), credit(kShop, cny(50'000))})));
  s.then(owed(kShop, cny(52'000)));
}

TEST(Journal, TakesAnEntryOrASettlementBackOnce) {
  Scenario s;
  with_sales(s).given(settlement("s1", cny(9'000), 54));
  const std::int64_t settled = last_seq(s);
  const std::vector<core::JournalPosting> back = {credit(kBank, cny(8'946)), debit(kWechat, cny(9'000)),
                                                  credit(kWechatFee, cny(54))};
  s.when(entry(post_journal("e1", {credit(kBank, cny(8'946)), debit(kWechat, cny(8'946))}, settled)))
      .then(refused_at(Code::amount_mismatch, "/postings"));
  s.when(entry(post_journal("e1", back, settled - 1))).then(refused_at(Code::entry_not_found, "/reverses"));
  s.when(entry(post_journal("e1", back, settled + 100))).then(refused_at(Code::entry_not_found, "/reverses"));
  s.given(entry(post_journal("e1", back, settled)));
  s.then(holds(kBank, cny(0))).then(holds(kWechat, cny(10'000))).then(holds(kWechatFee, cny(0)));
  const std::int64_t reversal = last_seq(s);
  s.when(entry(post_journal("e2", back, settled))).then(refused_at(Code::entry_already_reversed, "/reverses"));
  s.when(settlement("s1", cny(9'000), 54)).then(refused(Code::settlement_exists));
  s.given(entry(post_journal("e2", {debit(kBank, cny(8'946)), credit(kWechat, cny(9'000)), debit(kWechatFee, cny(54))},
                             reversal)));
  s.then(holds(kBank, cny(8'946)));
}

TEST(Journal, WouldNotTakeABalanceOutOfItsRange) {
  Scenario s;
  const core::Money most = cny(core::kAmountMax);
  s.given(entry(post_journal("e1", {debit(kBank, most), credit(kAdjusted, most)})));
  s.when(entry(post_journal("e2", {debit(kBank, cny(1)), credit(kAdjusted, cny(1))})))
      .then(refused_at(Code::account_overflow, "/postings"));
  s.given(settlement("s1", most, 0));  // a fact is booked all the same
}

}  // namespace
}  // namespace tallygate::tests
