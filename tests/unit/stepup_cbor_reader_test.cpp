#include <gtest/gtest.h>

#include <limits>

#include "api/stepup/cbor_reader.hpp"
#include "tests/support/cbor_text.hpp"

namespace tallygate::stepup {
namespace {

using support::cbor_array;
using support::cbor_bytes;
using support::cbor_integer;
using support::cbor_map;
using support::cbor_text;

std::string bytes_of_hex(std::string_view hex) {
  return *core::from_hex(hex);
}

bool is_one_item(std::string_view bytes) {
  CborReader reader(bytes);
  return reader.item() == bytes && reader.ok() && reader.rest().empty();
}

TEST(CborReader, ReadsTheIntegersOfRfc8949AppendixA) {
  const std::pair<const char*, std::int64_t> vectors[] = {
      {"00", 0},
      {"01", 1},
      {"0a", 10},
      {"17", 23},
      {"1818", 24},
      {"1819", 25},
      {"1864", 100},
      {"1903e8", 1'000},
      {"1a000f4240", 1'000'000},
      {"1b000000e8d4a51000", 1'000'000'000'000},
      {"20", -1},
      {"29", -10},
      {"3863", -100},
      {"3903e7", -1'000},
      {"1b7fffffffffffffff", std::numeric_limits<std::int64_t>::max()},
      {"3b7fffffffffffffff", std::numeric_limits<std::int64_t>::min()}};
  for (const auto& [hex, value] : vectors) {
    const std::string bytes = bytes_of_hex(hex);
    CborReader reader(bytes);
    EXPECT_EQ(reader.integer(), value) << hex;
    EXPECT_TRUE(reader.ok() && reader.rest().empty()) << hex;
    EXPECT_EQ(cbor_integer(value), bytes) << hex;
  }
}

TEST(CborReader, ReadsStringsArraysAndMaps) {
  const std::string bytes = cbor_map(2) + cbor_text("a") + cbor_array(2) + cbor_integer(1) + cbor_bytes("\x01\x02") +
                            cbor_integer(-7) + cbor_text("");
  CborReader reader(bytes);
  EXPECT_EQ(reader.map(), 2U);
  EXPECT_EQ(reader.text(), "a");
  EXPECT_EQ(reader.array(), 2U);
  EXPECT_EQ(reader.integer(), 1);
  EXPECT_EQ(reader.bytes(), "\x01\x02");
  EXPECT_EQ(reader.integer(), -7);
  EXPECT_EQ(reader.text(), "");
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_TRUE(is_one_item(bytes));
}

TEST(CborReader, TakesFalseTrueAndNullAsItemsOnly) {
  for (const char* hex : {"f4", "f5", "f6"}) {
    const std::string bytes = bytes_of_hex(hex);
    EXPECT_TRUE(is_one_item(bytes)) << hex;
    CborReader reader(bytes);
    EXPECT_EQ(reader.integer(), 0);
    EXPECT_FALSE(reader.ok());
  }
}

// In RFC 8949's words: not well-formed, not the shortest form, of indefinite length, or no part of what authenticators
// write (tags, floats, undefined, other simple values).
TEST(CborReader, RefusesWhatAuthenticatorsDoNotWrite) {
  for (const char* hex : {"",
                          "1817",
                          "1800",
                          "190017",
                          "1900ff",
                          "1a0000ffff",
                          "1b00000000ffffffff",
                          "3817",
                          "5817",
                          "580161",
                          "7801",
                          "9801",
                          "b800",
                          "18",
                          "19ff",
                          "1a000000",
                          "1bffffffffff",
                          "41",
                          "61",
                          "81",
                          "a1",
                          "a101",
                          "8201",
                          "1c",
                          "1d",
                          "1e",
                          "1f",
                          "3f",
                          "5f4101ff",
                          "7f6161ff",
                          "9f01ff",
                          "bf0101ff",
                          "ff",
                          "c000",
                          "d818f6",
                          "f7",
                          "f0",
                          "f820",
                          "f93c00",
                          "fa47c35000",
                          "fb3ff199999999999a",
                          "5bffffffffffffffff",
                          "9bffffffffffffffff",
                          "bb8000000000000000",
                          "bbffffffffffffffff"})
    EXPECT_FALSE(is_one_item(bytes_of_hex(hex))) << hex;
}

TEST(CborReader, RefusesIntegersBeyond64BitsWithTheSign) {
  for (const char* hex : {"1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000", "3bffffffffffffffff"}) {
    const std::string bytes = bytes_of_hex(hex);
    CborReader reader(bytes);
    EXPECT_EQ(reader.integer(), 0) << hex;
    EXPECT_FALSE(reader.ok()) << hex;
  }
}

TEST(CborReader, CountsNoMoreThanTheBytesCouldHold) {
  for (const std::string& bytes : {cbor_array(3) + "\x01\x01", cbor_map(2) + "\x01\x01\x01", cbor_array(1U << 31)}) {
    CborReader arrays(bytes), maps(bytes);
    EXPECT_EQ(arrays.array(), 0U);
    EXPECT_EQ(maps.map(), 0U);
    EXPECT_FALSE(arrays.ok() || maps.ok());
  }
}

TEST(CborReader, GivesNothingAfterAFault) {
  const std::string bytes = cbor_integer(1) + cbor_integer(2) + cbor_text("a");
  CborReader reader(bytes);
  EXPECT_EQ(reader.integer(), 1);
  EXPECT_EQ(reader.text(), "");
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.integer(), 0);
  EXPECT_EQ(reader.item(), "");
  EXPECT_EQ(reader.rest(), "");
  EXPECT_FALSE(reader.ok());
}

TEST(CborReader, WalksThroughEightLevels) {
  const auto nested = [](int levels) {
    std::string out;
    for (int i = 0; i < levels; ++i) out += i % 2 == 0 ? cbor_array(1) : cbor_map(1) + cbor_integer(i);
    return out + cbor_integer(0);
  };
  EXPECT_TRUE(is_one_item(nested(CborReader::kDepthMax)));
  EXPECT_FALSE(is_one_item(nested(CborReader::kDepthMax + 1)));
  EXPECT_FALSE(is_one_item(std::string(100'000, '\x81')));
}

}  // namespace
}  // namespace tallygate::stepup
