// POST /v1/batch: lines are executed as they arrive and answered in order as they become durable; ?atomic=true is all
// or nothing.
#include <gtest/gtest.h>

#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

std::string place(const std::string& id, const std::string& key, const std::string& more = {}) {
  return R"({"op":"order.place","key":")" + key + R"(","body":{"order_id":")" + id +
         R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY")" + more + "}}\n";
}

std::string pay(const std::string& order, const std::string& payment, const std::string& key) {
  return R"({"op":"order.pay","key":")" + key + R"(","path":{"id":")" + order + R"("},"body":{"payment_id":")" +
         payment + R"(","channel":"alipay","amount":100,"currency":"CNY"}})" + "\n";
}

class Batch : public testing::Test {
 protected:
  ApiServer server_;
  ApiClient platform_ = server_.client("platform");
};

TEST_F(Batch, AnswersEveryLineInOrder) {
  std::string lines;
  for (int i = 0; i < 500; ++i) lines += place("o" + std::to_string(i), "k" + std::to_string(i));
  const auto answers = platform_.batch(lines);
  ASSERT_EQ(answers.size(), 500U);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].at("/key"), "k" + std::to_string(i));
    EXPECT_EQ(answers[i].status, 201) << answers[i].body;
  }
}

TEST_F(Batch, ALineSeesWhatTheLinesBeforeItDid) {
  const auto answers = platform_.batch(place("o1", "k1") + pay("o1", "p1", "k2"));
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[1].status, 201) << answers[1].body;
}

TEST_F(Batch, ALinesBodyIsWhatTheSingleCallAnswers) {
  const auto answers = platform_.batch(place("o1", "k1"));
  const Reply single = platform_.post(
      "/v1/orders", R"({"order_id":"o1","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})", "k1");
  EXPECT_EQ(single.headers.get("idempotent-replayed"), "true");
  // The receipt is of the line, not of the body; a line that is replayed has none.
  EXPECT_TRUE(answers[0].body.starts_with(R"({"body":)" + single.body + R"(,"key":"k1","receipt":")"));
  EXPECT_TRUE(answers[0].body.ends_with(R"(","status":201})")) << answers[0].body;
  EXPECT_EQ(platform_.batch(place("o1", "k1"))[0].body, R"({"body":)" + single.body + R"(,"key":"k1","status":201})");
}

TEST_F(Batch, ABadLineGetsItsOwnAnswerAndTheRestGoesOn) {
  const auto answers =
      platform_.batch("not json\n" + place("o1", "k1", R"(,"colour":"red")") + "\n" + place("o2", "k2") +
                      R"({"op":"order.dance","key":"k3","body":{}})" + "\n" + place("o3", "k4"));
  ASSERT_EQ(answers.size(), 5U);
  EXPECT_EQ(answers[0].at("/body/code"), "malformed_json");
  EXPECT_EQ(answers[1].at("/body/code"), "invalid_field");
  EXPECT_EQ(answers[1].at("/body/errors/0/pointer"), "/body/colour");
  EXPECT_EQ(answers[1].at("/key"), "k1");
  EXPECT_EQ(answers[2].status, 201);
  EXPECT_EQ(answers[3].at("/body/code"), "unknown_operation");
  EXPECT_EQ(answers[4].status, 201);
}

TEST_F(Batch, ALineNeedsItsOperationsScope) {
  ApiClient narrow = server_.client("platform", "facts:write");
  const auto answers =
      narrow.batch(place("o1", "k1") +
                   R"({"op":"payment.decline","key":"k2","path":{"id":"p1"},"body":{"code":"do_not_honor"}})" + "\n");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].status, 403);
  EXPECT_EQ(answers[0].at("/body/errors/0/pointer"), "/op");
  EXPECT_EQ(answers[1].status / 100, 2) << answers[1].body;
}

TEST_F(Batch, TheFirstLinesAreAnsweredWhileTheRequestIsStillOpen) {
  bench::HttpsConnection& connection = platform_.connection();
  const std::string line = place("o1", "k1");
  ASSERT_TRUE(connection.send_bytes(bench::serialise_head(
      "POST", "/v1/batch", "127.0.0.1",
      {{"Authorization", platform_.bearer()}, {"Content-Type", "application/x-ndjson"}}, 2 * line.size())));
  ASSERT_TRUE(connection.send_bytes(line));
  const auto first = connection.read_line();
  ASSERT_TRUE(first) << connection.why();
  EXPECT_NE(first->find(R"("status":201)"), std::string::npos) << *first;
  ASSERT_TRUE(connection.send_bytes(place("o2", "k2")));
  const auto second = connection.read_line();
  ASSERT_TRUE(second);
  EXPECT_NE(second->find(R"("key":"k2")"), std::string::npos);
  EXPECT_FALSE(connection.read_line());
  EXPECT_EQ(connection.line_response().status, 200);
}

