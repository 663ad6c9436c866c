// A month in which everything happens that moves money, in three currencies, and the beginning of the next: the journal
// of it passes the checks of three tools that are not ours, and hledger's balances are those that the API gives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/checked_journal.hpp"
#include "tests/support/replay_line.hpp"

namespace tallygate::tests {
namespace {

std::string two_digits(int n) {
  return (n < 10 ? "0" : "") + std::to_string(n);
}

std::string money(std::int64_t amount, const std::string& currency = "CNY") {
  return R"("amount":)" + std::to_string(amount) + R"(,"currency":")" + currency + "\"";
}

class MixedMonth : public testing::Test {
 protected:
  MixedMonth()
      : platform_(server_.client("platform")),
        operator_(server_.client("operator")),
        approver_(server_.client("approver")) {}

  // `day`: of January 2026; 32 and on are of February. Later lines of a day come later. Each line is a dry run first,
  // which says what the line is then answered.
  Reply say(int day, const std::string& op, const std::string& id, const std::string& body) {
    const std::string at = std::string(day > 31 ? "2026-02-" : "2026-01-") + two_digits(day > 31 ? day - 31 : day) +
                           "T04:" + two_digits(said_ / 60) + ":" + two_digits(said_ % 60) + "Z";
    ++said_;
    const auto tried = platform_.batch(replay_line(op, at, id, body), "?dry_run=true");
    Reply done = replay(platform_, op, at, id, body);
    for (const char* member : {"/status", "/body/state", "/body/code", "/body/amount"})
      EXPECT_EQ(tried.at(0).at(member), done.at(member)) << member << " of " << tried.at(0).body;
    return done;
  }
  void order(int day, const std::string& id, std::int64_t amount, const std::string& more = {},
             const std::string& currency = "CNY") {
    say(day, "order.place", "",
        R"({"order_id":")" + id + R"(","buyer":"b-)" + id + R"(","merchant":"m1",)" + money(amount, currency) + more +
            "}");
  }
  void pay(int day, const std::string& order, const std::string& payment, std::int64_t amount,
           const std::string& channel = "card", const std::string& more = {}, const std::string& currency = "CNY") {
    say(day, "order.pay", order,
        R"({"payment_id":")" + payment + R"(","channel":")" + channel + "\"," + money(amount, currency) + more + "}");
  }
  void sell(int day, const std::string& id, std::int64_t amount, const std::string& more = {},
            const std::string& currency = "CNY") {
    order(day, id, amount, more, currency);
    pay(day, id, "p." + id, amount, "card", {}, currency);
    say(day, "order.complete", id, "{}");
  }
  void refund(int day, const std::string& order, const std::string& id, std::int64_t amount,
              const std::string& currency = "CNY") {
    say(day, "order.refund", order, R"({"refund_id":")" + id + "\"," + money(amount, currency) + "}");
  }
  void payout(int day, const std::string& id, const std::string& party, std::int64_t amount) {
    say(day, "payout.request", "", R"({"payout_id":")" + id + R"(","party":")" + party + "\"," + money(amount) + "}");
    EXPECT_EQ(approver_.post("/v1/payouts/" + id + "/approve", R"({"approve":true})").status, 200);
  }
  void approve(const Reply& asked) {
    ASSERT_EQ(asked.status, 202) << asked.body;
    const Reply done = approver_.post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
    ASSERT_EQ(done.status, 200) << done.body;
  }
  std::string exported(const std::string& format) {
    const auto file = (server_.data().parent_path() / (format + ".journal")).string();
    const auto made = run_tallygate(
        {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", format, "-o", file});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return file;
  }
  static bool holds(const std::string& command) { return std::system((command + " >/dev/null").c_str()) == 0; }

  void rules();
  void orders();
  void money_back();
  void money_out();
  void next_month();
  // "account currency minor units, debit positive", a line each.
  std::set<std::string> balances_of_the_api(const std::set<std::string>& accounts);
  std::set<std::string> balances_of_hledger(const std::string& journal, std::set<std::string>& accounts);

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z", "--time-zone", "Asia/Shanghai"}};
  ApiClient platform_, operator_, approver_;
  int said_ = 0;
};

void MixedMonth::rules() {
  approve(operator_.put("/v1/settings", R"({"period_close":true,"recon_channels":["card"],)"
                                        R"("payout_tax":[{"role":"distributor","bp":1000}]})"));
  approve(operator_.put("/v1/commission-plans/default",
                        R"({"currency":"CNY","platform_fee_bp":300,"base":"net_of_fee","matures_after_s":604800,)"
                        R"("levels":[{"level":1,"tiers":[{"from_gmv":0,"bp":1000}]},)"
                        R"({"level":2,"tiers":[{"from_gmv":0,"bp":333}]}],"shares":[{"role":"creator","bp":150}]})"));
  approve(operator_.put("/v1/commission-plans/yen", R"({"currency":"JPY","platform_fee_bp":300})"));
  approve(operator_.put("/v1/commission-plans/dinar", R"({"currency":"KWD","platform_fee_bp":300})"));
  ASSERT_EQ(operator_.put("/v1/coupons/ten", R"({"bp":1000,"currency":"CNY","funded_by":"platform"})").status, 201);
  say(2, "party.put", "d1", R"({"roles":["distributor"]})");
  say(2, "party.put", "d2", R"({"roles":["distributor"],"upline":"d1"})");
  say(2, "party.put", "c1", R"({"roles":["creator"]})");
  say(2, "stock.put", "tea", R"({"quantity":3})");
  say(2, "party.put", "b-o1", R"({"roles":["buyer"]})");
  say(2, "payout_account.put", "b-o1", R"({"account":"home","kind":"bank","token":"tok_b-o1"})");
}

void MixedMonth::orders() {
  // Voucher, wallet and card for one order.
  say(3, "wallet.topup", "b-o1", R"({"payment_id":"top1","channel":"wechat_pay",)" + money(5'000) + "}");
  order(3, "o1", 12'345, R"(,"referrer":"d2","creator":"c1","scene":"content")");
  pay(3, "o1", "p1", 2'000, "voucher");
  pay(3, "o1", "p2", 3'001, "wallet");
  pay(3, "o1", "p3", 7'344);
  say(4, "order.deliver", "o1", "{}");
  say(4, "order.complete", "o1", "{}");
  // The platform's coupon, limited stock, two parcels, completed by its terms.
  order(5, "o2", 900,
        R"(,"coupon":"ten","referrer":"d1","terms":{"release_after_s":86400},"lines":[)"
        R"({"line_id":"1","kind":"goods","sku":"tea","quantity":2,"amount":1000},)"
        R"({"line_id":"2","kind":"discount","funded_by":"platform","amount":-100}])");
  pay(5, "o2", "p.o2", 900);
  for (const char* parcel : {"w1", "w2"}) {
    say(6, "order.ship", "o2", std::string(R"({"lines":[{"line_id":"1","quantity":1}],"waybill":")") + parcel + "\"}");
    say(6, "order.deliver", "o2", std::string(R"({"waybill":")") + parcel + "\"}");
  }
  // A hold captured in two pieces, its rest voided; one that is over; one payment over two orders.
  order(8, "o3", 4'000);
  pay(8, "o3", "p.o3", 4'000, "card", R"(,"capture":false)");
  say(9, "payment.capture", "p.o3", "{" + money(1'500) + "}");
  say(9, "payment.capture", "p.o3", "{" + money(1'000) + R"(,"final":true})");
  order(9, "o4", 700);
  pay(9, "o4", "p.o4", 700, "alipay", R"(,"capture":false,"expires_in":3600)");
  order(10, "o5", 300, R"(,"referrer":"d1")");
  order(10, "o6", 500);
  say(10, "payment.put", "",
      R"({"payment_id":"p56","channel":"unionpay","allocations":[{"order":"o5","amount":300},)"
      R"({"order":"o6","amount":500}],)" +
          money(800) + "}");
  say(10, "order.complete", "o5", "{}");
  // A group that fails; other currencies, without decimals and with three; more was paid than was owed.
  order(11, "o7", 250, R"(,"group":{"id":"g1","leader":"b-o7","size":2,"closes_at":"2026-01-12T00:00:00Z"})");
  pay(11, "o7", "p.o7", 250);
  sell(12, "yen", 1'999, R"(,"plan":"yen")", "JPY");
  sell(12, "dinar", 12'345, R"(,"plan":"dinar")", "KWD");
  order(13, "o8", 1'000);
  pay(13, "o8", "p.o8", 1'250, "wechat_pay", R"(,"reported":true)");
  // Paid twice: some of it for the next order, some of it back.
  sell(13, "o11", 500);
  pay(13, "o11", "p.o11b", 500, "card", R"(,"reported":true)");
  order(13, "o12", 200);
  say(13, "payment.allocate", "p.o11b", R"({"allocations":[{"order":"o12","amount":200}]})");
  say(13, "payment.refund", "p.o11b", R"({"refund_id":"r8",)" + money(250) + "}");
  say(13, "refund.settle", "r8", "{}");
  // Less was taken than was agreed.
  order(13, "o13", 1'000, R"(,"referrer":"d1")");
  pay(13, "o13", "p.o13", 1'000, "card", R"(,"capture":false)");
  say(13, "payment.capture", "p.o13", "{" + money(900) + R"(,"final":true})");
  say(13, "order.reduce", "o13", "{" + money(100) + "}");
  say(13, "order.complete", "o13", "{}");
}

void MixedMonth::money_back() {
  refund(14, "o1", "r1", 3'333);
  say(14, "refund.settle", "r1", "{}");
  refund(14, "o1", "r2", 1'000);
  say(15, "refund.fail", "r2", "{}");
  refund(15, "o2", "r3", 450);
  say(15, "order.cancel", "o3", "{}");
  refund(15, "yen", "r4", 7, "JPY");
  sell(16, "o9", 8'000, R"(,"referrer":"d2")");
  say(17, "payment.dispute", "p.o9", R"({"dispute_id":"x1","reason":"fraud",)" + money(8'000) + "}");
  say(18, "dispute.resolve", "x1", R"({"outcome":"partial","amount":2501})");
  say(18, "payment.dispute", "p.o6", R"({"dispute_id":"x2","reason":"fraud","channel":"alipay",)" + money(90) + "}");
}

void MixedMonth::money_out() {
  payout(20, "w1", "m1", 9'000);
  say(21, "payout.settle", "w1", "{}");
  refund(21, "o1", "r5", 5'000);  // the merchant owes some of it now
  payout(22, "w2", "d2", 100);
  say(23, "payout.settle", "w2", "{}");
  say(24, "payout.return", "w2", "{}");
  say(24, "wallet.withdraw", "b-o1", R"({"payout_id":"w3","to":"home",)" + money(999) + "}");
  const Reply settled =
      say(25, "channel.settle", "card", R"({"settlement_id":"s1","gross":9000,"fee":54,"currency":"CNY"})");
  say(25, "channel.settle", "card", R"({"settlement_id":"s2","gross":1000,"fee":6,"currency":"JPY"})");
  approve(operator_.post("/v1/journal",
                         R"({"entry_id":"e1","reason":"told twice","reverses":)" + settled.at("/body/record/seq") +
                             R"(,"postings":[{"account":"assets:channel:card","amount":9000,"currency":"CNY"},)"
                             R"({"account":"assets:bank:main","amount":-8946,"currency":"CNY"},)"
                             R"({"account":"expenses:channel_fee:card","amount":-54,"currency":"CNY"}]})"));
  approve(operator_.post("/v1/journal", R"({"entry_id":"e2","reason":"counted","postings":[)"
                                        R"({"account":"assets:bank:main","amount":5000,"currency":"CNY"},)"
                                        R"({"account":"equity:adjustments","amount":-5000,"currency":"CNY"}]})"));
  say(26, "conversion.post", "",
      R"({"conversion_id":"c1","from":{"account":"liabilities:merchant:m1",)" + money(11'000, "KWD") +
          R"(},"to":{"account":"liabilities:merchant:m1",)" + money(5'329, "JPY") +
          R"(},"rate":{"num":969,"den":2000},"source":"the bank"})");
}

void MixedMonth::next_month() {
  refund(33, "o1", "r6", 12'345 - 3'333 - 5'000);  // all of it is back
  EXPECT_EQ(operator_.post("/v1/periods/2026-01/close", "{}").status, 200);
  sell(34, "o10", 600, R"(,"referrer":"d2")");
  refund(35, "o10", "r7", 1);
}

std::set<std::string> MixedMonth::balances_of_hledger(const std::string& journal, std::set<std::string>& accounts) {
  const std::string table = journal + ".csv";
  EXPECT_EQ(
      std::system(
          ("hledger -f '" + journal + "' balance --flat --no-total --layout=bare -O csv >'" + table + "'").c_str()),
      0);
  std::ifstream in(table);
  std::set<std::string> out;
  std::string row;
  for (std::getline(in, row); std::getline(in, row);) {  // "account","commodity","balance"
    std::erase(row, '"');
    std::istringstream cells(row);
    std::string account, currency, amount;
    std::getline(cells, account, ',');
    std::getline(cells, currency, ',');
    std::getline(cells, amount);
    std::erase(amount, '.');
    accounts.insert(account);
    if (const long long minor = std::stoll(amount); minor != 0)
      out.insert(account + " " + currency + " " + std::to_string(minor));
  }
  return out;
}

std::set<std::string> MixedMonth::balances_of_the_api(const std::set<std::string>& accounts) {
  std::set<std::string> out;
  for (const std::string& account : accounts) {
    const Reply shown = platform_.get("/v1/accounts/" + account);
    EXPECT_EQ(shown.status, 200) << account << ": " << shown.body;
    const int sign = shown.at("/normal") == "credit" ? -1 : 1;
    for (int n = 0; shown.has("/balances/" + std::to_string(n) + "/currency"); ++n) {
      const std::string at = "/balances/" + std::to_string(n);
      if (const long long posted = std::stoll(shown.at(at + "/posted")); posted != 0)
        out.insert(account + " " + shown.at(at + "/currency") + " " + std::to_string(sign * posted));
    }
  }
  return out;
}

TEST_F(MixedMonth, PassesTheChecksOfThreeToolsAndHasTheBalancesOfTheApi) {
  rules();
  orders();
  money_back();
  money_out();
  next_month();
  const std::string journal = exported("hledger");
  EXPECT_TRUE(passes_hledger(journal));
  EXPECT_TRUE(holds("ledger -f '" + exported("ledger") + "' --pedantic balance"));
  EXPECT_TRUE(holds("bean-check '" + exported("beancount") + "'"));
  std::set<std::string> accounts;
  const std::set<std::string> by_hledger = balances_of_hledger(journal, accounts);
  EXPECT_GE(accounts.size(), 20U);
  EXPECT_EQ(by_hledger, balances_of_the_api(accounts));
  for (const char* moved : {"expenses:promotion CNY 50", "equity:conversion:KWD KWD -11000",
                            "liabilities:suspense:wechat_pay CNY -250", "liabilities:suspense:card CNY -50"})
    EXPECT_TRUE(by_hledger.contains(moved)) << moved;
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
}

}  // namespace
}  // namespace tallygate::tests
