// Any plan, any order, any sequence of refunds: each split explains every unit by its record alone, the preview said so
// before, claw-backs follow the recorded split whatever the plan and the tree have become, and a full refund leaves
// nothing. Each failure prints the seed that replays it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "core/fields_writer.hpp"
#include "tests/support/commissions.hpp"
#include "tests/support/refunds.hpp"

namespace tallygate::tests {
namespace {

using core::PlanBase;
using core::PlanPeriod;
using core::Role;

constexpr std::uint64_t kCommissionLives = 60;
constexpr int kStepsOfACommissionLife = 120;

class CommissionLife {
 public:
  explicit CommissionLife(std::uint64_t seed) : random_(seed) {}

  std::int64_t upto(std::int64_t max) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(max + 1));
  }
  bool sometimes() { return upto(1) == 0; }

  core::PlanPut any_plan() {
    core::PlanPut plan = plan_terms(upto(2'000), {});
    for (std::int64_t level = 1; level <= 2; ++level)
      plan.levels.push_back({level, {{upto(1'500), 0}, {upto(1'500), 1 + upto(9'000)}}});
    for (const Role role : {Role::creator, Role::partner, Role::supplier})
      if (sometimes()) plan.shares.push_back({upto(1'500), role});
    plan.base = static_cast<PlanBase>(upto(3));
    if (sometimes()) plan.cap = upto(300);
    if (sometimes()) plan.matures_after_s = upto(2 * 86'400);
    for (std::int64_t level = 1; level <= 2; ++level)
      if (sometimes()) plan.period_caps.push_back(cap_of_level(level, upto(900), PlanPeriod::day));
    if (sometimes()) plan.period_caps.push_back(cap_of_level(1, upto(2'000), PlanPeriod::month));
    for (const core::PlanShare& share : plan.shares)
      if (sometimes()) plan.period_caps.push_back(cap_of_role(share.role, upto(400), PlanPeriod::month));
    return plan;
  }

  core::Command any_order(const std::string& id) {
    std::vector<KindOfLine> lines;
    core::Amount goods = 0;
    for (std::int64_t n = upto(3); n > 0; --n) lines.push_back({core::LineKind::goods, goods = upto(2'000)});
    if (!lines.empty() && sometimes()) lines.push_back({core::LineKind::freight, upto(100)});
    if (!lines.empty() && sometimes()) lines.push_back({core::LineKind::tax, upto(100)});
    if (goods > 0 && sometimes()) lines.push_back({core::LineKind::discount, -upto(goods)});
    core::Command out = order_of_lines(id, lines);
    auto& body = std::get<core::OrderPlace>(out.body);
    if (lines.empty()) body.amount = upto(3'000);
    body.referrer = core::PartyId("d" + std::to_string(upto(3)));
    if (sometimes()) body.creator = core::PartyId("c" + std::to_string(upto(1)));
    if (sometimes()) body.partner = core::PartyId("p1");
    if (sometimes()) body.supplier = core::PartyId("s1");
    return out;
  }

 private:
  std::mt19937_64 random_;
};

core::Amount left_to_refund(const LedgerWorld& world, const std::string& order) {
  const auto view = world.ledger().order(order);
  return view ? view->captured - view->refunded : 0;
}

// Of the order's own lines, or of none.
core::Command any_refund(CommissionLife& life, const core::OrderPlace& order, const std::string& refund,
                         core::Amount left) {
  core::Command out =
      refund_order(order.order_id.str(), refund, cny(1 + life.upto(std::max<core::Amount>(0, left - 1))));
  auto& body = std::get<core::OrderRefund>(out.body);
  const auto line = std::ranges::find_if(order.lines, [](const core::OrderLine& l) { return l.amount > 0; });
  if (line == order.lines.end() || life.sometimes()) return out;
  body.amount = std::min(body.amount, line->amount);
  core::RefundLine of;
  of.line_id = line->line_id;
  of.amount = body.amount;
  body.lines.push_back(std::move(of));
  return out;
}

core::Amount floor_of(core::Amount a, core::Amount b, core::Amount c) {
  return static_cast<core::Amount>(static_cast<__int128>(a) * b / c);
}

// The record's own arithmetic, done again with nothing but the record.
void expect_explained(const core::SplitEffect& split, core::Amount escrow) {
  core::Amount sum = 0, fee = 0;
  for (const core::SplitPart& part : split.parts) {
    EXPECT_GE(part.amount, 0) << part.account;
    sum += part.amount;
    if (part.kind == core::PartKind::fee) fee = part.amount;
  }
  EXPECT_EQ(sum, escrow);
  core::Amount base = escrow;
  if (split.base) {
    const core::SplitBase& b = *split.base;
    EXPECT_EQ(b.of, escrow);
    if (b.kind == PlanBase::net_of_fee) base = escrow - fee;
    if (b.kind == PlanBase::net_of_coupon) base = escrow - split.promotion.value_or(0);
    if (b.kind == PlanBase::goods && b.lines) {
      const core::Amount counted = b.goods.value();
      base = *b.lines == 0 || counted <= 0 ? 0 : std::min(escrow, floor_of(counted, escrow, *b.lines));
    }
    EXPECT_EQ(b.amount, base);
  }
  for (const core::SplitPart& part : split.parts) {
    if (part.kind == core::PartKind::merchant) continue;
    EXPECT_EQ(part.base, part.kind == core::PartKind::fee ? escrow : base) << part.account;
    core::Amount amount = floor_of(*part.base, *part.bp, 10'000);
    EXPECT_EQ(static_cast<__int128>(*part.base) * *part.bp,
              static_cast<__int128>(amount) * 10'000 + part.dropped.value_or(0));
    if (part.cap) amount = *part.cap;
    for (const core::SplitPeriodCap& cap : part.period_caps)
      amount = std::min(amount, std::max<core::Amount>(0, cap.cap - cap.used));
    EXPECT_EQ(part.amount, amount) << part.account;
  }
}

// What refunds took of each part of each order, by the records alone.
class Books {
 public:
  void read(const core::Record& record) {
    if (record.type == core::RecordType::order_completed) {
      splits_[record.command->path_id] = core::effect_as<core::SplitEffect>(record);
    } else if (given_by_order(record) != 0) {
      const auto& effect = core::effect_as<core::RefundEffect>(record);
      auto& given = given_[effect.order->str()];
      for (const core::GiveBack& part : effect.parts) given[static_cast<std::size_t>(part.part)] += part.amount;
      expect_formula(effect.order->str());
    }
  }

 private:
  void expect_formula(const std::string& order) {
    const auto split = splits_.find(order);
    if (split == splits_.end()) return;
    const auto& parts = split->second.parts;
    core::Amount base = 0, refunded = 0;
    for (const auto& part : parts) base += part.amount;
    for (const auto& [k, amount] : given_[order]) refunded += amount;
    for (std::size_t k = 0; k + 1 < parts.size(); ++k)
      EXPECT_EQ(given_[order][k], base == 0 ? 0 : floor_of(parts[k].amount, refunded, base)) << order << ", part " << k;
  }
  std::map<std::string, core::SplitEffect> splits_;
  std::map<std::string, std::map<std::size_t, core::Amount>> given_;
};

struct CommissionWorld {
  LedgerWorld world;
  std::map<std::string, core::OrderPlace> orders;
  std::set<std::string> completed;
  int refunds = 0;

  std::string any(CommissionLife& life) const {
    auto it = orders.begin();
    std::advance(it, life.upto(static_cast<std::int64_t>(orders.size()) - 1));
    return it->first;
  }

  void place(CommissionLife& life) {
    const std::string id = "o" + std::to_string(orders.size());
    core::Command c = life.any_order(id);
    const auto body = std::get<core::OrderPlace>(c.body);
    ASSERT_FALSE(world.run(std::move(c)).refusal);
    orders[id] = body;
    if (body.amount > 0) {
      ASSERT_FALSE(world.run(pay_order(id, id + ".p", cny(body.amount))).refusal);
    }
  }

  // What the preview says of an order of which nothing was refunded is what its completion records.
  void complete(const std::string& id) {
    const auto before = world.ledger().order(id);
    const auto& order = orders.at(id);
    const auto preview = world.ledger().preview("default", order, world.now());
    const bool same_plan = world.ledger().order_json(id).find(version()) != std::string::npos;
    const auto outcome = world.run(complete_order(id));
    if (outcome.refusal) return;
    completed.insert(id);
    const auto& split = core::effect_as<core::SplitEffect>(outcome.records.at(0));
    expect_explained(split, before->captured - before->refunded);
    if (before->refunded > 0 || !same_plan || chain_of(id) != preview_chain(order)) return;
    std::string text;
    core::FieldsWriter(text).write(split);
    EXPECT_NE(preview.json.find(text), std::string::npos) << preview.json << "\nbut\n" << text;
    ++previews_compared;
  }
  std::string version() const {
    const std::string plan = world.ledger().plan_json("default");
    return "\"plan_version\":" + plan.substr(plan.rfind(':') + 1, plan.size() - plan.rfind(':') - 2) + ",";
  }
  std::vector<std::string> chain_of(const std::string& id) const {
    const std::string json = world.ledger().order_json(id);
    const auto from = json.find("\"chain\":[") + 9;
    return {json.substr(from, json.find(']', from) - from)};
  }
  std::vector<std::string> preview_chain(const core::OrderPlace& order) const {
    std::string out;
    for (const auto party : world.ledger().upline_chain(order.referrer->view(), 2))
      out.append(out.empty() ? "\"" : ",\"").append(party).append("\"");
    return {out};
  }
  int previews_compared = 0;
};

void live(CommissionLife& life, CommissionWorld& w) {
  w.world.open_in(life.sometimes() ? "America/New_York" : "Asia/Shanghai");
  ASSERT_FALSE(w.world.run(publish_plan("default", life.any_plan())).refusal);
  for (int i = 0; i < kStepsOfACommissionLife; ++i) {
    switch (w.orders.empty() ? 0 : life.upto(9)) {
      case 0:
      case 1:
      case 2:
        w.place(life);
        break;
      case 3:
      case 4:
      case 5:
        w.complete(w.any(life));
        break;
      case 6:
      case 7: {
        const std::string id = w.any(life);
        w.world.run(any_refund(life, w.orders.at(id), "r" + std::to_string(++w.refunds), left_to_refund(w.world, id)));
        break;
      }
      case 8:
        w.world.run(life.sometimes() ? fail_refund("r" + std::to_string(life.upto(w.refunds)))
                                     : settle_refund("r" + std::to_string(life.upto(w.refunds))));
        break;
      default:  // the tree and the plan change behind what is recorded
        if (life.sometimes())
          w.world.run(put_party("d" + std::to_string(life.upto(3)), "d" + std::to_string(life.upto(3))));
        if (life.upto(4) == 0) w.world.run(publish_plan("default", life.any_plan()));
    }
    w.world.pass(core::seconds(life.upto(3) == 0 ? life.upto(86'400) : life.upto(60)));
  }
}

TEST(Commissions, EverySplitIsExplainedByItsRecordAndWasPreviewed) {
  int compared = 0, capped = 0, completed = 0;
  for (std::uint64_t seed = 1; seed <= kCommissionLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommissionLife life(seed);
    CommissionWorld w;
    live(life, w);
    compared += w.previews_compared;
    completed += static_cast<int>(w.completed.size());
    for (const core::Record& record : w.world.log()) {
      if (record.type != core::RecordType::order_completed) continue;
      for (const auto& part : core::effect_as<core::SplitEffect>(record).parts)
        for (const auto& cap : part.period_caps) capped += part.amount == cap.cap - cap.used ? 1 : 0;
    }
  }
  EXPECT_GT(completed, 500);
  EXPECT_GT(compared, 200) << "previews that nothing came between";
  EXPECT_GT(capped, 100) << "parts that a period cut";
}

TEST(Commissions, ClawBacksFollowTheRecordedSplitAlone) {
  for (std::uint64_t seed = 1; seed <= kCommissionLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommissionLife life(seed);
    CommissionWorld w;
    live(life, w);
    Books books;
    for (const core::Record& record : w.world.log()) books.read(record);
  }
}

TEST(Commissions, AFullRefundOfAllLeavesNothingAnywhere) {
  for (std::uint64_t seed = 1; seed <= kCommissionLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommissionLife life(seed);
    CommissionWorld w;
    live(life, w);
    for (const auto& [id, order] : w.orders) {
      const core::Amount left = left_to_refund(w.world, id);
      if (left > 0) {
        EXPECT_FALSE(w.world.run(refund_order(id, "last." + id, cny(left))).refusal) << id;
      }
    }
    for (int i = 1; i <= w.refunds; ++i) {  // what no order could give comes back
      const std::string id = "r" + std::to_string(i);
      if (w.world.ledger().refund_json(id).find("\"unplaced\":true") != std::string::npos) w.world.run(fail_refund(id));
    }
    EXPECT_TRUE(w.world.every_account_is_zero());
  }
}

// A month in which nothing is out any more may be earned anew: refunds give back what they took of it.
TEST(Commissions, AFullRefundOfAMonthGivesAllOfItsCapsBack) {
  for (std::uint64_t seed = 1; seed <= kCommissionLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommissionLife life(seed);
    CommissionWorld w;
    core::PlanPut plan = life.any_plan();
    plan.period_caps = {cap_of_level(1, 700, PlanPeriod::month)};
    ASSERT_FALSE(w.world.run(publish_plan("default", plan)).refusal);
    for (int i = 0; i < 12; ++i) {
      w.place(life);
      w.complete("o" + std::to_string(i));
    }
    for (const auto& [id, order] : w.orders) {
      const core::Amount left = left_to_refund(w.world, id);
      if (left > 0) w.world.run(refund_order(id, "last." + id, cny(left)));
    }
    for (int d = 0; d <= 3; ++d) {
      core::Command c = place_order("x", cny(1'000));
      auto& body = std::get<core::OrderPlace>(c.body);
      body.referrer = core::PartyId("d" + std::to_string(d));
      const auto preview = w.world.ledger().preview("default", body, w.world.now());
      EXPECT_NE(preview.json.find(R"("period":"2026-01","used":0)"), std::string::npos) << preview.json;
    }
  }
}

TEST(Commissions, TheSameRecordsGiveTheSameStateInMemoryOrNot) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    CommissionLife life(seed);
    CommissionWorld w;
    live(life, w);
    const core::Digest digest = w.world.digest();
    EXPECT_EQ(w.world.digest_from_the_log(), digest);
    w.world.let_go(core::seconds(0));
    EXPECT_EQ(w.world.digest(), digest);
    const std::string id = w.any(life);
    w.world.dry_run(refund_order(id, "dry", cny(std::max<core::Amount>(1, left_to_refund(w.world, id)))));
    w.world.dry_run(complete_order(id));
    EXPECT_EQ(w.world.digest(), digest) << "what was only tried";
  }
}

}  // namespace
}  // namespace tallygate::tests
