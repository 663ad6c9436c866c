// Random business over months that end, and are closed long after or not at all: the figures of each are those of the
// records before its end, added up here from the log. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "core/hash.hpp"
#include "tests/support/periods.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kMonthLives = 20;
constexpr int kCommandsOfAMonthLife = 200;

class MonthLife {
 public:
  explicit MonthLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Command next(const LedgerWorld& world) {
    core::Command c = any();
    if (upto(2) != 0) return c;
    return dated(std::move(c), world.now() - core::days(upto(200)));
  }

 private:
  core::Command any() {
    const core::Money money{1 + upto(900), currency(upto(3) == 0 ? "USD" : "CNY")};
    const std::string channel = upto(1) == 0 ? "card" : "wechat_pay";
    switch (upto(9)) {
      case 0:
      case 1:
      case 2:
        return close_month("2026-" + std::to_string(101 + upto(11)).substr(1));
      case 3:
        return place_order("o" + std::to_string(upto(60)), money);
      case 4:
        return pay_order("o" + std::to_string(upto(60)), "p" + std::to_string(upto(900)), money);
      case 5:
        return cancel_order("o" + std::to_string(upto(60)));
      case 6:
        return upto(9) == 0 ? keep_months(upto(3) != 0) : complete_order("o" + std::to_string(upto(60)));
      default:
        return settle_channel("s" + std::to_string(upto(900)), money, upto(9), channel);
    }
  }
  std::mt19937_64 random_;
};

using MonthBalances = std::map<std::pair<std::string, std::string>, core::Amount>;

MonthBalances added_up(const std::vector<core::Record>& log, std::uint64_t before) {
  MonthBalances out;
  for (const core::Record& record : log)
    if (record.seq < before)
      for (const core::Posting& p : record.postings.all())
        if (p.layer == core::Layer::posted) out[{p.account, std::string(p.currency.code())}] += p.amount;
  std::erase_if(out, [](const auto& balance) { return balance.second == 0; });
  return out;
}

void expect_books(const LedgerWorld& world, const core::PeriodEffect& books) {
  const MonthBalances balances = added_up(world.log(), static_cast<std::uint64_t>(*books.position));
  ASSERT_EQ(static_cast<std::size_t>(*books.count), balances.size());
  std::string lines;
  std::map<std::string, core::Amount> assets;
  for (const auto& [of, sum] : balances) {
    lines += of.first + " " + of.second + " " + std::to_string(sum) + "\n";
    if (of.first.starts_with("assets:")) assets[of.second] += sum;
  }
  ASSERT_EQ(*books.balances, core::to_hex(core::view(core::sha256(lines)))) << books.month;
  for (const auto& [code, sum] : assets) ASSERT_EQ(total_in(books, code).assets, sum) << code;
}

TEST(MonthLives, AreClosedWithWhatTheirRecordsAddUpTo) {
  std::set<core::Code> refused;
  std::size_t closed = 0, late = 0;
  for (std::uint64_t seed = 1; seed <= kMonthLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    world.open_in(seed % 2 == 0 ? "Europe/Berlin" : "Asia/Shanghai");
    MonthLife life(seed);
    world.run(keep_months(true));
    for (int i = 0; i < kCommandsOfAMonthLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      for (const core::Record& record : outcome.records) {
        if (record.type == core::RecordType::period_closed) {
          ++closed;
          ASSERT_NO_FATAL_FAILURE(expect_books(world, core::effect_as<core::PeriodEffect>(record)));
        }
        if (const auto* object = std::get_if<core::ObjectEffect>(&record.effect); object && object->closed_period)
          ++late;
      }
      world.pass(core::hours(life.upto(90)));
      if (i % 50 == 20) ASSERT_EQ(saved_and_loaded(world)->next_due(), world.ledger().next_due());
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
  }
  EXPECT_GT(closed, 40U);
  EXPECT_GT(late, 10U);
  using enum core::Code;
  for (const auto code : {period_closed, period_not_over, period_not_found, period_out_of_order})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
