// A log whose signing key is rotated: what a server publishes before, in and after the overlap of two keys, who can
// check it with which key, and what is refused. The tenant's clock is replay, so that its lines say when the overlap
// ends.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "audit/checkpoint.hpp"
#include "audit/receipt.hpp"
#include "core/bytes.hpp"
#include "core/record_codec.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/api_server.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

core::SigningKey signing_key(const std::string& file) {
  std::array<std::uint8_t, 32> seed{};
  std::ranges::copy(core::from_hex(file.substr(0, 64)).value_or(std::string(32, '\0')),
                    reinterpret_cast<char*>(seed.data()));
  return core::SigningKey::from_seed(seed);
}

core::SigningKey stranger() {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(77);
  return core::SigningKey::from_seed(seed);
}

class Rotated : public testing::Test {
 protected:
  Rotated() { place("o1", "2010-12-01T01:00:00Z"); }

  fs::path home() const { return server_.data().parent_path(); }
  fs::path key_file(const std::string& folder = "") const { return server_.data() / "keys" / folder / "shop.key"; }
  std::string old_vkey() const { return server_.credentials().vkey; }
  audit::Verifier old_key() const { return *audit::parse_vkey(old_vkey()); }

  // The receipt of the order.
  std::string place(const std::string& id, const std::string& at) {
    const auto answers =
        server_.client("platform")
            .batch(R"({"op":"order.place","key":"k-)" + id + R"(","at":")" + at + R"(","body":{"order_id":")" + id +
                   R"(","buyer":"b1","merchant":"m1","amount":100,"currency":"CNY"}})"
                   "\n");
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers.at(0).status, 201) << answers.at(0).body;
    return answers.at(0).at("/receipt");
  }
  void stop() { EXPECT_EQ(server_.process().stop(), 0) << server_.process().output(); }
  CommandResult rotate(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"rotate-key", "--data", server_.data().string(),
                                          "--tenant",   "shop",   "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    CommandResult done = run_tallygate(arguments);
    if (done.exit_code == 0) new_vkey_ = Reply{200, {}, done.out}.at("/vkey");
    return done;
  }
  audit::Verifier new_key() const { return *audit::parse_vkey(new_vkey_); }
  std::string recovery_file(const std::string& hex) const {
    std::ofstream(home() / "recovery.key") << hex << "\n";
    return (home() / "recovery.key").string();
  }
  fs::path checkpoint() const { return server_.data() / "checkpoints" / "shop"; }
  CommandResult verify(const std::string& vkey, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", server_.data().string(), "--vkey", vkey};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  CommandResult verify_receipt(const std::string& vkey, const std::string& receipt) const {
    std::ofstream(home() / "receipt", std::ios::binary) << receipt;
    return verify(vkey, {"--receipt", (home() / "receipt").string()});
  }
  static std::string receipt_note(const std::string& receipt) { return core::from_base64(receipt).value_or(""); }
  std::string refusal() const {
    ServerProcess refused(server_.data(), {});
    EXPECT_EQ(refused.port(), 0);
    return refused.output();
  }

  ApiServer server_{{"--clock", "replay", "--from", "2010-12-01T00:00:00Z"}};
  std::string new_vkey_;
};

TEST_F(Rotated, BeforeInAndAfterTheOverlapWhatIsSignedCarriesTheKeysThatSign) {
  const std::string before = place("o2", "2010-12-01T02:00:00Z");
  stop();
  EXPECT_TRUE(audit::open_checkpoint(text_of(checkpoint()), old_key()));
  const CommandResult rotated = rotate({"--overlap", "2d"});
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  EXPECT_EQ((Reply{200, {}, rotated.out}.at("/overlap_until")), "2010-12-03T02:00:00.000000Z");
  EXPECT_NE(new_vkey_, old_vkey());

  server_.start();
  const std::string within = place("o3", "2010-12-02T00:00:00Z");
  stop();
  const std::string both = text_of(checkpoint());
  for (const audit::Verifier& one : {old_key(), new_key()}) {
    EXPECT_TRUE(audit::open_checkpoint(both, one)) << both;
    EXPECT_TRUE(audit::open_receipt(receipt_note(within), one));
  }
  for (const std::string& vkey : {old_vkey(), new_vkey_}) {
    const CommandResult holds = verify(vkey);
    EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
    EXPECT_EQ(verify_receipt(vkey, before).exit_code, 0);
    EXPECT_EQ(verify_receipt(vkey, within).exit_code, 0);
  }
  EXPECT_TRUE(fs::exists(key_file("retiring")));

  server_.start();
  const std::string after = place("o4", "2010-12-03T02:00:00Z");
  stop();
  EXPECT_FALSE(audit::open_checkpoint(text_of(checkpoint()), old_key()));
  EXPECT_TRUE(audit::open_checkpoint(text_of(checkpoint()), new_key()));
  EXPECT_FALSE(audit::open_receipt(receipt_note(after), old_key()));
  EXPECT_FALSE(fs::exists(key_file("retiring"))) << "the key before signs nothing more";
  const CommandResult leads = verify(old_vkey());  // the key that was noted first leads to the new one
  EXPECT_EQ(leads.exit_code, 0) << leads.out << leads.err;
  EXPECT_NE(leads.out.find("the signed checkpoint of"), std::string::npos);
  EXPECT_EQ(verify_receipt(old_vkey(), before).exit_code, 0);
  EXPECT_EQ(verify_receipt(new_vkey_, within).exit_code, 0);
  EXPECT_EQ(verify_receipt(new_vkey_, after).exit_code, 0);
}

