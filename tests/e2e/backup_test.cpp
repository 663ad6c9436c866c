// Backup and restore of the real program: under load, incremental, into the same epoch and into the next.
#include <cstdlib>

#include "tests/e2e/backup_fixture.hpp"

namespace tallygate::tests {
namespace {

// Go's own transparency-log package, given files alone: the old checkpoint, the new one, the records.
void expect_that_go_accepts_the_join(const std::filesystem::path& data) {
  const auto records = data.parent_path() / "records.ndjson";
  ASSERT_EQ(run_tallygate(
                {"export", "--data", data.string(), "--tenant", "shop", "--format", "ndjson", "-o", records.string()})
                .exit_code,
            0);
  const std::string go = "cd " TALLYGATE_SOURCE_DIR "/tests/e2e && GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=" +
                         (data.parent_path() / "go-cache").string() + " go run epochs.go ";
  const std::string files = " " + records.string() + " " + (data / "checkpoints/shop").string();
  EXPECT_EQ(std::system((go + files).c_str()), 0);
  // A record changed after the join, and one before it, are refused.
  auto text = read_text(records);
  for (const std::size_t at : {text.size() - 20, text.find("log.opened") + 2}) {
    auto changed = text;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    const auto other = data.parent_path() / "changed.ndjson";
    std::ofstream(other, std::ios::binary) << changed;
    EXPECT_NE(
        std::system((go + " " + other.string() + " " + (data / "checkpoints/shop").string() + " 2>/dev/null").c_str()),
        0);
  }
}

TEST_F(Backups, UnderLoadAreIncrementalAndRestoreToTheSameStateInTheNextEpoch) {
  Load load(server_, 2);
  const CommandResult first = back_up_something_new(load);
  EXPECT_EQ(text(first, "/first"), "true");
  const auto first_segment = read_text(at("backup") / "shop/segments/00000000000000000000.ndjson");
  EXPECT_FALSE(first_segment.empty());
  const CommandResult second = back_up_something_new(load);
  EXPECT_EQ(text(second, "/first"), "false");
  const std::uint64_t position = number(second, "/position");
  EXPECT_EQ(number(first, "/position") + number(second, "/records"), position);
  EXPECT_EQ(read_text(at("backup") / "shop/segments/00000000000000000000.ndjson"), first_segment);
  load.go_on(40);
  load.stop();
  stop();
  EXPECT_EQ(verify(at("backup")).exit_code, 0);
  std::filesystem::create_directory(at("backup") / "lost+found");  // as a volume has one

  const auto original = read_log(server_.data());
  const std::uint64_t published = original->head("shop")->size;
  ASSERT_GT(published, position);
  const CommandResult restored = restore("new", {"--recovery-key", recovery_key(), "--published", checkpoint().string(),
                                                 "--vault-from", at("vault").string()});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(text(restored, "/next_epoch"), "true");
  EXPECT_EQ(text(restored, "/origin"), "localhost/shop/2");
  EXPECT_EQ(number(restored, "/lost"), published - position);

  // The state is that of the original at that position, and so are the keys that were made again from the records.
  {
    const auto log = read_log(at("new"));
    EXPECT_EQ(log->head("shop")->size, position + 1);
    EXPECT_EQ(*log->root_at("shop", position), *original->root_at("shop", position));
    EXPECT_EQ(*log->root_at("shop", number(first, "/position")),
              *original->root_at("shop", number(first, "/position")));
    EXPECT_EQ(state_digest(*log, position), state_digest(*original, position));
    const auto keys = keys_of(*original, position);
    EXPECT_GT(keys.size(), position / 2);
    EXPECT_EQ(keys_of(*log, position + 1), keys);
  }
  // Both epochs verify for someone who only ever noted the first verifier key.
  EXPECT_EQ(verify(server_.data()).exit_code, 0);
  const CommandResult verified = verify(at("new"));
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  EXPECT_EQ(number(verified, "/tenants/0/log/epochs/1/first_seq"), position);
  EXPECT_EQ(number(verified, "/tenants/0/log/epochs/1/lost"), published - position);
  EXPECT_EQ(text(verified, "/tenants/0/log/checkpoint_signed"), "true");

  expect_that_go_accepts_the_join(at("new"));

  // It goes on: what was answered before the position is answered the same way, what came after it is done anew.
  {
    ServerProcess server(at("new"));
    ASSERT_NE(server.port(), 0) << server.output();
    ApiClient platform(server.port(), credentials_at(at("new")), "platform");
    std::size_t same = 0, anew = 0;
    for (const auto& [target, key, body, reply] : load.answered()) {
      const bool restored_too = std::stoull(reply.at("/record/seq")) < position;
      if (restored_too ? same > 300 : anew > 300) continue;
      const Reply again = platform.post(target, body, key);
      if (restored_too) {
        EXPECT_EQ(again.body, reply.body) << key;
        ++same;
      } else {
        EXPECT_GE(std::stoull(again.at("/record/seq")), position + 1) << again.body;
        ++anew;
      }
    }
    EXPECT_GT(same, 20U);
    EXPECT_GT(anew, 20U);
    EXPECT_EQ(platform.get("/v1/accounts/liabilities:escrow").at("/balances/0/posted"),
              platform.get("/v1/accounts/assets:channel:wechat_pay").at("/balances/0/posted"));
    EXPECT_EQ(server.stop(), 0);
  }
  EXPECT_EQ(verify(at("new")).exit_code, 0);

  // Evidence out of it stands under the new key.
  const auto bundle = at("order.tar");
  ASSERT_EQ(run({"export", "--data", at("new").string(), "--tenant", "shop", "--format", "evidence"},
                {"--subject", "order:c0-0", "-o", bundle.string()})
                .exit_code,
            0);
  EXPECT_EQ(run_tallygate({"verify", bundle.string(), "--vkey", text(restored, "/vkey")}).exit_code, 0);

  // And is backed up into the backup that it came from: the epochs stand in one history.
  const CommandResult third =
      run({"backup", "--data", at("new").string(), "--to", at("backup").string(), "--json"}, {});
  EXPECT_EQ(third.exit_code, 0) << third.err;
  EXPECT_GT(number(third, "/records"), 20U);
  EXPECT_EQ(verify(at("backup")).exit_code, 0);
}

TEST_F(Backups, OfAServerThatWasStoppedInOrderGoOnInTheSameEpoch) {
  {
    Load load(server_, 1);
    load.go_on(30);
  }
  const auto lines =
      server_.client("platform")
          .batch(
              R"({"op":"order.place","key":"l1","body":{"order_id":"a1","buyer":"b1","merchant":"m1","amount":5,"currency":"CNY"}}
{"op":"order.place","key":"l2","body":{"order_id":"a2","buyer":"b1","merchant":"m1","amount":5,"currency":"CNY"}}
)",
              "?atomic=true", "whole-1");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1].status, 201) << lines[1].body;
  stop();
  const std::vector<std::string> apart = {"--vault-to", at("vault").string(), "--keys-to", at("keys").string()};
  const CommandResult backed_up = back_up(apart);
  ASSERT_EQ(backed_up.exit_code, 0) << backed_up.err;
  EXPECT_GT(number(backed_up, "/vault_rows"), 0U);
  const CommandResult restored = restore("new", {"--same-epoch", "--published", checkpoint().string(), "--keys-from",
                                                 at("keys").string(), "--vault-from", at("vault").string()});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(text(restored, "/origin"), server_.credentials().origin);
  EXPECT_EQ(text(restored, "/vkey"), server_.credentials().vkey);
  {
    const auto original = read_log(server_.data()), log = read_log(at("new"));
    const auto size = original->head("shop")->size;
    EXPECT_EQ(log->head("shop")->size, size);
    EXPECT_EQ(log->head("shop")->root, original->head("shop")->root);
    EXPECT_EQ(state_digest(*log, size), state_digest(*original, size));
    EXPECT_EQ(keys_of(*log, size), keys_of(*original, size));
  }
  ServerProcess server(at("new"));
  ASSERT_NE(server.port(), 0) << server.output();
  ApiClient operators(server.port(), credentials_at(at("new")), "compliance");
  EXPECT_NE(operators.get("/v1/parties/b-c0-0/data").body.find("Zebulon Quux c0-0"), std::string::npos);
  ApiClient platform(server.port(), credentials_at(at("new")), "platform");
  EXPECT_EQ(
      platform
          .post("/v1/orders", R"({"order_id":"after","buyer":"b-c0-0","merchant":"m1","amount":5,"currency":"CNY"})")
          .status,
      201);
  EXPECT_EQ(server.stop(), 0);
  EXPECT_EQ(verify(at("new")).exit_code, 0);
}

