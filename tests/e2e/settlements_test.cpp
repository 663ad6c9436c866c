// Settlements and journal entries over HTTPS: who may report, ask and approve, and what verify and the exported journal
// say of them afterwards. The tenant's clock is replay, so that the scene has its days.
#include <gtest/gtest.h>

#include "tests/support/checked_journal.hpp"

namespace tallygate::tests {
namespace {

class Settlements : public testing::Test {
 protected:
  Settlements()
      : platform_(server_.client("platform")),
        operator_(server_.client("operator")),
        approver_(server_.client("approver")) {}

  Reply settle(const std::string& id, const std::string& channel = "card") {
    return platform_.post("/v1/channels/" + channel + "/settlements",
                          R"({"settlement_id":")" + id + R"(","gross":9000,"fee":54,"currency":"CNY"})");
  }
  static std::string body(const std::string& id, const std::string& postings, const std::string& more = {}) {
    return R"({"entry_id":")" + id + R"(","reason":"counted again","postings":[)" + postings + "]" + more + "}";
  }
  static std::string posting(const std::string& account, int amount) {
    return R"({"account":")" + account + R"(","currency":"CNY","amount":)" + std::to_string(amount) + "}";
  }
  Reply approve(const Reply& asked) {
    return approver_.post("/v1/approvals/" + asked.at("/approval/id"), R"({"approve":true})");
  }
  std::string posted(const std::string& account) {
    return platform_.get("/v1/accounts/" + account).at("/balances/0/posted");
  }

  ApiServer server_{{"--clock", "replay", "--from", "2026-01-01T00:00:00Z"}};
  ApiClient platform_, operator_, approver_;
};

TEST_F(Settlements, AreReportedOnceAndTakenBackByAnEntryOfTwoPersons) {
  const Reply settled = settle("s1");
  EXPECT_EQ(settled.status, 201) << settled.body;
  EXPECT_EQ(settled.at("/state") + " " + settled.at("/settlement_id"), "settled s1");
  EXPECT_EQ(posted("assets:bank:main") + " " + posted("expenses:channel_fee:card"), "8946 54");
  EXPECT_EQ(posted("assets:channel:card"), "-9000");
  EXPECT_EQ(settle("s1").at("/code"), "settlement_exists");
  EXPECT_EQ(settle("s1", "paper").at("/code"), "channel_not_found");
  EXPECT_EQ(operator_.post("/v1/channels/card/settlements", "{}").status, 403);

  const std::string back = posting("assets:channel:card", 9'000) + "," + posting("assets:bank:main", -8'946) + "," +
                           posting("expenses:channel_fee:card", -54);
  const std::string reverses = R"(,"reverses":)" + settled.at("/record/seq");
  EXPECT_EQ(platform_.post("/v1/journal", body("e1", back, reverses)).status, 403);
  const Reply asked = operator_.post("/v1/journal", body("e1", back, reverses));
  EXPECT_EQ(asked.status, 202) << asked.body;
  EXPECT_EQ(asked.at("/entry_id") + " " + asked.at("/state"), "e1 pending");
  EXPECT_EQ(posted("assets:bank:main"), "8946");
  const Reply shown = approver_.get("/v1/approvals/" + asked.at("/approval/id"));
  EXPECT_EQ(shown.at("/subject") + " " + shown.at("/request/postings/0/amount"), "journal:e1 9000") << shown.body;
  EXPECT_EQ(approve(asked).status, 200);
  EXPECT_EQ(posted("assets:bank:main") + " " + posted("assets:channel:card"), "0 0");
  EXPECT_EQ(operator_.post("/v1/journal", body("e2", back, reverses)).at("/code"), "entry_already_reversed");
  EXPECT_EQ(operator_.post("/v1/journal", body("e1", back)).at("/code"), "exists_with_different_content");
  EXPECT_EQ(operator_.post("/v1/journal", body("e2", back, R"(,"reverses":1)")).at("/code"), "entry_not_found");
  const std::string uneven = posting("assets:bank:main", 5) + "," + posting("equity:adjustments", -4);
  const Reply refused = operator_.post("/v1/journal", body("e2", uneven));
  EXPECT_EQ(refused.at("/code"), "amount_mismatch");
  EXPECT_EQ(refused.at("/detail"), "debits of 5 CNY, credits of 4 CNY") << refused.body;
}

TEST_F(Settlements, VerifyAndStandInTheJournal) {
  ASSERT_EQ(settle("s1").status, 201);
  const std::string found = posting("assets:bank:main", 5) + "," + posting("equity:adjustments", -5);
  ASSERT_EQ(approve(operator_.post("/v1/journal", body("e1", found))).status, 200);
  const Reply trail = server_.client("auditor").get("/v1/audit/records?type=journal.posted");
  EXPECT_EQ(trail.at("/items/0/data/request/reason"), "counted again") << trail.body;
  EXPECT_NE(trail.body.find(R"(["journal:e1",3])"), std::string::npos) << "asked for, approved, posted: " << trail.body;
  ASSERT_EQ(server_.process().stop(), 0);
  expect_verified(server_);
  server_.start();
  platform_ = server_.client("platform");
  EXPECT_EQ(settle("s1").at("/code"), "settlement_exists") << "known after a restart";
  ASSERT_EQ(server_.process().stop(), 0);

  const std::string text = checked_journal(server_);
  EXPECT_NE(text.find("expenses:channel_fee:card"), std::string::npos) << text;
  EXPECT_NE(text.find("equity:adjustments"), std::string::npos) << text;
}

}  // namespace
}  // namespace tallygate::tests
