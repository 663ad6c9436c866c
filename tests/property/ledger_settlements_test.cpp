// Random settlements, journal entries and reversals, in and out of turn, against a count of every balance that knows
// only what was accepted. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/saved_ledger.hpp"
#include "tests/support/settlements.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kBookLives = 30;
constexpr int kCommandsOfABookLife = 200;

using Moves = std::map<std::pair<std::string, std::string>, core::Amount>;  // by account and currency, debit positive

class BookLife {
 public:
  explicit BookLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Money money(core::Amount amount) { return upto(4) == 0 ? usd(amount) : cny(amount); }
  std::string approval(const LedgerWorld& world) {
    return "ap" + std::to_string(static_cast<std::int64_t>(world.log().size()) - upto(3));
  }

  // Now and then the very same again.
  core::Command next(const LedgerWorld& world) {
    if (!asked_.empty() && upto(7) == 0)
      return asked_[static_cast<std::size_t>(upto(static_cast<std::int64_t>(asked_.size()) - 1))];
    asked_.push_back(another(world));
    return asked_.back();
  }

 private:
  core::Command another(const LedgerWorld& world) {
    switch (upto(6)) {
      case 0:
      case 1:
        return settle_channel("s" + std::to_string(upto(60)), money(upto(2'000) - 300), upto(30) - 3,
                              upto(1) == 0 ? "card" : "wechat_pay");
      case 2:
        return decide_approval(approval(world), upto(5) != 0, upto(3) == 0 ? "ann" : "carl");
      case 3:
        return reversal(world);
      default:
        return entered();
    }
  }

  core::Command entered() {
    static const std::vector<std::string> kAccounts = {
        "assets:bank:main",          "equity:adjustments",        "liabilities:merchant:m1",
        "liabilities:suspense:card", "assets:channel:card",       "income:platform_fee",
        "liabilities:escrow",        "expenses:channel_fee:card", "liabilities:tax:withheld"};
    const auto one = static_cast<std::size_t>(upto(8)), other = (one + 1 + static_cast<std::size_t>(upto(7))) % 9;
    const core::Amount amount = 1 + upto(400);
    const core::Money moved = money(amount);
    std::vector<core::JournalPosting> postings = {debit(kAccounts[one], moved), credit(kAccounts[other], moved)};
    if (upto(9) == 0) postings[0].amount += 1;
    return post_journal("e" + std::to_string(upto(80)), std::move(postings));
  }
  // Of any record, with its signs changed: right where it is one that can be taken back.
  core::Command reversal(const LedgerWorld& world) {
    const core::Record& record =
        world.log()[static_cast<std::size_t>(upto(static_cast<std::int64_t>(world.log().size()) - 1))];
    std::vector<core::JournalPosting> postings;
    for (const core::Posting& p : record.postings.all()) postings.push_back({p.account, -p.amount, p.currency});
    if (upto(9) == 0 && !postings.empty()) postings.pop_back();
    return post_journal("e" + std::to_string(upto(80)), std::move(postings), static_cast<std::int64_t>(record.seq));
  }

  std::mt19937_64 random_;
  std::vector<core::Command> asked_;
};

// From the commands alone.
struct Counted {
  Moves balances;
  std::map<std::uint64_t, Moves> booked;  // by record
  std::set<std::uint64_t> reversed;
  std::set<std::string> ids;

  void count(const core::Record& record) {
    Moves moves;
    std::string id;
    if (record.type == core::RecordType::channel_settled) {
      const auto& s = core::body_as<core::ChannelSettle>(*record.command);
      const std::string currency(s.currency.code()), channel = record.command->path_id;
      moves[{"assets:bank:main", currency}] += s.gross - s.fee;
      moves[{"expenses:channel_fee:" + channel, currency}] += s.fee;
      moves[{"assets:channel:" + channel, currency}] -= s.gross;
      id = channel + "/" + s.settlement_id.str();
    } else if (record.type == core::RecordType::journal_posted) {
      const auto& entry = core::body_as<core::JournalPost>(*record.command);
      for (const auto& p : entry.postings) moves[{p.account, std::string(p.currency.code())}] += p.amount;
      id = entry.entry_id.str();
      if (entry.reverses) take_back(static_cast<std::uint64_t>(*entry.reverses), moves);
    } else {
      return;
    }
    EXPECT_TRUE(ids.insert(id).second) << id << " is booked twice";
    std::erase_if(moves, [](const auto& move) { return move.second == 0; });
    for (const auto& [place, amount] : moves) balances[place] += amount;
    booked[record.seq] = std::move(moves);
  }
  void take_back(std::uint64_t seq, const Moves& by) {
    ASSERT_TRUE(booked.contains(seq)) << seq;
    EXPECT_TRUE(reversed.insert(seq).second) << seq << " is reversed twice";
    Moves mirror = booked[seq];
    for (auto& [place, amount] : mirror) amount = -amount;
    EXPECT_EQ(mirror, by);
  }
};

void expect_counted(const LedgerWorld& world, const Counted& counted) {
  for (const auto& [place, amount] : counted.balances)
    ASSERT_EQ(world.balance(place.first, place.second), amount) << place.first << " " << place.second;
  for (const auto& b : world.ledger().balances())
    ASSERT_TRUE(counted.balances.contains({b.account, std::string(b.currency.code())})) << b.account;
  ASSERT_GE(-world.balance("liabilities:merchant:m1"), 0);
}

TEST(BookLives, EveryBalanceIsWhatWasSettledAndEntered) {
  std::set<core::Code> refused;
  std::size_t reversals = 0;
  for (std::uint64_t seed = 1; seed <= kBookLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    BookLife life(seed);
    Counted counted;
    world.run(put_party("m1"));
    for (int i = 0; i < kCommandsOfABookLife; ++i) {
      const core::Command next = life.next(world);
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      for (const core::Record& record : outcome.records) counted.count(record);
      world.pass(core::seconds(life.upto(2'000)));
      if (i % 50 == 20) saved_and_loaded(world);
      if (i % 40 == 39) world.let_go(core::hours(2));
      ASSERT_NO_FATAL_FAILURE(expect_counted(world, counted));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    reversals += counted.reversed.size();
  }
  EXPECT_GT(reversals, 20U);
  using enum core::Code;
  for (const auto code : {settlement_exists, entry_exists, exists_with_different_content, entry_not_found,
                          entry_already_reversed, amount_mismatch, insufficient_funds, not_supported, four_eyes})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
