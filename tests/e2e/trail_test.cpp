// What an auditor can ask, and what verify, export and the personal-data call say of the same log.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class TrailOverHttps : public testing::Test {
 protected:
  void SetUp() override {
    ApiClient platform = server_.client("platform");
    for (int i = 0; i < 5; ++i) {
      const std::string id = "o" + std::to_string(i);
      ASSERT_EQ(
          platform
              .post(
                  "/v1/orders",
                  R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m)" + std::to_string(i % 2) +
                      R"(","amount":100,"currency":"CNY","ip":"203.0.113.9","ship_to":{"name":"Zebulon Quux","phone":"0161 496 0000"}})")
              .status,
          201);
      ASSERT_EQ(
          platform
              .post("/v1/orders/" + id + "/payments", R"({"payment_id":"p)" + std::to_string(i) +
                                                          R"(","channel":"alipay","amount":100,"currency":"CNY"})")
              .status,
          201);
    }
  }
  static std::size_t items(const Reply& reply) {
    std::size_t n = 0;
    while (reply.has("/items/" + std::to_string(n))) ++n;
    return n;
  }
  ApiServer server_;
};

TEST_F(TrailOverHttps, FindsRecordsByWhatTheyTouch) {
  ApiClient auditor = server_.client("auditor");
  EXPECT_EQ(items(auditor.get("/v1/audit/records?order=o3")), 2U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?party=m1&type=order.placed")), 2U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?payment=p2")), 1U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?account=liabilities:escrow")), 5U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?actor=" + server_.credentials().client("platform").client_id)), 10U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?to=2001-01-01T00:00:00Z")), 0U);
  EXPECT_EQ(items(auditor.get("/v1/audit/records?order=nothing")), 0U);
}

TEST_F(TrailOverHttps, PagesJoinWithoutGapOrOverlap) {
  ApiClient auditor = server_.client("auditor");
  std::vector<std::string> seqs;
  std::string cursor;
  for (int page = 0; page < 20; ++page) {
    const Reply reply = auditor.get("/v1/audit/records?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(reply.status, 200) << reply.body;
    for (std::size_t i = 0; i < items(reply); ++i) seqs.push_back(reply.at("/items/" + std::to_string(i) + "/seq"));
    cursor = reply.at("/next_cursor");
    if (cursor == "null") break;
  }
  ASSERT_GE(seqs.size(), 17U);
  for (std::size_t i = 0; i < seqs.size(); ++i) EXPECT_EQ(seqs[i], std::to_string(i));
}

TEST_F(TrailOverHttps, LinesAreTheBytesThatWereHashed) {
  ApiClient auditor = server_.client("auditor");
  const Reply lines = auditor.get("/v1/audit/records?limit=1000", {{"Accept", "application/x-ndjson"}});
  EXPECT_FALSE(lines.headers.find("next-cursor"));
  std::string prev(64, '0');
  std::string_view rest = lines.body;
  std::size_t n = 0;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    EXPECT_NE(line.find("\"prev\":\"" + prev + "\""), std::string_view::npos) << "record " << n;
    prev = core::to_hex(core::view(core::leaf_hash(line)));
    rest.remove_prefix(line.size() + 1);
    ++n;
  }
  EXPECT_GE(n, 17U);
  const Reply last = auditor.get("/v1/audit/records/" + std::to_string(n - 1));
  EXPECT_EQ(last.headers.get("tallygate-leaf"), prev);
}

TEST_F(TrailOverHttps, EntriesOfAnAccountAddUpToItsBalance) {
  ApiClient platform = server_.client("platform");
  const Reply entries = platform.get("/v1/accounts/liabilities:escrow/entries");
  ASSERT_EQ(items(entries), 5U) << entries.body;
  EXPECT_EQ(entries.at("/normal"), "credit");
  EXPECT_EQ(entries.at("/items/4/balance"), "500");
  EXPECT_EQ(entries.at("/items/4/amount") + " " + entries.at("/items/4/change"), "-100 100");
  EXPECT_NE(entries.body.find(R"("about":["payment:p4","order:o4"])"), std::string::npos) << entries.body;
  EXPECT_EQ(platform.get("/v1/accounts/liabilities:escrow").at("/balances/0/posted"), "500");
}

