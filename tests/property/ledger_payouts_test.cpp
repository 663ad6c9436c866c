// Random lives of payouts: asked for, held, approved, settled, failed, returned, in and out of turn. Each failure
// prints the seed that replays it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/support/payouts.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/saved_ledger.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kPayoutLives = rounds(40);
constexpr int kCommandsOfAPayoutLife = 250;

class PayoutLife {
 public:
  explicit PayoutLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  std::int64_t payouts() const { return payouts_; }

  core::Command next() {
    switch (upto(12)) {
      case 0:
        return ordered();
      case 1:
        return refund_order("o" + std::to_string(1 + upto(orders_)), "r" + std::to_string(++refunds_),
                            cny(1 + upto(300)));
      case 2:
        return put_payout_account(party(), "a" + std::to_string(upto(1)), "t" + std::to_string(upto(2)));
      case 3:
        return upto(9) == 0 ? close_payout_account(party(), "a1") : known_at_level(party(), upto(3));
      case 4:
      case 5:
      case 6:
        return asked();
      case 7:
        return decide_payout(payout(), upto(4) != 0, upto(5) == 0 ? "ann" : "carl");
      case 8:
        return decide_payout(payout(), true);
      case 9:
      case 10:
        return settle_payout(payout(), money());
      case 11:
        return fail_payout(payout());
      default:
        return return_payout(payout(), money());
    }
  }
  // An order of m1's or m2's, to be paid and completed.
  core::Command ordered() {
    core::Command c = place_order("o" + std::to_string(++orders_), cny(100 + upto(900)));
    std::get<core::OrderPlace>(c.body).merchant = core::PartyId(party());
    return c;
  }
  std::string last_order() const { return "o" + std::to_string(orders_); }
  core::Verdict verdict() {
    switch (upto(9)) {
      case 0:
        return core::Verdict::block;
      case 1:
        return core::Verdict::challenge;
      case 2:
      case 3:
        return core::Verdict::review;
      default:
        return core::Verdict::allow;
    }
  }

 private:
  std::string party() { return "m" + std::to_string(1 + upto(1)); }
  std::string payout() { return "y" + std::to_string(std::max<std::int64_t>(1, payouts_ + 1 - upto(4))); }
  std::optional<core::Money> money() {
    if (upto(2) != 0) return std::nullopt;
    return upto(5) == 0 ? usd(1 + upto(200)) : cny(1 + upto(200));
  }
  core::Command asked() {
    const std::int64_t number = upto(9) == 0 ? payouts_ : ++payouts_;
    core::Command c = ask_payout("y" + std::to_string(std::max<std::int64_t>(1, number)), party(), cny(1 + upto(400)),
                                 upto(3) == 0 ? "" : "a" + std::to_string(upto(1)));
    return upto(1) == 0 ? as_person(std::move(c), "ann") : c;
  }

  std::mt19937_64 random_;
  std::int64_t orders_ = 0, payouts_ = 0, refunds_ = 0;
};

core::Amount number_in(const std::string& json, const std::string& member) {
  const auto at = json.find("\"" + member + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + member.size() + 3));
}

// Every balance that payouts touch, from the payouts alone and what was told of the bank.
struct Explained {
  core::Amount open_net = 0, tax = 0;
  std::map<std::string, core::Amount> reserved;
};

Explained explained(const LedgerWorld& world, std::int64_t payouts) {
  Explained out;
  for (std::int64_t i = 1; i <= payouts; ++i) {
    const std::string json = world.ledger().payout_json("y" + std::to_string(i));
    const auto is = [&](const char* state) {
      return json.find("\"state\":\"" + std::string(state)) != std::string::npos;
    };
    if (is("requested") || is("approved")) out.open_net += number_in(json, "net");
    if (is("requested") || is("approved") || is("settled")) out.tax += number_in(json, "tax");
    for (const std::string party : {"m1", "m2"})
      if ((is("held") || is("challenged")) && json.find("\"party\":\"" + party) != std::string::npos)
        out.reserved[party] += number_in(json, "amount");
  }
  return out;
}

void expect_explained(const LedgerWorld& world, std::int64_t payouts) {
  const Explained of = explained(world, payouts);
  ASSERT_EQ(of.open_net, -world.balance("liabilities:payouts"));
  ASSERT_EQ(of.tax, -world.balance("liabilities:tax:withheld"));
  for (const std::string party : {"m1", "m2"}) {
    const std::string account = "liabilities:merchant:" + party;
    const std::string json = world.ledger().account_json(account, world.now());
    const auto reserved = of.reserved.find(party);
    ASSERT_EQ(number_in(json, "available"),
              -world.balance(account) - (reserved == of.reserved.end() ? 0 : reserved->second))
        << json;
  }
  core::Amount sum = 0;
  for (const auto& b : world.ledger().balances())
    if (b.currency == currency("CNY")) sum += b.posted;
  ASSERT_EQ(sum, 0);
}

// A state that was saved and loaded again is the same, and what waits still reserves.
void expect_saved_and_loaded(const LedgerWorld& world) {
  const auto loaded = saved_and_loaded(world);
  for (const std::string party : {"m1", "m2"}) {
    const std::string account = "liabilities:merchant:" + party;
    ASSERT_EQ(loaded->account_json(account, world.now()), world.ledger().account_json(account, world.now()));
  }
}

