// A tenant's oldest records moved into a file of their own: with the file everything is answered, verified, backed up
// and restored as before; without it proofs and commands go on, and what needs the records says which archive they are
// in.
#include <gtest/gtest.h>

#include "audit/archive_file.hpp"
#include "audit/checkpoint.hpp"
#include "audit/proofs.hpp"
#include "audit/tlog_proof.hpp"
#include "core/bytes.hpp"
#include "core/hash.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/api_server.hpp"
#include "tests/support/archive_scene.hpp"

namespace tallygate::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBefore = 800;
constexpr std::uint64_t kOld = 40;  // a record that is archived
const std::string kArchiveName = "00000000000000000000.tar";

std::string bytes_in(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Archived : public testing::Test {
 protected:
  Archived() {
    stop();
    start();
    auto platform = server_.client("platform");
    first_ = platform.post("/v1/orders", kFirstOrder, "first");
    EXPECT_EQ(first_.status, 201) << first_.body;
    place_orders(platform, 0, 1'200);
    EXPECT_GT(state_checkpoint(data(), kBefore + 100), kBefore);
    old_record_ = auditor().get(record_path()).body;
    old_of_order_ = auditor().get(kOfFirst).body;
    const Reply proof = auditor().get("/v1/audit/records/1100/proof?wait=20s");  // so the first tile is published
    EXPECT_EQ(proof.status, 200) << proof.body;
    old_entries_ = auditor().get("/tlog/shop/tile/entries/000").body;
    stop();
  }

  fs::path data() const { return server_.data(); }
  fs::path home() const { return data().parent_path(); }
  fs::path file() const { return home() / "old.tar"; }
  static std::string record_path() { return "/v1/audit/records/" + std::to_string(kOld); }
  void start() { server_.start(with_state_checkpoints(home())); }
  void stop() { ASSERT_EQ(server_.process().stop(), 0) << server_.process().output(); }
  ApiClient auditor() const { return server_.client("auditor"); }
  CommandResult archive(std::uint64_t before = kBefore, const std::string& to = "old.tar") const {
    return run_tallygate({"archive", data().string(), "--tenant", "shop", "--before", std::to_string(before), "--to",
                          (home() / to).string(), "--json"});
  }
  CommandResult verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"verify", data().string(), "--vkey", server_.credentials().vkey};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tallygate(arguments);
  }
  // A proof of the archived record, from the server that runs, against the record's bytes as they were.
  void expect_proved() { expect_proved_by(server_.credentials().vkey); }
  void expect_proved_by(const std::string& vkey) {
    const Reply reply = auditor().get(record_path() + "/proof");
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto proof = audit::parse_tlog_proof(reply.body);
    ASSERT_TRUE(proof);
    const auto checkpoint = audit::open_checkpoint(proof->checkpoint, *audit::parse_vkey(vkey));
    ASSERT_TRUE(checkpoint);
    EXPECT_TRUE(
        audit::verify_inclusion(kOld, checkpoint->size, core::leaf_hash(old_record_), proof->hashes, checkpoint->root));
    EXPECT_EQ(auditor().get("/v1/audit/consistency?from=300").status, 200);
    EXPECT_EQ(server_.anonymous().get("/tlog/shop/tile/0/000").status, 200);
  }
  // What an archive that cannot be read is answered with: which one, and nothing of where.
  static void expect_unavailable(const Reply& reply) {
    EXPECT_EQ(reply.status, 503) << reply.body;
    EXPECT_EQ(reply.at("/code"), "archive_unavailable") << reply.body;
    EXPECT_NE(reply.at("/detail").find(kArchiveName), std::string::npos) << reply.body;
    EXPECT_EQ(reply.at("/detail").find('/'), std::string::npos) << reply.body;
    EXPECT_TRUE(reply.headers.find("retry-after")) << reply.body;
  }

  static constexpr const char* kFirstOrder =
      R"({"order_id":"first","buyer":"b1","merchant":"m1","amount":1000,"currency":"CNY"})";
  static constexpr const char* kOfFirst = "/v1/audit/records?order=first";
  ApiServer server_;
  Reply first_;
  std::string old_record_, old_of_order_, old_entries_;
};

