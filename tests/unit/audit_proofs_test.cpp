// Proofs against the published vectors, and the file that carries one.
#include <gtest/gtest.h>

#include "audit/proofs.hpp"
#include "audit/tlog_proof.hpp"
#include "core/bytes.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/known_vectors.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::audit {
namespace {

using core::Digest;
using tests::digest;
using tests::kFrom6To8;

Proof proof_of(std::initializer_list<std::string_view> hexes) {
  Proof out;
  for (const auto hex : hexes) out.push_back(digest(hex));
  return out;
}

// The leaves of RFC 6962's reference implementation (an empty record cannot be appended, so a log begins at the
// second).
const char* const kLeaves[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const char* const kRoots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                              "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                              "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                              "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                              "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                              "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
const Proof kPath5Of8 = proof_of({"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                  "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"});
const Proof kFrom3To7 = proof_of({"0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                                  "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                                  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                  "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e"});

// A log whose leaf hashes are those of kLeaves; its records are stand-ins, since nothing here reads them.
class KnownTree : public testing::Test {
 protected:
  void SetUp() override {
    log_ = std::move(eventstore::LmdbLog::open(directory_.path())).value();
    ASSERT_TRUE(log_->create_tenant("t1").ok());
    tests::LogBatch batch;
    batch.numbered(0, std::size(kLeaves));
    for (std::size_t i = 0; i < std::size(kLeaves); ++i)
      batch.records()[i].leaf = core::leaf_hash(*core::from_hex(kLeaves[i]));
    ASSERT_TRUE(batch.append_to(*log_, "t1").ok());
  }
  tests::TemporaryDirectory directory_;
  std::unique_ptr<eventstore::LmdbLog> log_;
};

TEST_F(KnownTree, GivesTheKnownProofs) {
  ProofMaker maker(*log_);
  EXPECT_EQ(*maker.inclusion("t1", 5, 8), kPath5Of8);
  EXPECT_EQ(*maker.consistency("t1", 6, 8), kFrom6To8);
  EXPECT_EQ(*maker.consistency("t1", 3, 7), kFrom3To7);
}

TEST_F(KnownTree, HasNoProofOfWhatIsNotThere) {
  ProofMaker maker(*log_);
  EXPECT_EQ(maker.inclusion("t1", 8, 8).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(maker.inclusion("t1", 0, 9).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(maker.inclusion("t1", 0, 0).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(maker.consistency("t1", 8, 9).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(maker.consistency("t1", 3, 2).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(maker.inclusion("t2", 0, 1).error().kind, core::ErrorKind::not_found);
}

TEST(Proofs, KnownOnesHold) {
  const Digest leaf = core::leaf_hash(*core::from_hex(kLeaves[5]));
  EXPECT_TRUE(verify_inclusion(5, 8, leaf, kPath5Of8, digest(kRoots[7])));
  EXPECT_TRUE(verify_consistency(6, 8, kFrom6To8, digest(kRoots[5]), digest(kRoots[7])));
  EXPECT_TRUE(verify_consistency(3, 7, kFrom3To7, digest(kRoots[2]), digest(kRoots[6])));
  EXPECT_TRUE(verify_consistency(0, 7, {}, core::empty_root(), digest(kRoots[6])));
  EXPECT_TRUE(verify_consistency(7, 7, {}, digest(kRoots[6]), digest(kRoots[6])));
  EXPECT_TRUE(verify_inclusion(0, 1, digest(kRoots[0]), {}, digest(kRoots[0])));
}

TEST(Proofs, DoNotHoldForAnythingElse) {
  const Digest leaf = core::leaf_hash(*core::from_hex(kLeaves[5]));
  const Digest root = digest(kRoots[7]);
  for (std::uint64_t seq = 0; seq < 9; ++seq)
    for (std::uint64_t size = 0; size < 20; ++size) {
      EXPECT_FALSE(verify_inclusion(seq, size, leaf, kPath5Of8, digest(kRoots[6]))) << seq << " of " << size;
      // The size of a tree in which record 5 has the same way up is for the signed checkpoint to say.
      if (seq != 5 || size < 7 || size > 8) {
        EXPECT_FALSE(verify_inclusion(seq, size, leaf, kPath5Of8, root)) << seq << " of " << size;
      }
    }
  const auto without = [](Proof proof, std::size_t at) {
    proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(at));
    return proof;
  };
  const auto flipped = [](Proof proof, std::size_t at) {
    proof[at][31] ^= 1;
    return proof;
  };
  const auto longer = [](Proof proof) {
    proof.push_back(proof.back());
    return proof;
  };
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_FALSE(verify_inclusion(5, 8, leaf, without(kPath5Of8, i), root));
    EXPECT_FALSE(verify_inclusion(5, 8, leaf, flipped(kPath5Of8, i), root));
    EXPECT_FALSE(verify_consistency(6, 8, without(kFrom6To8, i), digest(kRoots[5]), root));
    EXPECT_FALSE(verify_consistency(6, 8, flipped(kFrom6To8, i), digest(kRoots[5]), root));
  }
  EXPECT_FALSE(verify_inclusion(5, 8, leaf, longer(kPath5Of8), root));
  EXPECT_FALSE(verify_inclusion(5, 8, root, kPath5Of8, root));
  EXPECT_FALSE(verify_consistency(6, 8, longer(kFrom6To8), digest(kRoots[5]), root));
  EXPECT_FALSE(verify_consistency(6, 8, {}, digest(kRoots[5]), root));
  EXPECT_FALSE(verify_consistency(8, 6, kFrom6To8, root, digest(kRoots[5])));
  EXPECT_FALSE(verify_consistency(6, 8, kFrom6To8, root, digest(kRoots[5])));
  EXPECT_FALSE(verify_consistency(0, 8, kFrom6To8, core::empty_root(), root));
  EXPECT_FALSE(verify_consistency(0, 8, {}, digest(kRoots[0]), root));
  EXPECT_FALSE(verify_consistency(8, 8, {}, digest(kRoots[6]), root));
  EXPECT_FALSE(verify_consistency(8, 8, kFrom6To8, root, root));
}

// The same hashes in base64, by an independent encoder.
const std::string kFile =
    "c2sp.org/tlog-proof@v1\nindex 5\n"
    "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n"
    "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=\n"
    "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=\n\n";
const std::string kCheckpoint = "example.com/ledger1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— s AAAA\n";

TEST(TlogProof, IsWrittenLineByLine) {
  TlogProof proof{std::nullopt, 5, kPath5Of8, kCheckpoint};
  EXPECT_EQ(write_tlog_proof(proof), kFile + kCheckpoint);
  const auto parsed = parse_tlog_proof(write_tlog_proof(proof));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->hashes, kPath5Of8);
  EXPECT_EQ(parsed->checkpoint, kCheckpoint);
  EXPECT_FALSE(parsed->extra.has_value());
  proof.extra = "\x01\x02\xff";
  EXPECT_EQ(write_tlog_proof(proof).substr(0, 43), "c2sp.org/tlog-proof@v1\nextra AQL/\nindex 5\nv");
  EXPECT_EQ(parse_tlog_proof(write_tlog_proof(proof))->extra, proof.extra);
}

TEST(TlogProof, OfALogOfOneRecordHasNoHashes) {
  const auto parsed = parse_tlog_proof("c2sp.org/tlog-proof@v1\nindex 0\n\n" + kCheckpoint);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(parsed->hashes.empty());
  EXPECT_EQ(parsed->index, 0U);
}

TEST(TlogProof, RefusesWhatIsNotOne) {
  const std::string hash = "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n";
  std::string many = "c2sp.org/tlog-proof@v1\nindex 5\n";
  for (std::size_t i = 0; i <= kProofHashesMax; ++i) many += hash;
  const std::string cases[] = {"",
                               "c2sp.org/tlog-proof@v1",
                               "c2sp.org/tlog-proof@v2\nindex 5\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 05\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex -5\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 5\nextra AQL/\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nextra AQL\nindex 5\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 5\n" + hash.substr(1) + "\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 5\nvBoG\n\n" + kCheckpoint,
                               "c2sp.org/tlog-proof@v1\nindex 5\n" + hash,
                               "c2sp.org/tlog-proof@v1\nindex 5\n" + hash + "\n",
                               "c2sp.org/tlog-proof@v1\r\nindex 5\r\n\r\n" + kCheckpoint,
                               many + "\n" + kCheckpoint};
  for (const auto& text : cases) EXPECT_FALSE(parse_tlog_proof(text).has_value()) << text;
}

}  // namespace
}  // namespace tallygate::audit
