// Random freezing, closing and opening of accounts between payments, completions, refunds, payouts and entries: what is
// frozen gives nothing to a request, what is closed stays at zero until a fact, and nothing is created or lost. Each
// failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/accounts.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kAccountLives = 25;
constexpr int kCommandsOfAnAccountLife = 160;

class AccountLife {
 public:
  explicit AccountLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Command next() {
    const std::string n = std::to_string(++n_);
    switch (upto(11)) {
      case 0:
        return freeze_account(account());
      case 1:
        return unfreeze_account(account());
      case 2:
        return close_account(account());
      case 3:
        return place_order("o" + n, cny(1'000));
      case 4:
        return pay_order(order(), "p" + n, cny(1'000));
      case 5:
        return report_payment(order(), "p" + n, cny(1 + upto(1'500)));
      case 6:
        return complete_order(order());
      case 7:
        return refund_order(order(), "r" + n, cny(1 + upto(600)));
      case 8:
        return ask_payout("y" + n, "m1", cny(1 + upto(900)));
      case 9:
        return settle_channel("s" + n, cny(upto(900)), upto(9));
      case 10:
        return post_journal("e" + n, {debit(account(), cny(1 + upto(50))), credit("equity:adjustments", cny(1))});
      default: {
        const core::Amount amount = 1 + upto(50);
        const bool gives = upto(1) == 0;
        return post_journal(
            "e" + n, {gives ? debit(account(), cny(amount)) : credit(account(), cny(amount)),
                      gives ? credit("equity:adjustments", cny(amount)) : debit("equity:adjustments", cny(amount))});
      }
    }
  }

 private:
  std::string order() { return "o" + std::to_string(std::max<std::int64_t>(1, n_ - upto(25))); }
  std::string account() {
    static const std::vector<std::string> kNames = {"liabilities:merchant:m1", "assets:channel:wechat_pay",
                                                    "assets:bank:main", "liabilities:merchant:m9"};
    return kNames[static_cast<std::size_t>(upto(3))];
  }
  std::mt19937_64 random_;
  std::int64_t n_ = 0;
};

// What each account is, by the records alone.
struct KnownStates {
  std::map<std::string, core::RecordType> changed;
  std::map<std::string, core::Amount> posted;

  bool is(const std::string& account, core::RecordType type) const {
    const auto known = changed.find(account);
    return known != changed.end() && known->second == type;
  }
  void count(const core::Record& record, bool fact) {
    for (const core::Posting& p : record.postings.all()) {
      const bool takes = p.account.starts_with("assets:") ? p.amount < 0 : p.amount > 0;
      const bool asked =
          record.type == core::RecordType::payout_requested || record.type == core::RecordType::journal_posted;
      EXPECT_FALSE(takes && asked && is(p.account, core::RecordType::account_frozen)) << p.account << " gave";
      EXPECT_FALSE(!fact && is(p.account, core::RecordType::account_closed)) << p.account << " was posted on";
      if (is(p.account, core::RecordType::account_closed)) changed.erase(p.account);
      if (p.layer == core::Layer::posted) posted[p.account] += p.amount;
    }
    using enum core::RecordType;
    if (record.type != account_frozen && record.type != account_unfrozen && record.type != account_closed) return;
    const std::string account = core::effect_as<core::ObjectEffect>(record).subject->substr(8);
    changed[account] = record.type;
    if (record.type == account_closed) EXPECT_EQ(posted[account], 0) << account;
  }
};

TEST(AccountLives, FrozenAccountsGiveNothingAndClosedOnesRest) {
  std::set<core::Code> refused;
  std::size_t reopened = 0;
  for (std::uint64_t seed = 1; seed <= kAccountLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    world.run(publish_plan("default", plan_terms(0, {})));
    world.run(put_party("m1"));
    AccountLife life(seed);
    KnownStates known;
    for (int i = 0; i < kCommandsOfAnAccountLife; ++i) {
      const core::Command next = life.next();
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      auto outcome = world.run(next);
      if (!outcome.refusal && outcome.first() == core::RecordType::approval_requested)
        outcome = world.run(decide_approval("ap" + std::to_string(world.log().back().seq), true, "carl"));
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      const auto* payment = std::get_if<core::PaymentPut>(&next.body);
      const bool fact = core::traits(next.op).fact || (payment != nullptr && payment->reported.value_or(false));
      const std::size_t marked = known.changed.size();
      for (const core::Record& record : outcome.records) known.count(record, fact);
      reopened += fact && known.changed.size() < marked ? 1 : 0;
      if (i % 40 == 20) saved_and_loaded(world);
      if (i % 40 == 39) world.let_go(core::seconds(0));
      core::Amount sum = 0;
      for (const auto& b : world.ledger().balances()) sum += b.posted;
      ASSERT_EQ(sum, 0);
      for (const auto& [account, amount] : known.posted) ASSERT_EQ(world.balance(account), amount) << account;
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
  }
  EXPECT_GT(reopened, 5U);
  using enum core::Code;
  for (const auto code : {account_frozen, account_closed, account_not_zero, account_not_frozen, party_not_found})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