TEST_F(Archived, WithItsArchiveEverythingIsAnsweredVerifiedAndCopiedAsBefore) {
  const auto done = archive();
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto end = std::stoull(Reply{200, {}, done.out}.at("/end"));
  EXPECT_GT(end, kOld);
  EXPECT_LE(end, kBefore);
  const auto holds = verify();
  EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
  EXPECT_NE(holds.out.find("were read from the archive " + kArchiveName), std::string::npos) << holds.out;
  const auto alone = run_tallygate({"verify", file().string(), "--vkey", server_.credentials().vkey});
  EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;

  for (int round = 0; round < 2; ++round) {  // and after a restart
    start();
    expect_proved();
    EXPECT_EQ(auditor().get(record_path()).body, old_record_);
    EXPECT_EQ(auditor().get("/tlog/shop/tile/entries/000").body, old_entries_);
    const Reply again = server_.client("platform").post("/v1/orders", kFirstOrder, "first");
    EXPECT_EQ(again.body, first_.body);
    EXPECT_EQ(again.headers.get("idempotent-replayed"), "true");
    EXPECT_EQ(auditor().get(kOfFirst).at("/items/0/seq"), (Reply{200, {}, old_of_order_}.at("/items/0/seq")));
    auto platform = server_.client("platform");
    place_orders(platform, 2'000 + 100 * round, 2'100 + 100 * round);
    stop();
  }
  EXPECT_EQ(verify().exit_code, 0);

  const auto backup = home() / "backup", restored = home() / "restored", bundle = home() / "bundle.tar";
  const auto copied = run_tallygate({"backup", "--data", data().string(), "--to", backup.string(), "--keys-to",
                                     (home() / "keys").string(), "--vault-to", (home() / "vaults").string()});
  ASSERT_EQ(copied.exit_code, 0) << copied.err;
  const auto back =
      run_tallygate({"restore", "--from", backup.string(), "--data", restored.string(), "--same-epoch", "--keys-from",
                     (home() / "keys").string(), "--vault-from", (home() / "vaults").string(), "--published",
                     (data() / "checkpoints" / "shop").string()});
  ASSERT_EQ(back.exit_code, 0) << back.err;
  EXPECT_FALSE(fs::exists(restored / "archives"));
  const auto whole = run_tallygate({"verify", restored.string(), "--vkey", server_.credentials().vkey});
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  const auto evidence = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", "evidence",
                                       "--subject", "order:first", "-o", bundle.string()});
  EXPECT_EQ(evidence.exit_code, 0) << evidence.err;
}

// It proves nothing, and a start rests on it all the same.
TEST_F(Archived, StateCheckpointsAreHeldAgainstWhatTheRecordsFoldTo) {
  const auto holds = verify();
  EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
  EXPECT_NE(holds.out.find("state checkpoints are what the records fold to"), std::string::npos) << holds.out;
  fs::path newest;
  for (const auto& entry : fs::directory_iterator(data() / "state" / "shop"))
    if (entry.path().extension() == ".state" && (newest.empty() || entry.path().stem() > newest.stem()))
      newest = entry.path();
  const std::string good = bytes_in(newest), name = newest.filename().string();
  const auto expect_found = [&](const char* what) {
    const auto found = verify();
    EXPECT_EQ(found.exit_code, 1) << found.out;
    EXPECT_NE(found.out.find("DOES NOT HOLD: shop/state/" + name + ": "), std::string::npos) << found.out;
    EXPECT_NE(found.out.find(what), std::string::npos) << found.out;
  };
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
  std::ofstream(newest, std::ios::binary) << flipped;
  expect_found("its SHA-256 is another");
  EXPECT_EQ(verify({"--no-state"}).exit_code, 0);
  // Whole, and of another log.
  ApiServer other;
  EXPECT_EQ(other.process().stop(), 0);
  other.start(with_state_checkpoints(other.data().parent_path()));
  auto platform = other.client("platform");
  place_orders(platform, 0, 100);
  EXPECT_GT(state_checkpoint(other.data(), 50), 0U);
  EXPECT_EQ(other.process().stop(), 0);
  fs::remove(newest);
  std::string theirs;
  for (const auto& entry : fs::directory_iterator(other.data() / "state" / "shop")) {
    fs::copy(entry.path(), data() / "state" / "shop" / entry.path().filename(), fs::copy_options::overwrite_existing);
    if (entry.path().extension() == ".state") theirs = entry.path().filename().string();
  }
  const auto strange = verify();
  EXPECT_EQ(strange.exit_code, 1) << strange.out;
  EXPECT_NE(strange.out.find("of the log is another one"), std::string::npos) << theirs << strange.out;
  fs::remove_all(data() / "state");
  const auto none = verify();
  EXPECT_EQ(none.exit_code, 0) << none.out;
  EXPECT_NE(none.out.find("no state checkpoint stands there"), std::string::npos) << none.out;
}

