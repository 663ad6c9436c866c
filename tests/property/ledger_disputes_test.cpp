// Random lives of disputes over completed and paid orders, some of which end several times, among refunds, failures and
// time. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/support/ledger_world.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kDisputeLives = 40;
constexpr int kCommandsOfADisputeLife = 250;

using Balances = std::map<std::string, std::vector<core::Amount>>;

Balances balances_of(const LedgerWorld& world) {
  Balances out;
  for (const auto& b : world.ledger().balances())
    if (b.posted != 0 || b.held != 0 || b.frozen != 0)
      out[b.account + " " + std::string(b.currency.code())] = {b.posted, b.held, b.frozen};
  return out;
}

class DisputeLife {
 public:
  explicit DisputeLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }

  core::Command next(const LedgerWorld& world) {
    switch (upto(13)) {
      case 0:
        return place();
      case 1:
      case 2:
        return pay(world);
      case 3:
      case 4:
        return complete_order(order());
      case 5:
        return refund_order(order(), "r" + std::to_string(++refunds_), cny(1 + upto(300)));
      case 6:
        return upto(2) != 0 ? fail_refund("r" + std::to_string(std::max<std::int64_t>(1, refunds_ - upto(4))))
                            : settle_refund("r" + std::to_string(std::max<std::int64_t>(1, refunds_ - upto(4))));
      case 7:
        return cancel_order(order());
      case 8:
        return add_evidence(dispute());
      case 9:
      case 10:
        return resolve_dispute(dispute(), static_cast<core::DisputeOutcome>(upto(2)));
      default:
        return disputed();
    }
  }

  // An outcome that can be: partial ones name less than what is in dispute.
  core::Command finished(const LedgerWorld& world, core::Command c) {
    auto* end = std::get_if<core::DisputeResolve>(&c.body);
    if (end == nullptr || end->outcome != core::DisputeOutcome::partial) return c;
    const std::string json = world.ledger().dispute_json(c.path_id);
    const auto at = json.find("],\"amount\":");
    const core::Amount amount = at == std::string::npos ? 2 : std::stoll(json.substr(at + 11));
    end->amount = 1 + upto(std::max<core::Amount>(0, amount - 2));
    return c;
  }

  core::Duration pause() { return upto(5) == 0 ? core::hours(upto(72)) : core::minutes(upto(60)); }
  std::int64_t orders() const { return orders_; }
  std::int64_t disputes() const { return disputes_; }

 private:
  std::string order() { return "o" + std::to_string(std::max<std::int64_t>(1, orders_ - upto(5))); }
  std::string dispute() { return "d" + std::to_string(std::max<std::int64_t>(1, disputes_ - upto(4))); }
  core::Command place() {
    core::Command c = place_order("o" + std::to_string(++orders_), cny(1 + upto(500)));
    std::get<core::OrderPlace>(c.body).referrer = core::PartyId("d1");
    return c;
  }
  core::Command pay(const LedgerWorld& world) {  // mostly all that is to be paid
    const std::string id = order();
    const auto known = world.ledger().order(id);
    const core::Amount owing = known ? known->amount - known->captured : 0;
    return pay_order(id, "p" + std::to_string(++payments_), cny(owing > 0 && upto(3) != 0 ? owing : 1 + upto(300)),
                     upto(1) == 0 ? core::Channel::card : core::Channel::alipay);
  }
  core::Command disputed() {
    core::Command c = dispute_payment("p" + std::to_string(std::max<std::int64_t>(1, payments_ - upto(6))),
                                      "d" + std::to_string(++disputes_));
    if (upto(2) != 0) {
      auto& body = std::get<core::PaymentDispute>(c.body);
      body.amount = 1 + upto(300);
      body.currency = currency("CNY");
      if (upto(9) == 0) body.channel = core::Channel::card;
    }
    return c;
  }

  std::mt19937_64 random_;
  std::int64_t orders_ = 0, payments_ = 0, refunds_ = 0, disputes_ = 0;
};

core::Amount figure_of(const std::string& json, const std::string& member) {
  const auto at = json.find("\"" + member + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + member.size() + 3));
}

