// An account's entries, balances and statement through kept sums agree with adding up the account from its beginning.
#include "audit/account_history.hpp"
#include "audit/trail.hpp"
#include "tests/support/log_fixture.hpp"

namespace tallygate::tests {
namespace {

constexpr std::string_view kEscrow = "liabilities:escrow";

class AccountHistory : public ::testing::Test {
 protected:
  AccountHistory() {
    for (int i = 1; i <= 1'000; ++i) {
      if (i % 3 == 0) {
        pay_out(i);
      } else {
        writer_.capture("p" + std::to_string(i), i, "o1");
      }
    }
    log_ = write_log(directory_, writer_.encoded());
    trail_ = std::make_unique<audit::Trail>(*log_);
  }
  // From escrow to a merchant, and something held there.
  void pay_out(int amount) {
    core::Record r;
    r.type = core::RecordType::order_completed;
    core::PostingsBuilder postings;
    postings.debit(std::string(kEscrow), {amount, LogWriter::cny()});
    postings.credit("liabilities:merchant:m1", {amount, LogWriter::cny()});
    postings.debit("assets:channel:card", {1, LogWriter::cny()}, core::Layer::held);
    postings.credit(std::string(kEscrow), {1, LogWriter::cny()}, core::Layer::held);
    r.postings = std::move(postings).build();
    r.effect = core::SplitEffect{};
    writer_.add(std::move(r));
  }
  // Posted and held on an account over the first `records` of the log.
  std::pair<core::Amount, core::Amount> added_up(std::string_view account, std::uint64_t records) const {
    std::pair<core::Amount, core::Amount> out;
    for (std::uint64_t seq = 0; seq < records; ++seq)
      for (const auto& p : writer_.records[seq].postings.all())
        if (p.account == account) (p.layer == core::Layer::posted ? out.first : out.second) += p.amount;
    return out;
  }

  TemporaryDirectory directory_;
  LogWriter writer_;
  std::unique_ptr<eventstore::LmdbLog> log_;
  std::unique_ptr<audit::Trail> trail_;
};

TEST_F(AccountHistory, BalancesAreThoseOfAnyPosition) {
  for (std::uint64_t position = 0; position <= writer_.records.size(); position += 37) {
    const auto found = trail_->balances("t1", kEscrow, {{}, position});
    ASSERT_TRUE(found.ok() && found->has_value()) << position;
    EXPECT_EQ((*found)->as_of, position);
    const auto [posted, held] = added_up(kEscrow, position);
    if (position < 2) {
      EXPECT_TRUE((*found)->sums.empty());
      continue;
    }
    ASSERT_EQ((*found)->sums.size(), 1U);
    EXPECT_EQ((*found)->sums[0].posted, posted) << position;
    EXPECT_EQ((*found)->sums[0].held, held) << position;
  }
  const auto beyond = trail_->balances("t1", kEscrow, {{}, writer_.records.size() + 1});
  ASSERT_TRUE(beyond.ok());
  EXPECT_FALSE(beyond->has_value());
}

TEST_F(AccountHistory, ATimeIsTheRecordsUpToIt) {
  for (const std::size_t seq : {std::size_t{0}, std::size_t{1}, std::size_t{500}, writer_.records.size() - 1}) {
    const core::Time at = writer_.records[seq].at;
    EXPECT_EQ((*trail_->balances("t1", kEscrow, {at, {}}))->as_of, seq + 1) << "the record of that time is in";
    EXPECT_EQ((*trail_->balances("t1", kEscrow, {core::Time{at.us - 1}, {}}))->as_of, seq);
  }
}

TEST_F(AccountHistory, EntriesRunOnOverPagesAsIfAddedUpFromTheBeginning) {
  audit::EntriesAsked asked;
  asked.limit = 7;
  std::size_t entries = 0;
  for (;;) {
    const auto page = trail_->entries("t1", kEscrow, asked);
    ASSERT_TRUE(page.ok());
    for (const auto& e : page->items) {
      const auto [posted, held] = added_up(kEscrow, e.seq + 1);
      if (e.layer == core::Layer::held) EXPECT_EQ(e.held, held) << e.seq;  // the last of its record
      EXPECT_EQ(e.posted, posted) << e.seq;
      ++entries;
    }
    if (!page->next) break;
    ASSERT_GT(*page->next, asked.after);
    asked.after = *page->next;
  }
  EXPECT_EQ(entries, 1'000U + 333U);
}

TEST_F(AccountHistory, EntriesOfAPeriodAreThoseWithin) {
  audit::EntriesAsked asked;
  asked.period = {writer_.records[600].at, writer_.records[610].at};
  asked.limit = 1'000;
  const auto page = trail_->entries("t1", "liabilities:merchant:m1", asked);
  ASSERT_TRUE(page.ok());
  ASSERT_FALSE(page->items.empty());
  EXPECT_GE(page->items.front().seq, 600U);
  EXPECT_LT(page->items.back().seq, 610U);
  EXPECT_EQ(page->items.front().posted, added_up("liabilities:merchant:m1", page->items.front().seq + 1).first);
  EXPECT_FALSE(page->next.has_value());
}

TEST_F(AccountHistory, AStatementLeadsFromItsOpeningToItsClosing) {
  const audit::Period period{writer_.records[300].at, writer_.records[900].at};
  const auto statement = trail_->statement("t1", "m1", period);
  ASSERT_TRUE(statement.ok());
  ASSERT_EQ(statement->accounts.size(), 1U);
  const auto& account = statement->accounts.front();
  EXPECT_EQ(account.account, "liabilities:merchant:m1");
  EXPECT_EQ(account.opening.front().posted, added_up(account.account, 300).first);
  EXPECT_EQ(account.closing.front().posted, added_up(account.account, 900).first);
  core::WideAmount sum = account.opening.front().posted;
  for (const auto& e : account.entries) sum += e.amount;
  EXPECT_EQ(core::decimal_text(sum), core::decimal_text(account.closing.front().posted));
  EXPECT_EQ(account.entries.size(), 200U);
  EXPECT_TRUE(trail_->statement("t1", "nobody", period)->accounts.empty());
}

TEST_F(AccountHistory, AnAccountIsNamedForAPartyByItsRole) {
  EXPECT_EQ(audit::party_of_account("liabilities:distributor:d3:payable"), "d3");
  EXPECT_EQ(audit::party_of_account("liabilities:merchant:m7"), "m7");
  EXPECT_EQ(audit::party_of_account("liabilities:suspense:card"), "");
  EXPECT_EQ(audit::party_of_account("liabilities:escrow"), "");
  EXPECT_EQ(audit::party_of_account("assets:bank:main"), "");
}

}  // namespace
}  // namespace tallygate::tests
