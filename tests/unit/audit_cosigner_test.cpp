// What a witness remembers, across its end and a disk that fails.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "audit/cosignature.hpp"
#include "audit/cosigner.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::audit {
namespace {

constexpr std::uint64_t kNow = 1'700'000'000;
const std::string kLog = "example.com/ledger1";
const std::string kName = "witness.example.com/w1";

core::SigningKey key(std::uint8_t of) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(of);
  return core::SigningKey::from_seed(seed);
}
core::Digest leaf(std::uint8_t n) {
  return core::leaf_hash(std::string(1, static_cast<char>(n)));
}

class Memory : public testing::Test {
 protected:
  core::Result<std::unique_ptr<Cosigner>> open() {
    return Cosigner::open(directory_.path(), kName, key(2), {{kLog, key(1).public_key()}});
  }
  static std::string note(std::uint64_t size, const core::Digest& root) {
    return sign_checkpoint({kLog, size, root}, key(1));
  }
  static std::string body(std::uint64_t old_size, const Proof& proof, const std::string& checkpoint) {
    return write_add_checkpoint({old_size, proof, checkpoint});
  }
  // Trees of one and two leaves, and another of two that has the first leaf in common.
  const core::Digest one_ = leaf(1), two_ = core::node_hash(leaf(1), leaf(2)),
                     fork_ = core::node_hash(leaf(1), leaf(3));
  tests::TemporaryDirectory directory_;
};

TEST_F(Memory, CosignsAndKeepsWhatItCosigned) {
  auto witness = open();
  ASSERT_TRUE(witness.ok()) << witness.error().message;
  const auto answer = (*witness)->add_checkpoint(body(0, {}, note(1, one_)), kNow);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(cosigned_at(note(1, one_) + answer.body, {kName, key(2).public_key()}), kNow);
  witness->reset();
  witness = open();
  ASSERT_TRUE(witness.ok());
  const auto stale = (*witness)->add_checkpoint(body(0, {}, note(2, two_)), kNow);
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(stale.body, "1\n");
  EXPECT_EQ(stale.content_type, "text/x.tlog.size");
  EXPECT_EQ((*witness)->add_checkpoint(body(1, {leaf(2)}, note(2, two_)), kNow).status, 200);
}

TEST_F(Memory, ALogThatRotatesItsKeyIsKnownByEither) {
  const core::SigningKey fresh = key(3);
  const core::SigningKey old = key(1);
  const NoteSigner signers[] = {{kLog, &fresh}, {kLog, &old}};
  const auto open_with = [&](const std::vector<Verifier>& keys) {
    return Cosigner::open(directory_.path(), kName, key(2), keys);
  };
  const Verifier first{kLog, old.public_key()}, second{kLog, fresh.public_key()};
  auto witness = open_with({first, second});
  ASSERT_TRUE(witness.ok()) << witness.error().message;
  EXPECT_EQ((*witness)->add_checkpoint(body(0, {}, note(1, one_)), kNow).status, 200);
  witness->reset();
  EXPECT_FALSE(open_with({second}).ok()) << "what it keeps is signed by the key before alone";
  witness = open_with({first, second});
  const std::string overlap = sign_checkpoint({kLog, 2, two_}, signers);
  EXPECT_EQ((*witness)->add_checkpoint(body(1, {leaf(2)}, overlap), kNow).status, 200);
  witness->reset();
  witness = open_with({second});
  ASSERT_TRUE(witness.ok()) << witness.error().message;
  EXPECT_EQ((*witness)->add_checkpoint(body(2, {}, sign_checkpoint({kLog, 2, two_}, fresh)), kNow).status, 200);
  EXPECT_EQ((*witness)->add_checkpoint(body(2, {}, note(2, two_)), kNow).status, 403);
  witness->reset();
  EXPECT_FALSE(open_with({second, second}).ok());
}

TEST_F(Memory, CosignsNoForkOfWhatItKept) {
  const auto witness = open();
  ASSERT_EQ((*witness)->add_checkpoint(body(0, {}, note(1, one_)), kNow).status, 200);
  ASSERT_EQ((*witness)->add_checkpoint(body(1, {leaf(2)}, note(2, two_)), kNow).status, 200);
  EXPECT_EQ((*witness)->add_checkpoint(body(1, {leaf(3)}, note(2, fork_)), kNow).status, 409);
  EXPECT_EQ((*witness)->add_checkpoint(body(2, {}, note(2, fork_)), kNow).status, 409);
  EXPECT_EQ((*witness)->add_checkpoint(body(2, {leaf(4)}, note(3, fork_)), kNow).status, 422);
  EXPECT_EQ((*witness)->add_checkpoint(body(2, {}, note(2, two_)), kNow).status, 200);
}

TEST_F(Memory, TellsWhatItDoesNotKnowFromWhatItCannotRead) {
  const auto witness = open();
  EXPECT_EQ((*witness)->add_checkpoint("", kNow).status, 400);
  EXPECT_EQ((*witness)->add_checkpoint("old 0\n\nno note\n", kNow).status, 400);
  const std::string other = sign_checkpoint({"example.com/other", 1, one_}, key(1));
  EXPECT_EQ((*witness)->add_checkpoint(body(0, {}, other), kNow).status, 404);
  const std::string unsigned_one = sign_checkpoint({kLog, 1, one_}, key(9));
  EXPECT_EQ((*witness)->add_checkpoint(body(0, {}, unsigned_one), kNow).status, 403);
}

TEST_F(Memory, WithoutADiskToKeepItOnNothingIsCosigned) {
  auto witness = open();
  ASSERT_EQ((*witness)->add_checkpoint(body(0, {}, note(1, one_)), kNow).status, 200);
  // What a checkpoint is written into before its name changes cannot be made.
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    if (entry.path().filename().string().size() == 64)
      std::filesystem::create_directory(entry.path().string() + ".new");
  EXPECT_EQ((*witness)->add_checkpoint(body(1, {leaf(2)}, note(2, two_)), kNow).status, 500);
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    if (entry.path().extension() == ".new") std::filesystem::remove(entry.path());
  EXPECT_EQ((*witness)->add_checkpoint(body(1, {leaf(2)}, note(2, two_)), kNow).status, 200);
}

TEST_F(Memory, IsOneProcesssAndMustBeWhole) {
  {
    const auto witness = open();
    ASSERT_EQ((*witness)->add_checkpoint(body(0, {}, note(1, one_)), kNow).status, 200);
    const auto second = open();
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().kind, core::ErrorKind::locked);
  }
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
    if (entry.path().filename().string().size() == 64) std::ofstream(entry.path()) << "nothing";
  const auto damaged = open();
  ASSERT_FALSE(damaged.ok());
  EXPECT_EQ(damaged.error().kind, core::ErrorKind::corrupt);
}

}  // namespace
}  // namespace tallygate::audit