// What is in open disputes stands on the disputed accounts; what of it is some order's is frozen, to the unit; no order
// has more refunded, lost and in dispute than was captured.
void expect_explained(const LedgerWorld& world, const DisputeLife& life, std::uint64_t seed) {
  core::Amount in_dispute = 0, of_orders = 0, disputed = 0, frozen = 0, posted = 0;
  for (std::int64_t i = 1; i <= life.disputes(); ++i) {
    const std::string json = world.ledger().dispute_json("d" + std::to_string(i));
    if (json.find(R"("state":"open")") == std::string::npos) continue;
    in_dispute += figure_of(json.substr(json.find("],")), "amount");
    of_orders += figure_of(json.substr(json.find("],")), "amount") - figure_of(json, "unplaced");
  }
  for (std::int64_t i = 1; i <= life.orders(); ++i) {
    const std::string json = world.ledger().order_json("o" + std::to_string(i));
    disputed += figure_of(json, "disputed");
    ASSERT_LE(figure_of(json, "disputed") + figure_of(json, "lost") + figure_of(json, "refunded"),
              figure_of(json, "captured"))
        << json;
  }
  for (const auto& b : world.ledger().balances()) {
    posted += b.posted;
    frozen += b.frozen;
    if (b.account.starts_with("assets:disputed:")) in_dispute -= b.posted;
  }
  ASSERT_EQ(in_dispute, 0) << "seed " << seed;
  ASSERT_EQ(of_orders, disputed) << "seed " << seed;
  ASSERT_EQ(frozen, disputed) << "seed " << seed;
  ASSERT_EQ(posted, 0) << "seed " << seed;
}

// What became of the ends that changed another.
struct EndsCounted {
  std::map<std::string, core::DisputeEndEffect> last;
  std::size_t changed = 0, given_back = 0, not_fitting = 0;

  void count(const core::Record& record) {
    if (const auto* clawed = std::get_if<core::ClawBackEffect>(&record.effect); clawed && clawed->amount < 0)
      ++given_back;
    const auto* end = std::get_if<core::DisputeEndEffect>(&record.effect);
    if (end == nullptr) return;
    const auto [known, first] = last.try_emplace(end->dispute.str(), *end);
    if (first) return;
    ++changed;
    if (end->unplaced - known->second.unplaced == end->lost - known->second.lost) ++not_fitting;
    known->second = *end;
  }
};

core::PlanPut week_plan() {
  core::PlanPut terms = plan_terms(300, {500, 200});
  terms.matures_after_s = 2LL * 86'400;
  return terms;
}

TEST(DisputeLives, EveryBalanceIsExplainedAndEverythingGoesBackToTheUnit) {
  std::set<core::RecordType> seen;
  std::set<core::Code> refused;
  EndsCounted ends;
  for (std::uint64_t seed = 1; seed <= kDisputeLives; ++seed) {
    LedgerWorld world;
    DisputeLife life(seed);
    world.run(publish_plan("default", week_plan()));
    world.run(put_party("d2"));
    world.run(put_party("d1", "d2"));
    for (int i = 0; i < kCommandsOfADisputeLife; ++i) {
      const core::Command next = life.finished(world, life.next(world));
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i << ", seed " << seed;
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      world.pass(life.pause());
      if (seed % 2 == 0 && i % 50 == 49) world.let_go(core::hours(12));
      ASSERT_NO_FATAL_FAILURE(expect_explained(world, life, seed));
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest()) << "seed " << seed;
    for (std::int64_t i = 1; i <= life.disputes(); ++i)
      world.run(resolve_dispute("d" + std::to_string(i), core::DisputeOutcome::won));
    world.pass(core::days(4));
    ASSERT_NO_FATAL_FAILURE(expect_explained(world, life, seed));
    // All that is left of every order goes back: what is then left anywhere was lost of no order.
    for (std::int64_t i = 1; i <= life.orders(); ++i) {
      const std::string id = "o" + std::to_string(i);
      const std::string json = world.ledger().order_json(id);
      const core::Amount rest = figure_of(json, "captured") - figure_of(json, "refunded") - figure_of(json, "lost");
      if (rest > 0) EXPECT_FALSE(world.run(refund_order(id, "final." + id, cny(rest))).refusal) << json;
    }
    for (const auto& [account, balance] : balances_of(world))
      EXPECT_TRUE(account.starts_with("assets:channel:") || account.starts_with("liabilities:suspense:"))
          << account << " " << balance[0] << ", seed " << seed;
    ends.last.clear();
    for (const core::Record& record : world.log()) {
      seen.insert(record.type);
      ends.count(record);
    }
  }
  for (const std::size_t many : {ends.changed, ends.given_back, ends.not_fitting}) EXPECT_GT(many, kDisputeLives);
  using enum core::RecordType;
  for (const auto type : {dispute_opened, dispute_evidence_added, dispute_won, dispute_lost, dispute_partly_lost,
                          dispute_clawed_back, dispute_thawed, refund_sent, refund_failed, commission_matured})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
  for (const auto code : {core::Code::dispute_not_open, core::Code::dispute_open, core::Code::exceeds_refundable,
                          core::Code::dispute_not_found})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

// One completed order, some of it refunded.
void tell_of_an_order(LedgerWorld& world, DisputeLife& life, core::Amount amount, core::Amount refunded) {
  world.run(publish_plan("default", week_plan()));
  world.run(put_party("d2"));
  world.run(put_party("d1", "d2"));
  core::Command placed = place_order("o1", cny(amount));
  std::get<core::OrderPlace>(placed.body).referrer = core::PartyId("d1");
  world.run(std::move(placed));
  world.run(pay_order("o1", "p1", cny(amount)));
  if (life.upto(4) != 0) world.run(complete_order("o1"));
  if (refunded > 0) world.run(refund_order("o1", "r1", cny(refunded)));
}

TEST(DisputeLives, OneThatIsWonChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    LedgerWorld with, without;
    DisputeLife life(seed), same(seed);
    const core::Amount amount = 1 + life.upto(999), refunded = life.upto(amount - 1);
    const core::Amount disputed = 1 + life.upto(amount - refunded - 1);
    (void)same.upto(0), (void)same.upto(0), (void)same.upto(0);
    tell_of_an_order(with, life, amount, refunded);
    tell_of_an_order(without, same, amount, refunded);
    const core::Duration before = core::hours(life.upto(80)), open = core::hours(life.upto(80));
    with.pass(before);
    ASSERT_FALSE(with.run(dispute_payment("p1", "d1", cny(disputed))).refusal);
    with.pass(open);
    ASSERT_FALSE(with.run(resolve_dispute("d1", core::DisputeOutcome::won)).refusal);
    without.pass(before);
    without.pass(open);
    ASSERT_EQ(balances_of(with), balances_of(without)) << "seed " << seed;
    with.pass(core::days(5));
    without.pass(core::days(5));
    ASSERT_EQ(balances_of(with), balances_of(without)) << "seed " << seed;
  }
}

