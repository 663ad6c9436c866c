#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/keyed_hash.hpp"
#include "core/random.hpp"
#include "core/sha256_pairs.hpp"

namespace tallygate::core {
namespace {

std::string random_text(SeededRandom& random, std::size_t size) {
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(random.below(256));
  return out;
}

// Around every length at which padding needs another block, beside a record of another length.
TEST(LeafHashesOfMany, AreThoseOfOpenSslAtEveryLength) {
  SeededRandom random(1);
  for (std::size_t size = 0; size < 400; ++size) {
    const std::vector<std::string> texts = {random_text(random, size), random_text(random, random.below(3'000)),
                                            random_text(random, size + 1)};
    const std::vector<ByteView> views(texts.begin(), texts.end());
    std::vector<Digest> out(views.size());
    leaf_hashes(views, out);
    for (std::size_t i = 0; i < views.size(); ++i) ASSERT_EQ(out[i], leaf_hash(views[i])) << views[i].size();
  }
}

TEST(LeafHashesOfMany, AreThoseOfOpenSslForTheLongestRecords) {
  SeededRandom random(2);
  const std::string a = random_text(random, 65'535), b = random_text(random, 65'472);
  const ByteView views[] = {a, b};
  Digest out[2];
  leaf_hashes(views, out);
  EXPECT_EQ(out[0], leaf_hash(a));
  EXPECT_EQ(out[1], leaf_hash(b));
}

TEST(NodeHashesOfMany, AreThoseOfOpenSslAlsoWhereTheyReplaceTheirChildren) {
  SeededRandom random(3);
  for (std::size_t nodes = 0; nodes < 20; ++nodes) {
    std::vector<Digest> children(2 * nodes);
    for (auto& child : children) random.fill(child);
    std::vector<Digest> expected;
    for (std::size_t i = 0; i < nodes; ++i) expected.push_back(node_hash(children[2 * i], children[2 * i + 1]));
    node_hashes(children, std::span(children).first(nodes));
    children.resize(nodes);
    ASSERT_EQ(children, expected);
  }
}

TEST(AKeyedHash, IsTheSameUnderOneKeyAndAnotherUnderAnother) {
  SeededRandom random(4);
  const KeyedHash one(random), other(random);
  EXPECT_EQ(one("order:o1"), KeyedHash(one)("order:o1"));
  EXPECT_NE(one("order:o1"), one("order:o2"));
  EXPECT_NE(one("order:o1"), other("order:o1"));
}

}  // namespace
}  // namespace tallygate::core
