// Amounts and times as channels write them.
#include <gtest/gtest.h>

#include "api/statement/values.hpp"

namespace tallygate::statement {
namespace {

const core::Currency kCny = *core::Currency::from_code("CNY");
const core::Currency kJpy = *core::Currency::from_code("JPY");

std::optional<core::Amount> amount(std::string_view text, std::string thousands = ",", char decimal = '.') {
  Mapping mapping;
  mapping.thousands = std::move(thousands);
  mapping.decimal = decimal;
  return read_amount(text, kCny, mapping);
}

TEST(StatementAmounts, AreReadInTheCurrencysMinorUnit) {
  EXPECT_EQ(amount("12.34"), 1'234);
  EXPECT_EQ(amount("12.3"), 1'230);
  EXPECT_EQ(amount("12"), 1'200);
  EXPECT_EQ(amount("0.00"), 0);
  EXPECT_EQ(amount("12.3400"), 1'234);
  EXPECT_EQ(read_amount("1200", kJpy, {}), 1'200);
  EXPECT_EQ(read_amount("1200.00", kJpy, {}), 1'200);
}

TEST(StatementAmounts, HaveTheirSignInFrontBehindOrInParentheses) {
  EXPECT_EQ(amount("-12.34"), -1'234);
  EXPECT_EQ(amount("+12.34"), 1'234);
  EXPECT_EQ(amount("12.34-"), -1'234);
  EXPECT_EQ(amount("(12.34)"), -1'234);
  for (const char* wrong : {"(-12.34)", "--1", "-", "+-1", "(1", "1)", "()"})
    EXPECT_EQ(amount(wrong), std::nullopt) << wrong;
}

TEST(StatementAmounts, MayHaveThousandsSeparatorsAndADecimalComma) {
  EXPECT_EQ(amount("1,234,567.89"), 123'456'789);
  EXPECT_EQ(amount("1.234.567,89", ".", ','), 123'456'789);
  EXPECT_EQ(amount("1 234,5", " ", ','), 123'450);
  for (const char* wrong : {",1", "1,", "1,,2", "1,.2", "1.2,3"}) EXPECT_EQ(amount(wrong), std::nullopt) << wrong;
}

TEST(StatementAmounts, ThatAreNoneAreRefused) {
  for (const char* wrong :
       {"", "x", "1.234", "1.", ".5", "1e3", "0x10", "1.2.3", "NaN", "90071992547409.92", "999999999999999999999999"})
    EXPECT_EQ(amount(wrong), std::nullopt) << wrong;
  EXPECT_EQ(amount("90071992547409.91"), core::kAmountMax);
}

TEST(StatementAmounts, MayBeWrittenInMinorUnits) {
  Mapping mapping;
  mapping.minor_units = true;
  EXPECT_EQ(read_amount("1234", kCny, mapping), 1'234);
  EXPECT_EQ(read_amount("1234.5", kCny, mapping), std::nullopt);
}

TEST(StatementTimes, FollowTheMappingsFormatAndOffset) {
  Mapping mapping;
  mapping.time_format = "%d.%m.%Y %H:%M";
  mapping.offset_s = 8 * 3'600;
  EXPECT_EQ(read_time("18.11.2026 00:03", mapping), core::parse_time("2026-11-17T16:03:00Z"));
  for (const char* wrong :
       {"18.11.2026", "18.11.2026 00:03:00", "31.02.2026 00:00", "1.1.2026 00:00", "18.11.2026 24:00"})
    EXPECT_EQ(read_time(wrong, mapping), std::nullopt) << wrong;
  EXPECT_EQ(read_time("2026-11-18T00:03:59Z", {}), core::parse_time("2026-11-18T00:03:59Z"));
}

}  // namespace
}  // namespace tallygate::statement