// What counts for tax in the month and year of each payout, from the records alone.
class TaxTold {
 public:
  void read(const core::Record& record) {
    const auto* payout = std::get_if<core::PayoutEffect>(&record.effect);
    if (payout == nullptr || payout->misplaced.value_or(false)) return;
    using enum core::RecordType;
    const bool asked =
        record.type == payout_requested || record.type == payout_held || record.type == payout_challenged;
    const std::string id = payout->payout.str();
    if (!asked) {
      if (record.type != payout_approved && record.type != payout_settled) known_.erase(id);
      return;
    }
    known_.erase(id);
    if (payout->tax_period) expect_cumulative(*payout);
    known_[id] = {payout->party->str(), core::format_date(core::date_of(record.at)), payout->amount, payout->tax};
  }
  std::size_t cumulative() const { return cumulative_; }

 private:
  struct Known {
    std::string party, day;
    core::Amount amount = 0, tax = 0;
  };
  void expect_cumulative(const core::PayoutEffect& payout) {
    core::Amount gross = 0, tax = 0;
    for (const auto& [id, other] : known_)
      if (other.party == payout.party->str() && other.day.starts_with(*payout.tax_period))
        gross += other.amount, tax += other.tax;
    EXPECT_EQ(payout.tax_gross_before, gross) << payout.payout.str();
    EXPECT_EQ(payout.tax_before, tax) << payout.payout.str();
    const core::Amount above = std::max<core::Amount>(0, gross + payout.amount - *payout.tax_from);
    EXPECT_EQ(payout.tax, std::clamp<core::Amount>(above * *payout.tax_bp / 10'000 - tax, 0, payout.amount));
    cumulative_ += gross > 0 ? 1 : 0;
  }
  std::map<std::string, Known> known_;  // what counts
  std::size_t cumulative_ = 0;
};

core::SettingsPut payout_settings(PayoutLife& life) {
  core::SettingsPut out;
  const std::optional<core::TaxPeriod> periods[] = {std::nullopt, core::TaxPeriod::month, core::TaxPeriod::year};
  out.payout_tax = std::vector<core::PayoutTax>{
      {life.upto(3'000), currency("CNY"), life.upto(1'000), core::Role::merchant, periods[life.upto(2)]}};
  out.payout_minimum = std::vector<core::PayoutMinimum>{{1 + life.upto(20), currency("CNY")}};
  out.payout_cool_off_s = life.upto(7'200);
  out.payout_kyc_level = life.upto(1);
  out.payout_registered_only = life.upto(1) == 0;
  return out;
}

TEST(PayoutLives, NothingIsCreatedOrLostAndEveryBalanceIsExplained) {
  std::set<core::RecordType> seen;
  std::set<core::Code> refused;
  std::size_t cumulative = 0;
  for (std::uint64_t seed = 1; seed <= kPayoutLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    if (seed % 2 == 0) world.record_refusals();  // as the engine does: a refused id is used up
    PayoutLife life(seed);
    world.run(publish_plan("default", plan_terms(300, {})));
    world.run(change_settings(payout_settings(life)));
    for (int i = 0; i < kCommandsOfAPayoutLife; ++i) {
      const core::Command next = life.next();
      const core::Verdict verdict = life.verdict();
      const core::Digest before = world.digest();
      world.dry_run(next, verdict);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const auto outcome = world.run(next, next.op == core::Operation::payout_request ? verdict : core::Verdict::allow);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      if (next.op == core::Operation::order_place) {
        const std::string id = life.last_order();
        world.run(pay_order(id, "p" + id, {std::get<core::OrderPlace>(next.body).amount, currency("CNY")}));
        world.run(complete_order(id));
      }
      const std::string waiting = std::to_string(world.log().size() - static_cast<std::size_t>(life.upto(4)));
      if (life.upto(2) == 0)
        world.run(resolve_review("rv" + waiting,
                                 life.upto(2) == 0 ? core::ReviewOutcome::reject : core::ReviewOutcome::release));
      if (life.upto(2) == 0) world.run(answer_challenge("ch" + waiting, life.upto(1) == 0));
      world.pass(core::seconds(life.upto(40) == 0 ? life.upto(400'000) : life.upto(2'000)));
      if (i % 40 == 20) ASSERT_NO_FATAL_FAILURE(expect_saved_and_loaded(world));
      if (i % 40 == 39) world.let_go(core::hours(2));
      ASSERT_NO_FATAL_FAILURE(expect_explained(world, life.payouts()));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    TaxTold tax;
    for (const core::Record& record : world.log()) {
      seen.insert(record.type);
      tax.read(record);
    }
    cumulative += tax.cumulative();
  }
  EXPECT_GT(cumulative, 0U);
  if (kPayoutLives < 40) return;  // fewer do not reach all
  using enum core::RecordType;
  for (const auto type : {payout_account_put, payout_requested, payout_held, payout_challenged, payout_blocked,
                          payout_rejected, payout_approved, payout_settled, payout_failed, payout_returned, party_kyc})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
  for (const auto code :
       {core::Code::insufficient_funds, core::Code::below_minimum, core::Code::payout_account_cooling_off,
        core::Code::kyc_required, core::Code::payout_account_closed, core::Code::payout_account_required,
        core::Code::exists_with_different_amount, core::Code::id_used_up, core::Code::payout_not_open,
        core::Code::payout_already_approved, core::Code::payout_already_settled, core::Code::payout_already_failed,
        core::Code::payout_already_returned, core::Code::four_eyes})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
