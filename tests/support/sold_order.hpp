// What most told over HTTPS begins with: a merchant that has earned.
#pragma once

#include <gtest/gtest.h>

#include "tests/support/api_client.hpp"

namespace tallygate::tests {

// Order o1 of b1 at m1 is paid with the card payment p1 and completed, so that m1 has earned 100.00 CNY. By the
// client "platform".
inline void sell_for_100_cny(ApiClient& platform) {
  ASSERT_EQ(
      platform.post("/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":10000,"currency":"CNY"})")
          .status,
      201);
  ASSERT_EQ(
      platform.post("/v1/orders/o1/payments", R"({"payment_id":"p1","channel":"card","amount":10000,"currency":"CNY"})")
          .status,
      201);
  ASSERT_EQ(platform.post("/v1/orders/o1/complete", "{}").status, 200);
}

}  // namespace tallygate::tests