TEST_F(Batch, StopsAtTenThousandLines) {
  std::string lines;
  for (int i = 0; i < 10'002; ++i) lines += "x\n";
  const auto answers = platform_.batch(lines);
  ASSERT_EQ(answers.size(), 10'001U);
  EXPECT_EQ(answers[9'999].at("/body/code"), "malformed_json");
  EXPECT_EQ(answers[10'000].at("/body/code"), "body_too_large");
}

TEST_F(Batch, AnEmptyOneHasAnEmptyAnswer) {
  const Reply reply = platform_.raw(
      "POST", "/v1/batch", {{"Authorization", platform_.bearer()}, {"Content-Type", "application/x-ndjson"}}, "");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "");
}

TEST_F(Batch, AnAtomicOneIsDoneWhole) {
  const auto answers = platform_.batch(place("o1", "k1") + pay("o1", "p1", "k2"), "?atomic=true", "batch-1");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].status, 201);
  EXPECT_EQ(answers[1].status, 201) << answers[1].body;
  const auto again = platform_.batch(place("o1", "k1") + pay("o1", "p1", "k2"), "?atomic=true", "batch-1");
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0].body, answers[0].body);
  EXPECT_EQ(again[1].body, answers[1].body);
  EXPECT_EQ(again[0].headers.get("idempotent-replayed"), "true");
}

TEST_F(Batch, AnAtomicOneWithARefusedLineDoesNothing) {
  const auto answers =
      platform_.batch(place("o1", "k1") + pay("nowhere", "p1", "k2") + place("o2", "k3"), "?atomic=true", "batch-1");
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].at("/body/code"), "batch_aborted");
  EXPECT_EQ(answers[1].at("/body/code"), "order_not_found");
  EXPECT_EQ(answers[2].at("/body/code"), "batch_aborted");
  EXPECT_EQ(platform_.get("/v1/orders/o1").status, 404);
  // Neither keys nor ids are used up.
  EXPECT_EQ(platform_.batch(place("o1", "k1"))[0].status, 201);
}

TEST_F(Batch, ARefusedLineOfAnAtomicOneSaysWhatItsSingleCallWouldSay) {
  const std::string refund =
      R"({"op":"order.refund","key":"k2","path":{"id":"o1"},"body":{"refund_id":"r1","amount":1,"currency":"CNY"}})";
  const auto tried = platform_.batch(place("o1", "k1") + refund + "\n", "?atomic=true&dry_run=true", "batch-0");
  const auto answers = platform_.batch(place("o1", "k1") + refund + "\n", "?atomic=true", "batch-1");
  ASSERT_EQ(platform_.batch(place("o1", "k1"))[0].status, 201);
  const Reply single =
      platform_.post("/v1/orders/o1/refunds", R"({"refund_id":"r1","amount":1,"currency":"CNY"})", "k2");
  for (const auto* lines : {&tried, &answers}) {
    ASSERT_EQ(lines->size(), 2U);
    for (const char* member : {"/code", "/detail", "/errors/0/pointer", "/errors/0/detail"})
      EXPECT_EQ((*lines)[1].at(std::string("/body") + member), single.at(member)) << member;
    EXPECT_NE((*lines)[0].at("/body/detail"), "");
  }
  EXPECT_EQ(single.at("/errors/0/pointer"), "/amount");
  const auto again = platform_.batch(place("o1", "k1") + refund + "\n", "?atomic=true", "batch-1");
  EXPECT_EQ(again[1].body, answers[1].body);
}

TEST_F(Batch, AnAtomicOneWithAMalformedLineIsNotRecorded) {
  const auto answers = platform_.batch(place("o1", "k1") + "{}\n", "?atomic=true", "batch-1");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].at("/body/code"), "batch_aborted");
  EXPECT_EQ(answers[1].at("/body/code"), "invalid_field");
  EXPECT_EQ(platform_.batch(place("o1", "k1"), "?atomic=true", "batch-1")[0].status, 201);  // its key is still free
}

}  // namespace
}  // namespace tallygate::tests