TEST_F(Archived, WithoutItsArchiveProofsAndCommandsGoOnAndTheRestNamesIt) {
  ASSERT_EQ(archive().exit_code, 0);
  const fs::path moved = home() / "moved.tar", link = data() / "archives" / "shop" / kArchiveName;
  fs::rename(file(), moved);
  start();
  expect_proved();
  auto platform = server_.client("platform");
  place_orders(platform, 3'000, 3'100);
  expect_unavailable(auditor().get(record_path()));
  expect_unavailable(auditor().get(kOfFirst));
  expect_unavailable(auditor().get("/v1/audit/records?limit=5"));
  expect_unavailable(auditor().get("/tlog/shop/tile/entries/000"));
  expect_unavailable(platform.post("/v1/orders", kFirstOrder, "first"));
  EXPECT_EQ(auditor().get("/v1/audit/records/1000").status, 200);
  fs::rename(moved, file());  // found by the next that asks
  EXPECT_EQ(platform.post("/v1/orders", kFirstOrder, "first").body, first_.body);
  EXPECT_EQ(auditor().get(record_path()).body, old_record_);
  stop();

  fs::rename(file(), moved);
  const auto part = verify();
  EXPECT_EQ(part.exit_code, 2) << part.out;
  EXPECT_NE(part.out.find("not checked: records 0 to "), std::string::npos) << part.out;
  EXPECT_NE(part.out.find(file().string()), std::string::npos) << part.out;
  EXPECT_EQ(verify({"--archive", moved.string()}).exit_code, 0);
  for (const char* format : {"ndjson", "hledger"}) {
    const auto none = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", format, "-o",
                                     (home() / "export").string()});
    EXPECT_EQ(none.exit_code, 2);
    EXPECT_NE(none.err.find(kArchiveName), std::string::npos) << none.err;
  }
  const auto copied = run_tallygate({"backup", "--data", data().string(), "--to", (home() / "backup").string()});
  EXPECT_EQ(copied.exit_code, 2);
  EXPECT_NE(copied.err.find(kArchiveName), std::string::npos) << copied.err;

  fs::remove_all(data() / "state");
  ServerProcess refused(data());
  EXPECT_EQ(refused.port(), 0);
  const std::string said = refused.output();
  EXPECT_NE(said.find(file().string()), std::string::npos) << said;
  EXPECT_NE(said.find("ln -sfn"), std::string::npos) << said;
  fs::remove(link);
  fs::create_symlink(moved, link);
  start();
  expect_proved();
  EXPECT_EQ(auditor().get(record_path()).body, old_record_);
}