// However often it ended otherwise before, and whatever time went by: the last end counts.
TEST(DisputeLives, OneThatEndsSeveralTimesLeavesWhatItsLastEndAloneWould) {
  std::size_t again = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    LedgerWorld many, one;
    DisputeLife life(seed), same(seed);
    const core::Amount amount = 2 + life.upto(999), refunded = life.upto(amount - 2);
    const core::Amount disputed = 2 + life.upto(amount - refunded - 2);
    (void)same.upto(0), (void)same.upto(0), (void)same.upto(0);
    tell_of_an_order(many, life, amount, refunded);
    tell_of_an_order(one, same, amount, refunded);
    const bool to_more = life.upto(1) == 0;  // 3 more than is left: what is unplaced changes too
    for (LedgerWorld* world : {&many, &one}) {
      ASSERT_FALSE(world->run(dispute_payment("p1", "x1", cny(disputed + (to_more ? amount : 0)))).refusal);
      world->pass(core::hours(20));
    }
    const std::int64_t ends = 1 + life.upto(4);
    core::Command last;
    for (std::int64_t i = 0; i <= ends; ++i) {
      last = life.finished(many, resolve_dispute("x1", static_cast<core::DisputeOutcome>(life.upto(2))));
      if (!many.run(last).refusal && i > 0) ++again;
      const core::Duration later = core::hours(life.upto(30));
      for (LedgerWorld* world : {&many, &one}) world->pass(later);
    }
    ASSERT_FALSE(one.run(last).refusal) << "seed " << seed;
    for (LedgerWorld* world : {&many, &one}) world->pass(core::days(5));
    ASSERT_EQ(balances_of(many), balances_of(one)) << "seed " << seed;
  }
  EXPECT_GT(again, 400U);
}

TEST(DisputeLives, OneThatIsLostDoesWhatARefundDoes) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    LedgerWorld lost, refund;
    DisputeLife life(seed), same(seed);
    const core::Amount amount = 1 + life.upto(999), refunded = life.upto(amount - 1);
    const core::Amount disputed = 1 + life.upto(amount - refunded - 1);
    (void)same.upto(0), (void)same.upto(0), (void)same.upto(0);
    tell_of_an_order(lost, life, amount, refunded);
    tell_of_an_order(refund, same, amount, refunded);
    const core::Duration before = core::hours(life.upto(80)), open = core::hours(life.upto(80));
    lost.pass(before);
    ASSERT_FALSE(lost.run(dispute_payment("p1", "d1", cny(disputed))).refusal);
    lost.pass(open);
    ASSERT_FALSE(lost.run(resolve_dispute("d1", core::DisputeOutcome::lost)).refusal);
    refund.pass(before);
    refund.pass(open);
    ASSERT_FALSE(refund.run(refund_order("o1", "r2", cny(disputed))).refusal);
    ASSERT_EQ(balances_of(lost), balances_of(refund)) << "seed " << seed;
    lost.pass(core::days(5));
    refund.pass(core::days(5));
    ASSERT_EQ(balances_of(lost), balances_of(refund)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tallygate::tests