TEST_F(TrailOverHttps, PersonalDataIsReadableOnlyWithItsScope) {
  ApiClient compliance = server_.client("compliance");
  const Reply data = compliance.get("/v1/parties/b1/data");
  ASSERT_EQ(data.status, 200) << data.body;
  EXPECT_NE(data.body.find("Zebulon Quux"), std::string::npos) << data.body;
  EXPECT_EQ(server_.client("platform").get("/v1/parties/b1/data").status, 403);
  ApiClient auditor = server_.client("auditor");
  EXPECT_EQ(auditor.get("/v1/audit/records?limit=1000").body.find("Zebulon"), std::string::npos);
}

TEST_F(TrailOverHttps, NoFileOfTheDirectoryHoldsAPersonsNamePhoneOrAddress) {
  EXPECT_EQ(server_.process().stop(), 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(server_.data())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    for (const char* clear : {"Zebulon", "Quux", "0161 496", "01614960000", "203.0.113.9"})
      EXPECT_EQ(bytes.find(clear), std::string::npos) << clear << " stands in " << entry.path();
    ++files;
  }
  EXPECT_GE(files, 5U);
}

TEST_F(TrailOverHttps, VerifyHoldsBesideTheServerAndAfterIt) {
  const std::vector<std::string> verify = {"verify", server_.data().string(),    "--tenant", "shop",
                                           "--vkey", server_.credentials().vkey, "--json"};
  EXPECT_EQ(run_tallygate(verify).exit_code, 0);
  EXPECT_EQ(server_.process().stop(), 0);
  const CommandResult after = run_tallygate(verify);
  EXPECT_EQ(after.exit_code, 0) << after.out << after.err;
  const auto exported = (server_.data() / "trail.ndjson").string();
  ASSERT_EQ(run_tallygate(
                {"export", "--data", server_.data().string(), "--tenant", "shop", "--format", "ndjson", "-o", exported})
                .exit_code,
            0);
  EXPECT_EQ(run_tallygate({"verify", exported}).exit_code, 0);
  std::fstream file(exported, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(2'000);
  file.put('#');
  file.close();
  EXPECT_EQ(run_tallygate({"verify", exported}).exit_code, 1);
}

// The caller is told nothing of why; the operator is, once for many requests.
TEST_F(TrailOverHttps, ARecordThatCannotBeReadIsNamedOnStandardError) {
  ApiClient platform = server_.client("platform"), auditor = server_.client("auditor");
  const Reply placed = platform.post(
      "/v1/orders", R"({"order_id":"zebra-crossing","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})");
  ASSERT_EQ(placed.status, 201) << placed.body;
  ASSERT_EQ(
      platform.post("/v1/orders", R"({"order_id":"last","buyer":"b1","merchant":"m1","amount":1,"currency":"CNY"})")
          .status,
      201);
  const auto path = server_.data() / "shards" / "0" / "data.mdb";
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::fstream damaged(path, std::ios::binary | std::ios::in | std::ios::out);
  for (auto at = bytes.find("zebra-crossing"); at != std::string::npos; at = bytes.find("zebra-crossing", at + 1)) {
    damaged.seekp(static_cast<std::streamoff>(at));
    damaged.put('\x01');
  }
  damaged.close();
  constexpr std::size_t kRequests = 30;
  for (std::size_t i = 0; i < kRequests; ++i) {
    const Reply reply = auditor.get("/v1/audit/records?order=zebra-crossing");
    EXPECT_EQ(reply.status, 500) << reply.body;
    EXPECT_EQ(reply.body.find("record " + placed.at("/record/seq")), std::string::npos) << reply.body;
  }
  server_.process().kill_now();
  const std::string said = server_.process().output();
  const std::string line = "a request of tenant shop was answered 500: record " + placed.at("/record/seq") + ": ";
  std::size_t lines = 0;
  for (auto at = said.find(line); at != std::string::npos; at = said.find(line, at + 1)) ++lines;
  EXPECT_GE(lines, 1U) << said;
  EXPECT_LT(lines, kRequests) << said;
  EXPECT_EQ(said.find("ebra"), std::string::npos) << said;
}

}  // namespace
}  // namespace tallygate::tests
