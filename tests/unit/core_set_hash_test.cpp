#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/hash.hpp"
#include "core/set_hash.hpp"

namespace tallygate::tests {
namespace {

TEST(SetHash, IsOfTheElementsInWhateverOrderTheyCameAndLeft) {
  std::mt19937_64 random(1);
  std::vector<core::Digest> in;
  core::SetHash hash;
  for (int i = 0; i < 2'000; ++i) {
    if (!in.empty() && random() % 3 == 0) {
      std::swap(in[random() % in.size()], in.back());
      hash.remove(in.back());
      in.pop_back();
    } else {
      in.push_back(core::sha256(std::to_string(random())));
      hash.add(in.back());
    }
  }
  std::ranges::shuffle(in, random);
  core::SetHash one, rest;
  for (std::size_t i = 0; i < in.size(); ++i) (i % 2 == 0 ? one : rest).add(in[i]);
  EXPECT_NE(one, hash);
  one.add_all(rest);
  EXPECT_EQ(one, hash);
  EXPECT_EQ(hash.count(), in.size());
  for (const auto& element : in) hash.remove(element);
  EXPECT_EQ(hash, core::SetHash());
}

TEST(SetHash, CarriesFromByteToByte) {
  core::Digest one{}, most{};
  one[0] = 1;
  most.fill(0xff);
  core::SetHash hash;
  hash.add(most);
  hash.add(one);
  EXPECT_EQ(hash.sum(), core::Digest{}) << "modulo 2^256";
  EXPECT_EQ(hash.count(), 2U);
  hash.remove(one);
  EXPECT_EQ(hash.sum(), most);
}

}  // namespace
}  // namespace tallygate::tests