TEST_F(Rotated, WhatARetiredKeySignsIsRefusedByVerifyAndAtStart) {
  stop();
  const core::SigningKey stolen = signing_key(text_of(key_file()));
  ASSERT_EQ(rotate({"--recovery-key", recovery_file(server_.recovery_key())}).exit_code, 0);
  EXPECT_FALSE(fs::exists(key_file("retiring"))) << "a key that may be stolen does not overlap";
  EXPECT_EQ(text_of(key_file()).size(), 65U);
  server_.start();
  const std::string receipt = place("o2", "2010-12-02T00:00:00Z");
  stop();
  EXPECT_EQ(verify(old_vkey()).exit_code, 0);
  EXPECT_EQ(verify_receipt(old_vkey(), receipt).exit_code, 0);
  const auto published = audit::open_checkpoint(text_of(checkpoint()), new_key());
  ASSERT_TRUE(published);

  std::ofstream(checkpoint(), std::ios::binary) << audit::sign_checkpoint(*published, stolen);  // the thief's
  for (const std::string& vkey : {old_vkey(), new_vkey_}) {
    const CommandResult refused = verify(vkey);
    EXPECT_EQ(refused.exit_code, 1) << refused.out;
    EXPECT_NE(refused.out.find("was retired after"), std::string::npos) << refused.out;
  }
  EXPECT_NE(refusal().find("was retired after"), std::string::npos);
  std::ofstream(checkpoint(), std::ios::binary) << audit::sign_checkpoint(*published, stranger());
  EXPECT_NE(refusal().find("is not signed by"), std::string::npos);
}

TEST_F(Rotated, ALostKeyIsReplacedByTheRecoveryKeyAloneAndByNoOther) {
  stop();
  fs::remove(key_file());
  EXPECT_NE(refusal().find("rotate-key --recovery-key"), std::string::npos);
  EXPECT_EQ(rotate().exit_code, 2);
  const CommandResult wrong = rotate({"--recovery-key", recovery_file(std::string(64, 'a'))});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_NE(wrong.err.find("not the recovery key"), std::string::npos) << wrong.err;
  EXPECT_EQ(rotate({"--recovery-key", recovery_file(server_.recovery_key()), "--overlap", "1d"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(key_file()));
  const CommandResult done = rotate({"--recovery-key", recovery_file(server_.recovery_key())});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  server_.start();
  place("o2", "2010-12-02T00:00:00Z");
  stop();
  EXPECT_EQ(verify(old_vkey()).exit_code, 0);
  EXPECT_EQ(verify(new_vkey_).exit_code, 0);
}

TEST_F(Rotated, ACrashBetweenItsStepsLosesNoKey) {
  stop();
  fs::copy_file(key_file(), home() / "old.key");
  fs::create_directories(key_file("next").parent_path());
  std::ofstream(key_file("next")) << std::string(64, 'b') << "\n";  // the record was not written: its key goes
  server_.start();
  stop();
  EXPECT_FALSE(fs::exists(key_file("next")));
  EXPECT_EQ(text_of(key_file()), text_of(home() / "old.key"));

  ASSERT_EQ(rotate({"--overlap", "9d"}).exit_code, 0);
  const std::string fresh = text_of(key_file());
  fs::rename(key_file(), key_file("next"));  // the record was written, and no file moved
  fs::rename(key_file("retiring"), key_file());
  server_.start();
  stop();
  EXPECT_EQ(text_of(key_file()), fresh);
  EXPECT_EQ(text_of(key_file("retiring")), text_of(home() / "old.key"));
  fs::rename(key_file(), key_file("next"));  // one of them
  server_.start();
  place("o2", "2010-12-02T00:00:00Z");
  stop();
  EXPECT_EQ(text_of(key_file()), fresh);
  EXPECT_TRUE(audit::open_checkpoint(text_of(checkpoint()), old_key()));
  EXPECT_TRUE(audit::open_checkpoint(text_of(checkpoint()), new_key()));
}

TEST_F(Rotated, IsDoneOnADirectoryThatNoServerHolds) {
  const CommandResult refused = rotate();
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("stop it first"), std::string::npos) << refused.err;
  for (const char* overlap : {"1", "-1d", "367d", "d", "5w"}) EXPECT_EQ(rotate({"--overlap", overlap}).exit_code, 2);
}

TEST_F(Rotated, AStrangersRotationIsRefusedByVerifyAndAtStart) {
  stop();
  const auto thief = stranger();
  core::KeyRotated rotated;
  rotated.predecessor = text_of(checkpoint());
  rotated.public_key = audit::make_vkey(server_.credentials().origin, thief.public_key());
  rotated.retires = old_vkey();
  rotated.statement =
      audit::sign_note("rotation/1\n" + server_.credentials().origin + "\n", server_.credentials().origin, thief);
  std::string bytes;
  {
    auto log = eventstore::LmdbLog::open(server_.data() / "shards" / "0");
    ASSERT_TRUE(log.ok());
    const auto head = (*log)->head("shop");
    ASSERT_TRUE(head);
    core::Record record;
    record.seq = head->size;
    record.at = {head->last_at_us};
    record.type = core::RecordType::key_rotated;
    record.actor.client = "system";
    record.effect = rotated;
    core::Chained chained;
    chained.prev = head->last_leaf;
    core::encode_record(bytes, record, chained);
    const eventstore::AppendRecord row{bytes, core::leaf_hash(bytes), static_cast<std::uint16_t>(record.type), {}};
    const eventstore::TenantAppend append{"shop", head->size, head->last_at_us, {&row, 1}, {}, {}};
    ASSERT_TRUE((*log)->append({&append, 1}).ok());
  }
  const CommandResult refused = verify(old_vkey());
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.out.find("neither by the key before nor by the recovery key"), std::string::npos) << refused.out;
  EXPECT_NE(refusal().find("neither by the key before nor by the recovery key"), std::string::npos);
}

