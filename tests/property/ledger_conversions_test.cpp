// Random conversions there and back, between currencies of every exponent, against a count that knows only what was
// accepted: nothing is lost or won but what the rates and their floors say. Each failure prints the seed.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/accounts.hpp"
#include "tests/support/conversions.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kConversionLives = 30;
constexpr int kCommandsOfAConversionLife = 150;

using Place = std::pair<std::string, std::string>;  // account and currency

class ConversionLife {
 public:
  explicit ConversionLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Command next(const LedgerWorld& world) {
    if (!last_ || upto(15) != 0) last_ = another(world);
    return *last_;  // perhaps once more
  }

 private:
  core::Command another(const LedgerWorld& world) {
    static const std::vector<std::string> kAccounts = {"assets:bank:main",        "assets:bank:abroad",
                                                       "liabilities:merchant:m1", "liabilities:creator:m1:payable",
                                                       "liabilities:merchant:m2", "liabilities:escrow"};
    static const std::vector<std::string> kCurrencies = {"CNY", "USD", "JPY", "KWD"};
    switch (upto(9)) {
      case 0:
        return settle_channel("s" + std::to_string(upto(500)), {upto(900'000), some(kCurrencies)}, 0);
      case 1:
        return upto(2) == 0 ? freeze_account(kAccounts[2]) : unfreeze_account(kAccounts[2]);
      case 2:  // what m1 is owed in the first currency
        return post_journal("e" + std::to_string(upto(500)),
                            {debit("equity:adjustments", cny(5'000)), credit("liabilities:merchant:m1", cny(5'000))});
      case 3:
        return decide_approval("ap" + std::to_string(static_cast<std::int64_t>(world.log().size()) - upto(2)), true,
                               "carl");
      default:
        break;
    }
    const auto from = kAccounts[static_cast<std::size_t>(upto(5))], to = kAccounts[static_cast<std::size_t>(upto(5))];
    const core::Currency gives = some(kCurrencies), gets = some(kCurrencies);
    const auto rate = rate_of(1 + upto(5'000), 1 + upto(5'000));
    const core::Amount given = 1 + upto(3'000);
    core::Amount got = static_cast<core::Amount>(static_cast<__int128>(given) * rate.num / rate.den);
    if (upto(9) == 0) got += upto(2) - 1;
    return convert("c" + std::to_string(upto(400)), side(from, {given, gives}),
                   side(to, {std::max<core::Amount>(got, 1), gets == gives ? other(gives) : gets}), rate);
  }

  core::Currency some(const std::vector<std::string>& codes) {
    return currency(codes[static_cast<std::size_t>(upto(static_cast<std::int64_t>(codes.size()) - 1))]);
  }
  static core::Currency other(core::Currency c) { return c.code() == "CNY" ? currency("USD") : currency("CNY"); }
  std::mt19937_64 random_;
  std::optional<core::Command> last_;
};

struct ConversionsCounted {
  std::map<Place, core::Amount> balances;  // debit positive
  std::set<std::string> ids;

  void add(const std::string& account, const core::Money& money, int sign) {
    balances[{account, std::string(money.currency.code())}] += sign * money.amount;
  }
  void count(const core::Record& record) {
    if (record.type != core::RecordType::conversion_posted) {
      for (const core::Posting& p : record.postings.all()) add(p.account, {p.amount, p.currency}, 1);
      return;
    }
    const auto& c = core::body_as<core::ConversionPost>(*record.command);
    EXPECT_TRUE(ids.insert(c.conversion_id.str()).second) << c.conversion_id.str();
    const core::Money given{c.from.amount, c.from.currency}, got{c.to.amount, c.to.currency};
    EXPECT_EQ(static_cast<__int128>(got.amount), static_cast<__int128>(given.amount) * c.rate.num / c.rate.den);
    const bool asset = c.from.account.starts_with("assets:");
    EXPECT_EQ(asset, c.to.account.starts_with("assets:"));
    add(c.from.account, given, asset ? -1 : 1);
    add("equity:conversion:" + std::string(given.currency.code()), given, asset ? 1 : -1);
    add("equity:conversion:" + std::string(got.currency.code()), got, asset ? -1 : 1);
    add(c.to.account, got, asset ? 1 : -1);
  }
};

void expect_conversions_counted(const LedgerWorld& world, const ConversionsCounted& counted) {
  std::map<std::string, core::Amount> sums;
  for (const auto& [place, amount] : counted.balances) {
    ASSERT_EQ(world.balance(place.first, place.second), amount) << place.first << " " << place.second;
    sums[place.second] += amount;
    if (place.first.starts_with("liabilities:merchant")) ASSERT_LE(amount, 0) << place.first;
  }
  for (const auto& [code, sum] : sums) ASSERT_EQ(sum, 0) << code;
}

TEST(ConversionLives, LoseAndWinNothingButWhatTheirRatesSay) {
  std::set<core::Code> refused;
  std::size_t conversions = 0;
  for (std::uint64_t seed = 1; seed <= kConversionLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    ConversionLife life(seed);
    ConversionsCounted counted;
    world.run(put_party("m1"));
    for (int i = 0; i < kCommandsOfAConversionLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      for (const core::Record& record : outcome.records) counted.count(record);
      world.pass(core::seconds(life.upto(2'000)));
      if (i % 50 == 20) saved_and_loaded(world);
      ASSERT_NO_FATAL_FAILURE(expect_conversions_counted(world, counted));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    conversions += counted.ids.size();
  }
  EXPECT_GT(conversions, 100U);
  using enum core::Code;
  for (const auto code : {conversion_exists, exists_with_different_content, amount_mismatch, insufficient_funds,
                          not_supported, account_frozen, party_not_found})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
