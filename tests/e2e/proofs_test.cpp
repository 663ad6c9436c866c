// Proofs and tiles over HTTPS: when they are given, to whom, and what is said otherwise. That they hold is for tools
// that are not ours (tests/proofs).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

class ProofsOverHttps : public testing::Test {
 protected:
  // The seq of the record.
  std::uint64_t place(const std::string& id) {
    const Reply reply = platform_.post(
        "/v1/orders", R"({"order_id":")" + id + R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"})");
    EXPECT_EQ(reply.status, 201) << reply.body;
    return std::stoull(reply.at("/record/seq"));
  }
  // A record that is published, and everything before it.
  std::uint64_t place_published(const std::string& id) {
    const std::uint64_t seq = place(id);
    EXPECT_EQ(auditor_.get(proof_of(seq, "?wait=10s")).status, 200);
    return seq;
  }
  std::string state_of(std::uint64_t seq) {
    return std::string(auditor_.get("/v1/audit/records/" + std::to_string(seq)).headers.get("tallygate-state"));
  }
  // What is answered about a record that no checkpoint covers yet. Right after a checkpoint there is none for a second;
  // on a machine so busy that this is over, once more.
  Reply ask_before_the_checkpoint(const std::function<Reply(std::uint64_t seq)>& ask) {
    for (int i = 0; i < 20; ++i) {
      place_published("before" + std::to_string(i));
      const std::uint64_t seq = place("after" + std::to_string(i));
      Reply reply = ask(seq);
      if (state_of(seq) == "sequenced") return reply;
    }
    ADD_FAILURE() << "every record was published at once";
    return {};
  }
  // The lines of a batch.
  static std::string orders(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) {
      const std::string id = "b" + std::to_string(i);
      lines += R"({"op":"order.place","key":")" + id + R"(","body":{"order_id":")" + id +
               R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"}})" + "\n";
    }
    return lines;
  }
  static std::string proof_of(std::uint64_t seq, const std::string& query = "") {
    return "/v1/audit/records/" + std::to_string(seq) + "/proof" + query;
  }
  ApiClient auditor() { return server_.client("auditor"); }
  Reply anyone(const std::string& target, const std::string& method = "GET") {
    ApiClient client = server_.anonymous();
    return client.raw(method, target, {}, "");
  }
  void restart_with(const std::string& config) {
    EXPECT_EQ(server_.process().stop(), 0);
    const auto file = server_.data().parent_path() / "config.toml";
    std::ofstream(file) << config;
    server_.start({"--config", file.string()});
  }
  static std::uint64_t size_of(const std::string& note) { return std::stoull(note.substr(note.find('\n') + 1)); }

  ApiServer server_;
  ApiClient platform_ = server_.client("platform");
  ApiClient auditor_ = server_.client("auditor");
};

TEST_F(ProofsOverHttps, ARecordIsSequencedAndThenPublished) {
  std::uint64_t seq = 0;
  const Reply early = ask_before_the_checkpoint([&](std::uint64_t at) { return auditor_.get(proof_of(seq = at)); });
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(early.at("/code"), "not_published");
  EXPECT_EQ(early.headers.get("retry-after"), "1");
  const Reply proof = auditor_.get(proof_of(seq, "?wait=10s"));
  ASSERT_EQ(proof.status, 200) << proof.body;
  EXPECT_TRUE(proof.body.starts_with("c2sp.org/tlog-proof@v1\nindex " + std::to_string(seq) + "\n"));
  EXPECT_TRUE(proof.body.ends_with("\n\n" + auditor_.get("/v1/audit/checkpoint").body)) << proof.body;
  EXPECT_EQ(state_of(seq), "published");
}

TEST_F(ProofsOverHttps, AWaitEndsAtItsTime) {
  const Reply early =
      ask_before_the_checkpoint([&](std::uint64_t seq) { return auditor_.get(proof_of(seq, "?wait=100ms")); });
  EXPECT_EQ(early.status, 409);
  EXPECT_EQ(early.at("/code"), "not_published");
}

TEST_F(ProofsOverHttps, WhatIsNotThereHasNoProof) {
  const std::uint64_t seq = place_published("o0");
  ApiClient auditor = this->auditor();
  EXPECT_EQ(auditor.get(proof_of(seq + 1, "?wait=10s")).status, 404);
  EXPECT_EQ(auditor.get("/v1/audit/records/x/proof").status, 404);
  EXPECT_EQ(auditor.get(proof_of(seq, "?wait=soon")).at("/code"), "invalid_query");
  EXPECT_EQ(auditor.get(proof_of(seq, "?size=3")).at("/code"), "invalid_query");
  EXPECT_EQ(server_.client("platform").get(proof_of(seq)).status, 403);
  EXPECT_EQ(anyone(proof_of(seq)).status, 401);
}

