// Receipts: with which answers they come, and that verify holds a log to them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/bytes.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

std::string order_line(const std::string& id) {
  return R"({"op":"order.place","key":"k-)" + id + R"(","body":)" + order_body(id) + "}\n";
}

class Receipts : public testing::Test {
 protected:
  fs::path home() const { return server_.data().parent_path(); }
  // What verify says of the log, held to this receipt.
  CommandResult verify(const std::string& receipt, const fs::path& what) {
    std::ofstream(home() / "receipt", std::ios::binary) << receipt;
    return run_tallygate(
        {"verify", what.string(), "--vkey", server_.credentials().vkey, "--receipt", (home() / "receipt").string()});
  }
  static std::uint64_t seq_of(const std::string& receipt) {
    const std::string note = core::from_base64(receipt).value_or("");
    const auto second = note.find('\n', note.find('\n') + 1);
    return std::stoull(note.substr(second + 1));
  }
  ApiServer server_;
};

TEST_F(Receipts, ComeWithEveryRecordedAnswerAndHold) {
  ApiClient platform = server_.client("platform");
  const Reply placed = platform.post("/v1/orders", order_body("o1"), "k1");
  ASSERT_EQ(placed.status, 201);
  const std::string receipt(placed.headers.get("tallygate-receipt"));
  const std::string note = core::from_base64(receipt).value_or("");
  EXPECT_EQ(note.substr(0, 10), "receipt/1\n") << note;
  EXPECT_EQ(note.substr(10, server_.credentials().origin.size() + 1), server_.credentials().origin + "\n");
  EXPECT_GE(seq_of(receipt), std::stoull(placed.at("/record/seq")));
  // A refusal is a record, so it is promised too; what is not recorded is not.
  EXPECT_NE(platform.post("/v1/orders/none/complete", "{}").headers.get("tallygate-receipt"), "");
  EXPECT_EQ(platform.get("/v1/orders/o1").headers.get("tallygate-receipt"), "");
  EXPECT_EQ(platform.post("/v1/orders", "{", "k9").headers.get("tallygate-receipt"), "");
  // A replay has the same body, under whatever was promised last.
  const Reply again = platform.post("/v1/orders", order_body("o1"), "k1");
  EXPECT_EQ(again.body, placed.body);
  EXPECT_GE(seq_of(std::string(again.headers.get("tallygate-receipt"))), seq_of(receipt));
  EXPECT_EQ(server_.process().stop(), 0);
  const CommandResult holds = verify(receipt, server_.data());
  EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
  EXPECT_EQ(verify(note, server_.data()).exit_code, 0);
  server_.start();
  const Reply after = server_.client("platform").post("/v1/orders", order_body("o1"), "k1");
  EXPECT_EQ(after.body, placed.body);
  EXPECT_GE(seq_of(std::string(after.headers.get("tallygate-receipt"))), seq_of(receipt));
}

TEST_F(Receipts, OfABatchStandInItsLinesAndCoverThoseThatFollow) {
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += order_line("o" + std::to_string(i));
  ApiClient platform = server_.client("platform");
  const Reply whole = platform.raw(
      "POST", "/v1/batch", {{"Authorization", platform.bearer()}, {"Content-Type", "application/x-ndjson"}}, lines);
  ASSERT_EQ(whole.status, 200) << whole.body;
  std::uint64_t promised = 0, receipts = 0;
  std::size_t begin = 0, count = 0;
  for (std::size_t end = 0; (end = whole.body.find('\n', begin)) != std::string::npos; begin = end + 1, ++count) {
    Reply line;
    line.body = whole.body.substr(begin, end - begin);
    ASSERT_EQ(line.at("/status"), "201") << line.body;
    if (line.has("/receipt")) {
      promised = seq_of(line.at("/receipt"));
      ++receipts;
    }
    EXPECT_GE(promised, std::stoull(line.at("/body/record/seq"))) << line.body;
  }
  EXPECT_EQ(count, 50U);
  EXPECT_GE(receipts, 1U);
}

TEST_F(Receipts, ShowThatALogWasCutOrRewritten) {
  EXPECT_EQ(server_.process().stop(), 0);
  fs::copy(server_.data(), home() / "older", fs::copy_options::recursive);
  server_.start();
  const Reply placed = server_.client("platform").post("/v1/orders", order_body("o1"));
  const std::string receipt(placed.headers.get("tallygate-receipt"));
  EXPECT_EQ(server_.process().stop(), 0);
  EXPECT_EQ(verify(receipt, server_.data()).exit_code, 0);
  const fs::path file = home() / "log.ndjson";
  ASSERT_EQ(run_tallygate({"export", "--data", server_.data().string(), "--tenant", "shop", "--format", "ndjson", "-o",
                           file.string()})
                .exit_code,
            0);
  EXPECT_EQ(run_tallygate({"verify", file.string(), "--receipt", (home() / "receipt").string()}).exit_code, 0);
  // The older copy, and the same grown on in another way.
  fs::remove_all(server_.data());
  fs::rename(home() / "older", server_.data());
  const CommandResult cut = verify(receipt, server_.data());
  EXPECT_EQ(cut.exit_code, 1);
  EXPECT_NE(cut.out.find("the receipt promises record"), std::string::npos) << cut.out;
  server_.start();
  EXPECT_EQ(server_.client("platform").post("/v1/orders", order_body("o2")).status, 201);
  EXPECT_EQ(server_.process().stop(), 0);
  const CommandResult other = verify(receipt, server_.data());
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_NE(other.out.find("the record is not the one that the receipt promises"), std::string::npos) << other.out;
  // A receipt that nobody signed promises nothing.
  std::string forged = core::from_base64(receipt).value_or("");
  forged.replace(forged.find("\n\n") - 2, 1, forged[forged.find("\n\n") - 2] == 'A' ? "E" : "A");
  const CommandResult unsigned_one = verify(forged, server_.data());
  EXPECT_EQ(unsigned_one.exit_code, 1);
  EXPECT_NE(unsigned_one.out.find("the receipt is not one that"), std::string::npos) << unsigned_one.out;
}

}  // namespace
}  // namespace tallygate::tests
