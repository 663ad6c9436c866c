// Random lives of orders over limited stock, coupons and groups, recounted from the log alone: nothing is sold twice,
// no coupon is used once too often, and every group ends as its orders say. Each failure prints the seed that replays
// it.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/lifecycles.hpp"

namespace tallygate::tests {
namespace {

constexpr std::uint64_t kGoodsLives = 40;
constexpr int kCommandsOfAGoodsLife = 300;

// What the records say that is taken now, in the words of an auditor: each order's own, given back when it ends.
class Recount {
 public:
  void read(const core::Record& record) {
    using enum core::RecordType;
    if (record.type == stock_put) return put(record);
    if (record.type == coupon_put) {
      uses_[record.command->path_id] = core::body_as<core::CouponPut>(*record.command).uses;
      return;
    }
    if (record.type == group_succeeded || record.type == group_failed) {
      ended_groups_[*std::get<core::ObjectEffect>(record.effect).subject] = record.type;
      return;
    }
    if (const auto* order = std::get_if<core::OrderEffect>(&record.effect)) return taken(record, *order);
    if (record.type == order_cancelled || record.type == order_expired || record.type == order_rejected)
      give_back(record);
  }
  // A sale of which more is taken than its last put allowed; orders placed under an earlier, higher limit aside.
  std::string oversold() const {
    for (const auto& [sku, stock] : stocks_)
      if (stock.taken > stock.most)
        return sku + ": " + std::to_string(stock.taken) + " of " + std::to_string(stock.most);
    return {};
  }
  std::int64_t taken_of(const std::string& sku) const { return stocks_.contains(sku) ? stocks_.at(sku).taken : 0; }
  std::int64_t uses_of(const std::string& coupon) const { return used_.contains(coupon) ? used_.at(coupon) : 0; }
  const std::map<std::string, core::RecordType>& ended_groups() const { return ended_groups_; }

 private:
  struct Sale {
    std::string name;
    std::int64_t begun = 0, taken = 0, most = 0;  // the most that any put of this sale allowed
  };
  struct Has {
    std::vector<core::StockTaken> stock;
    std::vector<std::int64_t> sales;
    std::string coupon;
  };

  void put(const core::Record& record) {
    const auto& body = core::body_as<core::StockPut>(*record.command);
    Sale& sale = stocks_[record.command->path_id];
    if (sale.begun == 0 || sale.name != body.sale->str()) sale = {body.sale->str(), sale.begun + 1, 0, 0};
    sale.most = std::max(sale.most, body.quantity);
  }
  void taken(const core::Record& record, const core::OrderEffect& effect) {
    if (record.type == core::RecordType::order_blocked) return;
    Has& has = orders_[core::body_as<core::OrderPlace>(*record.command).order_id.str()];
    for (const core::StockTaken& one : effect.stock) {
      stocks_[one.sku].taken += one.quantity;
      has.stock.push_back(one);
      has.sales.push_back(stocks_[one.sku].begun);
    }
    if (!effect.coupon) return;
    ++used_[effect.coupon->coupon.str()];
    has.coupon = effect.coupon->coupon.str();
    const auto& uses = uses_[has.coupon];
    EXPECT_TRUE(!uses || used_[has.coupon] <= *uses) << has.coupon << " at " << record.seq;
  }
  void give_back(const core::Record& record) {
    const auto& subject = std::get<core::ObjectEffect>(record.effect).subject;
    const std::string id = record.type == core::RecordType::order_cancelled && record.command
                               ? record.command->path_id
                               : subject->substr(std::string_view("order:").size());
    const Has has = orders_[id];
    orders_.erase(id);
    for (std::size_t i = 0; i < has.stock.size(); ++i)
      if (stocks_[has.stock[i].sku].begun == has.sales[i]) stocks_[has.stock[i].sku].taken -= has.stock[i].quantity;
    if (!has.coupon.empty()) --used_[has.coupon];
  }

  std::map<std::string, Sale> stocks_;
  std::map<std::string, std::optional<std::int64_t>> uses_;
  std::map<std::string, std::int64_t> used_;
  std::map<std::string, Has> orders_;
  std::map<std::string, core::RecordType> ended_groups_;
};

std::int64_t shown_number(const std::string& json, const std::string& member) {
  const auto at = json.find("\"" + member + "\":");
  return at == std::string::npos ? 0 : std::stoll(json.substr(at + member.size() + 3));
}

void expect_what_the_ledger_shows(const LedgerWorld& world, const Recount& recount) {
  for (const char* sku : {"a", "b"})
    ASSERT_EQ(shown_number(world.ledger().stock_json(sku), "taken"), recount.taken_of(sku)) << sku;
  for (const char* coupon : {"merchant", "platform"})
    ASSERT_EQ(shown_number(world.ledger().coupon_json(coupon), "used"), recount.uses_of(coupon)) << coupon;
}

TEST(GoodsLives, SellNothingTwiceAndEndEveryGroup) {
  std::set<core::Code> refusals;
  std::set<core::RecordType> seen;
  for (std::uint64_t seed = 1; seed <= kGoodsLives; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    LedgerWorld world;
    Lifecycles life(seed);
    Recount recount;
    std::size_t read = 0;
    world.run(publish_plan("default", life.terms()));
    for (int i = 0; i < kCommandsOfAGoodsLife; ++i) {
      world.release_verdict(life.verdict());
      const auto outcome = world.run(life.next(world), life.verdict());
      if (outcome.refusal) refusals.insert(outcome.refusal->code);
      world.pass(life.pause());
      if (life.upto(9) == 0) world.let_go(core::hours(1));
      for (; read < world.log().size(); ++read) {
        recount.read(world.log()[read]);
        seen.insert(world.log()[read].type);
        ASSERT_EQ(recount.oversold(), "") << "at " << read;
      }
      ASSERT_NO_FATAL_FAILURE(expect_what_the_ledger_shows(world, recount));
    }
    world.pass(core::days(11));
    for (; read < world.log().size(); ++read) recount.read(world.log()[read]);
    for (int g = 1; !world.ledger().group_json("g" + std::to_string(g)).empty(); ++g) {
      const auto ended = recount.ended_groups().find("group:g" + std::to_string(g));
      ASSERT_NE(ended, recount.ended_groups().end()) << g;
      const bool failed = ended->second == core::RecordType::group_failed;
      EXPECT_NE(world.ledger().group_json("g" + std::to_string(g)).find(failed ? "\"failed\"" : "\"succeeded\""),
                std::string::npos);
    }
    EXPECT_EQ(world.digest_from_the_log(), world.digest());
  }
  using enum core::Code;
  for (const auto code : {out_of_stock, per_buyer_limit, sale_not_open, coupon_not_usable, group_open, group_closed})
    EXPECT_TRUE(refusals.contains(code)) << core::traits(code).name;
  for (const auto type : {core::RecordType::group_succeeded, core::RecordType::group_failed})
    EXPECT_TRUE(seen.contains(type)) << core::name_of(type);
}

}  // namespace
}  // namespace tallygate::tests