TEST_F(ProofsOverHttps, OneSizeContinuesAnother) {
  const std::uint64_t seq = place_published("o0");
  ApiClient auditor = this->auditor();
  const std::uint64_t size = size_of(auditor.get("/v1/audit/checkpoint").body);
  const Reply reply = auditor.get("/v1/audit/consistency?from=" + std::to_string(seq));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.at("/to/size"), std::to_string(size));
  EXPECT_EQ(reply.at("/from/size"), std::to_string(seq));
  EXPECT_TRUE(reply.has("/hashes/0"));
  EXPECT_EQ(auditor.get("/v1/audit/consistency?from=0&to=1").at("/hashes"), "[]");
  EXPECT_EQ(auditor.get("/v1/audit/consistency?from=2&to=1").at("/code"), "invalid_query");
  EXPECT_EQ(auditor.get("/v1/audit/consistency").at("/code"), "invalid_query");
  EXPECT_EQ(auditor.get("/v1/audit/consistency?from=1&to=x").at("/code"), "invalid_query");
  EXPECT_EQ(auditor.get("/v1/audit/consistency?from=1&to=" + std::to_string(size + 1)).status, 404);
  const Reply early = ask_before_the_checkpoint(
      [&](std::uint64_t next) { return auditor_.get("/v1/audit/consistency?from=1&to=" + std::to_string(next + 1)); });
  EXPECT_EQ(early.at("/code"), "not_published");
}

TEST_F(ProofsOverHttps, AnyoneMayReadCheckpointAndHashesUpToThePublishedSize) {
  const std::uint64_t seq = place_published("o0");
  const Reply note = anyone("/tlog/shop/checkpoint");
  ASSERT_EQ(note.status, 200);
  EXPECT_EQ(note.body, auditor().get("/v1/audit/checkpoint").body);
  EXPECT_EQ(note.headers.get("cache-control"), "public, max-age=2");
  const std::uint64_t size = size_of(note.body);
  const std::string width = std::to_string(size);
  const Reply tile = anyone("/tlog/shop/tile/0/000.p/" + width);
  ASSERT_EQ(tile.status, 200);
  ASSERT_EQ(tile.body.size(), 32 * size);
  const Reply record = auditor().get("/v1/audit/records/" + std::to_string(seq));
  EXPECT_EQ(core::to_hex(std::string_view(tile.body).substr(32 * seq, 32)), record.headers.get("tallygate-leaf"));
  EXPECT_EQ(anyone("/tlog/shop/tile/0/000.p/1").body, tile.body.substr(0, 32)) << "an earlier size's";
  EXPECT_EQ(anyone("/tlog/shop/tile/0/000.p/" + width, "HEAD").status, 200);
  for (const char* path : {"0/000", "0/001.p/1", "1/000.p/1", "0/0", "x", "8/000", "entries"})
    EXPECT_EQ(anyone("/tlog/shop/tile/" + std::string(path)).status, 404) << path;
  const Reply early = ask_before_the_checkpoint(
      [&](std::uint64_t next) { return anyone("/tlog/shop/tile/0/000.p/" + std::to_string(next + 1)); });
  EXPECT_EQ(early.status, 404) << "not published yet";
}

