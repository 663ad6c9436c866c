// Proofs out of tiles agree with RFC 6962's recursive definition over the leaves, and hold.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>

#include "audit/proofs.hpp"
#include "eventstore/lmdb_log.hpp"
#include "tests/support/log_batch.hpp"
#include "tests/support/temporary_directory.hpp"

namespace tallygate::audit {
namespace {

using core::Digest;
using Leaves = std::span<const Digest>;

// RFC 6962 section 2.1, word for word.
std::size_t split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}
Digest defined_root(Leaves d) {
  if (d.empty()) return core::empty_root();
  if (d.size() == 1) return d[0];
  const std::size_t k = split(d.size());
  return core::node_hash(defined_root(d.first(k)), defined_root(d.subspan(k)));
}
Proof defined_path(std::size_t m, Leaves d) {
  if (d.size() == 1) return {};
  const std::size_t k = split(d.size());
  Proof out = m < k ? defined_path(m, d.first(k)) : defined_path(m - k, d.subspan(k));
  out.push_back(m < k ? defined_root(d.subspan(k)) : defined_root(d.first(k)));
  return out;
}
Proof defined_subproof(std::size_t m, Leaves d, bool known) {
  if (m == d.size()) return known ? Proof{} : Proof{defined_root(d)};
  const std::size_t k = split(d.size());
  Proof out = m <= k ? defined_subproof(m, d.first(k), known) : defined_subproof(m - k, d.subspan(k), false);
  out.push_back(m <= k ? defined_root(d.subspan(k)) : defined_root(d.first(k)));
  return out;
}

// A log of 66,700 records: full tiles at level 0 and one at level 1, partial ones at levels 0, 1 and 2.
class TiledLog : public testing::Test {
 protected:
  static constexpr std::size_t kSize = 66'700;
  static void SetUpTestSuite() {
    directory_ = new tests::TemporaryDirectory;
    log_ = std::move(eventstore::LmdbLog::open(directory_->path())).value().release();
    ASSERT_TRUE(log_->create_tenant("t1").ok());
    for (std::size_t size = 0; size < kSize;) {
      tests::LogBatch batch;
      batch.numbered(size, std::min<std::size_t>(2'003, kSize - size));
      for (const auto& record : batch.records()) leaves_.push_back(record.leaf);
      ASSERT_TRUE(batch.append_to(*log_, "t1", size).ok());
      size = leaves_.size();
    }
  }
  static void TearDownTestSuite() {
    delete log_;
    delete directory_;
  }
  static Leaves first(std::size_t size) { return Leaves(leaves_).first(size); }

  static inline tests::TemporaryDirectory* directory_ = nullptr;
  static inline eventstore::LmdbLog* log_ = nullptr;
  static inline std::vector<Digest> leaves_;
};

// Sizes where something changes are as likely as any other.
std::size_t any_size(std::mt19937_64& random, std::size_t max) {
  static constexpr std::size_t kNear[] = {1, 2, 255, 256, 257, 511, 512, 4'096, 65'535, 65'536, 65'537, 66'700};
  if (random() % 2 == 0) return 1 + random() % max;
  return std::min(kNear[random() % std::size(kNear)], max);
}

TEST_F(TiledLog, GivesTheDefinedInclusionProofAndItHolds) {
  ProofMaker maker(*log_);
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    const std::size_t size = any_size(random, kSize);
    const std::size_t seq = any_size(random, size) - 1;
    const auto proof = maker.inclusion("t1", seq, size);
    ASSERT_TRUE(proof.ok());
    ASSERT_EQ(*proof, defined_path(seq, first(size))) << seq << " of " << size;
    const Digest root = *log_->root_at("t1", size);
    ASSERT_TRUE(verify_inclusion(seq, size, leaves_[seq], *proof, root)) << seq << " of " << size;
    const std::size_t other = random() % size;
    ASSERT_TRUE(other == seq || !verify_inclusion(other, size, leaves_[seq], *proof, root)) << seq << " as " << other;
  }
}

TEST_F(TiledLog, GivesTheDefinedConsistencyProofAndItHolds) {
  ProofMaker maker(*log_);
  std::mt19937_64 random(2);
  for (int round = 0; round < 200; ++round) {
    const std::size_t to = any_size(random, kSize);
    const std::size_t from = any_size(random, to);
    const auto proof = maker.consistency("t1", from, to);
    ASSERT_TRUE(proof.ok());
    ASSERT_EQ(*proof, defined_subproof(from, first(to), true)) << from << " to " << to;
    const Digest old_root = *log_->root_at("t1", from);
    ASSERT_TRUE(verify_consistency(from, to, *proof, old_root, *log_->root_at("t1", to))) << from << " to " << to;
    const Digest other = *log_->root_at("t1", to - 1);
    ASSERT_TRUE(from == to || !verify_consistency(from, to, *proof, old_root, other)) << from << " to " << to;
  }
}

// What is kept between proofs belongs to a place in the tree, not to the size that it was first made for.
TEST_F(TiledLog, KeepsNothingThatALaterProofCouldGetWrong) {
  ProofMaker maker(*log_);
  for (const std::size_t size : {100U, 300U, 66'000U, 700U, 66'700U, 65'536U, 66'699U})
    for (std::size_t seq = 17; seq < size; seq += 1 + size / 7)
      EXPECT_EQ(*maker.inclusion("t1", seq, size), defined_path(seq, first(size))) << seq << " of " << size;
}

TEST_F(TiledLog, HasThePartialTilesOfEveryEarlierSize) {
  for (const std::size_t level : {0U, 1U, 2U}) {
    const std::size_t span = std::size_t{1} << (8 * level);
    const std::size_t hashes = kSize / span;
    for (std::size_t index = 0; index * 256 < hashes; index += std::max<std::size_t>(1, hashes / 256 / 5)) {
      const std::size_t there = std::min<std::size_t>(256, hashes - index * 256);
      for (const std::size_t width : {std::size_t{1}, there / 2 + 1, there}) {
        const auto tile = log_->tile("t1", level, index, width);
        ASSERT_TRUE(tile.ok()) << tile.error().message;
        ASSERT_EQ(tile->size(), width);
        EXPECT_EQ(tile->back(), defined_root(Leaves(leaves_).subspan((index * 256 + width - 1) * span, span)));
      }
      if (there < 256) {
        EXPECT_EQ(log_->tile("t1", level, index, there + 1).error().kind, core::ErrorKind::not_found);
      }
    }
  }
  EXPECT_EQ(log_->tile("t1", 0, 261, 1).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(log_->tile("t1", 3, 0, 1).error().kind, core::ErrorKind::not_found);
  EXPECT_EQ(log_->tile("t1", 63, UINT64_MAX, 1).error().kind, core::ErrorKind::not_found);
}

}  // namespace
}  // namespace tallygate::audit