TEST_F(Backups, WithoutTheVaultKeepPersonalDataShut) {
  {
    Load load(server_, 1);
    load.go_on(10);
  }
  stop();
  ASSERT_EQ(back_up().exit_code, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(at("backup"))) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(read_text(entry.path()).find("Zebulon"), std::string::npos) << entry.path();
  }
  const CommandResult restored = restore("new", {"--recovery-key", recovery_key()});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(text(restored, "/vault"), "false");
  ServerProcess server(at("new"));
  ApiClient reader(server.port(), credentials_at(at("new")), "compliance");
  const Reply data = reader.get("/v1/parties/b-c0-0/data");
  EXPECT_EQ(data.status, 200) << data.body;
  EXPECT_EQ(data.body.find("Zebulon"), std::string::npos);
  EXPECT_EQ(server.stop(), 0);
}

TEST_F(Backups, DoNotGoOnUnderTheOldNameWhereMoreWasPublished) {
  Load load(server_, 1);
  back_up_something_new(load);
  load.go_on(20);
  load.stop();
  stop();
  const auto older = at("older");
  const std::uint64_t position = number(back_up({"--keys-to", at("keys").string()}), "/position");
  std::filesystem::copy(at("backup"), older, std::filesystem::copy_options::recursive);
  server_.start();
  {
    Load more(server_, 1, "m");
    more.go_on(10);
  }
  stop();
  const std::vector<std::string> keys = {"--keys-from", at("keys").string(), "--same-epoch"};
  const auto refused = [&](std::vector<std::string> more, const std::string& says) {
    const CommandResult result = restore("new", more);
    EXPECT_EQ(result.exit_code, 2) << says;
    EXPECT_NE(result.err.find(says), std::string::npos) << result.err;
    EXPECT_FALSE(std::filesystem::exists(at("new")));
    EXPECT_FALSE(std::filesystem::exists(at("new.restoring")));
  };
  refused({"--same-epoch", "--keys-from", at("keys").string(), "--published", checkpoint().string()},
          "can only go on in the next epoch");
  refused({"--same-epoch", "--keys-from", at("keys").string()}, "needs the last published checkpoint");
  refused({}, "give --recovery-key");
  refused({"--recovery-key", (at("keys") / "shop.key").string()}, "none of the recovery keys");
  const auto own = at("backup") / "shop/checkpoints" /
                   (std::string(20 - std::to_string(position).size(), '0') + std::to_string(position));
  refused({"--same-epoch", "--published", own.string()}, "needs the signing key");
  std::ofstream(at("stranger")) << "elsewhere/1\n3\n" + std::string(43, 'A') + "=\n\n\u2014 elsewhere/1 AQIDBAU=\n";
  refused({"--recovery-key", recovery_key(), "--published", at("stranger").string()}, "which the backup does not hold");
  // Only a lie opens it: a checkpoint that is not the newest.
  EXPECT_EQ(restore("new", {"--same-epoch", "--keys-from", at("keys").string(), "--published", own.string()}).exit_code,
            0);
}

