// What somebody kept outside, a checkpoint, a receipt, an anchor, against each form in which a log is read: the data
// directory, a backup, an exported file.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "audit/checkpoint.hpp"
#include "core/hash.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

class Kept : public testing::Test {
 protected:
  fs::path at(const std::string& name) const { return server_.data().parent_path() / name; }
  fs::path published() const { return server_.data() / "checkpoints" / "shop"; }
  // The receipt of the order.
  std::string place(const std::string& id) {
    const Reply placed =
        server_.client("platform")
            .post("/v1/orders",
                  R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})");
    EXPECT_EQ(placed.status, 201) << placed.body;
    return std::string(placed.headers.get("tallygate-receipt"));
  }
  void stop() { EXPECT_EQ(server_.process().stop(), 0); }
  // A backup and an export of the log as it is, the server being stopped.
  void copy(const std::string& name) {
    const std::string data = server_.data().string();
    EXPECT_EQ(run_tallygate({"backup", "--data", data, "--to", at(name).string()}).exit_code, 0);
    EXPECT_EQ(run_tallygate({"export", "--data", data, "--tenant", "shop", "--format", "ndjson", "-o",
                             at(name + ".ndjson").string()})
                  .exit_code,
              0);
  }
  std::vector<fs::path> forms(const std::string& name) const {
    return {server_.data(), at(name) / "shop", at(name + ".ndjson")};
  }
  CommandResult verify(const fs::path& what, const std::vector<std::string>& more) const {
    std::vector<std::string> arguments = {"verify", what.string(), "--vkey", server_.credentials().vkey};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  static std::size_t count(const std::string& text, const std::string& of) {
    std::size_t found = 0;
    for (auto at = text.find(of); at != std::string::npos; at = text.find(of, at + of.size())) ++found;
    return found;
  }
  ApiServer server_;
};

TEST_F(Kept, ACheckpointAReceiptAndAnAnchorHoldAgainstEveryFormOfTheLogThatContinuesThem) {
  std::ofstream(at("receipt")) << place("o1");
  stop();
  fs::copy_file(published(), at("kept"));
  fs::create_directory(at("anchor"));
  fs::copy_file(published(), at("anchor") / "localhost%2Fshop%2F1");
  server_.start();
  place("o2");
  stop();
  copy("later");
  for (const fs::path& form : forms("later")) {
    const CommandResult holds = verify(form, {"--checkpoint", at("kept").string(), "--receipt", at("receipt").string(),
                                              "--anchor", at("anchor").string()});
    EXPECT_EQ(holds.exit_code, 0) << form << holds.out << holds.err;
    EXPECT_NE(holds.out.find("the checkpoint in " + at("kept").string() + ": its "), std::string::npos) << holds.out;
    EXPECT_NE(holds.out.find("records are the log's first"), std::string::npos) << holds.out;
    EXPECT_EQ(count(holds.out, "the receipt: record "), 1U) << holds.out;
    EXPECT_EQ(verify(form, {"--checkpoint", at("nothing").string()}).exit_code, 2);
  }
}

TEST_F(Kept, ACheckpointThatTheLogDoesNotContinueIsFoundInEveryForm) {
  place("o1");
  stop();
  copy("earlier");
  fs::copy(server_.data(), at("older"), fs::copy_options::recursive);
  server_.start();
  const std::string receipt = place("o2");
  stop();
  fs::copy_file(published(), at("kept"));
  std::ofstream(at("receipt")) << receipt;
  for (const fs::path& form : {at("older"), at("earlier") / "shop", at("earlier.ndjson")}) {
    const CommandResult cut = verify(form, {"--checkpoint", at("kept").string()});
    EXPECT_EQ(cut.exit_code, 1) << form << cut.out << cut.err;
    EXPECT_NE(cut.out.find("the log holds only"), std::string::npos) << cut.out;
    EXPECT_EQ(verify(form, {"--receipt", at("receipt").string()}).exit_code, 1) << form;
  }
  copy("later");
  std::array<std::uint8_t, 32> seed{};
  std::ofstream(at("strange")) << audit::sign_checkpoint({server_.credentials().origin, 3, core::sha256("x")},
                                                         core::SigningKey::from_seed(seed));
  for (const fs::path& form : forms("later")) {
    const CommandResult strange = verify(form, {"--checkpoint", at("strange").string()});
    EXPECT_EQ(strange.exit_code, 1) << form << strange.out << strange.err;
    EXPECT_NE(strange.out.find("does not hold a checkpoint that"), std::string::npos) << strange.out;
    EXPECT_EQ(count(strange.out, "DOES NOT HOLD"), 1U) << strange.out;
    const CommandResult each = verify(form, {"--checkpoint", at("strange").string(), "--checkpoint",
                                             at("kept").string(), "--receipt", at("receipt").string()});
    EXPECT_EQ(each.exit_code, 1) << each.out;
    EXPECT_EQ(count(each.out, "does not hold a checkpoint that"), 1U) << each.out;
    EXPECT_EQ(count(each.out, "the checkpoint in " + at("kept").string() + ": its "), 1U) << each.out;
    EXPECT_EQ(count(each.out, "the receipt: record "), 1U) << each.out;
  }
}

}  // namespace
}  // namespace tallygate::tests
