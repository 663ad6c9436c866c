// A plan with a base, shares beside the tree and a cap a month over HTTPS: published by two people, tried, and paid out
// of an order to the unit.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

constexpr const char* kPlan =
    R"({"currency":"CNY","base":"goods","platform_fee_bp":500,"levels":[{"level":1,"tiers":[{"bp":1000,"from_gmv":0}]}],)"
    R"("shares":[{"role":"creator","bp":300},{"role":"partner","bp":200},{"role":"supplier","bp":100}],)"
    R"("period_caps":[{"level":1,"amount":1200,"period":"month"}]})";

std::string order(const std::string& id) {
  return R"({"order_id":")" + id +
         R"(","buyer":"b1","merchant":"m1","amount":10500,"currency":"CNY","plan":"goods","referrer":"d1",)"
         R"("creator":"c1","partner":"t1","supplier":"s1","lines":[{"line_id":"l1","kind":"goods","amount":10000},)"
         R"({"line_id":"l2","kind":"freight","amount":500}]})";
}

class Commission : public testing::Test {
 protected:
  Reply completed(const std::string& id) {
    EXPECT_EQ(platform_.post("/v1/orders", order(id)).status, 201);
    EXPECT_EQ(platform_
                      .post("/v1/orders/" + id + "/payments",
                            R"({"payment_id":"p)" + id + R"(","channel":"alipay","amount":10500,"currency":"CNY"})")
                      .status /
                  100,
              2);
    return platform_.post("/v1/orders/" + id + "/complete", "{}");
  }
  std::string payable(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }
  ApiServer server_;
  ApiClient platform_ = server_.client("platform");
  ApiClient approver_ = server_.client("approver");
  ApiClient operator_ = server_.client("operator");
};

TEST_F(Commission, IsTriedAndThenPaidToTheUnitWithinItsCaps) {
  const Reply asked = operator_.put("/v1/commission-plans/goods", kPlan);
  ASSERT_EQ(asked.status, 202) << asked.body;
  ASSERT_EQ(approver_.post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})").status / 100, 2);

  const Reply tried = operator_.post("/v1/commission-plans/goods/preview", order("any"));
  ASSERT_EQ(tried.status, 200) << tried.body;
  EXPECT_EQ(tried.at("/split/base/amount"), "10000");
  EXPECT_EQ(tried.at("/split/parts/1/amount"), "1000");
  EXPECT_EQ(tried.at("/split/parts/1/period_caps/0/used"), "0");

  const Reply first = completed("o1");
  ASSERT_EQ(first.status / 100, 2) << first.body;
  EXPECT_EQ(payable("liabilities:distributor:d1:payable"), "1000");
  EXPECT_EQ(payable("liabilities:partner:t1:payable"), "200");
  EXPECT_EQ(payable("liabilities:supplier:s1:payable"), "100");
  EXPECT_EQ(payable("liabilities:merchant:m1"), "8375");  // 10,500 - 525 - 1,000 - 300 - 200 - 100
  EXPECT_EQ(operator_.post("/v1/commission-plans/goods/preview", order("any")).at("/split/parts/1/amount"), "200");
  ASSERT_EQ(completed("o2").status / 100, 2);
  EXPECT_EQ(payable("liabilities:distributor:d1:payable"), "1200");
  EXPECT_EQ(platform_.get("/v1/orders/o2").at("/supplier"), "s1");
}

TEST_F(Commission, OfAPartThatThePlanDoesNotHaveIsRefused) {
  const Reply refused =
      operator_.put("/v1/commission-plans/goods", R"({"currency":"CNY","platform_fee_bp":0,"period_caps":)"
                                                  R"([{"role":"partner","amount":5,"period":"day"}]})");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.at("/code"), "period_cap_of_no_part");
}

}  // namespace
}  // namespace tallygate::tests
