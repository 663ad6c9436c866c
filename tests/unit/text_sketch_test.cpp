#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "core/random.hpp"
#include "tests/support/text_samples.hpp"
#include "vault/text/address_words.hpp"
#include "vault/text/normalised.hpp"
#include "vault/text/sketch.hpp"

namespace tallygate::vault::text {
namespace {

SketchKey key_of(std::uint64_t seed) {
  core::SeededRandom random(seed);
  return random.bytes<16>();
}

int address_distance(std::string_view a, std::string_view b, std::uint64_t seed = 1) {
  return sketch_distance(address_sketch(normalised(a), key_of(seed)), address_sketch(normalised(b), key_of(seed)));
}

TEST(AddressWords, AreNamesAndNumbersInOrder) {
  const auto words = [](std::string_view address) {
    const AddressWords found = address_words(normalised(address));
    std::string out = support::from_code_points(found.letters);
    for (const std::u32string& number : found.numbers) out += " " + support::from_code_points(number);
    return out;
  };
  EXPECT_EQ(words("北京市朝阳区建国路88号3单元502"), "北京朝阳建国路 88 3 502");
  EXPECT_EQ(words("北京朝阳建国路88號三单元502室"), "北京朝阳建国路 88 3 502");
  EXPECT_EQ(words("建国路二十三号十二楼0502"), "建国路 23 12 502");
  EXPECT_EQ(words("12 North Street, Apt. 4, No. 007"), "nst 12 4 7");
  EXPECT_EQ(words("12 n St., apartment #4, 7"), "nst 12 4 7");
  EXPECT_EQ(words(""), "");
}

// One address in the ways in which people write it, and others that look like it.
struct Address {
  std::string province, city, district, road;
  std::uint64_t number, building, flat;
};

Address drawn_address(core::SeededRandom& random) {
  static const std::vector<std::array<std::string, 3>> places = {{"北京", "北京", "朝阳"}, {"广东", "深圳", "南山"},
                                                                 {"浙江", "杭州", "西湖"}, {"四川", "成都", "武侯"},
                                                                 {"江苏", "南京", "鼓楼"}, {"湖北", "武汉", "江汉"}};
  static const std::vector<std::string> roads = {"建国路", "人民大道", "解放街", "科技园路",
                                                 "滨江路", "中山北路", "幸福里", "学院路"};
  const auto& place = places[random.below(places.size())];
  return {place[0],
          place[1],
          place[2],
          roads[random.below(roads.size())],
          1 + random.below(300),
          1 + random.below(9),
          101 + random.below(900)};
}

std::string written(const Address& a, core::SeededRandom& random) {
  const auto one_of = [&](std::initializer_list<std::string> ways) {
    return *(ways.begin() + random.below(ways.size()));
  };
  static const std::array<std::string, 10> numerals = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  const std::string building = random.below(3) == 0 ? numerals[a.building] : std::to_string(a.building);
  const bool capital = a.province == a.city;
  std::string out = capital || random.below(4) == 0 ? "" : a.province + one_of({"省", ""});
  out += a.city + one_of({"市", ""});
  if (random.below(4) != 0) out += a.district + one_of({"区", "區", ""});
  out += one_of({"", " "}) + a.road + std::to_string(a.number) + one_of({"号", "號", "号 "});
  out += building + one_of({"单元", "栋", "號樓", "座"}) + std::to_string(a.flat) + one_of({"室", "", "房", "户"});
  switch (random.below(4)) {
    case 0:
      return support::full_width(out);
    case 1:
      return support::with_zero_width(out, random);
    default:
      return out;
  }
}

TEST(AddressSketch, IsCloseForWaysToWriteOneAddressAndFarForOthers) {
  EXPECT_LE(address_distance("北京市朝阳区建国路88号3单元502", "北京朝阳建国路88號三单元502室"), 0);
  core::SeededRandom random(20261123);
  int worst_same = 0, same_missed = 0, next_door_taken = 0, others_taken = 0, nearest_other = 64;
  constexpr int kDrawn = 2'000;
  for (int i = 0; i < kDrawn; ++i) {
    const Address address = drawn_address(random);
    const std::string text = written(address, random);
    const std::uint64_t seed = 1 + random.below(50);
    const int same = address_distance(text, written(address, random), seed);
    worst_same = std::max(worst_same, same);
    same_missed += same > kSameAddress ? 1 : 0;
    Address next_door = address;
    next_door.flat += 1 + random.below(5);
    next_door_taken += address_distance(text, written(next_door, random), seed) <= kSameAddress ? 1 : 0;
    Address other = drawn_address(random);
    if (other.road == address.road && other.city == address.city) continue;
    const int far = address_distance(text, written(other, random), seed);
    nearest_other = std::min(nearest_other, far);
    others_taken += far <= kSameAddress ? 1 : 0;
  }
  std::printf("same at most %d, missed %d; next door taken %d; nearest other %d, taken %d of %d\n", worst_same,
              same_missed, next_door_taken, nearest_other, others_taken, kDrawn);
  EXPECT_LE(same_missed, kDrawn * 7 / 100);
  EXPECT_LE(next_door_taken, kDrawn * 7 / 100);
  EXPECT_EQ(others_taken, 0);
}

TEST(AddressSketch, BearsATypingError) {
  core::SeededRandom random(7);
  int close = 0;
  constexpr int kDrawn = 500;
  for (int i = 0; i < kDrawn; ++i) {
    const Address address = drawn_address(random);
    Address mistyped = address;
    mistyped.road = mistyped.road.substr(0, 3) + mistyped.road.substr(6);  // its second character is missing
    close += address_distance(written(address, random), written(mistyped, random)) <= kSameAddress ? 1 : 0;
  }
  std::printf("close after a typing error: %d of %d\n", close, kDrawn);
  EXPECT_GE(close, kDrawn * 8 / 10);
}

TEST(SimilaritySketch, IsTheSameForTheSameText) {
  EXPECT_EQ(similarity_sketch("请放门口", key_of(1)), similarity_sketch("请放门口", key_of(1)));
  EXPECT_EQ(similarity_sketch("请放门口", key_of(1)), similarity_sketch(normalised("請放 門口！"), key_of(1)));
  EXPECT_EQ(similarity_sketch("", key_of(1)), 0U);
  EXPECT_EQ(similarity_sketch("!?", key_of(1)), 0U);
  EXPECT_NE(similarity_sketch("a", key_of(1)), 0U);
}

TEST(SimilaritySketch, IsFarUnderAnotherKey) {
  int nearest = 64;
  for (std::uint64_t seed = 2; seed < 102; ++seed)
    nearest = std::min(nearest, sketch_distance(similarity_sketch("送货前请打电话，放门口就行", key_of(1)),
                                                similarity_sketch("送货前请打电话，放门口就行", key_of(seed))));
  EXPECT_GE(nearest, 14);
}

TEST(SimilaritySketch, IsCloserForNotesOfOneTemplateThanForOthers) {
  const auto distance = [](std::string_view a, std::string_view b) {
    return sketch_distance(similarity_sketch(normalised(a), key_of(3)), similarity_sketch(normalised(b), key_of(3)));
  };
  const int template_only =
      distance("亲，收到货后请给五星好评，截图返现5元，加客服", "亲，收到货后请给五星好评，截图返现8元，加客服哦");
  const int unrelated =
      distance("亲，收到货后请给五星好评，截图返现5元，加客服", "麻烦尽快发货，周末家里没有人，放菜鸟驿站就行");
  EXPECT_LE(template_only, 14);
  EXPECT_GE(unrelated, 22);
}

TEST(SketchDistance, CountsBits) {
  EXPECT_EQ(sketch_distance(0, 0), 0);
  EXPECT_EQ(sketch_distance(0, ~std::uint64_t{0}), 64);
  EXPECT_EQ(sketch_distance(0b1010, 0b0110), 2);
}

}  // namespace
}  // namespace tallygate::vault::text
