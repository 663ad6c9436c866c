// Bodies of the sample records (sample_records.hpp), with as many members as each may have: their golden bytes hold
// them.
#pragma once

#include <string_view>

namespace tallygate::support {

inline constexpr std::string_view kPlan =
    R"({"cap":400,"currency":"CNY","levels":[{"level":1,"tiers":[{"bp":500,"from_gmv":0},{"bp":600,"from_gmv":1000000}]},{"level":2,"tiers":[{"bp":200,"from_gmv":0}]}],
          "matures_after_s":604800,"platform_fee_bp":500,"shares":[{"bp":100,"role":"creator"}]})";
inline constexpr std::string_view kOrder =
    R"({"amount":10000,"basket_id":"k1","buyer":"b1","coupon":"c1","creator":"a1","currency":"CNY","deliver_by":"2026-11-30T00:00:00Z",
          "device":{"browser":"Chrome","emulator":false,"id":"dev1","os":"android","rooted":false,"timezone":"Asia/Shanghai","user_agent":"UA/1.0","vpn":true},
          "group":{"id":"g1","leader":"b0"},"ip":"203.0.113.7",
          "lines":[{"amount":10500,"category":"tea","kind":"goods","line_id":"l1","list_price":5500,"quantity":2,"serial":"s1","sku":"t-1","title":"Oolong","unit_price":5250},
                   {"amount":-500,"funded_by":"platform","kind":"discount","line_id":"l2"}],
          "merchant":"m1","note":"ring twice","occurred_at":"2026-11-22T06:17:00Z","order_id":"o1","payer":"acct1","plan":"plan1","referrer":"d1","scene":"live",
          "ship_to":{"address":"1 Road","country":"CN","name":"Han Meimei","phone":"+86 139","postcode":"200000","region":"Shanghai"},
          "signals":{"dwell_ms":1200,"opinion":"good"}})";
inline constexpr std::string_view kPayment =
    R"({"allocations":[{"amount":6000,"order":"o1"},{"amount":4000,"order":"o2"}],"amount":10000,"capture":true,"channel":"wechat_pay","currency":"CNY",
          "device":"dev1","expires_in":900,"instrument":{"token":"tok_1"},"ip":"203.0.113.7","payment_id":"p1","reported":true})";
inline constexpr std::string_view kPayout =
    R"({"amount":100000,"currency":"CNY","device":"dev1","ip":"203.0.113.7","occurred_at":"2026-11-22T06:17:00Z","party":"d1",
          "payout_id":"y1","role":"distributor","to":"a1"})";
inline constexpr std::string_view kRefund =
    R"({"amount":5000,"currency":"CNY","lines":[{"amount":5000,"line_id":"l1","quantity":1}],"reason":"broken","refund_id":"r1","settled":false,"to":{"instrument":"tok_1","payment":"p1"}})";
inline constexpr std::string_view kLogin =
    R"({"device":"dev1","ip":"203.0.113.7","login_id":"l1","rtt_ms":80,"success":true,"user":"b1","user_agent":"UA/1.0"})";

}  // namespace tallygate::support