TEST_F(ProofsOverHttps, FullTilesAndBundlesAreKeptForEver) {
  ASSERT_EQ(platform_.batch(orders(300)).size(), 300U);
  place_published("o0");
  const Reply tile = anyone("/tlog/shop/tile/0/000");
  ASSERT_EQ(tile.status, 200);
  EXPECT_EQ(tile.body.size(), 8'192U);
  EXPECT_EQ(tile.headers.get("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(anyone("/tlog/shop/tile/1/000.p/1").body.size(), 32U);
  EXPECT_EQ(anyone("/tlog/shop/tile/entries/000").status, 401);
  EXPECT_EQ(server_.client("platform").get("/tlog/shop/tile/entries/000").status, 403);
  const Reply bundle = auditor().get("/tlog/shop/tile/entries/000");
  ASSERT_EQ(bundle.status, 200);
  EXPECT_EQ(bundle.headers.get("cache-control"), "private, max-age=31536000, immutable");
  std::string_view rest = bundle.body;
  for (std::size_t i = 0; i < 256; ++i) {
    ASSERT_GE(rest.size(), 2U);
    const std::size_t length = static_cast<std::uint8_t>(rest[0]) * 256U + static_cast<std::uint8_t>(rest[1]);
    const std::string_view leaf = std::string_view(tile.body).substr(32 * i, 32);
    EXPECT_EQ(core::to_hex(core::view(core::leaf_hash(rest.substr(2, length)))), core::to_hex(leaf)) << i;
    rest.remove_prefix(2 + length);
  }
  EXPECT_TRUE(rest.empty());
}

TEST_F(ProofsOverHttps, NoProofIsGivenThatDoesNotHold) {
  ASSERT_EQ(platform_.batch(orders(300)).size(), 300U);
  place_published("o0");
  const std::string tile = anyone("/tlog/shop/tile/0/000").body;
  ASSERT_EQ(tile.size(), 8'192U);
  const std::uint64_t whole = size_of(anyone("/tlog/shop/checkpoint").body);
  std::fstream file(server_.data() / "shards" / "0" / "data.mdb", std::ios::binary | std::ios::in | std::ios::out);
  std::stringstream bytes;
  bytes << file.rdbuf();
  const std::size_t at = bytes.str().find(tile);
  ASSERT_NE(at, std::string::npos);
  const char flipped = static_cast<char>(tile[40] ^ 1);
  file.seekp(static_cast<std::streamoff>(at + 40)).write(&flipped, 1).flush();  // of the leaf of record 1
  EXPECT_EQ(auditor_.get(proof_of(5)).status, 500);
  EXPECT_EQ(auditor_.get("/v1/audit/consistency?from=200&to=" + std::to_string(whole)).status, 500);
  EXPECT_EQ(auditor_.get(proof_of(260)).status, 200) << "whose way up does not lead through that tile";
}

TEST_F(ProofsOverHttps, AnotherTenantsRecordsAreThoseOfATenantThatDoesNotExist) {
  EXPECT_EQ(server_.process().stop(), 0);
  ASSERT_EQ(run_tallygate({"init", "--data", server_.data().string(), "--tenant", "rival"}).exit_code, 0);
  server_.start();
  ApiClient auditor = this->auditor();
  ASSERT_EQ(auditor.get("/tlog/shop/tile/entries/000.p/1").status, 200);
  const Reply theirs = auditor.get("/tlog/rival/tile/entries/000.p/1");
  const Reply nobodys = auditor.get("/tlog/nobody/tile/entries/000.p/1");
  EXPECT_EQ(theirs.status, 404);
  EXPECT_EQ(theirs.body, nobodys.body);
  EXPECT_EQ(anyone("/tlog/rival/tile/entries/000.p/1").body, anyone("/tlog/nobody/tile/entries/000.p/1").body);
}

TEST_F(ProofsOverHttps, ALogThatIsNotPublicIsShownToItsOwnAuditorsOnly) {
  restart_with("[log]\npublic = false\n");
  for (const std::string path : {"checkpoint", "tile/0/000.p/1"}) {
    EXPECT_EQ(auditor().get("/tlog/shop/" + path).status, 200) << path;
    EXPECT_EQ(anyone("/tlog/shop/" + path).status, 401) << path;
    EXPECT_EQ(anyone("/tlog/shop/" + path).body, anyone("/tlog/nobody/" + path).body);
    EXPECT_EQ(server_.client("platform").get("/tlog/shop/" + path).status, 403) << path;
    EXPECT_EQ(auditor().get("/tlog/nobody/" + path).status, 404) << path;
  }
}

TEST_F(ProofsOverHttps, AnAddressHasALimitWhereNoTokenIsNeeded) {
  restart_with("[limits]\npublic_requests_per_second = 1\npublic_burst = 3\n");
  ApiClient client = server_.anonymous();
  std::vector<int> statuses;
  for (int i = 0; i < 30; ++i) statuses.push_back(client.raw("GET", "/tlog/shop/checkpoint", {}, "").status);
  EXPECT_EQ(std::count(statuses.begin(), statuses.begin() + 3, 200), 3);
  EXPECT_GT(std::ranges::count(statuses, 429), 0);
  EXPECT_EQ(auditor().get("/v1/audit/checkpoint").status, 200) << "those who show a token have their own";
}

}  // namespace
}  // namespace tallygate::tests
