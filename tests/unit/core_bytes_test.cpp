#include <gtest/gtest.h>

#include <string>

#include "core/bytes.hpp"

namespace tallygate::core {
namespace {

using std::string_literals::operator""s;

TEST(Hex, WritesLowerCaseAndReadsBothCases) {
  EXPECT_EQ(to_hex("\x00\x7f\xff\xa5"s), "007fffa5");
  EXPECT_EQ(from_hex("007FffA5"), "\x00\x7f\xff\xa5"s);
  EXPECT_EQ(to_hex(""), "");
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesOddLengthsAndOtherLetters) {
  for (const char* text : {"0", "abc", "0g", "g0", " 0", "0x12"}) EXPECT_FALSE(from_hex(text)) << text;
}

TEST(Hex, AppendsBehindWhatIsThere) {
  std::string out = "leaf ";
  append_hex(out, "\x01\x02");
  EXPECT_EQ(out, "leaf 0102");
}

TEST(Hex, ADigestIsExactly64Digits) {
  EXPECT_FALSE(digest_from_hex(std::string(63, '0')));
  EXPECT_FALSE(digest_from_hex(std::string(66, '0')));
  EXPECT_FALSE(digest_from_hex(std::string(63, '0') + "z"));
  const auto digest = digest_from_hex(std::string(62, '0') + "fe");
  ASSERT_TRUE(digest);
  EXPECT_EQ(digest->back(), 0xfe);
}

struct Base64Case {
  const char* bytes;
  const char* padded;
  const char* url;
};

// RFC 4648 section 10, and two that use the last two letters of each alphabet.
constexpr Base64Case kVectors[] = {{"", "", ""},
                                   {"f", "Zg==", "Zg"},
                                   {"fo", "Zm8=", "Zm8"},
                                   {"foo", "Zm9v", "Zm9v"},
                                   {"foob", "Zm9vYg==", "Zm9vYg"},
                                   {"fooba", "Zm9vYmE=", "Zm9vYmE"},
                                   {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
                                   {"\xfb\xff", "+/8=", "-_8"}};

TEST(Base64, AgreesWithRfc4648InBothDirections) {
  for (const auto& c : kVectors) {
    EXPECT_EQ(to_base64(c.bytes), c.padded);
    EXPECT_EQ(from_base64(c.padded), c.bytes);
    EXPECT_EQ(to_base64url(c.bytes), c.url);
    EXPECT_EQ(from_base64url(c.url), c.bytes);
  }
}

TEST(Base64, RefusesWhatIsNotTheOneCanonicalText) {
  for (const char* text :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 8=", "=Zg=", "Zg==Zg==", "Z===", "-_8=", "Zm8\n"}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
  for (const char* text : {"Z", "Zh", "Zm9", "Zg==", "+/8", "Zm9vY", "Z g"}) EXPECT_FALSE(from_base64url(text)) << text;
}

TEST(Base64, ReadsBackEveryLengthAndEveryByte) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
}

}  // namespace
}  // namespace tallygate::core