TEST_F(Rotated, ABackupAndABundleOfTheLogFollowTheKeys) {
  stop();
  ASSERT_EQ(rotate({"--overlap", "2d"}).exit_code, 0);
  server_.start();
  place("o2", "2010-12-02T00:00:00Z");
  stop();
  const auto back_up = [&] {
    const CommandResult done = run_tallygate({"backup", "--data", server_.data().string(), "--to",
                                              (home() / "backup").string(), "--keys-to", (home() / "keys").string()});
    EXPECT_EQ(done.exit_code, 0) << done.err;
  };
  const auto holds = [&](const fs::path& what, const std::string& vkey) {
    const CommandResult result = run_tallygate({"verify", what.string(), "--vkey", vkey});
    EXPECT_NE(result.exit_code, 2) << result.err;
    return result.exit_code == 0;
  };
  const auto bundle = [&](const std::string& name) {
    const CommandResult made = run_tallygate({"export", "--data", server_.data().string(), "--tenant", "shop",
                                              "--format", "evidence", "-o", (home() / name).string()});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return home() / name;
  };
  back_up();
  EXPECT_EQ(text_of(home() / "keys" / "retiring" / "shop.key"), text_of(key_file("retiring")));
  const auto overlapping = bundle("overlapping.tar");
  for (const std::string& vkey : {old_vkey(), new_vkey_}) {
    EXPECT_TRUE(holds(home() / "backup", vkey));
    EXPECT_TRUE(holds(overlapping, vkey));
  }
  // The same epoch is restored with both keys, and goes on overlapping.
  const CommandResult restored =
      run_tallygate({"restore", "--from", (home() / "backup").string(), "--data", (home() / "restored").string(),
                     "--same-epoch", "--keys-from", (home() / "keys").string(), "--published", checkpoint().string()});
  EXPECT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(text_of(home() / "restored" / "keys" / "retiring" / "shop.key"), text_of(key_file("retiring")));

  server_.start();
  place("o3", "2010-12-09T00:00:00Z");
  stop();
  back_up();
  EXPECT_FALSE(fs::exists(home() / "keys" / "retiring" / "shop.key"));
  EXPECT_TRUE(holds(home() / "backup", old_vkey()));
  EXPECT_TRUE(holds(home() / "backup", new_vkey_));
  const auto later = bundle("later.tar");
  EXPECT_TRUE(holds(later, new_vkey_));
  EXPECT_TRUE(holds(later, old_vkey())) << "the rotation in the bundle leads to the new key";
  EXPECT_FALSE(holds(later, audit::make_vkey(server_.credentials().origin, stranger().public_key())));
}

}  // namespace
}  // namespace tallygate::tests
