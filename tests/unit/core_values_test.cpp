#include <gtest/gtest.h>

#include <string>

#include "core/card_number.hpp"
#include "core/check.hpp"
#include "core/ids.hpp"
#include "core/ip_text.hpp"
#include "core/money.hpp"
#include "core/posting.hpp"
#include "core/random.hpp"
#include "core/signing.hpp"

namespace tallygate::core {
namespace {

TEST(Money, ArithmeticStopsAtTheRangeOfAnAmount) {
  EXPECT_EQ(add(kAmountMax, 0), kAmountMax);
  EXPECT_EQ(add(kAmountMax, 1), std::nullopt);
  EXPECT_EQ(subtract(-kAmountMax, 1), std::nullopt);
  EXPECT_EQ(subtract(5, 7), -2);
  EXPECT_EQ(multiply(kAmountMax, 1), kAmountMax);
  EXPECT_EQ(multiply(kAmountMax, 2), std::nullopt);
  EXPECT_EQ(multiply(1LL << 40, 1LL << 40), std::nullopt);
}

TEST(Money, AFractionIsFlooredThroughWideIntermediates) {
  EXPECT_EQ(floor_fraction(10'000, 500, 10'000), 500);
  EXPECT_EQ(floor_fraction(9'999, 3'333, 9'999), 3'333);
  EXPECT_EQ(floor_fraction(1, 9'999, 10'000), 0);
  EXPECT_EQ(floor_fraction(kAmountMax, kAmountMax, kAmountMax), kAmountMax);
  EXPECT_EQ(floor_fraction(kAmountMax, kAmountMax - 1, kAmountMax), kAmountMax - 1);
  EXPECT_THROW(static_cast<void>(floor_fraction(-1, 1, 2)), CheckFailure);
  EXPECT_THROW(static_cast<void>(floor_fraction(1, 1, 0)), CheckFailure);
  EXPECT_THROW(static_cast<void>(floor_fraction(kAmountMax, 2, 1)), CheckFailure);
}

TEST(Ids, AreShortPlainAndBeginWithALetterOrDigit) {
  for (const char* id : {"a", "0", "A.b_c-d", "o-2026-1"}) EXPECT_TRUE(valid_id(id)) << id;
  for (const char* id : {"", "-a", ".a", "_a", "a b", "a:b", "a/b", "caf\xc3\xa9", "a\n"})
    EXPECT_FALSE(valid_id(id)) << id;
  EXPECT_TRUE(valid_id(std::string(64, 'a')));
  EXPECT_FALSE(valid_id(std::string(65, 'a')));
}

TEST(IpText, FollowsTheWrittenForms) {
  for (const char* ip :
       {"0.0.0.0", "255.255.255.255", "203.0.113.7", "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8",
        "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "FE80::ABCD", "1::8", "1:2:3:4:5:6:7::"})
    EXPECT_TRUE(valid_ip(ip)) << ip;
  for (const char* ip : {"",
                         "1",
                         "1.2.3",
                         "1.2.3.4.5",
                         "256.1.1.1",
                         "01.2.3.4",
                         "1.2.3.",
                         ".1.2.3",
                         "1.2.3.4 ",
                         "a.b.c.d",
                         ":",
                         ":::",
                         "1::2::3",
                         "1:2:3:4:5:6:7",
                         "1:2:3:4:5:6:7:8:9",
                         "1:2:3:4:5:6:7:8::",
                         "12345::",
                         "g::",
                         "::1.2.3",
                         "fe80::1%eth0",
                         "[::1]",
                         "1:",
                         ":1",
                         "1.2.3.4::",
                         "::1.2.3.4:5"})
    EXPECT_FALSE(valid_ip(ip)) << ip;
}

TEST(CardNumbers, OfEveryNetworkAreFound) {  // the networks' published test numbers
  for (const char* number :
       {"4111111111111111", "4222222222222", "5555555555554444", "2223003122003222", "378282246310005",
        "371449635398431", "6011111111111117", "3530111333300000", "30569309025904", "38520000023237",
        "6200000000000005", "2200000000000004", "4111-1111-1111-1111", "card: 4111 1111 1111 1111.",
        "x4111111111111111y", "1 4111 1111 1111 1111 2", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"})
    EXPECT_TRUE(holds_card_number(number)) << number;
}

TEST(CardNumbers, TimestampsAndOtherNumbersAreNone) {
  for (const char* text : {"", "411111111111", "4111111111111112", "1732256294123", "1732256294123456",
                           "20261122061714000001", "0000000000000000", "4111 1111  1111 1111", "4111.1111.1111.1111",
                           "41111111111111110", "+86 138 0013 8000", "1234567812345670"})
    EXPECT_FALSE(holds_card_number(text)) << text;
  EXPECT_FALSE(holds_card_number(std::string(1'000, '0')));
}

Money cny(Amount amount) {
  return {amount, *Currency::from_code("CNY")};
}
Money usd(Amount amount) {
  return {amount, *Currency::from_code("USD")};
}

TEST(Postings, SumToZeroForEachCurrencyAndLayer) {
  PostingsBuilder b;
  b.debit("a", cny(5))
      .credit("b", cny(5))
      .debit("a", usd(7))
      .credit("b", usd(7))
      .debit("a", cny(3), Layer::held)
      .credit("c", cny(3), Layer::held);
  EXPECT_EQ(std::move(b).build().all().size(), 6U);

  PostingsBuilder other_currency;
  other_currency.debit("a", cny(5)).credit("b", usd(5));
  EXPECT_THROW(static_cast<void>(std::move(other_currency).build()), CheckFailure);
  PostingsBuilder other_layer;
  other_layer.debit("a", cny(5)).credit("b", cny(5), Layer::held);
  EXPECT_THROW(static_cast<void>(std::move(other_layer).build()), CheckFailure);
}

TEST(Postings, OfTheSamePlaceAreMergedAndZeroesVanish) {
  PostingsBuilder b;
  b.debit("a", cny(5)).debit("a", cny(2)).credit("b", cny(7)).debit("c", cny(0)).debit("d", cny(4)).credit("d", cny(4));
  const Postings p = std::move(b).build();
  ASSERT_EQ(p.all().size(), 2U);
  EXPECT_EQ(p.all()[0], (Posting{"a", 7, cny(0).currency, Layer::posted}));
  EXPECT_EQ(p.all()[1], (Posting{"b", -7, cny(0).currency, Layer::posted}));
}

TEST(Postings, LargerThanAnAmountAreABug) {
  PostingsBuilder b;
  b.debit("a", cny(kAmountMax));
  EXPECT_THROW(b.debit("a", cny(1)), CheckFailure);
}

TEST(Postings, ReadBackAreCheckedAsInput) {
  const Currency c = cny(0).currency;
  EXPECT_TRUE(PostingsBuilder::from_record({{"a", 5, c, Layer::posted}, {"b", -5, c, Layer::posted}}));
  EXPECT_TRUE(PostingsBuilder::from_record({}));
  EXPECT_FALSE(PostingsBuilder::from_record({{"a", 5, c, Layer::posted}, {"b", -4, c, Layer::posted}}));
  EXPECT_FALSE(PostingsBuilder::from_record({{"a", 5, c, Layer::posted}, {"b", -5, c, Layer::held}}));
  EXPECT_FALSE(PostingsBuilder::from_record({{"", 5, c, Layer::posted}, {"b", -5, c, Layer::posted}}));
  EXPECT_FALSE(PostingsBuilder::from_record({{"a", 0, c, Layer::posted}}));
  EXPECT_FALSE(PostingsBuilder::from_record(
      {{"a", 2, c, Layer::posted}, {"b", -4, c, Layer::posted}, {"a", 2, c, Layer::posted}}));
  EXPECT_FALSE(
      PostingsBuilder::from_record({{std::string(161, 'a'), 5, c, Layer::posted}, {"b", -5, c, Layer::posted}}));
  EXPECT_FALSE(PostingsBuilder::from_record(
      {{"a", kAmountMax + 1, c, Layer::posted}, {"b", -kAmountMax - 1, c, Layer::posted}}));
}

TEST(Random, TheSameSeedGivesTheSame) {
  SeededRandom a(7), b(7), c(8);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_EQ((a.bytes<21>()), (b.bytes<21>()));
  EXPECT_NE(a.next(), c.next());
  SeededRandom first(1'234'567);  // splitmix64's published sequence
  EXPECT_EQ(first.next(), 6457827717110365317ULL);
  EXPECT_EQ(first.next(), 3203168211198807973ULL);
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  SeededRandom random(3);
  std::array<int, 5> seen{};
  for (int i = 0; i < 1'000; ++i) ++seen[random.below(5)];
  for (const int n : seen) EXPECT_GT(n, 100);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, TheSystemsIsNotRepeated) {
  SystemRandom random;
  std::array<std::uint8_t, 16> last{};
  for (int i = 0; i < 2'000; ++i) {  // several refills of the buffer
    const auto next = random.bytes<16>();
    ASSERT_NE(next, last);
    last = next;
  }
  std::array<std::uint8_t, 10'000> large{};
  random.fill(large);
  EXPECT_NE(std::count(large.begin(), large.end(), 0), static_cast<std::ptrdiff_t>(large.size()));
}

TEST(Signing, AgreesWithRfc8032) {  // 7.1, test 2
  const auto seed = *digest_from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const SigningKey key = SigningKey::from_seed(seed);
  EXPECT_EQ(to_hex(view(key.public_key())), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const Signature signature = key.sign("\x72");
  EXPECT_EQ(to_hex({reinterpret_cast<const char*>(signature.data()), signature.size()}),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4"
            "302aeeb00d291612bb0c00");
  EXPECT_TRUE(verify(key.public_key(), "\x72", signature));
  EXPECT_EQ(key.seed(), seed);
}

TEST(Signing, AChangedMessageSignatureOrKeyDoesNotVerify) {
  SeededRandom random(1);
  const SigningKey key = SigningKey::generate(random), other = SigningKey::generate(random);
  Signature signature = key.sign("message");
  EXPECT_TRUE(verify(key.public_key(), "message", signature));
  EXPECT_FALSE(verify(key.public_key(), "massage", signature));
  EXPECT_FALSE(verify(other.public_key(), "message", signature));
  signature[0] ^= 1;
  EXPECT_FALSE(verify(key.public_key(), "message", signature));
}

TEST(Signing, AMovedKeyStillSigns) {
  SeededRandom random(1);
  SigningKey a = SigningKey::generate(random);
  const PublicKey name = a.public_key();
  SigningKey b = std::move(a);
  SigningKey c = SigningKey::generate(random);
  c = std::move(b);
  EXPECT_TRUE(verify(name, "m", c.sign("m")));
}

}  // namespace
}  // namespace tallygate::core
