// Random lives of facts that risk does not allow, beside requests: reports and top-ups under every verdict, reviews
// released, rejected, left to expire and released after all, refunds that fail or not, terms. Against a count from
// effects alone of what is in doubt. Each failure prints the seed.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/payouts.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kDoubtfulLives = 12;
constexpr int kCommandsOfADoubtfulLife = 300;
constexpr int kOrders = 25, kParties = 2;

// What is in doubt, and what each payment has in each order and each wallet.
struct DoubtsCounted {
  std::map<std::string, std::string> payment_of;                          // by review
  std::set<std::string> doubted;                                          // payments
  std::set<std::string> open;                                             // reviews
  std::map<std::string, std::map<std::string, core::Amount>> in_order;    // order, payment
  std::map<std::string, std::pair<std::string, core::Amount>> topped_up;  // payment: party, amount
  std::map<std::string, core::Amount> has;                                // party
  std::set<std::string> seen;

  void open_review(const std::optional<core::Waiting>& waiting, const std::string& payment) {
    if (!waiting) return;
    payment_of[waiting->id] = payment;
    doubted.insert(payment);
    open.insert(waiting->id);
  }
  bool in_doubt(const std::string& order) const {
    const auto found = in_order.find(order);
    if (found == in_order.end()) return false;
    return std::ranges::any_of(found->second,
                               [this](const auto& p) { return p.second > 0 && doubted.contains(p.first); });
  }
  core::Amount available(const std::string& party) const {
    core::Amount in_doubt = 0;
    for (const auto& [payment, of] : topped_up)
      if (of.first == party && doubted.contains(payment)) in_doubt += of.second;
    const auto found = has.find(party);
    const core::Amount there = found == has.end() ? 0 : found->second;
    return there - std::min(in_doubt, std::max<core::Amount>(0, there));
  }
  void count(const core::Record& r) {
    using enum core::RecordType;
    if (r.type == wallet_topped_up) {
      const auto& body = core::body_as<core::WalletTopup>(*r.command);
      has[r.command->path_id] += body.amount;
      topped_up[body.payment_id.str()] = {r.command->path_id, body.amount};
      open_review(core::effect_as<core::ObjectEffect>(r).waiting, body.payment_id.str());
    } else if (r.type == payment_captured) {
      const auto& effect = core::effect_as<core::PaymentEffect>(r);
      const std::string payment = core::body_as<core::PaymentPut>(*r.command).payment_id.str();
      for (const core::Allocation& a : effect.allocations) {
        in_order[a.order.str()][payment] += a.amount;
        if (effect.wallet) has[effect.wallet->str()] -= a.amount;
      }
      open_review(effect.waiting, payment);
    } else if (const int paid = paid_by_sources(r)) {
      const auto& effect = core::effect_as<core::RefundEffect>(r);
      for (const core::RefundSource& s : effect.sources) {
        in_order[effect.order->str()][s.payment.str()] -= given_by_order(r) * s.amount;
        if (s.wallet) has[s.wallet->str()] += paid * s.amount;
        if (r.type == refund_failed && doubted.contains(s.payment.str())) seen.insert("back in doubt");
      }
    } else if (r.type == review_resolved || r.type == review_expired) {
      const std::string review = *core::effect_as<core::ObjectEffect>(r).id;
      const bool was_open = open.erase(review) > 0;
      if (r.type == review_expired) seen.insert("expired");
      if (r.command == nullptr) return;
      if (core::body_as<core::ReviewResolve>(*r.command).outcome == core::ReviewOutcome::reject) {
        seen.insert("rejected");
      } else {
        doubted.erase(payment_of[review]);
        seen.insert(was_open ? "released" : "released after all");
      }
    } else if (r.type == order_completed) {
      const std::string order =
          r.command != nullptr ? r.command->path_id : core::effect_as<core::SplitEffect>(r).order->str();
      EXPECT_FALSE(in_doubt(order)) << order << " completed with money in doubt";
      seen.insert(r.command != nullptr ? "completed" : "completed by time");
      for (const auto& [payment, amount] : in_order[order])
        if (doubted.contains(payment)) seen.insert("completed when the money had gone");
    } else if (r.type == order_cancelled && in_doubt(r.command->path_id)) {
      seen.insert("cancelled");
    }
  }
};

class DoubtfulLife {
 public:
  explicit DoubtfulLife(std::uint64_t seed) : random_(seed) {}

