// Random lives of wallets beside cards: top-ups, payments and holds out of them, refunds that fail or not, withdrawals
// that come back or not, disputes of top-ups that end once or several times, against a count of each wallet that knows
// only what was accepted. Each failure prints the seed.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "tests/support/accounts.hpp"
#include "tests/support/payouts.hpp"
#include "tests/support/refunds.hpp"
#include "tests/support/saved_ledger.hpp"
#include "tests/support/wallets.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kWalletLives = 40;
constexpr int kCommandsOfAWalletLife = 250;

class WalletLife {
 public:
  explicit WalletLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  core::Command next() {
    if (!last_ || upto(15) != 0) last_ = another();
    return *last_;  // perhaps once more
  }

 private:
  core::Command another() {
    switch (upto(18)) {
      case 0:
      case 1:
        top_ups_.push_back(id("t", 90));
        return top_up(party(), top_ups_.back(), cny(1 + upto(2'000)));
      case 2:
      case 3:
        return placed();
      case 4:
      case 5:
        return pay_from_wallet(id("o", 40), id("p", 200), cny(1 + upto(900)));
      case 6: {
        last_hold_ = id("p", 200);
        core::Command hold = hold_payment(id("o", 40), last_hold_, cny(1 + upto(900)), core::hours(1 + upto(20)));
        if (upto(1) == 0) std::get<core::PaymentPut>(hold.body).channel = core::Channel::wallet;
        return hold;
      }
      case 7:
        return upto(1) == 0 ? capture_payment(last_hold_, {}, true) : void_payment(last_hold_);
      case 8:
        return pay_order(id("o", 40), id("p", 200), cny(1 + upto(900)), core::Channel::card);
      case 9:
        return upto(2) == 0 ? cancel_order(id("o", 40)) : complete_order(id("o", 40));
      case 10:
        last_refund_ = id("r", 900);
        return refund_order(id("o", 40), last_refund_, cny(1 + upto(500)));
      case 11:
        return upto(1) == 0 ? fail_refund(last_refund_) : settle_refund(last_refund_);
      case 12:
        return withdraw(party(), id("w", 60), cny(1 + upto(1'500)), "a1");
      case 13:
        return upto(1) == 0 ? decide_payout(id("w", 60), upto(2) != 0) : settle_payout(id("w", 60));
      case 14:
        return upto(1) == 0 ? fail_payout(id("w", 60)) : return_payout(id("w", 60));
      case 15: {
        disputes_.push_back("x" + std::to_string(disputes_.size()));
        return dispute_payment(recent(top_ups_), disputes_.back(),
                               upto(2) == 0 ? std::nullopt : std::optional(cny(1 + upto(900))));
      }
      case 16:
      case 17: {
        const std::string dispute = recent(disputes_);
        return upto(1) == 0
                   ? resolve_dispute(dispute, upto(1) == 0 ? core::DisputeOutcome::won : core::DisputeOutcome::lost)
                   : resolve_dispute(dispute, core::DisputeOutcome::partial, 1 + upto(300));
      }
      default:
        return upto(2) == 0 ? freeze_account("liabilities:wallet:b1") : unfreeze_account("liabilities:wallet:b1");
    }
  }

  std::string party() { return upto(1) == 0 ? "b1" : "b2"; }
  const std::string& recent(const std::vector<std::string>& of) {
    const auto last = static_cast<std::int64_t>(of.size()) - 1;
    return of[static_cast<std::size_t>(last - upto(std::min<std::int64_t>(3, last)))];
  }
  std::string id(const char* kind, std::int64_t max) { return kind + std::to_string(upto(max)); }
  core::Command placed() {
    core::Command c = place_order(id("o", 40), cny(1 + upto(1'500)));
    std::get<core::OrderPlace>(c.body).buyer = core::PartyId(party());
    return c;
  }
  std::mt19937_64 random_;
  std::string last_hold_ = "p0", last_refund_ = "r0";
  std::vector<std::string> top_ups_ = {"t"}, disputes_ = {"x"};  // as asked for; the first of each is none
  std::optional<core::Command> last_;
};

// What each wallet has, from effects and commands, no posting looked at.
struct WalletsCounted {
  std::map<std::string, core::Amount> has;
  std::map<std::string, core::Amount> held;
  std::map<std::string, std::string> wallet_of;  // by payment, or dispute of a top-up
  std::map<std::string, core::Amount> aside;     // of each wallet, in open disputes of its top-ups
  std::map<std::string, core::Amount> disputed;  // by open dispute, what of it is the top-up's
  std::map<std::string, core::Amount> lost;      // by dispute, of the top-up
  std::set<std::string> seen;                    // what happened at all

  static core::Amount sum(const std::vector<core::Allocation>& of) {
    core::Amount out = 0;
    for (const core::Allocation& a : of) out += a.amount;
    return out;
  }
  void count(const core::Record& r) {
    using enum core::RecordType;
    if (r.type == wallet_topped_up) {
      const auto& body = core::body_as<core::WalletTopup>(*r.command);
      has[r.command->path_id] += body.amount;
      wallet_of[body.payment_id.str()] = r.command->path_id;
    }
    if (const auto* opened = std::get_if<core::DisputeEffect>(&r.effect); opened && opened->top_up) {
      const std::string& wallet = wallet_of[opened->dispute.str()] = wallet_of[opened->payment.str()];
      aside[wallet] += disputed[opened->dispute.str()] = *opened->top_up;
      seen.insert(opened->unplaced > 0 ? "disputed beyond it" : "disputed");
    }
    if (const auto* end = std::get_if<core::DisputeEndEffect>(&r.effect); end && end->top_up) count(*end);
    if (const auto* paid = std::get_if<core::PaymentEffect>(&r.effect); paid && paid->wallet) {
      has[paid->wallet->str()] -= sum(paid->allocations);
      seen.insert("paid");
    }
    if (const auto* hold = std::get_if<core::AuthorisedEffect>(&r.effect); hold && hold->wallet) {
      held[hold->wallet->str()] += sum(hold->allocations);
      wallet_of[core::body_as<core::PaymentPut>(*r.command).payment_id.str()] = hold->wallet->str();
      seen.insert("held");
    }
    if (const auto* hold = std::get_if<core::HoldEffect>(&r.effect); hold && wallet_of.contains(hold->payment.str())) {
      const std::string& wallet = wallet_of[hold->payment.str()];
      held[wallet] -= sum(hold->allocations) + sum(hold->released);
      has[wallet] -= sum(hold->allocations);
      if (!hold->allocations.empty()) seen.insert("captured");
      if (r.type == payment_hold_expired) seen.insert("expired");
    }
    if (const int paid = paid_by_sources(r))
      for (const core::RefundSource& source : core::effect_as<core::RefundEffect>(r).sources)
        if (source.wallet) {
          has[source.wallet->str()] += paid * source.amount;
          seen.insert(paid > 0 ? "refunded" : "not refunded");
        }
    if (const auto* payout = std::get_if<core::PayoutEffect>(&r.effect)) count(r.type, *payout);
  }
  void count(const core::DisputeEndEffect& end) {
    const std::string& wallet = wallet_of[end.dispute.str()];
    core::Amount& open = disputed[end.dispute.str()];
    core::Amount& before = lost[end.dispute.str()];
    if (open == 0) seen.insert(*end.top_up < before ? "lost less" : *end.top_up > before ? "lost more" : "unplaced");
    aside[wallet] -= open;
    open = 0;
    has[wallet] -= *end.top_up - before;
    before = *end.top_up;
  }
  void count(core::RecordType type, const core::PayoutEffect& payout) {
    using enum core::RecordType;
    if (payout.misplaced.value_or(false)) return;
    if (type == payout_requested) has[payout.party->str()] -= payout.amount, seen.insert("withdrawn");
    if (type == payout_rejected || type == payout_failed || type == payout_returned)
      has[payout.party->str()] += payout.amount, seen.insert("came back");
  }
};

void expect_wallets_counted(const LedgerWorld& world, WalletsCounted& counted) {
  for (const std::string party : {"b1", "b2"}) {
    const std::string account = "liabilities:wallet:" + party;
    ASSERT_EQ(-world.balance(account), counted.has[party]) << account;
    ASSERT_EQ(world.held(account), counted.held[party]) << account;
    const std::string json = world.ledger().account_json(account, world.now());
    if (json.find("\"available\":") == std::string::npos) continue;  // nothing came yet
    const core::Amount there = counted.has[party] - counted.held[party];
    ASSERT_EQ(std::stoll(json.substr(json.find("\"available\":") + 12)),
              there - std::min(counted.aside[party], std::max<core::Amount>(0, there)))
        << json;
  }
}

TEST(WalletLives, EveryWalletHasWhatCameLessWhatWent) {
  std::set<std::string> seen;
  std::set<core::Code> refused;
  for (std::uint64_t seed = 1; seed <= kWalletLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    if (seed % 2 == 0) world.record_refusals();
    WalletLife life(seed);
    WalletsCounted counted;
    for (const char* party : {"b1", "b2"}) world.run(put_party(party)), world.run(put_payout_account(party, "a1"));
    world.pass(core::days(2));
    for (int i = 0; i < kCommandsOfAWalletLife; ++i) {
      const core::Command next = life.next();
      const core::Digest before = world.digest();
      world.dry_run(next);
      ASSERT_EQ(world.digest(), before) << core::traits(next.op).name << " " << i;
      const std::size_t from = world.log().size();
      const auto outcome = world.run(next);
      if (outcome.refusal) refused.insert(outcome.refusal->code);
      world.pass(core::seconds(life.upto(4'000)));
      for (std::size_t k = from; k < world.log().size(); ++k) counted.count(world.log()[k]);
      if (i % 60 == 20) saved_and_loaded(world);
      if (i % 40 == 39) world.let_go(core::hours(2));
      ASSERT_NO_FATAL_FAILURE(expect_wallets_counted(world, counted)) << core::traits(next.op).name << " " << i;
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
    seen.insert(counted.seen.begin(), counted.seen.end());
  }
  const std::set<std::string> all = {"came back", "captured",  "disputed",  "disputed beyond it", "expired",
                                     "held",      "lost less", "lost more", "not refunded",       "paid",
                                     "refunded",  "unplaced",  "withdrawn"};
  EXPECT_EQ(seen, all);
  using enum core::Code;
  for (const auto code : {insufficient_funds, account_frozen, payment_exists, payout_exists, id_used_up})
    EXPECT_TRUE(refused.contains(code)) << core::traits(code).name;
}

}  // namespace
}  // namespace tallygate::tests
