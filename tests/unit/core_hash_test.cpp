#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "core/hash.hpp"

namespace tallygate::core {
namespace {

std::string hex(const Digest& digest) {
  return to_hex(view(digest));
}

TEST(Sha256, AgreesWithThePublishedVectors) {  // FIPS 180-4 examples
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsHashAsTheirConcatenation) {
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256("abc"));
  EXPECT_EQ(sha256({ByteView{}}), empty_root());
}

TEST(TreeHash, AgreesWithRfc6962) {
  EXPECT_EQ(hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const Digest first = leaf_hash("");
  EXPECT_EQ(hex(first), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(hex(node_hash(first, leaf_hash(std::string(1, '\0')))),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(TreeHash, ALeafIsNeverANode) {
  const Digest left = leaf_hash("l");
  const Digest right = leaf_hash("r");
  EXPECT_NE(leaf_hash(std::string(view(left)) + std::string(view(right))), node_hash(left, right));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

TEST(Hash16, IsBlake2bOf16Bytes) {  // python3: hashlib.blake2b(b"abc", digest_size=16).hexdigest()
  const Hash16 h = hash16("abc");
  EXPECT_EQ(to_hex({reinterpret_cast<const char*>(h.data()), h.size()}), "cf4ab791c62b8d2b2109c90275287816");
  EXPECT_NE(hash16(""), hash16(std::string(1, '\0')));
}

TEST(Hash, GivesTheSameOnManyThreadsAtOnce) {
  std::vector<Digest> out(4);
  {
    std::vector<std::thread> threads;
    for (auto& digest : out) {
      threads.emplace_back([&digest] {
        for (int i = 0; i < 2'000; ++i) digest = node_hash(digest, leaf_hash(std::to_string(i)));
      });
    }
    for (auto& thread : threads) thread.join();
  }
  for (const auto& digest : out) EXPECT_EQ(digest, out.front());
}

TEST(Secrets, CompareByContentAndLength) {
  EXPECT_TRUE(equal_constant_time("secret", "secret"));
  EXPECT_TRUE(equal_constant_time("", ""));
  EXPECT_FALSE(equal_constant_time("secret", "secreT"));
  EXPECT_FALSE(equal_constant_time("secret", "secret1"));
  EXPECT_FALSE(equal_constant_time("", "s"));
}

}  // namespace
}  // namespace tallygate::core