  int upto(int max) { return static_cast<int>(random_() % static_cast<std::uint64_t>(max + 1)); }
  core::Verdict verdict() {
    constexpr core::Verdict kAll[] = {core::Verdict::allow, core::Verdict::challenge, core::Verdict::review,
                                      core::Verdict::block};
    return kAll[upto(3)];
  }
  // Only facts meet a verdict: what becomes of requests is told elsewhere.
  struct Next {
    core::Command command;
    core::Verdict verdict = core::Verdict::allow;
  };
  Next next(const DoubtsCounted& counted) {
    switch (upto(15)) {
      case 0:
        return {top_up(party(), id("t", 400), cny(1 + upto(40))), verdict()};
      case 1:
      case 2:
        return {placed()};
      case 3:
      case 4:
      case 5:
        return {report_payment(id("o", kOrders), id("p", 900), cny(1 + upto(100))), verdict()};
      case 6:
        return {pay_order(id("o", kOrders), id("p", 900), cny(1 + upto(100)))};
      case 7:
        return {pay_from_wallet(id("o", kOrders), id("p", 900), cny(1 + upto(100)))};
      case 8:
        return {complete_order(id("o", kOrders))};
      case 9:
        return {deliver_order(id("o", kOrders))};
      case 10:
        return {upto(3) == 0 ? cancel_order(id("o", kOrders)) : complete_order(id("o", kOrders))};
      case 11:
        last_refund_ = id("r", 900);
        return {refunded(id("o", kOrders), counted)};
      case 12:
        return {upto(1) == 0 ? fail_refund(last_refund_) : settle_refund(last_refund_)};
      default:
        return {resolve_review(a_review(counted),
                               upto(1) == 0 ? core::ReviewOutcome::release : core::ReviewOutcome::reject)};
    }
  }

 private:
  std::string a_review(const DoubtsCounted& counted) {
    if (counted.payment_of.empty()) return "rv1";
    auto at = counted.payment_of.begin();
    std::advance(at, upto(static_cast<int>(counted.payment_of.size()) - 1));
    return at->first;
  }
  // Often all that is there.
  core::Command refunded(const std::string& order, const DoubtsCounted& counted) {
    core::Amount all = 0;
    const auto found = counted.in_order.find(order);
    if (found != counted.in_order.end())
      for (const auto& [payment, amount] : found->second) all += amount;
    return refund_order(order, last_refund_, cny(all > 0 && upto(1) == 0 ? all : 1 + upto(100)));
  }
  std::string party() { return "b" + std::to_string(1 + upto(kParties - 1)); }
  std::string id(const char* kind, int max) { return kind + std::to_string(upto(max)); }
  core::Command placed() {
    core::Command c = place_order(id("o", kOrders), cny(1 + upto(60)));
    auto& body = std::get<core::OrderPlace>(c.body);
    body.buyer = core::PartyId(party());
    core::OrderTerms terms;
    terms.release_after_s = 3'600 * (1 + upto(60));
    if (upto(1) == 0) body.terms = terms;
    return c;
  }
  std::mt19937_64 random_;
  std::string last_refund_ = "r0";
};

void expect_doubts_counted(const LedgerWorld& world, const DoubtsCounted& counted) {
  for (int i = 1; i <= kParties; ++i) {
    const std::string party = "b" + std::to_string(i), wallet = "liabilities:wallet:" + party;
    const std::string json = world.ledger().account_json(wallet, world.now());
    if (!counted.has.contains(party)) continue;
    ASSERT_EQ(-world.balance(wallet), counted.has.at(party)) << party;
    ASSERT_NE(json.find("{\"available\":" + std::to_string(counted.available(party)) + ","), std::string::npos) << json;
  }
  core::Amount all = 0;
  for (const auto& b : world.ledger().balances()) all += b.posted;
  ASSERT_EQ(all, 0);
}

TEST(DoubtfulLives, NoMoneyInDoubtIsSplitOrSpentAndNoneIsLost) {
  std::set<std::string> seen;
  std::set<core::Code> refused;
  for (std::uint64_t seed = 1; seed <= kDoubtfulLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    DoubtfulLife life(seed);
    DoubtsCounted counted;
    for (int i = 0; i < kCommandsOfADoubtfulLife; ++i) {
      const auto next = life.next(counted);
      if (i % 4 == 0) {
        const core::Digest before = world.digest();
        world.dry_run(next.command, next.verdict);
        ASSERT_EQ(world.digest(), before) << core::traits(next.command.op).name << " " << i;
      }
      const bool in_doubt = counted.in_doubt(next.command.path_id);
      const std::size_t from = world.log().size();
      const auto outcome = world.run(next.command, next.verdict);
      if (outcome.refusal) {
        const core::Code code = outcome.refusal->code;
        refused.insert(code);
        if (code == core::Code::review_open || code == core::Code::payment_rejected) {
          ASSERT_TRUE(in_doubt) << next.command.path_id;
        }
      }
      world.pass(core::seconds(life.upto(9'000)));
      for (std::size_t k = from; k < world.log().size(); ++k) counted.count(world.log()[k]);
      if (i % 60 == 20) saved_and_loaded(world);
      if (i % 25 == 24) world.let_go(core::hours(1));
      ASSERT_NO_FATAL_FAILURE(expect_doubts_counted(world, counted)) << core::traits(next.command.op).name << " " << i;
      ASSERT_FALSE(HasFailure()) << core::traits(next.command.op).name << " " << i;
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    seen.insert(counted.seen.begin(), counted.seen.end());
  }
  const std::set<std::string> all = {
      "back in doubt", "cancelled", "completed", "completed by time", "completed when the money had gone",
      "expired",       "rejected",  "released",  "released after all"};
  EXPECT_EQ(seen, all);
  using enum core::Code;
  for (const auto code : {review_open, payment_rejected, insufficient_funds, review_not_open})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
