// Every signal of the default rule set fires over HTTPS: from the request's fields, through the edge (pseudonyms,
// country), to the decision in the answer. Where each stays quiet just below its threshold is told in
// tests/unit/risk_signals_*.
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "risk/ruleset.hpp"
#include "tests/support/api_server.hpp"
#include "tests/support/story.hpp"
#include "tests/support/tiny_geoip.hpp"

namespace tallygate::tests {
namespace {

struct Signal {
  const char* code;
  void (*tell)(Story& story);  // the last line fires it, the first line that is scored does not
};

std::string n(const char* prefix, int i) {
  return prefix + std::to_string(i);
}

const std::string kAddress = R"(,"ship_to":{"address":"~ Long Lane 1","country":"GB"})";
const std::string kCoupon = R"(,"coupon":"~NEW10")";

void orders_of_many(Story& s, int count, core::Duration apart, const std::string& more = {}) {
  for (int i = 0; i < count; ++i)
    s.order(n("many", static_cast<int>(s.lines())), n("buyer", static_cast<int>(s.lines())), 10'000, more).pass(apart);
}

const Signal kPayments[] = {
    {"PAY-01",
     [](Story& s) {
       s.order("o", "b").pay("o", 1);
       for (int i = 0; i < 5; ++i) s.decline("card");
       s.pay("o", 500, Story::with_card("card"));
     }},
    {"PAY-01b",
     [](Story& s) {
       s.order("o", "b").pay("o", 1);
       for (int i = 0; i < 10; ++i) s.decline("card");
       s.pay("o", 500, Story::with_card("card"));
     }},
    {"PAY-02",
     [](Story& s) {
       for (int i = 0; i < 3; ++i) s.order(n("o", i), n("b", i)).pay(n("o", i), 10'000, Story::with_card("card"));
     }},
    {"PAY-04", [](Story& s) { s.order("o", "b", 3'000'000).pay("o", 2'000'001, Story::with_card("card")); }},
    {"PAY-05",
     [](Story& s) {
       s.order("o", "b").pay("o", 10'000, R"(,"instrument":{"token":"~card","bin_country":"GB"},"ip":"36.^.1.1")");
     }},
    {"PAY-06",
     [](Story& s) {
       s.order("o1", "b", 499).pay("o1", 499, Story::with_card("card")).pass(core::minutes(5));
       s.order("o2", "b", 60'000).pay("o2", 60'000, Story::with_card("card"));
     }},
    {"PAY-07", [](Story& s) { s.order("o", "b", 20'000'001).pay("o", 20'000'001); }},
    {"PAY-08",
     [](Story& s) {
       for (int i = 0; i < 4; ++i) s.order(n("o", i), n("b", i), 10'000, kAddress);
     }},
    {"PAY-48",
     [](Story& s) {
       s.order("o", "b");
       for (int i = 0; i < 11; ++i) s.pay("o", 10);
     }},
};

const Signal kLogins[] = {
    {"ATO-10",
     [](Story& s) {
       s.login("u", true, Story::with_ip("81.^.1.1")).pass(core::hours(2)).login("u", true, Story::with_ip("36.^.1.1"));
     }},
    {"ATO-11",
     [](Story& s) {
       for (int i = 0; i < 10; ++i) s.login(n("u", i), false, Story::with_ip("81.^.2.2"));
       s.login("victim", true, Story::with_ip("81.^.2.2"));
     }},
    {"ATO-11b",
     [](Story& s) {
       for (int i = 0; i < 30; ++i) s.login(n("u", i), false, Story::with_ip("81.^.3.3"));
       s.login("victim", true, Story::with_ip("81.^.3.3"));
     }},
    {"ATO-12",
     [](Story& s) {
       for (int i = 0; i < 5; ++i) s.login("u", false);
       s.login("u");
     }},
    {"ATO-13",
     [](Story& s) {
       s.login("u", true, Story::with_ip("81.^.4.4") + Story::with_device("phone")).pass(core::days(2));
       s.login("u", true, Story::with_ip("36.^.4.4") + Story::with_device("laptop"));
     }},
    {"ATO-14",
     [](Story& s) { s.sale("o", "u").pass(core::days(1)).change("u", "payee").pass(core::minutes(5)).refund("o"); }},
    {"ATO-14b",
     [](Story& s) { s.sale("o1", "u").change("u", "password").pass(core::minutes(5)).order("o2", "u", 50'000); }},
    {"ATO-14c",
     [](Story& s) {
       s.sale("o", "b").complete("o").payout(100).pass(core::days(1)).change("m", "password").pass(core::minutes(5));
       s.payout(100);
     }},
    {"ATO-14d",
     [](Story& s) {
       s.sale("o", "b").complete("o").payout_account("bank").pass(core::days(2));
       s.payout(100, R"(,"to":"~bank")" + Story::with_device("phone"));
     }},
    {"ATO-15", [](Story& s) { s.login("u").pass(core::days(91)).login("u"); }},
};

const Signal kFakeOrders[] = {
    {"BRU-16",
     [](Story& s) {
       for (int i = 0; i < 3; ++i) s.order(n("o", i), n("b", i), 10'000, Story::with_device("phone"));
     }},
    {"BRU-17",
     [](Story& s) {
       for (int i = 0; i < 6; ++i) s.order(n("o", i), "b");
     }},
    {"BRU-18",
     [](Story& s) {
       orders_of_many(s, 300, core::minutes(30));
       orders_of_many(s, 61, core::seconds(1));
     }},
    {"BRU-19",
     [](Story& s) {
       for (int i = 0; i < 3; ++i) s.order(n("o", i), n("b", i), 10'000, R"(,"payer":"~wallet")");
     }},
    {"BRU-23",
     [](Story& s) {
       s.order("first", "old").pass(core::days(31));
       orders_of_many(s, 61, core::minutes(1));
     }},
    {"PRO-25",
     [](Story& s) {
       for (int i = 0; i < 3; ++i) s.order(n("o", i), n("b", i), 10'000, kCoupon + Story::with_ip("81.^.5.5"));
     }},
    {"PRO-26",
     [](Story& s) {
       orders_of_many(s, 48, core::hours(1), kCoupon);
       orders_of_many(s, 21, core::seconds(1), kCoupon);
     }},
    {"PRO-31",
     [](Story& s) {
       orders_of_many(
           s, 21, core::seconds(1),
           R"(,"lines":[{"line_id":"1","kind":"goods","sku":"~tv","quantity":1,"list_price":200000,"unit_price":10000,"amount":10000}])");
     }},
};

const Signal kCommissionsAndRefunds[] = {
    {"COM-32",
     [](Story& s) {
       s.party("d").order("o1", "d", 10'000, Story::with_device("phone"));
       s.order("o2", "b", 10'000, Story::with_device("phone") + R"(,"referrer":"~d")");
     }},
    {"COM-33",
     [](Story& s) {
       s.party("d0");
       for (int i = 1; i <= 5; ++i) s.party(n("d", i), R"(,"upline":"~d)" + std::to_string(i - 1) + "\"");
     }},
    {"COM-38",
     [](Story& s) {
       s.party("top");
       for (int i = 0; i < 20; ++i) s.party(n("d", i), R"(,"upline":"~top")");
     }},
    {"COM-38b",
     [](Story& s) {
       s.party("top");
       for (int i = 0; i < 5; ++i) s.party(n("d", i), R"(,"upline":"~top","ip":"81.^.6.6")");
     }},
    {"REF-39",
     [](Story& s) {
       for (int i = 0; i < 6; ++i) s.sale(n("o", i), "b").pass(core::days(2));
       for (int i = 0; i < 6; ++i) s.refund(n("o", i), 10'000).pass(core::days(1));
     }},
    {"REF-40",
     [](Story& s) {
       s.sale("o", "u").pass(core::days(2)).change("u", "phone").pass(core::hours(2));
       s.refund("o", 1'000, R"(,"to":{"instrument":"~stolen"})");
     }},
    {"REF-40b",
     [](Story& s) { s.sale("o", "u").pass(core::days(2)).refund("o", 1'000, R"(,"to":{"instrument":"~other"})"); }},
    {"REF-41",
     [](Story& s) {
       for (int i = 0; i < 4; ++i)
         s.sale(n("o", i), "b", 20'000).pass(core::minutes(1)).refund(n("o", i), 100).pass(core::hours(1));
     }},
};

std::vector<Signal> signals() {
  std::vector<Signal> all;
  for (const auto& part : {std::span<const Signal>(kPayments), std::span<const Signal>(kLogins),
                           std::span<const Signal>(kFakeOrders), std::span<const Signal>(kCommissionsAndRefunds)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

// One tenant with a replay clock for all stories; its time moves on from story to story.
class SignalOverHttps : public testing::TestWithParam<Signal> {
 protected:
  static void SetUpTestSuite() {
    server_ =
        std::make_unique<ApiServer>(std::vector<std::string>{"--clock", "replay", "--from", "2011-01-01T00:00:00Z"});
    ASSERT_EQ(server_->process().stop(), 0);
    const auto countries = server_->data() / "country.mmdb";
    TinyGeoIp().add(81, "GB").add(36, "CN").write(countries);
    server_->start({"--geoip", countries.string()});
    std::vector<risk::RulesetError> errors;
    rules_ = risk::Ruleset::compile(risk::Ruleset::default_toml(), errors);
    ASSERT_TRUE(rules_);
    now_ = *core::parse_time("2011-01-02T00:00:00Z");
  }
  static void TearDownTestSuite() { server_.reset(); }

  static bool fires(const Reply& line, const std::string& code) {
    for (int i = 0;; ++i) {
      const std::string found = line.at("/body/decision/reasons/" + std::to_string(i) + "/code");
      if (found.empty() || found == code) return found == code;
    }
  }

  static core::Verdict severity(const std::string& outcome) {
    for (const auto& name : enum_names(core::Verdict{}))
      if (name.name == outcome) return name.value;
    ADD_FAILURE() << "no outcome: " << outcome;
    return core::Verdict::allow;
  }

  static std::shared_ptr<const risk::Ruleset> rules_;
  static std::unique_ptr<ApiServer> server_;
  static core::Time now_;
  static int stories_;
};
std::shared_ptr<const risk::Ruleset> SignalOverHttps::rules_;
std::unique_ptr<ApiServer> SignalOverHttps::server_;
core::Time SignalOverHttps::now_;
int SignalOverHttps::stories_ = 0;

TEST_P(SignalOverHttps, Fires) {
  const Signal& signal = GetParam();
  ++stories_;
  Story story("s" + std::to_string(stories_) + "-", stories_, now_);
  signal.tell(story);
  now_ = story.now() + core::days(1);
  const auto answers = server_->client("platform").batch(story.ndjson());
  ASSERT_EQ(answers.size(), story.lines()) << answers.front().body;
  const Reply& last = answers.back();
  EXPECT_TRUE(fires(last, signal.code)) << last.body;
  EXPECT_GE(severity(last.at("/body/decision/outcome")), rules_->rule(signal.code)->verdict) << last.body;
  for (const Reply& line : answers) {
    if (!line.has("/body/decision")) continue;
    EXPECT_TRUE(!fires(line, signal.code) || &line == &last) << "already on the first scored line: " << line.body;
    break;
  }
}
INSTANTIATE_TEST_SUITE_P(Default, SignalOverHttps, testing::ValuesIn(signals()), [](const auto& i) {
  std::string name = i.param.code;
  std::erase(name, '-');
  return name;
});

TEST(Signals, EveryRuleOfTheDefaultSetHasItsStory) {
  std::set<std::string> told;
  for (const Signal& signal : signals()) told.insert(signal.code);
  std::vector<risk::RulesetError> errors;
  const auto ruleset = risk::Ruleset::compile(risk::Ruleset::default_toml(), errors);
  ASSERT_TRUE(ruleset);
  for (const risk::RuleInfo& rule : ruleset->rules()) EXPECT_TRUE(told.contains(rule.code)) << rule.code;
  EXPECT_EQ(told.size(), ruleset->rules().size());
}

}  // namespace
}  // namespace tallygate::tests