TEST_F(Backups, AreNotMadeWhereTheyWouldLieBesideTheirKeys) {
  stop();
  EXPECT_EQ(back_up({"--vault-to", (at("backup") / "vault").string()}).exit_code, 2);
  EXPECT_EQ(back_up({"--keys-to", at("backup").string()}).exit_code, 2);
  EXPECT_EQ(back_up({"--keys-to", (server_.data() / "keys2").string()}).exit_code, 2);
  EXPECT_EQ(
      run_tallygate({"backup", "--data", server_.data().string(), "--to", (server_.data() / "b").string()}).exit_code,
      2);
}

struct Harm {
  const char* name;
  void (*change)(const std::filesystem::path& tenant);
  const char* says;
};
std::filesystem::path only_file(const std::filesystem::path& directory) {
  return std::filesystem::directory_iterator(directory)->path();
}
void flip_in_the_middle(const std::filesystem::path& path) {
  auto bytes = read_text(path);
  bytes[bytes.size() / 2] ^= 4;
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST_F(Backups, ThatAreDamagedAreRefusedAndLeaveNothingBehind) {
  stop();
  ASSERT_EQ(back_up().exit_code, 0);
  const std::string recovery = recovery_key();
  std::filesystem::rename(at("backup"), at("sound"));
  const Harm harms[] = {
      {"a flipped bit in a segment", [](const auto& t) { flip_in_the_middle(only_file(t / "segments")); }, "SHA-256"},
      {"a flipped bit in a blob", [](const auto& t) { flip_in_the_middle(only_file(t / "blobs")); }, "SHA-256"},
      {"a flipped bit in the manifest", [](const auto& t) { flip_in_the_middle(t / "MANIFEST"); }, "manifest"},
      {"a missing segment", [](const auto& t) { std::filesystem::remove(only_file(t / "segments")); }, "is missing"},
      {"a missing blob", [](const auto& t) { std::filesystem::remove(only_file(t / "blobs")); }, "is missing"},
      {"a cut manifest", [](const auto& t) { std::filesystem::resize_file(t / "MANIFEST", 200); }, "manifest"},
      {"a cut segment", [](const auto& t) { std::filesystem::resize_file(only_file(t / "segments"), 200); }, "bytes"},
  };
  server_.start();
  {
    Load load(server_, 1);
    load.go_on(5);
  }
  stop();
  for (const Harm& harm : harms) {
    std::filesystem::remove_all(at("backup"));
    std::filesystem::copy(at("sound"), at("backup"), std::filesystem::copy_options::recursive);
    harm.change(at("backup") / "shop");
    for (const CommandResult& result : {restore("new", {"--recovery-key", recovery}), back_up()}) {
      EXPECT_EQ(result.exit_code, 1) << harm.name << result.err;
      EXPECT_NE(result.err.find(harm.says), std::string::npos) << harm.name << ": " << result.err;
      EXPECT_EQ(result.out, "");
    }
    EXPECT_EQ(verify(at("backup")).exit_code, 1) << harm.name;
    EXPECT_FALSE(std::filesystem::exists(at("new"))) << harm.name;
    EXPECT_FALSE(std::filesystem::exists(at("new.restoring"))) << harm.name;
  }
  std::filesystem::remove_all(at("backup"));
  std::filesystem::rename(at("sound"), at("backup"));
  EXPECT_EQ(back_up().exit_code, 0);
  EXPECT_EQ(restore("new", {"--recovery-key", recovery}).exit_code, 0);
  const CommandResult again = restore("new", {"--recovery-key", recovery});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_NE(again.err.find("already there"), std::string::npos);
}

}  // namespace
}  // namespace tallygate::tests