TEST_F(Archived, ARotationInItLeavesTheLogItsKeysWithoutTheArchive) {
  const auto rotated =
      run_tallygate({"rotate-key", "--data", data().string(), "--tenant", "shop", "--overlap", "0", "--json"});
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  const std::string fresh = Reply{200, {}, rotated.out}.at("/vkey");
  start();
  auto platform = server_.client("platform");
  place_orders(platform, 1'200, 1'800);
  ASSERT_GT(state_checkpoint(data(), 1'700), 0U);
  stop();
  ASSERT_EQ(archive(1'600).exit_code, 0);
  EXPECT_EQ(verify().exit_code, 0);
  fs::rename(file(), home() / "moved.tar");
  start();
  EXPECT_EQ(auditor().get(record_path() + "/proof").status, 200);
  stop();
  for (const std::string& vkey : {server_.credentials().vkey, fresh}) {
    const auto part = run_tallygate({"verify", data().string(), "--vkey", vkey});
    EXPECT_EQ(part.exit_code, 2) << part.out;
    EXPECT_NE(part.out.find("holds: "), std::string::npos) << part.out;
    EXPECT_NE(part.out.find("the signed checkpoint of "), std::string::npos) << part.out;
    EXPECT_NE(part.out.find("the key " + fresh + " signs from "), std::string::npos) << part.out;
  }
  for (const std::string& vkey : {server_.credentials().vkey, fresh}) {  // the one that was noted leads to the newer
    const auto alone = run_tallygate({"verify", (home() / "moved.tar").string(), "--vkey", vkey});
    EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;
  }
}

TEST_F(Archived, WhileItIsAwayTheKeyIsRotatedAndEvidenceOfWhatIsHereExported) {
  start();
  const std::string late = auditor().get("/v1/audit/records/1150").at("/at");
  stop();
  ASSERT_EQ(archive().exit_code, 0);
  fs::rename(file(), home() / "moved.tar");
  const auto rotated =
      run_tallygate({"rotate-key", "--data", data().string(), "--tenant", "shop", "--overlap", "0", "--json"});
  ASSERT_EQ(rotated.exit_code, 0) << rotated.err;
  const std::string fresh = Reply{200, {}, rotated.out}.at("/vkey"), noted = server_.credentials().vkey;
  start();
  expect_proved_by(fresh);
  auto platform = server_.client("platform");
  place_orders(platform, 1'200, 1'300);
  stop();
  const auto bundle = home() / "bundle.tar";
  const auto evidence = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", "evidence",
                                       "--from", late, "-o", bundle.string()});
  EXPECT_EQ(evidence.exit_code, 0) << evidence.err;
  EXPECT_EQ(run_tallygate({"verify", bundle.string(), "--vkey", noted}).exit_code, 0);
  for (const char* format : {"ndjson", "hledger"}) {
    const auto some = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", format,
                                     "--from", late, "-o", (home() / "export").string()});
    EXPECT_EQ(some.exit_code, 0) << some.err;
  }
  const auto all = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", "evidence", "-o",
                                  (home() / "all.tar").string()});
  EXPECT_EQ(all.exit_code, 2) << "never a shorter answer: " << all.out;

  // An archive of records from before the rotation, made after it: whoever noted the key before is led on.
  ASSERT_EQ(archive(kBefore + 100, "newer.tar").exit_code, 0);
  for (const std::string& vkey : {noted, fresh}) {
    const auto alone = run_tallygate({"verify", (home() / "newer.tar").string(), "--vkey", vkey});
    EXPECT_EQ(alone.exit_code, 0) << alone.out << alone.err;
  }
  ApiServer other;
  const auto strange = run_tallygate({"verify", (home() / "newer.tar").string(), "--vkey", other.credentials().vkey});
  EXPECT_EQ(strange.exit_code, 1) << strange.out;
}

TEST_F(Archived, AnArchiveThatIsNotTheOneThatWasMadeIsRefusedByName) {
  ASSERT_EQ(archive().exit_code, 0);
  const std::string good = bytes_in(file());
  const auto write = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(home() / name, std::ios::binary) << bytes;
    return (home() / name).string();
  };
  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 1);
  ApiServer other;
  EXPECT_EQ(other.process().stop(), 0);
  other.start(with_state_checkpoints(other.data().parent_path()));
  auto platform = other.client("platform");
  place_orders(platform, 0, 500);
  EXPECT_GT(state_checkpoint(other.data(), 400), 0U);
  EXPECT_EQ(other.process().stop(), 0);
  const auto others = (home() / "others.tar").string();
  ASSERT_EQ(run_tallygate({"archive", other.data().string(), "--tenant", "shop", "--before", "300", "--to", others})
                .exit_code,
            0);
  fs::remove(file());
  struct Case {
    const char* name;
    std::string file;
    int verified;  // with --archive
    const char* says;
  };
  const Case cases[] = {
      {"a flipped bit", write("flipped.tar", flipped), 1, "not those that were hashed"},
      {"cut off", write("short.tar", good.substr(0, good.size() / 2)), 1, "it is cut off"},
      {"another log's", others, 2, "no log here names the archive"},
      {"missing", (home() / "nowhere.tar").string(), 2, "it is missing"},
  };
  for (const auto& c : cases) {
    const auto given = verify({"--archive", c.file});
    EXPECT_EQ(given.exit_code, c.verified) << c.name << ": " << given.out << given.err;
    EXPECT_NE((given.out + given.err).find(c.says), std::string::npos) << c.name << ": " << given.out << given.err;
    fs::remove(data() / "archives" / "shop" / kArchiveName);
    fs::create_symlink(c.file, data() / "archives" / "shop" / kArchiveName);
    start();
    expect_proved();
    expect_unavailable(auditor().get(record_path()));
    stop();
  }
  write("old.tar", good);
  EXPECT_EQ(verify({"--archive", file().string()}).exit_code, 0);
}

TEST_F(Archived, ItsPlaceMayBeWhereTheLinkWouldBeByWhateverPathAndNeverWhereTheLinkIsMade) {
  const fs::path folder = data() / "archives" / "shop";
  fs::create_directories(folder);
  const auto at_link_in_the_making = archive(kBefore, (folder / (kArchiveName + ".new")).string());
  EXPECT_EQ(at_link_in_the_making.exit_code, 2) << "it would be removed when the link is made";
  EXPECT_EQ(verify().exit_code, 0);
  fs::remove(folder / (kArchiveName + ".new"));
  fs::create_directory_symlink(data(), home() / "other-path");
  const auto in_place = run_tallygate({"archive", (home() / "other-path").string(), "--tenant", "shop", "--before",
                                       std::to_string(kBefore), "--to", (folder / kArchiveName).string()});
  EXPECT_EQ(in_place.exit_code, 0) << in_place.err;
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder / kArchiveName)));
  EXPECT_EQ(verify().exit_code, 0);
}

TEST_F(Archived, WhatARunThatWasCutOffLeftIsNotDeletedWhileItsArchiveIsAway) {
  fs::copy(data() / "shards", home() / "shards", fs::copy_options::recursive);
  ASSERT_EQ(archive().exit_code, 0);
  fs::remove_all(data() / "shards");
  fs::rename(home() / "shards", data() / "shards");
  EXPECT_EQ(archive(300).exit_code, 2) << "the file holds more than was asked for";
  {
    auto log = eventstore::LmdbLog::open(data() / "shards" / "0");
    ASSERT_TRUE(log.ok());
    const auto made = audit::ArchiveFile::open(file());
    ASSERT_TRUE(made.ok());
    const std::string opening = *(*log)->read_one("shop", 0);
    ASSERT_TRUE((*log)->register_archive("shop", (*made)->range(), {{0, opening}}).ok());
  }
  fs::rename(file(), home() / "moved.tar");
  const auto refused = archive(kBefore + 200, "newer.tar");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find(kArchiveName), std::string::npos) << refused.err;
  const auto exported = run_tallygate({"export", "--data", data().string(), "--tenant", "shop", "--format", "ndjson",
                                       "-o", (home() / "export").string()});
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  fs::rename(home() / "moved.tar", file());
  EXPECT_EQ(archive().exit_code, 0);
  EXPECT_EQ(verify().exit_code, 0);
}

TEST_F(Archived, OfATenantThatStandsInTwoShardsNothingIsMoved) {
  fs::copy(data() / "shards" / "0", data() / "shards" / "1", fs::copy_options::recursive);
  const auto refused = archive();
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_NE(refused.err.find("one of them is a copy"), std::string::npos) << refused.err;
  EXPECT_FALSE(fs::exists(file()));
}

TEST_F(Archived, ItIsRefusedWhereAStartWouldNeedWhatItTakesAwayAndRunAgainItEnds) {
  const auto refused = [&](const CommandResult& result, const std::string& says) {
    EXPECT_EQ(result.exit_code, 2) << result.out;
    EXPECT_NE(result.err.find(says), std::string::npos) << result.err;
    EXPECT_FALSE(fs::exists(file()));
  };
  refused(archive(100'000), "records are published");
  refused(archive(0), "there is nothing to archive");
  start();
  refused(archive(), "a server holds this directory");
  stop();
  fs::rename(data() / "state", home() / "state");
  refused(archive(), "no state checkpoint holds position");
  fs::rename(home() / "state", data() / "state");
  std::ofstream(file()) << "mine";
  EXPECT_EQ(archive().exit_code, 2);
  EXPECT_EQ(bytes_in(file()), "mine");
  fs::remove(file());
  ASSERT_EQ(archive(400).exit_code, 0);
  EXPECT_EQ(archive(400).exit_code, 0) << "it says again what was done";
  EXPECT_NE(archive(kBefore).err.find("is there already"), std::string::npos);
  ASSERT_EQ(archive(kBefore, "newer.tar").exit_code, 0);
  const auto holds = verify();
  EXPECT_EQ(holds.exit_code, 0) << holds.out << holds.err;
}

}  // namespace
}  // namespace tallygate::tests
